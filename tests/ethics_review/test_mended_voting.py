"""Who may vote, when, and on what a decision may rest: recusals after the vote, terms, stand-ins, letters, repeats."""

from datetime import date, timedelta
from typing import Any

import pytest

from ethics_review.hints import hint
from ethics_review.integrity import votes_match
from ethics_review.models import Meeting, Recheck, Review, Round, Seat
from ethics_review.models.chairing import able_seats
from ethics_review.models.review import Review as ReviewModel
from portal.accounts.models import Membership, User
from portal.accounts.roles import Role
from portal.audit import verification
from portal.cases.models import Case
from portal.workflow.errors import GuardFailed, NotPermitted, Refused
from tests import make
from tests.ethics_review import building
from tests.ethics_review.people import PANEL, QUORUM, SEATS, EthicsCast, Tale, appointment
from tests.ethics_review.people import cast as everybody

SIX = (*QUORUM, "m3")
CONFLICT = {"conflicted": True, "statement": "与负责人合作申请项目"}


@pytest.fixture
def cast(db: None) -> EthicsCast:
    return everybody()


@pytest.fixture
def story(cast: EthicsCast) -> Tale:
    return building.tale(cast)


def fresh(case: Case) -> Any:
    return type(case)._default_manager.get(pk=case.pk)


def reread(cast: EthicsCast, name: str) -> User:
    """Somebody whose memberships have changed."""
    cast.people[name] = User.objects.get(pk=cast.people[name].pk)
    return cast.people[name]


def why_not(story: Tale, case: Case, name: str, who: str, **data: Any) -> str:
    with pytest.raises(Refused) as refused:
        story.act(case, name, who, **data)
    return "；".join(reason.message for reason in refused.value.reasons)


def electors(case: Case) -> set[str]:
    newest = Round.objects.filter(case=case.pk).order_by("-number").first()
    assert newest is not None
    return {e.user.username for e in newest.electors.select_related("user")}


def open_in(story: Tale, case: Review, meeting: Meeting, **given: Any) -> None:
    told = {"meeting": meeting, "ends_at": building.ENDS_AT} | given
    story.act(case, "open_voting", "qi", **told)


# --- A vote rests on nobody who is recused ----------------------------------------------------------------------------
def test_a_vote_is_spoilt_by_a_recusal_after_it_was_counted_and_is_held_again(story: Tale) -> None:
    case = building.accepted(story)
    building.vote(story, case, "approve", present=SIX)
    story.act(case, "declare_interest", "m1", **CONFLICT)
    told = why_not(story, case, "approve", "qi", tracking_months=12)
    assert "其后回避，原表决结果不再有效" in told
    assert "须重新组织表决" in hint(fresh(case), story.cast.qi)
    building.vote(story, case, "approve", present=("qi", "wei", "wen", "m2", "m5"))
    story.act(case, "approve", "qi", tracking_months=12)
    assert fresh(case).decided_round.number == 2
    assert list(verification.verify()) == []


def test_a_decision_that_was_pronounced_stands_whoever_is_recused_later(story: Tale) -> None:
    case = building.approved(story)
    story.act(case, "declare_interest", "m1", **CONFLICT)
    assert (fresh(case).carried(), fresh(case).state) == ("approve", "approved")


def test_an_experts_opinion_rests_on_no_recused_expert_who_can_still_be_replaced(
    story: Tale,
) -> None:
    recheck = building.paneled(story, building.preliminary(story))
    building.experts_vote(story, recheck, "agree")
    story.act(recheck, "declare_interest", "e1", **CONFLICT)
    assert "尚未形成意见" in why_not(story, recheck, "issue_opinion", "ou", summary="同意。")
    told = {"discipline": "technology", "reason": "回避"}
    cast = story.cast
    story.act(recheck, "replace_expert", "ou", leaving=cast.e1, expert=cast.e6, **told)
    building.declare(story, recheck, "e6")
    story.act(recheck, "open_voting", "ou", ends_at=building.ENDS_AT)
    assert Round.objects.filter(case=recheck.pk).count() == 2


def test_two_recused_experts_are_replaced_one_after_the_other(story: Tale) -> None:
    recheck = building.paneled(story, building.preliminary(story))
    for name in ("e1", "e5"):
        story.act(recheck, "declare_interest", name, **CONFLICT)
    told = {"discipline": "technology", "reason": "回避"}
    cast = story.cast
    story.act(recheck, "replace_expert", "ou", leaving=cast.e1, expert=cast.e6, **told)
    story.act(recheck, "replace_expert", "ou", leaving=cast.e5, expert=cast.e7, **told)
    group = set(Recheck.objects.get(pk=recheck.pk).group().values_list("user__username", flat=True))
    assert group == {"e2", "e3", "e4", "e6", "e7"}


