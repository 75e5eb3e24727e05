"""The recheck list is the committee's to find, and no way leads round the experts."""

from datetime import date
from typing import Any

import pytest

from ethics_review.models import Review
from portal.cases import public_records
from portal.cases.public_records import PublicRecord
from portal.notices.models import Notice
from portal.workflow.errors import GuardFailed, Refused
from tests import make
from tests.ethics_review import application, building
from tests.ethics_review.building import RECOGNITION, tale
from tests.ethics_review.people import QUORUM, EthicsCast, Tale, cast

pytestmark = pytest.mark.django_db

ITEM = "opinion_mobilisation"
FOUND = {"listed": True, "items": [ITEM], "reason": "面向公众传播，具有舆论动员能力。"}
NOT_FOUND = {"listed": False, "items": [], "reason": "仅供内部调度，不面向公众。"}
YES = {"recheck_answers": application.answers(*building.LISTED)}
NO = {"recheck_answers": application.answers()}
PRE_RECHECK = "ethics.emergency_pre_recheck"


@pytest.fixture
def story() -> Tale:
    return tale(cast())


def again(case: Any) -> Review:
    return Review.objects.get(pk=case.pk)


def refused(story: Tale, case: Any, name: str, who: str, **data: Any) -> str:
    with pytest.raises(Refused) as told:
        story.act(case, name, who, **data)
    return "；".join(reason.message for reason in told.value.reasons)


def edited(story: Tale, case: Any, **fields: Any) -> None:
    make.edit(case, story.cast.lin, now=story.tick(), **fields)


# --- The committee finds ----------------------------------------------------------------------------------------------
def test_the_committee_lists_what_the_self_test_does_not(story: Tale) -> None:
    case = building.accepted(story)
    story.act(case, "determine_listing", "su", **FOUND)
    case = again(case)
    assert (case.on_recheck_list, case.listed_under) == (True, [ITEM])
    assert case.listing_findings[-1]["reason"] == FOUND["reason"]
    told = Notice.objects.filter(code="listing_found").get()
    assert "纳入专家复核清单" in told.body
    building.vote(story, case, "approve")
    assert "须先经专家复核" in refused(story, case, "approve", "qi", tracking_months=6)
    story.act(case, "conclude_preliminary", "qi", opinion="同意。")
    assert again(case).state == "awaiting_recheck"


def test_a_later_hand_in_does_not_take_the_listing_away(story: Tale) -> None:
    case = building.submitted(story, **YES)
    story.act(case, "request_supplement", "su", items=building.ITEMS)
    edited(story, case, **NO)
    story.act(case, "resubmit_supplement", "lin")
    assert again(case).on_recheck_list
    story.act(case, "determine_listing", "qi", **NOT_FOUND)
    assert not again(case).on_recheck_list


def test_what_was_weighed_and_not_found_does_not_list_again_by_itself(story: Tale) -> None:
    case = building.submitted(story, **YES)
    story.act(case, "determine_listing", "su", **NOT_FOUND)
    story.act(case, "request_supplement", "su", items=building.ITEMS)
    edited(story, case, plan="补充了计划。")
    story.act(case, "resubmit_supplement", "lin")
    assert not again(case).on_recheck_list


def test_in_an_emergency_the_hours_before_the_recheck_run_from_the_acceptance(story: Tale) -> None:
    case = building.accepted(story, "emergency")
    assert case.running_limit(PRE_RECHECK) is None
    story.act(case, "determine_listing", "su", **FOUND)
    running = again(case).running_limit(PRE_RECHECK)
    assert running is not None
    assert running.started_at == again(case).accepted_at
    story.act(case, "determine_listing", "su", **NOT_FOUND)
    assert again(case).running_limit(PRE_RECHECK) is None


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ({**FOUND, "items": []}, "写明属于哪一项"),
        ({**NOT_FOUND, "items": [ITEM]}, "不能选择清单事项"),
    ],
)
def test_a_finding_fits_its_items(story: Tale, found: dict[str, Any], said: str) -> None:
    assert said in refused(story, building.submitted(story), "determine_listing", "su", **found)


