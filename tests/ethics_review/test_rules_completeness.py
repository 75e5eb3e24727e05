"""What a complete and consistent application is: each failure one sentence that names its field."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from ethics_review.rules.completeness import is_exemption_number, problems, section_of
from ethics_review.terms import FIELDS, PAPERS, ROWS, SECTIONS
from portal.workflow.errors import Reason
from tests.ethics_review.application import LAW, answers, content, risks
from tests.ethics_review.application import PAPERS as HANDED_IN

NOW = datetime(2026, 9, 25, 14, 10, tzinfo=UTC)
REQUIRED = [name for name, term in FIELDS.items() if term.required]


def found(papers: frozenset[str] = HANDED_IN, **changes: Any) -> list[Reason]:
    return problems(content(**changes), papers, LAW, NOW)


def only(papers: frozenset[str] = HANDED_IN, **changes: Any) -> tuple[str, str, str]:
    [reason] = found(papers, **changes)
    return reason.field, reason.code, reason.message


def test_a_complete_and_consistent_application_has_no_problem() -> None:
    assert found() == []


def test_an_empty_application_is_told_everything_at_once() -> None:
    reasons = problems({}, frozenset(), LAW, NOW)
    missing = [reason.field for reason in reasons if reason.code == "missing"]
    assert set(missing) == set(REQUIRED)
    assert [r.field for r in reasons if r.code == "paper_missing"] == [
        "qualification",
        "commitment",
    ]
    assert missing.count("risks") == 1 + len(LAW.items("review_points"))
    assert missing.count("recheck_answers") == 1 + len(LAW.items("recheck_questions"))
    assert {reason.code for reason in reasons} == {"missing", "paper_missing"}


@pytest.mark.parametrize("empty", [None, "", "  ", []])
@pytest.mark.parametrize("field", [n for n in REQUIRED if n not in (*ROWS, "commitment_accepted")])
def test_every_required_field_is_asked_for_by_its_label(field: str, empty: object) -> None:
    [reason] = [r for r in found(**{field: empty}) if r.field == field]
    assert (reason.message, reason.code) == (f"“{FIELDS[field].label}”未填写", "missing")


@pytest.mark.parametrize(
    ("field", "article"),
    [
        ("mechanism", "第十二条第（一）项"),
        ("risk_abuse", "第十二条第（二）项"),
        ("activity_name", ""),
    ],
)
def test_a_missing_item_cites_the_article_that_asks_for_it(field: str, article: str) -> None:
    assert [reason.article for reason in found(**{field: ""})] == [article]


@pytest.mark.parametrize("accepted", [False, None, "yes", 1])
def test_the_commitment_must_be_given_expressly(accepted: object) -> None:
    [reason] = found(commitment_accepted=accepted)
    assert (reason.field, reason.article) == ("commitment_accepted", "第十二条第（三）项")


@pytest.mark.parametrize("slot", ["qualification", "commitment"])
def test_each_required_paper_is_asked_for(slot: str) -> None:
    label = PAPERS[slot].label
    assert only(HANDED_IN - {slot}) == (slot, "paper_missing", f"缺少材料“{label}”")


def test_another_committee_needs_a_ground_and_a_commission() -> None:
    asked = [(r.field, r.code, r.article) for r in found(committee_is_own=False)]
    assert asked == [
        ("commission_ground", "missing", "第十一条"),
        ("commission", "paper_missing", "第十一条"),
    ]
    given_all = {"committee_is_own": False, "commission_ground": "no_committee"}
    assert found(HANDED_IN | {"commission"}, **given_all) == []


def test_the_units_own_committee_needs_no_ground_of_commission() -> None:
    field, code, _ = only(commission_ground="not_able")
    assert (field, code) == ("commission_ground", "not_applicable")


@pytest.mark.parametrize(
    "field", ["affiliation", "commission_ground", "claimed_ground", "exemption_ground"]
)
@pytest.mark.parametrize("value", ["other thing", 7, ["x"], {"a": 1}])
def test_a_choice_out_of_range_is_found(field: str, value: object) -> None:
    codes = {(r.field, r.code) for r in found(**{field: value})}
    assert (field, "unknown_choice") in codes


def test_an_activity_does_not_end_before_it_begins() -> None:
    assert only(starts_on=date(2027, 1, 2), ends_on=date(2027, 1, 1)) == (
        "ends_on",
        "dates_reversed",
        "“计划结束日期”（2027-01-01）早于“计划开始日期”（2027-01-02）",
    )


def test_an_activity_is_over_by_the_date_in_china() -> None:
    stated = content(starts_on=date(2026, 9, 1), ends_on=date(2026, 9, 25))
    midnight = datetime(2026, 9, 25, 16, tzinfo=UTC)
    before = problems(stated, HANDED_IN, LAW, midnight - timedelta(microseconds=1))
    assert before == []
    assert [r.code for r in problems(stated, HANDED_IN, LAW, midnight)] == ["already_over"]


@pytest.mark.parametrize("ground", ["minor_change", "tracking"])
def test_a_claim_building_on_an_approval_names_the_earlier_review(ground: str) -> None:
    field, code, _ = only(claimed_ground=ground)
    assert (field, code) == ("amends_number", "missing")
    assert found(claimed_ground=ground, amends_number="LS-2026-1") == []
    assert found(claimed_ground="ordinary_risk") == []


def test_urgency_is_explained() -> None:
    assert only(is_urgent=True, emergency_reason=" ") == (
        "emergency_reason",
        "missing",
        "属于紧急状态的，“紧急情况”应当填写",
    )
    assert found(is_urgent=True, emergency_reason="抗洪抢险") == []


PARTNER = {"name": "甲研究所", "part": "提供数据"}


def test_a_joint_activity_names_its_partners_and_its_lead() -> None:
    assert found(is_joint=True, is_lead=True, partner_units=[PARTNER]) == []
    assert only(is_joint=True, is_lead=True)[:2] == ("partner_units", "missing")
    alone = only(is_joint=True, partner_units=[PARTNER])
    assert alone[:2] == ("partner_units", "no_lead")
    led = {"name": "乙大学", "part": "牵头单位，总体设计"}
    assert found(is_joint=True, partner_units=[PARTNER, led]) == []


def test_partners_belong_to_a_joint_activity() -> None:
    assert only(partner_units=[PARTNER])[:2] == ("is_joint", "not_applicable")


@pytest.mark.parametrize("column", ["name", "part"])
def test_a_partner_is_stated_in_full(column: str) -> None:
    rows = [PARTNER, PARTNER | {column: ""}]
    field, code, message = only(is_joint=True, is_lead=True, partner_units=rows)
    assert (field, code) == (f"partner_units[1].{column}", "missing")
    assert message == f"“合作单位”第 2 项的“{ROWS['partner_units'][column].label}”未填写"


@pytest.mark.parametrize("column", ["name", "role", "qualification"])
def test_a_person_of_the_staff_is_stated_in_full(column: str) -> None:
    person = {"name": "林晓", "role": "负责", "qualification": "博士"} | {column: " "}
    assert only(staff=[person])[:2] == (f"staff[0].{column}", "missing")


@pytest.mark.parametrize("nobody", [[], None, "林晓", {"name": "林晓"}])
def test_at_least_one_person_carries_out_the_activity(nobody: object) -> None:
    assert only(staff=nobody) == ("staff", "missing", "“人员情况”未填写")


@pytest.mark.parametrize("index", range(5))
def test_every_review_point_is_assessed_once(index: int) -> None:
    point = LAW.items("review_points")[index]
    name = point.summary.partition("：")[0]
    [missing] = found(risks=[r for r in risks() if r["point"] != point.code])
    assert (missing.message, missing.article) == (f"“{name}”没有评估风险", point.article)
    [twice] = found(risks=[*risks(), risks()[index]])
    assert twice.message == f"“{name}”评估了 2 次，只能评估一次"


@pytest.mark.parametrize("value", [0, 6, -1, 2.5, 2.0, "2", True, None])
@pytest.mark.parametrize(("name", "label"), [("likelihood", "可能性"), ("severity", "程度")])
def test_a_level_off_the_scale_is_found(name: str, label: str, value: object) -> None:
    assert only(risks=risks(control={name: value})) == (
        f"risks[1].{name}",
        "off_scale",
        f"“逐项风险评估”第 2 项的“{label}”应为 1 至 5 的整数",
    )


@pytest.mark.parametrize("name", ["description", "measure"])
def test_a_risk_is_described_and_met_by_a_measure(name: str) -> None:
    assert only(risks=risks(value={name: ""}))[:2] == (f"risks[4].{name}", "missing")


def test_a_point_that_the_law_does_not_name_is_found() -> None:
    stray = risks()[0] | {"point": "beauty"}
    assert only(risks=[*risks(), stray])[:2] == ("risks[5].point", "unknown_choice")


def test_every_question_of_the_recheck_list_is_answered_once_with_a_reason() -> None:
    first, *others = answers()
    question = LAW.items("recheck_questions")[0]
    [unanswered] = found(recheck_answers=others)
    assert unanswered.message == f"复核清单问题“{question.summary}”没有回答"
    assert unanswered.article == question.article
    [twice] = found(recheck_answers=[first, *others, first])
    assert twice.message == f"复核清单问题“{question.summary}”回答了 2 次，只能回答一次"
    [silent] = found(recheck_answers=[first | {"reason": ""}, *others])
    assert (silent.field, silent.code) == ("recheck_answers[0].reason", "missing")
    [odd] = found(recheck_answers=[first | {"answer": "maybe"}, *others])
    assert (odd.field, odd.code) == ("recheck_answers[0].answer", "unknown_choice")
    [blank] = found(recheck_answers=[first | {"answer": ""}, *others])
    assert (blank.field, blank.code) == ("recheck_answers[0].answer", "missing")
    [stray] = found(recheck_answers=[first, *others, first | {"question": "x.1"}])
    assert (stray.field, stray.code) == (
        f"recheck_answers[{len(others) + 1}].question",
        "unknown_choice",
    )


@pytest.mark.parametrize(
    ("ground", "number", "field"),
    [
        ("recommendation", "", "exemption_number"),
        ("", "网信算备110101135224302220011号", "exemption_ground"),
        ("recommendation", "没有", "exemption_number"),
        ("recommendation", "网信算备123号", "exemption_number"),
    ],
)
def test_a_claimed_exemption_names_its_ground_and_a_number(
    ground: str, number: str, field: str
) -> None:
    assert only(exemption_ground=ground, exemption_number=number)[0] == field


@pytest.mark.parametrize(
    ("number", "sound"),
    [
        ("网信算备110101135224302220011号", True),
        ("网信算备１１０１０１１３５２２４３０２２２００１１号", True),
        ("网信算备 110101135224302220011 号", True),
        ("网信算备11010113522430222001号", False),
        ("网信算备110101135224302220011", False),
        ("Beijing-QingYun-20260320", True),
        ("京网文〔2026〕0001-001号", True),
        ("abcdef", False),
        ("12345", False),
        ("<script>1234</script>", False),
        ("1" * 61, False),
        ("", False),
    ],
)
def test_an_exemption_number_can_be_one(number: str, sound: bool) -> None:
    assert is_exemption_number(number) is sound


def test_every_field_and_paper_is_mended_in_a_section_of_the_form() -> None:
    assert {section_of(name) for name in FIELDS} == set(SECTIONS) - {"papers"}
    assert {section_of(slot) for slot in PAPERS} == {"papers"}
    assert section_of("staff[3].role") == "plan"
    assert section_of("risks[0].likelihood") == "risks"


def test_a_field_that_the_form_does_not_have_is_an_error() -> None:
    with pytest.raises(KeyError):
        section_of("colour")


_anything = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=12),
    lambda inner: (
        some.lists(inner, max_size=3)
        | some.dictionaries(
            some.text(max_size=6) | some.sampled_from(["point", "answer"]), inner, max_size=3
        )
    ),
    max_leaves=8,
)


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(some.dictionaries(some.sampled_from([*FIELDS, "committee_is_own"]), _anything, max_size=8))
def test_no_value_of_any_field_breaks_the_checks(values: dict[str, Any]) -> None:
    for reason in found(**values):
        assert reason.message
        assert section_of(reason.field) in SECTIONS


@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(some.sets(some.sampled_from(sorted(content()))))
def test_taking_things_away_from_a_complete_application_is_always_noticed(gone: set[str]) -> None:
    left = {name: value for name, value in content().items() if name not in gone}
    missing = {r.field for r in problems(left, HANDED_IN, LAW, NOW)}
    assert gone & set(REQUIRED) <= missing