# --- Who is able ------------------------------------------------------------------------------------------------------
def test_terms_that_are_over_or_ahead_do_not_vote_and_review_nothing(story: Tale) -> None:
    case, cast = building.accepted(story, "simplified"), story.cast
    Seat.objects.filter(user=cast.m1).update(term_ends_on=date(2026, 9, 2))
    Seat.objects.filter(user=cast.m2).update(appointed_on=date(2028, 1, 1))
    for name in ("m1", "m2"):
        named = cast.named("qi", name)
        told = why_not(story, case, "name_reviewers", "qi", reviewers=named)
        assert told.startswith(f"{cast.people[name]}不在任期内")


def test_a_vote_counts_nobody_whose_term_is_over_and_says_so(story: Tale) -> None:
    case, cast = building.accepted(story), story.cast
    building.declare(story, case, *SIX)
    Seat.objects.filter(user=cast.m2).update(term_ends_on=date(2026, 9, 2))
    short = building.session(story, case, present=QUORUM)
    told = why_not(story, case, "open_voting", "qi", meeting=short, ends_at=building.ENDS_AT)
    assert "还差 1 人" in told
    assert f"{cast.m2}不在任期内，不计入" in told
    open_in(story, case, building.session(story, case, present=SIX))
    assert electors(case) == {"qi", "wei", "wen", "m1", "m3"}


def stand_in(story: Tale, name: str, principal: str) -> None:
    cast = story.cast
    Seat.objects.filter(user=cast.people[name]).update(ended_on=date(2026, 9, 2))
    seat = Seat.objects.get(user=cast.people[principal], ended_on=None)
    given = {**appointment(cast, name), "stand_in_for": seat}
    make.act(cast.committee, "appoint", cast.su, now=story.tick(), **given)


def test_one_seat_has_one_vote_however_many_stand_in_for_it(story: Tale) -> None:
    for name in ("m3", "m6"):
        stand_in(story, name, "m5")
    case = building.accepted(story)
    present = ("qi", "wei", "wen", "m1", "m2", "m3", "m6")
    building.voting(story, case, present=present)
    assert electors(case) == {"qi", "wei", "wen", "m1", "m2", "m3"}


@pytest.mark.parametrize("pair", [("m5", "m6"), ("m3", "m6")])
def test_a_member_and_the_stand_in_are_not_the_two_reviewers(
    story: Tale, pair: tuple[str, str]
) -> None:
    for name in ("m3", "m6"):
        stand_in(story, name, "m5")
    case = building.accepted(story, "simplified")
    told = why_not(story, case, "name_reviewers", "qi", reviewers=story.cast.named(*pair))
    assert told == "委员和他的候补、同一委员的几名候补不能同时审查，一个席位只有一票"


def test_whoever_has_left_the_host_is_neither_offered_nor_able(story: Tale) -> None:
    case, cast = building.accepted(story, "simplified"), story.cast
    Membership.objects.filter(user=cast.m1).update(is_active=False)
    User.objects.filter(pk=cast.m2.pk).update(is_active=False)
    offered = {seat.user.username for seat in able_seats(fresh(case))}
    assert offered == set(SEATS) - {"m1", "m2"}
    reread(cast, "m1"), reread(cast, "m2")
    told = why_not(story, case, "name_reviewers", "qi", reviewers=cast.named("m1", "m2"))
    assert told.count("已经离开本单位") == 2


# --- Letters and time -------------------------------------------------------------------------------------------------
def by_letter(story: Tale, case: Review) -> Meeting:
    meeting = building.planned(story, case)
    Meeting.objects.filter(pk=meeting.pk).update(form="letter")
    meeting = fresh(meeting)
    story.act(meeting, "convene", "su")
    story.act(meeting, "open_session", "su", present=story.cast.named(*QUORUM))
    return meeting


def test_by_letter_everybody_able_is_asked_whoever_is_ticked_present(story: Tale) -> None:
    case = building.accepted(story)
    story.act(case, "declare_interest", "m6", **CONFLICT)
    open_in(story, case, by_letter(story, case))
    assert electors(case) == set(SEATS) - {"m6"}
    assert "请先声明利益关系" in why_not(story, case, "cast_ballot", "m3", choice="approve")
    building.declare(story, case, "m3")
    story.act(case, "cast_ballot", "m3", choice="approve")
    assert Round.objects.get(case=case.pk).electors.filter(ballot__isnull=False).count() == 1