def test_what_is_found_to_be_listed_leaves_the_simplified_procedure_first(story: Tale) -> None:
    case = building.accepted(story, "simplified")
    assert "先转入一般程序" in refused(story, case, "determine_listing", "su", **FOUND)


# --- Amendments -------------------------------------------------------------------------------------------------------
def test_an_amendment_is_complete(story: Tale) -> None:
    case = building.conditional(story)
    edited(story, case, plan="", leader_name="")
    assert "未填写" in refused(story, case, "submit_amendment", "lin")


def test_an_amendment_that_comes_onto_the_list_is_not_confirmed_but_reviewed_anew(
    story: Tale,
) -> None:
    case = building.conditional(story)
    edited(story, case, **YES)
    story.act(case, "submit_amendment", "lin")
    told = refused(story, case, "confirm_amendment", "qi", tracking_months=6)
    assert "新的复核清单事项" in told
    assert "须先经专家复核" in told
    story.act(case, "require_new_review", "qi", reason="修改后纳入复核清单。")
    assert again(case).state == "rereview_due"
    assert again(case).running_limit("ethics.amendment_check") is None


# --- Recognition ------------------------------------------------------------------------------------------------------
def applied_for_recognition(story: Tale, **changes: Any) -> Review:
    case = building.draft(story, **changes)
    make.attach(case, story.cast.lin, "recognised_decision", now=story.tick())
    story.act(case, "submit", "lin")
    return case


def test_only_joint_activities_are_recognised(story: Tale) -> None:
    case = applied_for_recognition(story)
    building.declare(story, case, "qi")
    assert "多个单位合作" in refused(story, case, "recognise", "qi", **RECOGNITION)


def test_listed_activities_are_not_recognised(story: Tale) -> None:
    case = applied_for_recognition(story, **building.JOINT, **YES)
    building.declare(story, case, "qi")
    given = {**RECOGNITION, "tracking_months": 6}
    assert "须经专家复核或者免于复核" in refused(story, case, "recognise", "qi", **given)


def test_whoever_recognises_has_declared(story: Tale) -> None:
    case = applied_for_recognition(story, **building.JOINT)
    assert "先声明利益关系" in refused(story, case, "recognise", "qi", **RECOGNITION)
    building.declare(story, case, "qi")
    story.act(case, "recognise", "qi", **RECOGNITION)
    assert again(case).state == "recognised"


# --- Exemption --------------------------------------------------------------------------------------------------------
def published(monkeypatch: pytest.MonkeyPatch, **changes: Any) -> None:
    told = {"number": "1", "name": "算法", "subject": "青云研究院", "in_force": True, "url": "/"}
    record = PublicRecord(**{**told, **changes})
    monkeypatch.setattr(public_records, "_LOOKUPS", [{"1": record}.get])


def exempted(story: Tale) -> Review:
    case = building.accepted(story, **YES)
    told = {"ground": "recommendation", "number": "1", "reason": "已备案。"}
    story.act(case, "exempt_recheck", "qi", **told)
    building.vote(story, case, "approve")
    return case


