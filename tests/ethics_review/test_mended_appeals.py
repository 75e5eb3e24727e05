"""Appeals, service, extensions, rechecks and the end of a committee: the ways round the rules that are closed."""

from datetime import timedelta
from typing import Any

import pytest

from ethics_review.models import Committee, Recheck, Review, Round, Seat
from ethics_review.states import RoundOutcome
from portal.accounts.models import Membership, User
from portal.accounts.roles import Role
from portal.audit import verification
from portal.deadlines.models import Deadline
from portal.law.rulebook import rulebook
from portal.notices.models import Notice
from portal.workflow import engine
from portal.workflow.errors import Refused
from tests import make
from tests.ethics_review import applying, building, people
from tests.ethics_review.people import PANEL, EthicsCast, Tale
from tests.portal.web_cast import Visit, visit

__all__ = ["visit"]
LISTED = {"recheck_answers": applying.application.answers(*building.LISTED)}
UPHELD = {"reasons": "所述措施已经审议。"}
GROUNDS = {"grounds": "所要求的修改没有依据。"}


@pytest.fixture
def cast(db: None) -> EthicsCast:
    return people.cast()


@pytest.fixture
def story(cast: EthicsCast) -> Tale:
    return building.tale(cast)


def why(story: Tale, case: Any, name: str, who: str, **data: Any) -> list[str]:
    """Why the act is refused."""
    with pytest.raises(Refused) as refused:
        story.act(case, name, who, **data)
    return [reason.message for reason in refused.value.reasons]


def running(case: Any) -> set[str]:
    return set(
        Deadline.objects.filter(case_id=case.pk, closed_at=None).values_list("code", flat=True)
    )


def served(story: Tale, case: Review, **changes: Any) -> None:
    given = {"served_at": story.now, "service_method": "in_person", "proof": "系统回执"}
    story.act(case, "record_service", "su", **given | changes)


# --- Appeals ----------------------------------------------------------------------------------------------------------
def test_a_decision_is_not_upheld_against_the_vote_on_the_appeal(story: Tale) -> None:
    review = building.appealed(story)
    building.vote(story, review, "approve")
    told = "申诉后的表决已经形成结果，应据此重新作出决定，不能维持原决定"
    assert why(story, review, "uphold", "qi", **UPHELD) == [told]


def test_a_vote_that_came_to_nothing_leaves_the_finding_to_the_chair(story: Tale) -> None:
    review = building.appealed(story)
    building.vote(story, review, "approve", "approve", "reject", "reject", "abstain")
    story.act(review, "uphold", "qi", **UPHELD)
    assert Review.objects.get(pk=review.pk).state == "upheld"


def test_a_conditional_approval_can_be_appealed_against(story: Tale) -> None:
    review = building.conditional(story)
    served(story, review)
    assert running(review) == {"ethics.amendment", "ethics.appeal_window"}
    story.act(review, "appeal", "lin", **GROUNDS)
    assert running(review) == {"ethics.appeal_decision"}
    building.vote(story, review, "approve")
    story.act(review, "approve", "qi", tracking_months=12)
    assert Review.objects.get(pk=review.pk).decision == "approve"


def test_a_conditional_approval_that_is_upheld_waits_for_its_changes_again(story: Tale) -> None:
    review = building.conditional(story)
    story.act(review, "appeal", "lin", **GROUNDS)
    assert why(story, review, "uphold", "qi", **UPHELD) == ["原决定是修改后批准"]
    story.act(review, "uphold_amendment", "qi", **UPHELD)
    assert Review.objects.get(pk=review.pk).state == "amendment_due"
    assert running(review) == {"ethics.amendment"}
    again = "对该决定的申诉已经处理，不能再次申诉"
    assert why(story, review, "appeal", "lin", **GROUNDS) == [again]
    letter = Notice.objects.get(case=review.pk, code="ethics_appeal_upheld")
    assert letter.context["is_conditional"] is True
    story.act(review, "submit_amendment", "lin")
    assert list(verification.verify()) == []


def test_a_late_appeal_against_a_conditional_approval_is_taken_up(story: Tale) -> None:
    review = building.conditional(story)
    served(story, review)
    story.now += timedelta(days=10)
    assert why(story, review, "appeal", "lin", **GROUNDS)[0].startswith("申诉期限已经届满")
    story.act(review, "appeal_late", "lin", **GROUNDS)
    story.act(review, "take_up_late_appeal", "qi", reason="送达地址曾有误。")
    assert running(review) == {"ethics.appeal_decision"}


def test_whoever_makes_the_changes_gives_the_appeal_up(story: Tale) -> None:
    review = building.conditional(story)
    served(story, review)
    story.now += timedelta(days=10)
    story.act(review, "appeal_late", "lin", **GROUNDS)
    story.act(review, "submit_amendment", "lin")
    assert "ethics.late_appeal" not in running(review)
    story.act(review, "confirm_amendment", "qi", tracking_months=12)
    assert running(review) == {"ethics.tracking", "ethics.service"}


