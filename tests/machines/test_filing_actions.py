"""Every action of the filing procedure on an unsaved case: who may, from where, what it sets. No database."""

from dataclasses import replace
from fractions import Fraction

import pytest
from django_fsm import TransitionNotAllowed

from filings.states import FilingState as S
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.law.rulebook import rulebook
from portal.workflow.availability import refusals
from portal.workflow.errors import GuardFailed, NotPermitted, WrongState
from portal.workflow.machine import Context
from tests import make
from tests.machines.unsaved import (
    ACTIONS,
    AI,
    BO,
    CHEN,
    DAI,
    EVE,
    NUMBER,
    OFFICE,
    PORTAL,
    filing,
    perform,
    refusal,
)


def test_the_procedure_has_these_actions_and_no_others() -> None:
    assert list(ACTIONS) == [
        "submit",
        "request_correction",
        "submit_correction",
        "propose_record",
        "return_proposal",
        "record",
        "decline",
        "resubmit",
        "withdraw",
        "discard",
        "declare_change",
        "submit_change",
        "accept_change",
        "return_change",
        "withdraw_change",
        "declare_termination",
        "submit_deregistration",
        "deregister",
        "return_deregistration",
        "withdraw_termination",
        "cancel_ex_officio",
        "notify_revocation",
        "state_against_revocation",
        "drop_revocation",
        "revoke",
        "grade",
        "confirm_current",
        "confirm_display",
        "report_display_missing",
        "confirm_display_by_inspection",
        "report_display_missing_by_inspection",
        "revoke_by_decision",
        "cancel_by_decision",
        "suspend_updates",
        "resume_updates",
        "restore_after_revocation",
    ]


@pytest.mark.parametrize("name", ACTIONS)
def test_an_action_called_by_hand_is_refused(name: str) -> None:
    step = ACTIONS[name]
    case = filing(min(step.source))
    ctx = Context(actor=AI, role=Role.PROVIDER, now=make.NOW, law=rulebook(case.law_profile))
    with pytest.raises(TransitionNotAllowed):
        getattr(case, name)(ctx)
    assert case.state == min(step.source)


@pytest.mark.parametrize("name", ACTIONS)
@pytest.mark.parametrize("stranger", [DAI, EVE], ids=["another company", "another province"])
def test_a_stranger_has_no_role(name: str, stranger: User) -> None:
    refused = refusal(filing(min(ACTIONS[name].source)), name, stranger)
    assert isinstance(refused, NotPermitted)
    assert [reason.message for reason in refused.reasons] == [
        f"您的角色不能“{ACTIONS[name].label}”"
    ]


@pytest.mark.parametrize("name", ACTIONS)
def test_a_wrong_state_is_named_in_the_refusal(name: str) -> None:
    step = ACTIONS[name]
    actor = AI if Role.PROVIDER in step.roles else PORTAL if Role.SYSTEM in step.roles else BO
    for state in set(S) - set(step.source):
        refused = refusal(filing(state), name, actor)
        assert isinstance(refused, WrongState)
        assert refused.reasons[0].message == f"当前状态“{state.label}”不能“{step.label}”"


def test_an_action_is_refused_even_inside_the_engine_from_another_state() -> None:
    case = filing(S.DRAFT)
    case.ctx = Context(
        actor=BO, role=Role.FILING_OFFICER, now=make.NOW, law=rulebook(case.law_profile)
    )
    with pytest.raises(TransitionNotAllowed):
        case.record(case.ctx)
    assert (case.state, case.record_number) == (S.DRAFT, None)


@pytest.mark.parametrize(
    ("profile", "article"),
    [("algorithm-2021-draft", "第二十一条"), ("algorithm-2022", "第二十五条")],
)
def test_a_refusal_cites_the_article_of_the_filings_own_profile(profile: str, article: str) -> None:
    refused = refusal(filing(S.DRAFT, profile=profile), "record", BO)
    assert refused is not None
    assert refused.reasons[0].article == article


def test_submitting_is_the_receipt_by_the_authority() -> None:
    case = perform(filing(S.DRAFT), "submit", AI)
    assert (case.state, case.submitted_at, case.received_at) == (S.SUBMITTED, make.NOW, make.NOW)
    assert case.authority == OFFICE


