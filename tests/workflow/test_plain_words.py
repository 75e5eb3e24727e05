"""What a wrong value is answered: plain sentences that name the field, with one stop at most."""

import json
from typing import Any

import pytest
from django import forms
from django.core.validators import MinValueValidator

from filings.forms.acts import CHECKLIST
from filings.states import FilingState as S
from portal.plain_forms import PlainForm
from tests import make
from tests.make import Cast
from tests.workflow.door_cast import Visit, call, clock, people, visit

__all__ = ["clock", "people", "visit"]
#: An item of the form that every filing is checked for: its code and its label.
CHECKED = CHECKLIST[0]


class Everything(PlainForm):
    """One field of each sort."""

    text = forms.CharField(label="说明", max_length=3, min_length=2)
    day = forms.DateField(label="日期")
    at = forms.DateTimeField(label="时间")
    hour = forms.TimeField(label="时刻")
    count = forms.IntegerField(label="数量", min_value=1, max_value=9)
    share = forms.DecimalField(label="比例")
    mail = forms.EmailField(label="邮箱")
    site = forms.URLField(label="网址", assume_scheme="https")
    one = forms.ChoiceField(label="类型", choices=[("a", "甲")])
    some = forms.MultipleChoiceField(label="范围", choices=[("a", "甲")])
    paper = forms.FileField(label="附件")
    yes = forms.BooleanField(label="100%同意")
    own = forms.CharField(label="自有", error_messages={"required": "自己的话"})
    later = forms.IntegerField(
        label="年份", required=False, validators=[MinValueValidator(2004, "2004 年以后才有数据")]
    )


def test_what_is_missing_is_asked_for_by_its_name() -> None:
    told = {name: messages[0] for name, messages in Everything({}, {}).errors.items()}
    assert told == {
        "text": "请填写“说明”",
        "day": "请填写“日期”",
        "at": "请填写“时间”",
        "hour": "请填写“时刻”",
        "count": "请填写“数量”",
        "share": "请填写“比例”",
        "mail": "请填写“邮箱”",
        "site": "请填写“网址”",
        "one": "请选择“类型”",
        "some": "请选择“范围”",
        "paper": "请选择“附件”",
        "yes": "请勾选“100％同意”",
        "own": "自己的话",
    }


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("text", "一二三四", "“说明”至多 3 字，现有 4 字"),
        ("text", "一", "“说明”至少 2 字，现有 1 字"),
        ("text", "一\x00", "“说明”含有空字符（NUL），请删除后重试"),
        ("day", "2026-02-30", "“日期”应为 2026-09-14 这样的日期"),
        ("at", "noon", "“时间”应为 2026-09-14 18:30 这样的时间"),
        ("hour", "25:00", "“时刻”应为 18:30 这样的时间"),
        ("count", "x", "“数量”应为整数"),
        ("count", "0", "“数量”不能小于 1"),
        ("count", "10", "“数量”不能大于 9"),
        ("later", "2003", "2004 年以后才有数据"),
        ("share", "x", "“比例”应为数字"),
        ("mail", "x", "“邮箱”应为 name@example.com 这样的邮箱"),
        ("site", "x y", "“网址”应为 https://example.com 这样的网址"),
        ("one", "zzz", "“类型”没有这一选项，请从所列各项中选择"),
        ("some", ["zzz"], "“范围”没有这一选项，请从所列各项中选择"),
        ("some", "zzz", "“范围”应为由选项组成的列表"),
    ],
)
def test_what_is_malformed_is_said_in_plain_words(name: str, value: Any, sentence: str) -> None:
    assert sentence in Everything({name: value}, {}).errors[name]


def test_a_page_names_each_field_once_and_joins_no_stops(people: Cast, visit: Visit) -> None:
    case = make.filing(people, S.RECORDED)
    path = f"cases/{case.number}/actions/declare_change/"
    wrong = {"changed_on": "zzz", "reason": "长" * 5000}
    posted = {"version": case.version, "confirm": "yes", **wrong}
    page = visit(people.ai).post(f"/{path}", posted).content.decode()
    assert ">“变更情况”至多 2000 字，现有 5000 字</a>" in page
    assert ">“变更发生日”应为 2026-09-14 这样的日期</a>" in page
    answer = call(visit(people.ai), "POST", path, {"version": case.version, "data": wrong})
    assert json.loads(answer.content)["detail"] == (
        "“变更发生日”应为 2026-09-14 这样的日期；“变更情况”至多 2000 字，现有 5000 字"
    )
    nothing = call(visit(people.ai), "POST", path, {"version": case.version, "data": {}})
    assert json.loads(nothing.content)["detail"] == "请填写“变更发生日”；请填写“变更情况”"


@pytest.mark.parametrize(
    ("action", "state", "item", "label"),
    [
        ("request_correction", S.SUBMITTED, *CHECKED),
        ("decline", S.SUBMITTED, *CHECKED),
        ("return_change", S.CHANGE_SUBMITTED, *CHECKED),
        (
            "return_deregistration",
            S.DEREGISTRATION_SUBMITTED,
            "user_arrangements",
            "对用户的安排",
        ),
    ],
)
def test_a_program_learns_which_items_there_are_and_what_an_entry_holds(
    people: Cast, visit: Visit, action: str, state: S, item: str, label: str
) -> None:
    case, client = make.filing(people, state), visit(people.bo)
    offers = call(client, "GET", f"cases/{case.number}/actions/").json()
    [field] = next(o["fields"] for o in offers if o["action"] == action)
    assert (field["name"], field["type"]) == ("items", "list")
    assert field["entries"] == {"item": "检查项的代码，见 choices", "reason": "理由，至多 1000 字"}
    assert {"value": item, "label": label} in field["choices"]
    sent = {"items": [{"item": item, "reason": "请核对"}]}
    answer = call(
        client,
        "POST",
        f"cases/{case.number}/actions/{action}/",
        {"version": case.version, "data": sent},
    )
    assert answer.status_code == 200, answer.content


def test_a_reason_that_is_too_long_names_its_item(people: Cast, visit: Visit) -> None:
    case = make.filing(people)
    sent = {"items": [{"item": CHECKED[0], "reason": "长" * 1001}]}
    answer = call(
        visit(people.bo),
        "POST",
        f"cases/{case.number}/actions/decline/",
        {"version": case.version, "data": sent},
    )
    assert answer.status_code == 422
    assert f"“{CHECKED[1]}”的理由至多 1000 字，现有 1001 字" in answer.json()["detail"]
