"""What the papers of a case must say, how an order turned out, and whether a list was answered."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from enforcement.rules.checklist import Answer, answer_problems, violations
from enforcement.rules.contents import DECISION, NOTICE, missing
from enforcement.rules.rectifying import (
    OrderItem,
    order_problems,
    outcome,
    refusal,
    result_problems,
)
from portal.law.rulebook import rulebook

LAW = rulebook("algorithm-2022")
DEADLINE = datetime(2022, 9, 1, 16, tzinfo=UTC)
BEFORE = DEADLINE - timedelta(microseconds=1)
ITEM = OrderItem("display", "第二十六条", "标明备案编号")
OTHER = OrderItem("change", "第二十四条第二款", "办理变更手续")
DONE, FAILED = replace(ITEM, result="complied"), replace(OTHER, result="failed", note="仍未办理")


@pytest.mark.law("administrative-penalty-2021#59.1")
def test_a_decision_says_the_six_things_of_article_59() -> None:
    found = missing(LAW, DECISION, {})
    assert [reason.field for reason in found] == [
        *("party", "facts", "basis", "performance", "remedies", "authority")
    ]
    assert found[0].message == "缺少“当事人的名称和地址”"
    assert found[0].article == "《中华人民共和国行政处罚法》第五十九条第（一）项"
    assert missing(LAW, DECISION, {reason.field: "已写明" for reason in found}) == []


@pytest.mark.law("administrative-penalty-2021#44")
def test_the_prior_notice_speaks_of_a_hearing_only_where_there_is_a_right_to_one() -> None:
    said = dict.fromkeys(("penalty", "facts", "reasons", "basis", "statement"), "已写明")
    assert [reason.field for reason in missing(LAW, NOTICE, said)] == ["hearing"]
    assert missing(LAW, NOTICE, said, not_needed=["hearing"]) == []


def test_blanks_say_nothing_and_strange_codes_are_a_mistake_of_the_program() -> None:
    assert "facts" in [reason.field for reason in missing(LAW, DECISION, {"facts": " \n　"})]
    with pytest.raises(ValueError, match="has no weather"):
        missing(LAW, DECISION, {"weather": "晴"})


def test_an_order_names_what_to_correct_and_why() -> None:
    assert order_problems([ITEM, OTHER]) == []
    assert [reason.message for reason in order_problems([])] == ["责令改正至少列明一项"]
    found = order_problems([ITEM, replace(OTHER, article=" ", demand="")])
    assert [reason.message for reason in found] == [
        "第 2 项没有写明违反的条款",
        "第 2 项没有写明改正的要求",
    ]


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([ITEM, OTHER], "pending"),
        ([DONE, OTHER], "pending"),
        ([DONE, replace(OTHER, result="complied")], "complied"),
        ([ITEM, FAILED], "failed"),
        ([DONE, FAILED], "failed"),
        ([], "pending"),
    ],
)
def test_an_order_is_complied_with_when_every_item_is(
    items: list[OrderItem], expected: str
) -> None:
    assert outcome(items) == expected


def test_a_re_inspection_has_a_result_for_every_item_and_a_reason_for_a_failed_one() -> None:
    assert result_problems([DONE, FAILED]) == []
    found = result_problems([ITEM, replace(FAILED, note="")])
    assert [reason.message for reason in found] == [
        "“标明备案编号”尚未得出复查结果",
        "“办理变更手续”未改正，请写明复查所见",
    ]


@pytest.mark.parametrize(
    ("items", "reported", "now", "said"),
    [
        ([ITEM], False, BEFORE, ()),
        ([DONE, FAILED], True, BEFORE, ()),
        ([ITEM], False, DEADLINE, ("整改期限届满，没有报告整改情况",)),
        ([ITEM], True, DEADLINE, ()),
        ([DONE, FAILED], True, DEADLINE, ("“办理变更手续”期满未改正",)),
        (
            [FAILED],
            False,
            DEADLINE,
            ("整改期限届满，没有报告整改情况", "“办理变更手续”期满未改正"),
        ),
        ([DONE], False, DEADLINE, ()),
    ],
)
def test_refusal_is_silence_or_failure_once_the_deadline_has_run(
    items: list[OrderItem], reported: bool, now: datetime, said: tuple[str, ...]
) -> None:
    found = refusal(items, deadline=DEADLINE, reported=reported, now=now)
    assert found.sentences == said
    assert found.holds is bool(said)


def test_a_list_is_complete_when_every_item_is_answered() -> None:
    items = LAW.items("conduct")
    answers = {item.code: Answer("compliant") for item in items}
    assert answer_problems(items, answers) == []
    answers["display"] = Answer("violation", "首页没有编号")
    answers["minors"] = Answer("not_applicable")
    answers["news"] = Answer("not_checked")
    assert answer_problems(items, answers) == []


def test_open_wrong_and_unexplained_answers_are_each_told() -> None:
    items = LAW.items("conduct")
    answers = {item.code: Answer("compliant") for item in items}
    del answers["values"]
    answers |= {
        "management": Answer(""),
        "model_review": Answer("perhaps"),
        "display": Answer("violation", "  "),
        "stranger": Answer("compliant"),
    }
    found = answer_problems(items, answers)
    assert [(reason.field, reason.code) for reason in found] == [
        ("stranger", "unknown_item"),
        ("values", "not_answered"),
        ("management", "not_answered"),
        ("model_review", "unknown_finding"),
        ("display", "note_missing"),
    ]
    assert found[-1].article == "《互联网信息服务算法推荐管理规定》第二十六条"


def test_violations_lead_to_the_sanctions_of_the_profile() -> None:
    answers = {
        "display": Answer("violation", "首页没有编号"),
        "logs": Answer("violation", "日志只留存三个月"),
        "diversity": Answer("violation", "没有去重"),
        "values": Answer("compliant"),
    }

    def led(profile: str) -> dict[str, list[str]]:
        law = rulebook(profile)
        found = violations(law, law.items("conduct"), answers)
        grouped: dict[str, list[str]] = {}
        for one in found:
            grouped.setdefault(one.sanction.code if one.sanction else "", []).append(one.item.ref)
        return grouped

    assert led("algorithm-2022") == {
        "": ["12"],
        "algorithm.conduct": ["26"],
        "algorithm.other_law": ["28.2"],
    }
    assert led("algorithm-2021-draft") == {
        "algorithm.conduct": ["12", "22"],
        "algorithm.other_law": ["23.2"],
    }
