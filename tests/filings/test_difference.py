"""Differences between two versions of a filing, and what their public remark may say of them. No database."""

import json
from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from hypothesis import given, settings
from hypothesis import strategies as some

from filings.content import CONTENT_FIELDS, FilingContent
from filings.difference import differences, paper_differences
from filings.remarks import OTHERWISE, remarks
from filings.terms import SECTIONS
from filings.wording import MASKED, SECTION_ROWS, label
from portal.accounts.models import Organization
from tests import make

BLANK = {name: FilingContent._meta.get_field(name).get_default() for name in CONTENT_FIELDS}
COMPANY = Organization(pk=1, name="青云科技有限公司", division_code="990101")
WHOLE = {**BLANK, **make.opening(), **make.content(COMPANY)}
ROWS = [name for _, _, names in SECTION_ROWS for name in names]
TEXTS = [
    name
    for name in ROWS
    if FilingContent._meta.get_field(name).get_internal_type() in {"CharField", "TextField"}
    and not FilingContent._meta.get_field(name).choices
]


def told(before: dict[str, Any], after: dict[str, Any], **how: bool) -> list[tuple[str, ...]]:
    return [(d.label, d.before, d.after) for d in differences(before, after, **how)]


def stored(content: dict[str, Any]) -> dict[str, Any]:
    """As a frozen version gives it back."""
    return json.loads(json.dumps(content, cls=DjangoJSONEncoder))


# --- Fields ----------------------------------------------------------------------------------------------------------
def test_every_field_of_the_form_is_compared() -> None:
    assert sorted([*ROWS, "products"]) == sorted(CONTENT_FIELDS)


def test_a_version_differs_in_nothing_from_itself_as_it_was_stored() -> None:
    assert told(WHOLE, stored(WHOLE)) == []
    assert told(stored(WHOLE), WHOLE) == []


@pytest.mark.parametrize(
    ("field", "before", "after", "expected"),
    [
        ("subject_name", "甲公司", "乙公司", ("主体名称", "甲公司", "乙公司")),
        ("algorithm_type", "ranking", "push", ("算法类型", "排序精选类", "个性化推送类")),
        ("monthly_users", None, 7, ("月活跃用户量", "", "7")),
        ("monthly_users", 0, None, ("月活跃用户量", "0", "")),
        ("has_biometrics", False, True, ("涉及生物特征信息", "否", "是")),
        ("input_modalities", ["text"], ["text", "image"], ("输入数据模态", "文本", "文本、图像")),
        (
            "service_started_on",
            date(2026, 9, 14),
            date(2026, 8, 3),
            ("上线时间", "2026-09-14", "2026-08-03"),
        ),
        ("licence_valid_until", None, date(2030, 1, 1), ("证件有效期至", "", "2030-01-01")),
        ("safety_officer_name", "李四", "王五", ("姓名", "李四", "王五")),
    ],
)
def test_a_field_is_told_in_the_words_of_its_form(
    field: str, before: Any, after: Any, expected: tuple[str, str, str]
) -> None:
    assert told({**WHOLE, field: before}, {**WHOLE, field: after}) == [expected]
    assert told(stored({**WHOLE, field: before}), {**WHOLE, field: after}) == [expected]


@pytest.mark.parametrize("nothing", [None, "", []])
def test_nothing_is_nothing_however_it_is_written(nothing: Any) -> None:
    for name in ("model_name", "monthly_users", "deliveries"):
        assert told({**WHOLE, name: BLANK[name]}, {**WHOLE, name: nothing}) == []


@pytest.mark.parametrize("field", sorted(MASKED))
def test_personal_numbers_are_compared_whole_and_shown_masked(field: str) -> None:
    before, after = {**WHOLE, field: "13811110000"}, {**WHOLE, field: "13822220000"}
    assert told(before, after) == [(label(field), "138****0000", "138****0000")]
    assert told(before, after, masked=False) == [(label(field), "13811110000", "13822220000")]


def test_differences_stand_in_the_order_of_the_form() -> None:
    changed = {name: "改" for name in TEXTS}
    found = [d.label for d in differences(WHOLE, {**WHOLE, **changed}, masked=False)]
    assert found == [label(name) for name in ROWS if name in TEXTS]


# --- Products --------------------------------------------------------------------------------------------------------
def with_products(*products: dict[str, Any]) -> dict[str, Any]:
    return {**WHOLE, "products": list(products)}


def test_products_come_go_and_change_by_name_and_form() -> None:
    app, site = make.product(), make.product(service_form="website")
    assert told(with_products(app), with_products(app, site)) == [("产品", "", "青云资讯（网站）")]
    assert told(with_products(app, site), with_products(site)) == [("产品", "青云资讯（APP）", "")]
    moved = make.product(url="https://example.com/new")
    assert told(with_products(app, site), with_products(site, moved)) == [
        ("青云资讯·访问地址", "https://example.com/", "https://example.com/new")
    ]


