"""Damage to what a filing keeps of its later life, done past the triggers: the check of the trail finds it."""

from typing import Any

import pytest

from filings.assessment_terms import AssessmentState
from filings.models import Filing
from filings.models.assessment import SecurityAssessment
from filings.states import FilingState as S
from portal.audit.models import AuditEvent
from portal.workflow.assignment import assign
from tests import make
from tests.filings import assessing
from tests.inputs import GRADED, INPUT
from tests.make import NOW, Cast
from tests.portal.intruding import everything_is_put_back, found, sql

__all__ = ["everything_is_put_back"]


@pytest.fixture
def cast(db: None) -> Cast:
    return make.cast()


def seq_of(case: Any, action: str) -> int:
    return AuditEvent.objects.filter(case_id=case.pk, action=action).latest("seq").seq


# --- Papers -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("papers", ["[]", "null", "{}", '[{"slot": "licence"}]'])
def test_papers_taken_out_of_a_frozen_version_are_found(cast: Cast, papers: str) -> None:
    case = make.filing(cast)
    sql(
        "UPDATE filings_filingrevision SET papers = %s::jsonb WHERE filing_id = %s", papers, case.pk
    )
    assert found() == [
        f"事项 {case.number} 第 {seq_of(case, 'submit')} 条：固化的材料清单与记录的校验值不符"
    ]


def test_papers_of_a_withdrawn_change_are_hashed_as_they_were_restored(cast: Cast) -> None:
    case = make.filing(cast, S.CHANGE_DUE)
    kept = case.revisions.get(number=1).papers
    make.attach(case, cast.ai, "licence", body=b"another licence")
    make.attach(case, cast.ai, "other")
    make.act(case, "withdraw_change", cast.ai, **INPUT["withdraw_change"])
    assert case.revisions.get(number=2).papers == kept
    assert found() == []
    sql("UPDATE filings_filingrevision SET papers = '[]' WHERE number = 2")
    assert found() == [
        f"事项 {case.number} 第 {seq_of(case, 'withdraw_change')} 条：固化的材料清单与记录的校验值不符"
    ]


def test_papers_of_an_assessment_are_hashed_too(cast: Cast) -> None:
    case: SecurityAssessment = assessing.assessment(cast, AssessmentState.SUBMITTED)
    assert found() == []
    sql("UPDATE filings_assessmentrevision SET papers = '[]'")
    assert [line.partition("：")[2] for line in found()] == ["固化的材料清单与记录的校验值不符"]
    assert case.number in found()[0]


# --- The version in force ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("version", "shown"), [(1, "1"), (None, "无")])
def test_another_version_in_force_is_found(cast: Cast, version: int | None, shown: str) -> None:
    case = make.filing(cast, S.CHANGE_SUBMITTED)
    make.act(case, "accept_change", cast.bo)
    assert make.fresh(case).recorded_version == 2
    assert found() == []
    sql("UPDATE filings_filing SET recorded_version = %s WHERE case_id = %s", version, case.pk)
    seq = seq_of(case, "accept_change")
    assert found() == [f"事项 {case.number} 第 {seq} 条：生效的版本（{shown}）与记录（2）不符"]


def test_a_change_that_was_never_accepted_cannot_be_in_force(cast: Cast) -> None:
    case = make.filing(cast, S.CHANGE_SUBMITTED)
    assert found() == []
    sql("UPDATE filings_filing SET recorded_version = 2 WHERE case_id = %s", case.pk)
    seq = seq_of(case, "record")
    assert found() == [f"事项 {case.number} 第 {seq} 条：生效的版本（2）与记录（1）不符"]


# --- Gradings ---------------------------------------------------------------------------------------------------------
@pytest.fixture
def graded(cast: Cast) -> Filing:
    """Graded twice: low, then high and marked."""
    case = make.filing(cast, S.RECORDED)
    make.act(case, "grade", cast.chen, **{**GRADED, "level": "low", "high_risk": False})
    make.act(case, "grade", cast.bo, **GRADED)
    return make.fresh(case)


def test_gradings_as_they_were_given_are_whole(graded: Filing) -> None:
    assert graded.gradings.count() == 2
    assert found() == []


@pytest.mark.parametrize(
    "change",
    [
        "level = 'low'",
        "high_risk = false",
        "reason = ''",
        "scores = '{\"data\": 1}'",
        "scores = '[]'",
        "graded_at = graded_at + interval '1 hour'",
        "graded_by_id = (SELECT id FROM accounts_user WHERE username = 'chen')",
    ],
)
def test_an_edited_grading_is_found(graded: Filing, change: str) -> None:
    last = graded.gradings.first()
    assert sql(f"UPDATE filings_grading SET {change} WHERE id = %s", last.pk) == 1
    seq = seq_of(graded, "grade")
    assert found() == [f"事项 {graded.number} 第 {seq} 条：分级与记录不符"]


def test_a_grading_that_vanished_is_found(graded: Filing) -> None:
    sql("DELETE FROM filings_grading WHERE id = %s", graded.gradings.first().pk)
    seq = seq_of(graded, "grade")
    assert found() == [f"事项 {graded.number} 第 {seq} 条：记录中的分级已不存在"]


def test_a_grading_slipped_in_behind_another_act_is_found(graded: Filing) -> None:
    slipped = graded.gradings.first()
    slipped.pk, slipped.event_id = None, graded.events.get(action="record").pk
    slipped.save()
    seq = seq_of(graded, "record")
    assert found() == [f"事项 {graded.number} 第 {seq} 条：分级与记录不符"]


def test_a_grading_slipped_in_beside_its_own_act_is_found(graded: Filing) -> None:
    slipped = graded.gradings.first()
    slipped.pk = None
    slipped.save()
    seq = seq_of(graded, "grade")
    assert found() == [f"事项 {graded.number} 第 {seq} 条：同一次分级有 2 条"]


@pytest.mark.parametrize("change", ["grade_level = 'low'", "high_risk = false"])
def test_a_filing_that_shows_another_grade_is_found(graded: Filing, change: str) -> None:
    sql(f"UPDATE filings_filing SET {change} WHERE case_id = %s", graded.pk)
    seq = seq_of(graded, "grade")
    assert found() == [f"事项 {graded.number} 第 {seq} 条：现行级别与最近一次分级的记录不符"]


def test_a_mark_that_nobody_gave_is_found(cast: Cast) -> None:
    case = make.filing(cast, S.RECORDED)
    sql("UPDATE filings_filing SET high_risk = true WHERE case_id = %s", case.pk)
    assert found() == [f"事项 {case.number}：现行级别与最近一次分级的记录不符"]


# --- Assignments ------------------------------------------------------------------------------------------------------
def test_a_case_in_other_hands_than_the_trail_says_is_found(cast: Cast) -> None:
    case = make.filing(cast)
    assign(case.pk, assignee=cast.bo, actor=cast.chen, now=NOW)
    assert found() == []
    sql("UPDATE cases_case SET assignee_id = %s WHERE id = %s", cast.chen.pk, case.pk)
    told = f"事项 {case.number} 第 {seq_of(case, 'assigned')} 条：承办人与最近一次分派的记录不符"
    assert found() == [told]
    sql("UPDATE cases_case SET assignee_id = NULL WHERE id = %s", case.pk)
    assert found() == [told]


def test_a_case_that_nobody_assigned_is_in_nobodys_hands(cast: Cast) -> None:
    case = make.filing(cast)
    sql("UPDATE cases_case SET assignee_id = %s WHERE id = %s", cast.bo.pk, case.pk)
    assert found() == [f"事项 {case.number}：承办人与最近一次分派的记录不符"]
