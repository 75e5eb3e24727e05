"""What a case takes in can be printed and read as it is; the rest is refused by character and field."""

import pytest
from django import forms

from filings.forms.acts import DeclineForm, NewFilingForm
from filings.forms.sections import ProductsSection
from portal.notices import fonts
from portal.notices.models import Notice
from portal.notices.render import render_letter
from portal.workflow.form_text import text_problem
from portal.workflow.forms import CaseForm, ReasonForm
from tests.make import Cast, draft
from tests.portal.notice_cast import unsaved_letter
from tests.workflow.door_cast import Visit, call, clock, people, visit

__all__ = ["clock", "people", "visit"]
FAMILY = "👩\u200d👩\u200d👧"


def begun(name: str) -> NewFilingForm:
    return NewFilingForm({"algorithm_name": name, "algorithm_type": "ranking", "role": "provider"})


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("青云𓀀算法", "“𓀀”（U+13000）"),
        (f"青云{FAMILY}", "不可见的控制字符（U+200D）"),
        ("青云😀", "“😀”（U+1F600）"),
        ("青云\ue000", "“\ue000”（U+E000）"),
        ("青云\U0010fffd", "“\U0010fffd”（U+10FFFD）"),
        ("青\u202e云", "不可见的控制字符（U+202E），请删除后重试"),
        ("青\u2066云", "（U+2066）"),
        ("青\u200f云", "（U+200F）"),
        ("青\ufeff云", "（U+FEFF）"),
        ("青\u200b云", "（U+200B）"),
        ("青\u3164云", "（U+3164）"),
        ("青\x07云", "（U+0007）"),
        ("青\x85云", "（U+0085）"),
        ("青\u2028云", "（U+2028）"),
        ("青\U000e0041云", "（U+E0041）"),
        ("青\n云", "只能填写一行"),
        ("青\r云", "只能填写一行"),
    ],
)
def test_a_name_that_cannot_be_printed_or_read_is_refused(text: str, named: str) -> None:
    [sentence] = begun(text).errors["algorithm_name"]
    assert sentence.startswith("“算法名称”")
    assert named in sentence


@pytest.mark.parametrize(
    "text", ["𠮷𪚥𠀀算法", "买买提·吐尔逊", "ＡＢＣ\u3000①㈱é Я Ω → √ ≤ ℃ №", "a\tb", "镕喆䶮㛃"]
)
def test_an_unusual_name_that_can_be_printed_is_kept(text: str) -> None:
    assert "algorithm_name" not in begun(text).errors
    assert fonts.unprintable(text) == ()
    letter: Notice = unsaved_letter("filing_recorded", algorithm_name=text)
    assert render_letter(letter).startswith(b"%PDF")


def test_a_text_of_several_lines_keeps_its_lines_and_joiners() -> None:
    text = "第一行\r\n第二行\t\u200b\ufeff完"
    form = ReasonForm({"reason": text})
    assert form.is_valid()
    assert form.cleaned_data["reason"] == text
    assert render_letter(unsaved_letter("filing_recorded", algorithm_name=text))[:4] == b"%PDF"


@pytest.mark.parametrize("char", ["👩", "\u202e", "\x1b", "\u2029", "\U000e0041", "\ue000"])
def test_a_reason_with_such_a_character_is_refused(char: str) -> None:
    [sentence] = ReasonForm({"reason": f"材料{char}不全"}).errors["reason"]
    assert sentence.startswith("“理由”含有")
    assert f"（U+{ord(char):04X}）" in sentence


def test_a_reason_of_an_item_is_looked_at() -> None:
    form = DeclineForm({"items": [{"item": "subject", "reason": "不全𓀀"}]})
    [sentence] = form.errors["items"]
    assert sentence.startswith("“不予备案的理由”含有")
    assert "（U+13000）" in sentence
    assert DeclineForm({"items": [{"item": "subject", "reason": "不全𠀀"}]}).is_valid()


@pytest.mark.parametrize(
    ("product", "expected"),
    [
        ({"name": "资讯😀"}, "第 1 个产品：“产品名称”含有文书字库中没有的字符“😀”（U+1F600）"),
        ({"name": "资\u202e讯"}, "第 1 个产品：“产品名称”含有不可见的控制字符（U+202E）"),
        ({"name": "资\n讯"}, "第 1 个产品：“产品名称”只能填写一行"),
        ({"navigation": ["首页", "更多👩"]}, "第 1 个产品：“访问路径”含有文书字库中没有的字符"),
    ],
)
def test_the_texts_of_a_product_are_looked_at(product: dict[str, object], expected: str) -> None:
    [sentence] = ProductsSection({"products": [product]}).errors["products"]
    assert sentence.startswith(expected)


class _Anything(CaseForm):
    facts = forms.JSONField(label="事实")

    def clean(self) -> None:
        """Overrides without calling the base, as forms do."""


@pytest.mark.parametrize("value", [{"a": [{"b": "甲\ue000"}]}, {"甲\ue000": 1}, [["甲\ue000"]]])
def test_nested_values_of_any_form_are_looked_at(value: object) -> None:
    [sentence] = _Anything({"facts": value}).errors["facts"]
    assert "（U+E000）" in sentence


def test_the_api_refuses_by_field_and_stores_nothing(people: Cast, visit: Visit) -> None:
    case, client = draft(people), visit(people.ai)
    sent = {"version": case.version, "data": {"algorithm_name": "青云\u202e算法"}}
    answer = call(client, "PATCH", f"cases/{case.number}/", sent)
    assert answer.status_code == 422
    assert answer.json()["errors"] == {
        "algorithm_name": ["“算法名称”含有不可见的控制字符（U+202E），请删除后重试"]
    }
    version = case.version
    case.refresh_from_db()
    assert case.version == version


def test_without_fonts_nothing_is_refused_for_its_glyph(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_printed", frozenset)
    assert fonts.unprintable("算法😀") == ()
    assert text_problem("算法😀", lines=False) == ""
    assert "U+202E" in text_problem("算\u202e法", lines=False)


def test_each_unprintable_character_is_told_once_in_order() -> None:
    assert fonts.unprintable(f"𓀀算法{FAMILY}𓀀" * 2000) == ("𓀀", "👩", "👧")