def test_submitting_lists_every_problem_at_once() -> None:
    case = filing(S.DRAFT, subject_name="", public_name="另一个名称")
    case.given = case.given[1:]
    case.authority_found = None
    refused = refusal(case, "submit", AI)
    assert isinstance(refused, GuardFailed)
    assert [(reason.field, reason.message) for reason in refused.reasons] == [
        ("", "没有负责该地区备案工作的主管部门，暂时无法提交，请联系门户运营人员"),
        ("subject_name", "“主体名称”未填写"),
        (
            "public_name",
            f"“拟公示算法名称”（另一个名称）与“算法名称”（{make.NAME}）不一致，各处名称应完全相同",
        ),
        ("self_assessment", "缺少材料“算法安全自评估报告”"),
    ]


def test_a_correction_is_asked_for_once() -> None:
    case = perform(filing(S.SUBMITTED), "request_correction", BO, items=make.REASONS)
    assert (case.state, case.corrections) == (S.CORRECTION_REQUESTED, make.REASONS)
    perform(case, "submit_correction", AI)
    refused = refusal(case, "request_correction", BO)
    assert isinstance(refused, GuardFailed)
    assert refused.reasons[0].message == "本次申报已经发过一次补正通知，不能再次要求补正"


def test_a_supervisor_cannot_propose_or_decline() -> None:
    for name in ("request_correction", "propose_record", "decline"):
        assert isinstance(refusal(filing(S.SUBMITTED), name, CHEN), NotPermitted)


def test_the_proposer_cannot_sign() -> None:
    case = perform(filing(S.SUBMITTED), "propose_record", BO, opinion="材料齐全")
    assert (case.state, case.proposed_by, case.opinion) == (S.RECORD_PROPOSED, BO, "材料齐全")
    refused = refusal(case, "record", BO)
    assert isinstance(refused, GuardFailed)
    assert refused.reasons[0].code == "second_officer"


def test_the_second_signature_gives_the_number() -> None:
    case = perform(filing(S.RECORD_PROPOSED, proposed_by=BO), "record", CHEN)
    assert (case.state, case.countersigned_by, case.recorded_at) == (S.RECORDED, CHEN, make.NOW)
    assert (case.in_force, case.record_number) == (True, NUMBER)


def test_a_returned_proposal_forgets_its_proposer_and_keeps_the_reason() -> None:
    case = filing(S.RECORD_PROPOSED, proposed_by=BO)
    perform(case, "return_proposal", CHEN, reason="请核对许可")
    assert (case.state, case.proposed_by, case.opinion) == (S.SUBMITTED, None, "请核对许可")


@pytest.mark.parametrize("state", [S.SUBMITTED, S.CORRECTION_REQUESTED])
def test_declining_keeps_the_reasons(state: S) -> None:
    case = perform(filing(state), "decline", BO, items=make.REASONS)
    assert (case.state, case.decline_reasons) == (S.DECLINED, make.REASONS)
    assert (case.declined_at, case.in_force) == (make.NOW, False)


def test_a_refused_filing_starts_afresh_when_handed_in_again() -> None:
    case = filing(S.DECLINED, correction_requested_at=make.NOW, corrections=make.REASONS)
    perform(case, "resubmit", AI)
    assert (case.state, case.correction_requested_at, case.corrections) == (S.SUBMITTED, None, [])
    assert refusal(case, "request_correction", BO) is None


@pytest.mark.parametrize("state", [S.SUBMITTED, S.CORRECTION_REQUESTED])
def test_withdrawing_ends_the_procedure(state: S) -> None:
    case = perform(filing(state), "withdraw", AI, reason="暂缓上线")
    assert (case.state, case.withdrawn_at) == (S.WITHDRAWN, make.NOW)


def test_a_draft_is_discarded_not_withdrawn() -> None:
    assert isinstance(refusal(filing(S.DRAFT), "withdraw", AI), WrongState)
    case = perform(filing(S.DRAFT), "discard", AI)
    assert (case.state, case.withdrawn_at) == (S.WITHDRAWN, make.NOW)


@pytest.mark.parametrize(
    ("allowed", "sent", "refused"), [(1, 0, 0), (1, 1, 1), (2, 1, 0), (2, 2, 1)]
)
def test_the_rulebook_says_how_many_correction_notices_there_may_be(
    allowed: int, sent: int, refused: int
) -> None:
    law = rulebook("algorithm-2021-draft")
    rows = [
        replace(row, value=Fraction(allowed)) if row.code == "algorithm.correction_notices" else row
        for row in law.thresholds
    ]
    case = filing(S.SUBMITTED, correction_count=sent)
    ctx = Context(
        actor=BO,
        role=Role.FILING_OFFICER,
        now=make.NOW,
        law=replace(law, thresholds=tuple(rows)),
        data={"items": make.REASONS},
    )
    found = refusals(case, ACTIONS["request_correction"], ctx)
    assert len(found.reasons if found else []) == refused