def test_an_exemption_that_lapsed_before_the_decision_exempts_no_more(
    story: Tale, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(monkeypatch)
    case = exempted(story)
    published(monkeypatch, in_force=False)
    told = refused(story, case, "approve", "qi", tracking_months=6)
    assert "已经不成立" in told
    story.act(case, "conclude_preliminary", "qi", opinion="同意。")
    assert again(case).state == "awaiting_recheck"


@pytest.mark.parametrize(
    ("changes", "ours"),
    [
        ({"subject": "青云研究院（更名）", "uscc": make.uscc("91990101MA0000011")}, True),
        ({"uscc": make.uscc("91990102MA0000012")}, False),
        ({"subject": "白鹿研究所"}, False),
        ({}, True),
    ],
)
def test_the_owner_of_an_entry_is_known_by_the_credit_code_before_the_name(
    story: Tale, monkeypatch: pytest.MonkeyPatch, changes: dict[str, Any], ours: bool
) -> None:
    published(monkeypatch, **changes)
    assert (building.draft(story).why_not_exempt("1") == []) is ours


# --- After the experts ------------------------------------------------------------------------------------------------
def test_agreement_of_the_experts_opens_one_new_vote_and_forces_no_approval(story: Tale) -> None:
    case = building.returned(story)
    building.vote(story, case, "reject")
    assert "不能作出" in refused(story, case, "approve", "qi", tracking_months=6)
    building.declare(story, case, *QUORUM)
    meeting = building.session(story, case)
    told = {"meeting": meeting, "ends_at": building.ENDS_AT}
    assert "不能重新表决" in refused(story, case, "open_voting", "qi", **told)
    story.act(case, "reject", "qi", reasons="复核后另有考虑。")
    assert again(case).state == "rejected"


# --- Changes of risk --------------------------------------------------------------------------------------------------
def test_a_major_change_is_not_laundered_by_suspending_and_resuming(story: Tale) -> None:
    case = building.approved(story)
    changed = {"occurred_on": date(2026, 9, 1), "facts": "用途改变。"}
    for is_major in (True, False):
        story.act(case, "report_risk_change", "lin", **changed, is_major=is_major)
        story.act(case, "answer_risk_change", "qi", answer="suspend", reasons="须评估。")
    assert "重新审查" in refused(story, case, "resume", "qi", reason="可以恢复。")
    tracked = {"result": "continue", "findings": []}
    assert "重新审查" in refused(story, case, "record_tracking", "su", **tracked)
    story.act(case, "require_new_review", "qi", reason="重大变化。")
    assert again(case).state == "rereview_due"


# --- The simplified procedure -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("ground", ["minor_change", "tracking"])
def test_a_ground_that_builds_on_an_approval_needs_it(story: Tale, ground: str) -> None:
    case = building.submitted(story)
    given = {"ground": ground, "reason": "依申请材料认定。"}
    assert "原审查" in refused(story, case, "accept_simplified", "su", **given)
    earlier = building.approved(story)
    case = building.submitted(story, amends_number=earlier.number, claimed_ground=ground)
    story.act(case, "accept_simplified", "su", **given)
    assert again(case).state == "simplified_review"


def test_a_listed_activity_builds_on_an_approval_that_was_rechecked(story: Tale) -> None:
    earlier = building.approved(story)
    changes = {"amends_number": earlier.number, "claimed_ground": "minor_change", **YES}
    case = building.submitted(story, **changes)
    given = {"ground": "minor_change", "reason": "依申请材料认定。"}
    assert "未经专家复核" in refused(story, case, "accept_simplified", "su", **given)
    Review.objects.filter(pk=earlier.pk).update(recheck_opinion="agree")
    story.act(case, "accept_simplified", "su", **given)
    assert again(case).state == "simplified_review"


# --- A fresh application ----------------------------------------------------------------------------------------------
def test_a_fresh_application_keeps_nothing_of_the_recognition_before(story: Tale) -> None:
    case = building.recognised(story)
    story.act(case, "suspend", "qi", reason="检查。")
    story.act(case, "require_new_review", "qi", reason="重大变化。")
    edited(story, case, plan="新的计划。")
    story.act(case, "resubmit_revised", "lin")
    case = again(case)
    assert (case.recognised_unit, case.recognised_decision, case.rereview_reason) == ("", "", "")
    assert (case.approved_at, case.tracking_months, case.suspended_at) == (None, None, None)


def test_a_committee_that_is_not_registered_accepts_nothing(story: Tale) -> None:
    people: EthicsCast = story.cast
    case = building.submitted(story)
    type(people.committee).objects.filter(pk=people.committee.pk).update(in_force=False)
    with pytest.raises(GuardFailed, match="还没有登记"):
        story.act(again(case), "accept_general", "su", reason="一般程序。")