def test_a_service_told_late_takes_no_appeal_away(story: Tale) -> None:
    review = building.rejected(story)
    decided = story.now
    story.now += timedelta(days=10)
    told = "按这一“送达时间”，申诉期限在登记时已经届满；请按今天的日期登记，或者重新送达"
    late = {"served_at": decided, "service_method": "in_person", "proof": "系统回执"}
    assert why(story, review, "record_service", "su", **late) == [told]
    served(story, review)
    story.act(review, "appeal", "lin", **GROUNDS)


def test_an_approval_has_no_window_to_keep_open(story: Tale) -> None:
    review = building.approved(story)
    decided = story.now
    story.now += timedelta(days=10)
    served(story, review, served_at=decided)
    assert Review.objects.get(pk=review.pk).served_at == decided


# --- Rechecks ---------------------------------------------------------------------------------------------------------
def silent_vote(story: Tale, recheck: Recheck) -> None:
    """Nobody says a word until the end."""
    story.act(recheck, "open_voting", "ou", ends_at=story.now + timedelta(seconds=2))
    story.now += timedelta(seconds=5)
    story.act(recheck, "close_voting", "ou")


def test_silence_is_no_opinion_and_the_experts_vote_again(story: Tale) -> None:
    review = building.preliminary(story)
    recheck = building.paneled(story, review)
    building.declare(story, recheck, *PANEL)
    silent_vote(story, recheck)
    assert Round.objects.get(case=recheck.pk).outcome == RoundOutcome.NONE
    assert why(story, recheck, "issue_opinion", "ou", summary="不同意。") == ["复核组尚未形成意见"]
    building.experts_vote(story, recheck, "disagree")
    story.act(recheck, "issue_opinion", "ou", summary="不同意。")
    assert Review.objects.get(pk=review.pk).recheck_opinion == "disagree"


def test_an_opinion_that_was_formed_is_not_withdrawn_from(story: Tale) -> None:
    recheck = building.paneled(story, building.preliminary(story))
    building.experts_vote(story, recheck, "disagree")
    told = "复核组的表决已经形成意见，不能撤回，等待组织复核的部门出具"
    assert why(story, recheck, "withdraw", "gao", reason="另行申请。") == [told]


def test_a_panel_that_is_no_longer_sound_does_not_vote(story: Tale, cast: EthicsCast) -> None:
    recheck = building.paneled(story, building.preliminary(story))
    building.declare(story, recheck, *PANEL)
    recheck.panel.filter(user=cast.e4).update(discipline="technology")
    told = why(story, recheck, "open_voting", "ou", ends_at=building.ENDS_AT)
    assert told == ["复核专家组缺少法律方面的专家"]
    recheck.panel.filter(user=cast.e4).update(discipline="law")
    Membership.objects.create(user=cast.e1, organization=cast.unit_a, role=Role.MEMBER)
    told = why(story, recheck, "open_voting", "ou", ends_at=building.ENDS_AT)
    assert told == [f"{cast.e1}是申请单位的人员，不得参加复核，请先更换"]


def test_the_leading_unit_applies_for_a_listed_joint_activity(story: Tale) -> None:
    leads = [{"name": "白鹿大学", "part": "牵头"}]
    joint = {**building.JOINT, "is_lead": False, "partner_units": leads}
    review = building.draft(story, **joint, **LISTED)
    told = "多个单位合作开展、纳入复核清单的活动，由牵头单位申请审查和专家复核，请由牵头单位提交"
    assert why(story, review, "submit", "lin") == [told]
    story.act(building.draft(story, **joint), "submit", "lin")
    story.act(building.draft(story, **building.JOINT, **LISTED), "submit", "lin")


def test_a_centre_that_rechecked_an_activity_does_not_review_it(
    story: Tale, cast: EthicsCast
) -> None:
    recheck = building.recheck_steps(story, building.preliminary(story), "submit", "receive")
    story.act(recheck, "entrust", "ou", centre=cast.centre, reason="委托实施。")
    story.act(recheck, "withdraw", "gao", reason="改由中心审查。")
    centre = engine.create(
        "ethics_committee",
        actor=cast.fu,
        organization=cast.centre,
        data={"name": "演示科技伦理服务中心专家组"},
        now=story.tick(),
    ).case
    committee = Committee.objects.get(pk=centre.pk)
    changes = {"commission_ground": "not_able", "amends_number": recheck.review.number}
    review = building.draft(story, **changes)
    Review.objects.filter(pk=review.pk).update(committee=committee)
    make.attach(review, cast.lin, "commission", now=story.tick())
    story.act(review, "submit", "lin")
    told = "演示科技伦理服务中心承担过该活动的专家复核，不得同时承担审查"
    assert told in why(story, review, "accept_general", "fu", reason="依申请材料认定。")


# --- Extensions and intervals -----------------------------------------------------------------------------------------
def test_all_extensions_together_stay_within_the_cap(story: Tale) -> None:
    review = building.accepted(story)
    last = review.running_limit("ethics.decision").last_day
    for days in (15, 30):
        until = last + timedelta(days=days)
        story.act(review, "extend", "qi", until=until, reason="情况复杂。")
    told = why(
        story, review, "extend", "qi", until=last + timedelta(days=31), reason="情况仍然复杂。"
    )
    assert told[0].startswith(f"自原来的最后一日 {last} 起，合计至多延长 30 日")


