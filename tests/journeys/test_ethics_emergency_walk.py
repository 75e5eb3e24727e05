"""One emergency review with an expert recheck through a holiday, to the exact dates; and the ways it can go otherwise.

Friday 2026-09-25 is the Mid-Autumn holiday, the National Day holidays run from 1 to 7 October, Saturday 10 October is
worked. Hours run through all of it.
"""

from datetime import date, datetime

import pytest

from ethics_review.models import Recheck, Review
from portal.audit import verification
from portal.audit.models import AuditEvent
from portal.deadlines import sweep
from portal.deadlines.models import Deadline
from portal.notices.models import Notice
from portal.workflow.errors import GuardFailed
from tests import make
from tests.ethics_review import application, building
from tests.ethics_review.building import EMERGENCY, LISTED, declare, experts_vote
from tests.ethics_review.people import EthicsCast, Tale, cast
from tests.make import at

pytestmark = pytest.mark.django_db

ACCEPTED = at("2026-09-25 22:10")
PRELIMINARY = at("2026-09-26 20:00")
ISSUED = at("2026-09-28 09:00")
DECIDED = at("2026-09-28 15:00")
SERVED = at("2026-09-28 16:00")


@pytest.fixture
def people() -> EthicsCast:
    return cast()


@pytest.fixture
def review(people: EthicsCast) -> Review:
    """A crisis information system, accepted into the emergency procedure at 22:10."""
    listed = {"recheck_answers": application.answers(*LISTED)}
    case = building.submitted(Tale(people, at("2026-09-25 21:00")), **listed, **EMERGENCY)
    make.act(case, "accept_emergency", people.su, now=ACCEPTED, reason="台风期间避险信息系统。")
    return case


def limit(case: Review | Recheck, code: str) -> Deadline:
    return Deadline.objects.filter(case_id=case.pk, code=code).latest("pk")


def running(case: Review | Recheck) -> set[str]:
    return set(case.deadlines.filter(closed_at=None).values_list("code", flat=True))


def preliminary(people: EthicsCast, case: Review) -> None:
    """The members vote; at 20:00 on Saturday the review goes to the experts."""
    building.vote(Tale(people, at("2026-09-26 19:00")), case, "approve")
    opinion = "同意提交专家复核。"
    make.act(case, "conclude_preliminary", people.qi, now=PRELIMINARY, opinion=opinion)


def rechecked(people: EthicsCast, case: Review, choice: str) -> Recheck:
    """The unit applies at 21:00; on Monday at 9:00 the opinion is out."""
    made = building.paneled(Tale(people, at("2026-09-26 21:00")), case)
    experts_vote(Tale(people, at("2026-09-27 15:00")), made, choice)
    make.act(made, "issue_opinion", people.ou, now=ISSUED, summary="见各项意见。")
    return made


def state(case: Review) -> str:
    return Review.objects.get(pk=case.pk).state


def test_the_whole_walk(people: EthicsCast, review: Review) -> None:
    assert running(review) == {"ethics.emergency_total", "ethics.emergency_pre_recheck"}
    assert limit(review, "ethics.emergency_total").moment == at("2026-09-28 22:10")
    assert limit(review, "ethics.emergency_pre_recheck").moment == at("2026-09-27 10:10")
    sweep.sweep(at("2026-09-26 16:30"))
    (half,) = review.events.filter(
        action="deadline_half", data__code="ethics.emergency_pre_recheck"
    )
    assert half.occurred_at == at("2026-09-26 16:10")
    preliminary(people, review)
    assert limit(review, "ethics.emergency_pre_recheck").outcome == "met"
    assert running(review) == {"ethics.emergency_total", "ethics.recheck_application"}
    recheck = rechecked(people, review, "agree")
    assert limit(recheck, "ethics.recheck").last_day == date(2026, 10, 26)
    assert limit(recheck, "ethics.recheck").outcome == "met"
    assert (state(review), running(review)) == ("recheck_returned", {"ethics.emergency_total"})
    issued = AuditEvent.objects.get(action="issue_opinion")
    assert AuditEvent.objects.get(action="receive_opinion").cause == issued
    approve(people, review)


def approve(people: EthicsCast, review: Review) -> None:
    """At most six months between tracking reviews; the interval is not moved although it ends on a Sunday."""
    with pytest.raises(GuardFailed, match="“跟踪审查间隔”应为 1 至 6 个月"):
        make.act(review, "approve", people.qi, now=DECIDED, tracking_months=7)
    make.act(review, "approve", people.qi, now=DECIDED, tracking_months=6)
    total = limit(review, "ethics.emergency_total")
    assert (total.outcome, total.moment - DECIDED) == ("met", at("2026-09-28 22:10") - DECIDED)
    assert limit(review, "ethics.tracking_listed").last_day == date(2027, 3, 28)
    assert limit(review, "sti.list_registration").last_day == date(2026, 10, 28)
    assert running(review) == {"ethics.tracking_listed", "sti.list_registration", "ethics.service"}
    assert list(verification.verify()) == []