def test_a_letter_leaves_a_day_to_answer(story: Tale) -> None:
    case = building.accepted(story)
    meeting = by_letter(story, case)
    early = story.now + timedelta(hours=24)  # a second later it is less than a day
    told = why_not(story, case, "open_voting", "qi", meeting=meeting, ends_at=early)
    assert told == "函审的表决时间不少于 24 小时，请推迟“表决截止时间”"
    open_in(story, case, meeting, ends_at=story.now + timedelta(hours=24, seconds=1))


def test_nobody_votes_from_the_stated_end_on(story: Tale) -> None:
    case = building.accepted(story)
    building.voting(story, case, ends_at=story.now + timedelta(hours=1))
    end = Round.objects.get(case=case.pk).ends_at
    assert end is not None
    story.now = end - timedelta(seconds=2)
    story.act(case, "cast_ballot", "m1", choice="approve")
    assert why_not(story, case, "cast_ballot", "m2", choice="approve").startswith(
        "表决截止时间已过"
    )
    story.act(case, "close_voting", "qi")
    assert Round.objects.get(case=case.pk).outcome == "none"


def test_no_expert_votes_from_the_stated_end_on(story: Tale) -> None:
    recheck = building.paneled(story, building.preliminary(story))
    building.declare(story, recheck, *PANEL)
    story.act(recheck, "open_voting", "ou", ends_at=story.now + timedelta(seconds=2))
    opinion = {"choice": "agree", "compliance": "合规", "reasonableness": "合理"}
    assert "截止时间已过" in why_not(story, recheck, "cast_opinion", "e1", **opinion)


# --- Votes repeated ---------------------------------------------------------------------------------------------------
SEVEN = ("qi", "wei", "wen", "m1", "m2", "m3", "m4")


def undecided(story: Tale) -> tuple[Review, Meeting]:
    """Seven voted, four to three."""
    case = building.accepted(story)
    meeting = building.voting(story, case, present=SEVEN)
    for name, choice in zip(SEVEN, ["approve"] * 4 + ["reject"] * 3, strict=True):
        story.act(case, "cast_ballot", name, choice=choice)
    return case, meeting


def test_a_meeting_votes_again_with_everybody_who_voted_before(story: Tale) -> None:
    case, meeting = undecided(story)
    present = story.cast.named("qi", "wei", "wen", "m1", "m2")
    story.act(meeting, "update_attendance", "su", present=present)
    told = why_not(story, case, "open_voting", "qi", meeting=meeting, ends_at=building.ENDS_AT)
    assert "有 2 人没有列入" in told
    assert "另行召开会议" in told
    story.act(meeting, "update_attendance", "su", present=story.cast.named(*SEVEN))
    open_in(story, case, meeting)
    assert electors(case) == set(SEVEN)


def test_a_repeated_vote_does_without_the_recused_and_a_new_meeting_without_the_absent(
    story: Tale,
) -> None:
    case, meeting = undecided(story)
    story.act(case, "declare_interest", "m4", **CONFLICT)
    open_in(story, case, meeting)
    assert electors(case) == set(SEVEN) - {"m4"}
    for name in sorted(electors(case)):
        story.act(case, "cast_ballot", name, choice="abstain")
    story.act(meeting, "close_session", "su")
    open_in(story, case, building.session(story, case, present=QUORUM))
    assert electors(case) == set(QUORUM)


# --- Two hats ---------------------------------------------------------------------------------------------------------
def test_whoever_manages_the_applicant_holds_no_part_of_its_committee(story: Tale) -> None:
    cast = story.cast
    Membership.objects.create(user=cast.qi, organization=cast.unit_a, role=Role.UNIT)
    chair = reread(cast, "qi")
    case = building.submitted(story)
    assert fresh(case).roles_of(chair) == {Role.UNIT}
    with pytest.raises(NotPermitted):
        story.act(case, "accept_general", "qi", reason="依申请材料认定。")
    assert Role.CHAIR in fresh(case).roles_of(cast.wei)
    story.act(case, "accept_general", "su", reason="依申请材料认定。")
    assert chair.username not in {seat.user.username for seat in able_seats(fresh(case))}


def test_the_secretary_is_told_that_a_member_bears_the_leaders_name(story: Tale) -> None:
    cast = story.cast
    case = fresh(building.accepted(story, leader_name=cast.m1.display_name))
    told = f"活动负责人“{cast.m1.display_name}”与一名委员同名"
    assert told in hint(case, cast.su)
    building.declare(story, case, "m2")
    assert told not in hint(case, cast.m2)
    story.act(case, "declare_interest", "m1", **CONFLICT)
    assert told not in hint(fresh(case), cast.su)


