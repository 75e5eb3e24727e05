"""The procedure that the answers point to, and the items of the recheck list that they meet."""

from dataclasses import replace
from itertools import chain, combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from ethics_review.rules.procedure import Proposal, listed_items, proposed
from ethics_review.states import Procedure
from tests.ethics_review.application import LAW, answers, content, risks

ORDINARY = "各方面风险的可能性不高于 2 级、程度不高于 2 级，且未纳入复核清单"
ITEMS = {
    item.code: [
        q.code for q in LAW.items("recheck_questions") if q.code.startswith(f"{item.code}.")
    ]
    for item in LAW.items("recheck")
}
QUESTIONS = list(chain(*ITEMS.values()))


def proposal(*, listed: bool = False, before: bool = False, **changes: Any) -> Proposal:
    return proposed(content(**changes), LAW, listed=listed, approved_before=before)


def test_ordinary_risk_in_every_dimension_points_to_the_simplified_procedure() -> None:
    assert proposal() == Proposal(Procedure.SIMPLIFIED, (ORDINARY,), ("ordinary_risk",))


@pytest.mark.parametrize("point", [row.code for row in LAW.items("review_points")])
@pytest.mark.parametrize(("likelihood", "severity"), [(3, 1), (1, 3), (5, 5)])
def test_one_dimension_above_the_ordinary_points_to_the_general_procedure(
    point: str, likelihood: int, severity: int
) -> None:
    assessed = risks(1, 1, **{point: {"likelihood": likelihood, "severity": severity}})
    found = proposal(risks=assessed, claimed_ground="ordinary_risk")
    assert (found.procedure, found.grounds, len(found.reasons)) == (Procedure.GENERAL, (), 1)
    assert f"可能性 {likelihood} 级、程度 {severity} 级，高于常规风险" in found.reasons[0]


def test_every_reason_against_the_simplified_procedure_is_told() -> None:
    assessed = [
        row
        for row in risks(1, 1, fairness={"likelihood": 4}, control={"severity": "3"})
        if row["point"] != "transparency"
    ]
    assert proposal(listed=True, risks=assessed).reasons == (
        "活动纳入专家复核清单",
        "“公平公正”的风险为可能性 4 级、程度 1 级，高于常规风险（可能性 2 级、程度 2 级）",
        "“可控可信”的风险没有评估",
        "“透明可解释”的风险没有评估",
    )


def test_the_worst_of_two_assessments_of_a_point_counts() -> None:
    assert proposal(risks=[*risks(1, 1), *risks(1, 5)]).procedure is Procedure.GENERAL
    assert proposal(risks=[*risks(1, 5), *risks(1, 1)]).procedure is Procedure.GENERAL


def test_an_assessment_off_the_scale_is_not_mended_by_another_one() -> None:
    assert proposal(risks=[*risks(1, 1), *risks(1, 9)]).reasons[0] == "“公平公正”的风险没有评估"


@pytest.mark.parametrize("assessed", [[], None, "2", [None, 3], [{}], risks(0, 1), risks(1, 6)])
def test_what_is_not_assessed_is_not_ordinary(assessed: Any) -> None:
    assert proposal(risks=assessed).procedure is Procedure.GENERAL


@pytest.mark.parametrize("ground", ["minor_change", "tracking"])
def test_a_claim_building_on_an_approval_points_to_the_simplified_procedure(ground: str) -> None:
    stated = {"claimed_ground": ground, "amends_number": "LS-2026-1", "risks": risks(5, 5)}
    found = proposal(before=True, listed=True, **stated)
    assert (found.procedure, found.grounds) == (Procedure.SIMPLIFIED, (ground,))
    refused = proposal(before=False, **stated)
    assert (refused.procedure, refused.grounds) == (Procedure.GENERAL, ())
    assert refused.reasons[0].endswith("但没有批准该活动的原审查")


def test_urgency_with_its_reason_points_to_the_emergency_procedure() -> None:
    found = proposal(is_urgent=True, emergency_reason="疫情防控急需", listed=True)
    assert found == Proposal(Procedure.EMERGENCY, ("申请人说明属于突发公共事件等紧急状态",))


@pytest.mark.parametrize(
    "claim",
    [
        {"is_urgent": True, "emergency_reason": " "},
        {"is_urgent": False, "emergency_reason": "疫情防控急需"},
        {"is_urgent": "no", "emergency_reason": "疫情防控急需"},
    ],
)
def test_urgency_needs_both_the_claim_and_the_reason(claim: dict[str, Any]) -> None:
    assert proposal(**claim).procedure is Procedure.SIMPLIFIED


def test_an_item_is_listed_when_every_one_of_its_questions_is_answered_yes() -> None:
    for item, questions in ITEMS.items():
        assert listed_items(answers(*questions), LAW) == [item]
        for size in range(len(questions)):
            for some_of_them in combinations(questions, size):
                assert listed_items(answers(*some_of_them), LAW) == []
    assert listed_items(answers(*QUESTIONS), LAW) == list(ITEMS)
    assert listed_items([], LAW) == []


def test_an_item_without_questions_is_never_listed_by_answers() -> None:
    fewer = tuple(q for q in LAW.items("recheck_questions") if "mobilisation" not in q.code)
    law = replace(LAW, lists={**LAW.lists, "recheck_questions": fewer})
    assert listed_items(answers(*QUESTIONS), law) == ["human_machine_fusion", "autonomous_decision"]


@pytest.mark.parametrize("malformed", [None, "yes", [None, 3, ["yes"]], {"question": "yes"}])
def test_malformed_answers_list_nothing(malformed: Any) -> None:
    assert listed_items(malformed, LAW) == []


def test_answers_to_no_question_list_nothing() -> None:
    assert listed_items([{}, {"question": "", "answer": "yes"}, {"answer": "yes"}], LAW) == []


@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(some.sets(some.sampled_from(QUESTIONS)), some.sampled_from(QUESTIONS))
def test_one_more_yes_never_takes_an_item_off_the_list(yes: set[str], more: str) -> None:
    before, after = listed_items(answers(*yes), LAW), listed_items(answers(*yes, more), LAW)
    assert set(before) <= set(after)
    assert set(after) - set(before) <= {more.rpartition(".")[0]}


@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(
    some.integers(1, 5), some.integers(1, 5), some.booleans(), some.sampled_from(["", "tracking"])
)
def test_a_listed_or_risky_activity_is_never_proposed_as_of_ordinary_risk(
    likelihood: int, severity: int, listed: bool, claimed: str
) -> None:
    stated = {"risks": risks(likelihood, severity), "claimed_ground": claimed}
    found = proposal(listed=listed, **stated)
    ordinary = likelihood <= 2 and severity <= 2 and not listed
    assert (found.grounds == ("ordinary_risk",)) == ordinary
    assert found.reasons