@pytest.fixture
def against(people: EthicsCast, review: Review) -> Review:
    """The experts disagree; the committee votes again and asks for a revision, served at 16:00."""
    preliminary(people, review)
    rechecked(people, review, "disagree")
    with pytest.raises(GuardFailed):
        make.act(review, "approve", people.qi, now=at("2026-09-28 09:30"), tracking_months=3)
    building.vote(Tale(people, at("2026-09-28 10:00")), review, "revise")
    make.act(review, "require_revision", people.qi, now=DECIDED, advice="增加人工复核。")
    make.act(
        review,
        "record_service",
        people.su,
        now=SERVED,
        served_at=SERVED,
        service_method="in_person",
        proof="签收单",
    )
    return review


def test_the_window_of_an_appeal_ends_after_the_holidays(
    people: EthicsCast, against: Review
) -> None:
    window = limit(against, "ethics.appeal_window")
    assert (window.last_day, window.moment) == (date(2026, 10, 8), at("2026-10-09 00:00"))
    make.act(against, "appeal", people.lin, now=at("2026-10-08 23:59"), grounds="已有人工复核。")
    assert limit(against, "ethics.appeal_window").outcome == "met"
    assert limit(against, "ethics.appeal_decision").last_day == date(2026, 10, 16)
    assert running(against) == {"ethics.appeal_decision"}


@pytest.mark.parametrize("swept", [True, False])
def test_an_appeal_on_the_ninth_of_october_is_late_and_recorded_so(
    people: EthicsCast, against: Review, *, swept: bool
) -> None:
    late = at("2026-10-09 00:00")
    if swept:
        sweep.sweep(late)
    with pytest.raises(GuardFailed, match="申诉期限已经届满"):
        make.act(against, "appeal", people.lin, now=late, grounds="已有人工复核。")
    make.act(against, "appeal_late", people.lin, now=late, grounds="已有人工复核。")
    assert (state(against), limit(against, "ethics.appeal_window").outcome) == (
        "revision_required",
        "lapsed",
    )
    make.act(against, "take_up_late_appeal", people.qi, now=at("2026-10-12 09:00"), reason="有理由")
    found = Review.objects.get(pk=against.pk)
    assert (found.state, found.appeal_is_late) == ("appealed", True)
    with pytest.raises(GuardFailed, match="没有形成“批准”的表决结果"):
        make.act(against, "approve", people.qi, now=at("2026-10-12 10:00"), tracking_months=3)


@pytest.mark.parametrize("noticed", ["2026-09-28 22:10", "2026-10-03 08:00"])
def test_when_seventy_two_hours_pass_everybody_is_told_and_nothing_moves(
    people: EthicsCast, review: Review, noticed: str
) -> None:
    sweep.sweep(at("2026-09-28 22:09:59"))
    assert not review.events.filter(action="deadline_due", data__code="ethics.emergency_total")
    sweep.sweep(at(noticed))
    (due,) = review.events.filter(action="deadline_due", data__code="ethics.emergency_total")
    assert (due.occurred_at, due.recorded_at) == (at("2026-09-28 22:10"), at(noticed))
    told = Notice.objects.filter(event=due).values_list("code", "addressee")
    assert set(told) == {
        ("deadline_overdue", people.unit_a.pk),
        ("deadline_escalated", people.department.pk),
    }
    assert state(review) == "emergency_review"
    assert limit(review, "ethics.emergency_total").closed_at is None
    decided_late(people, review, at("2026-10-03 09:00"))


def decided_late(people: EthicsCast, review: Review, now: datetime) -> None:
    """A review decided late is still a review; its lateness stays."""
    story = Tale(people, now)
    building.vote(story, review, "reject")
    story.act(review, "reject", "qi", reasons="风险受益比不合理。")
    assert (state(review), limit(review, "ethics.emergency_total").outcome) == ("rejected", "late")
    assert limit(review, "ethics.emergency_pre_recheck").outcome == "late"


def test_a_recused_expert_is_replaced_before_anybody_votes(
    people: EthicsCast, review: Review
) -> None:
    preliminary(people, review)
    story = Tale(people, at("2026-09-26 21:00"))
    made = building.paneled(story, review)
    declare(story, made, "e1", "e2", "e3", "e4")
    story.act(made, "declare_interest", "e5", conflicted=True, statement="合作者。")
    with pytest.raises(GuardFailed, match="应当回避，请先更换"):
        story.act(made, "open_voting", "ou", ends_at=building.ENDS_AT)
    change = {"leaving": people.e5, "expert": people.e6, "discipline": "law", "reason": "回避"}
    story.act(made, "replace_expert", "ou", **change)
    declare(story, made, "e6")
    story.act(made, "open_voting", "ou", ends_at=building.ENDS_AT)
    assert made.open_round().electors.count() == 5
    assert made.roles_of(people.e5) == frozenset()