def test_the_order_of_products_is_no_difference() -> None:
    one, two = make.product(), make.product(name="青云画报")
    assert told(with_products(one, two), with_products(two, one)) == []


def test_two_products_of_one_name_are_compared_in_their_order() -> None:
    one, two = make.product(), make.product(function_name="热榜")
    assert told(with_products(one, two), with_products(one)) == [("产品", "青云资讯（APP）", "")]


# --- Papers ----------------------------------------------------------------------------------------------------------
def paper(slot: str, name: str, body: str) -> dict[str, str]:
    return {"slot": slot, "name": name, "sha256": body}


def test_equal_bytes_are_the_same_paper_whatever_it_is_called() -> None:
    before = [paper("licence", "旧.png", "a"), paper("other", "截图.png", "b")]
    assert paper_differences(before, [paper("licence", "新.png", "a"), before[1]]) == []


def test_papers_are_told_by_their_place_and_name() -> None:
    before = [paper("licence", "旧.png", "a"), paper("other", "截图.png", "b")]
    after = [paper("licence", "新.png", "c"), paper("commitment", "承诺书.pdf", "d")]
    found = [(d.section, d.label, d.before, d.after) for d in paper_differences(before, after)]
    assert found == [
        (SECTIONS["papers"], "主体证件", "旧.png", "新.png"),
        (SECTIONS["papers"], "其他材料", "截图.png", ""),
        (SECTIONS["papers"], "算法备案承诺书", "", "承诺书.pdf"),
    ]


# --- Properties ------------------------------------------------------------------------------------------------------
WORDS = some.text("甲乙丙a1 ", max_size=6)
PRODUCTS = some.lists(
    some.builds(
        make.product,
        name=some.sampled_from(["青云资讯", "青云画报", "青云音乐"]),
        service_form=some.sampled_from(["app", "website"]),
        url=some.sampled_from(["https://a.example/", "https://b.example/"]),
        function_name=WORDS,
    ),
    max_size=4,
)
CHOSEN = some.fixed_dictionaries(
    {},
    optional={
        **{name: WORDS for name in TEXTS},
        "products": PRODUCTS,
        "algorithm_type": some.sampled_from(["ranking", "push", "retrieval"]),
        "retrieval_class": some.sampled_from(["", "04", "05"]),
        "monthly_users": some.none() | some.integers(0, 10**9),
        "service_started_on": some.none() | some.dates(date(2020, 1, 1), date(2030, 1, 1)),
        "has_identity": some.booleans(),
        "subject_place": some.sampled_from(["北京市海淀区中关村大街1号", "上海市浦东新区", ""]),
    },
)
quick = settings(max_examples=150, deadline=None, derandomize=True, database=None)


@quick
@given(change=CHOSEN)
def test_nothing_differs_from_itself_and_comparing_changes_nothing(change: dict[str, Any]) -> None:
    content = {**WHOLE, **change}
    untouched = deepcopy(content)
    assert differences(content, stored(content)) == []
    assert remarks(content, stored(content)) == [OTHERWISE]
    assert content == untouched


@quick
@given(one=CHOSEN, two=CHOSEN)
def test_a_difference_read_backwards_is_the_same_difference(
    one: dict[str, Any], two: dict[str, Any]
) -> None:
    before, after = {**WHOLE, **one}, {**WHOLE, **two}
    there = sorted((d.section, d.label, d.before, d.after) for d in differences(before, after))
    back = sorted((d.section, d.label, d.after, d.before) for d in differences(after, before))
    assert there == back


@quick
@given(one=CHOSEN, two=CHOSEN)
def test_two_versions_are_the_same_exactly_where_nothing_differs(
    one: dict[str, Any], two: dict[str, Any]
) -> None:
    before, after = {**WHOLE, **one}, {**WHOLE, **two}
    fields_differ = any(
        str(before[n] if before[n] is not None else "")
        != str(after[n] if after[n] is not None else "")
        for n in ROWS
    )
    key = lambda p: json.dumps(p, sort_keys=True)  # noqa: E731
    products_differ = sorted(map(key, before["products"])) != sorted(map(key, after["products"]))
    found = differences(before, after)
    if fields_differ:
        assert found
    if not fields_differ and not products_differ:
        assert found == []


@quick
@given(one=CHOSEN, two=CHOSEN)
def test_a_remark_is_never_empty_and_never_says_who_answers_or_what_is_private(
    one: dict[str, Any], two: dict[str, Any]
) -> None:
    private = {
        name: f"私{number}密" for number, name in enumerate(sorted(TEXTS)) if name not in PUBLIC
    }
    before, after = {**WHOLE, **one}, {**WHOLE, **two, **private}
    said = remarks(before, after)
    assert said
    assert all(said)
    assert not any(value in remark for value in private.values() for remark in said)


#: What the public list prints anyway, and so may be named in a remark.
PUBLIC = {"subject_name", "subject_place", "algorithm_name"}