def test_a_limit_that_ran_out_is_not_extended(story: Tale) -> None:
    review = building.accepted(story)
    last = review.running_limit("ethics.decision").last_day
    story.now += timedelta(days=45)
    told = why(story, review, "extend", "qi", until=last + timedelta(days=20), reason="情况复杂。")
    assert told[0] == "审查期限已经届满，不能再延长"


def test_a_simplified_review_has_its_own_longest_interval(story: Tale, monkeypatch: Any) -> None:
    review = Review.objects.get(pk=building.accepted(story, "simplified").pk)
    law = rulebook(review.law_profile)
    assert review.longest_interval(law) == 12
    given = law.threshold
    shorter = type("Shorter", (), {"number": 9})()
    monkeypatch.setattr(
        type(law),
        "threshold",
        lambda _, code: shorter if code == "ethics.simplified_tracking_months" else given(code),
    )
    assert review.longest_interval(law) == 9


# --- Committees -------------------------------------------------------------------------------------------------------
PENDING = ["委员会还有未办结的审查、未送达的决定、申诉期限或者未答复的申诉，不能撤销"]
END = {"reason": "并入另一委员会。"}


def test_a_committee_stays_while_its_refusal_may_be_appealed(story: Tale, cast: EthicsCast) -> None:
    review = building.rejected(story)
    assert why(story, cast.committee, "dissolve", "su", **END) == PENDING  # not served
    served(story, review)
    assert why(story, cast.committee, "dissolve", "su", **END) == PENDING  # the window is open
    story.now += timedelta(days=10)
    story.act(review, "appeal_late", "lin", **GROUNDS)
    assert why(story, cast.committee, "dissolve", "su", **END) == PENDING  # an answer is owed
    story.act(review, "decline_late_appeal", "qi", reason="没有正当理由。")
    story.act(cast.committee, "dissolve", "su", **END)


@pytest.mark.parametrize("build", ["conditional", "appealed", "submitted"])
def test_a_committee_stays_while_anything_waits_for_it(
    story: Tale, cast: EthicsCast, build: str
) -> None:
    getattr(building, build)(story)
    assert why(story, cast.committee, "dissolve", "su", **END) == PENDING


def test_drafts_that_were_never_handed_in_hold_no_committee(story: Tale, cast: EthicsCast) -> None:
    building.draft(story)
    story.act(cast.committee, "dissolve", "su", **END)
    assert Committee.objects.get(pk=cast.committee.pk).state == "dissolved"


def test_a_committee_that_lost_its_members_or_its_registration_is_not_able(
    story: Tale, cast: EthicsCast
) -> None:
    review = building.submitted(story)
    for name in ("m1", "m2", "m3"):
        seat = Seat.objects.get(user=cast.people[name], ended_on=None)
        make.act(cast.committee, "end_seat", cast.su, now=story.tick(), seat=seat, reason="辞任。")
    told = why(story, review, "accept_general", "su", reason="依申请材料认定。")
    assert told[0].startswith("委员会")
    Committee.objects.filter(pk=cast.committee.pk).update(in_force=False)
    told = why(story, review, "accept_general", "su", reason="依申请材料认定。")
    assert told == [f"{cast.committee}还没有登记，或者已经撤销，不能受理和审查"]


def test_the_figures_of_a_year_stay_when_the_review_goes_on(story: Tale, cast: EthicsCast) -> None:
    review = building.reworked(story)
    before = cast.committee.figures_of(2026)
    told = {"accepted": 1, "revision": 1, "meetings": 1, "approved": 0, "rejected": 0}
    assert told.items() <= before.items()
    story.act(review, "resubmit_revised", "lin")
    story.act(review, "accept_general", "su", reason="依申请材料认定。")
    building.vote(story, review, "reject")
    story.act(review, "reject", "qi", reasons="风险受益比不合理。")
    told = {"accepted": 2, "revision": 1, "rejected": 1, "meetings": 2}
    assert told.items() <= cast.committee.figures_of(2026).items()
    assert set(cast.committee.figures_of(2025).values()) == {0}


# --- The administration -----------------------------------------------------------------------------------------------
def test_whoever_runs_the_portal_reads_no_minutes_and_nobody_s_mail(
    story: Tale, visit: Visit
) -> None:
    review = building.accepted(story)
    building.vote(story, review, "approve")
    client = visit(User.objects.create_superuser("root", password=make.PASSWORD))
    minutes = Notice.objects.get(code="ethics_minutes")
    personal = Notice.objects.filter(recipient__isnull=False).first()
    open_to_all = Notice.objects.get(case=review.pk, code="ethics_accepted")
    assert personal is not None
    shown = [
        "内容快照" in client.get(f"/admin/notices/notice/{one.pk}/change/").content.decode()
        for one in (minutes, personal, open_to_all)
    ]
    assert shown == [False, False, True]