# --- Advisers and experts ---------------------------------------------------------------------------------------------
def test_an_adviser_declares_first_and_never_votes_though_appointed_later(story: Tale) -> None:
    cast, case = story.cast, building.accepted(story)
    story.act(case, "invite_adviser", "su", adviser=cast.gu, field="数据安全")
    assert "请先声明利益关系" in why_not(story, case, "give_advice", "gu", advice="补充说明。")
    building.declare(story, case, "gu")
    story.act(case, "give_advice", "gu", advice="补充说明。")
    Membership.objects.create(user=cast.gu, organization=cast.unit_a, role=Role.MEMBER)
    reread(cast, "gu")
    given = {**appointment(cast, "m6"), "user": cast.gu}
    make.act(cast.committee, "appoint", cast.su, now=story.tick(), **given)
    building.voting(story, case, present=(*QUORUM, "gu"))
    assert electors(case) == set(QUORUM)


def test_an_expert_who_has_since_joined_the_committee_is_replaced_before_the_vote(
    story: Tale,
) -> None:
    cast = story.cast
    recheck = building.paneled(story, building.preliminary(story))
    building.declare(story, recheck, *PANEL)
    given = {**appointment(cast, "m6"), "user": cast.e1}
    make.act(cast.committee, "appoint", cast.su, now=story.tick(), **given)
    told = why_not(story, recheck, "open_voting", "ou", ends_at=building.ENDS_AT)
    assert told == f"{cast.e1}参加过原审查，不得参加复核，请先更换"


# --- The chair's part -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("way", ["seat", "membership", "account"])
def test_a_named_presider_who_is_gone_passes_the_chairs_part_to_the_next(
    story: Tale, way: str
) -> None:
    cast = story.cast
    case = building.accepted(story)
    story.act(case, "name_presider", "qi", presider=cast.wen)
    story.act(case, "declare_interest", "qi", **CONFLICT)
    assert fresh(case).acting_chair_id() == cast.wen.pk
    if way == "seat":
        Seat.objects.filter(user=cast.wen).update(ended_on=date(2026, 9, 2))
    elif way == "membership":
        Membership.objects.filter(user=cast.wen).update(is_active=False)
    else:
        User.objects.filter(pk=cast.wen.pk).update(is_active=False)
    assert fresh(case).acting_chair_id() == cast.wei.pk
    assert Role.CHAIR not in fresh(case).roles_of(reread(cast, "wen"))


def test_a_recused_secretary_loses_the_file_and_the_chair_records_the_service(story: Tale) -> None:
    cast, case = story.cast, building.submitted(story)
    story.act(case, "declare_interest", "su", **CONFLICT)
    assert fresh(case).roles_of(cast.su) == frozenset()
    story.act(case, "accept_general", "qi", reason="依申请材料认定。")
    meeting = building.planned(story)
    story.act(meeting, "set_agenda", "qi", reviews=[fresh(case)])
    building.declare(story, case, *QUORUM)
    story.act(meeting, "convene", "su")
    story.act(meeting, "open_session", "su", present=cast.named(*QUORUM))
    open_in(story, case, meeting)
    for name in QUORUM:
        story.act(case, "cast_ballot", name, choice="reject")
    story.act(case, "reject", "qi", reasons="风险受益比不合理。")
    served = {"served_at": story.now, "service_method": "in_person", "proof": "回执"}
    story.act(case, "record_service", "qi", **served)
    assert fresh(case).served_at == served["served_at"]


@pytest.mark.parametrize("build", [building.approved, building.recognised])
def test_a_conflict_is_declared_while_the_activity_goes_on(story: Tale, build: Any) -> None:
    case = build(story)
    story.act(case, "declare_interest", "wei", **CONFLICT)
    assert fresh(case).roles_of(story.cast.wei) == frozenset()


# --- Two acts at once -------------------------------------------------------------------------------------------------
def test_attendance_that_changes_inside_the_opening_leaves_the_electors_of_its_event(
    story: Tale, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = building.accepted(story)
    building.declare(story, case, *SIX)
    meeting = building.session(story, case, present=SIX)
    told = ReviewModel.opened_for

    def others_leave(self: Review, voters: Any) -> dict[str, Any]:
        meeting.attendance.exclude(user__in=story.cast.named("qi", "wei")).delete()
        return told(self, voters)

    monkeypatch.setattr(ReviewModel, "opened_for", others_leave)
    open_in(story, case, meeting)
    assert electors(case) == set(SIX)
    assert list(votes_match()) == []


def test_a_guard_that_refuses_leaves_no_round(story: Tale) -> None:
    case = building.accepted(story)
    meeting = building.session(story, case)
    with pytest.raises(GuardFailed):
        open_in(story, case, meeting)
    assert not Round.objects.filter(case=case.pk).exists()
