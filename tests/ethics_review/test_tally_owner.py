"""Whoever owns the tables reopens a vote, takes a recusal back, bends a decision or a roster: the check tells it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from ethics_review.models import (
    Attendance,
    Interest,
    Invitation,
    PanelMember,
    Recheck,
    Review,
    Round,
    Seat,
)
from portal.audit import verification
from tests import make
from tests.ethics_review import building, people
from tests.ethics_review.people import EthicsCast
from tests.ethics_review.test_tally import as_owner, tally

OPEN = {"closed_at": None, "closed_by": None, "outcome": "", "counts": {}}


@pytest.fixture
def cast(db: None) -> EthicsCast:
    return people.cast()


def reasons() -> list[str]:
    return [found.reason for found in verification.verify()]


def test_a_closed_vote_that_is_opened_again_is_seen(cast: EthicsCast) -> None:
    story = building.tale(cast)
    review = building.voted(story, "approve")
    other = building.accepted(story)
    building.voting(story, other)  # an open round says NULL, which must not hide what is missed
    assert reasons() == []
    as_owner(lambda: Round.objects.filter(case=review.pk).update(**OPEN))
    again = "第 1 轮表决：记录中已经结束，却又成为正在进行"
    assert reasons() == [again, "记录中的表决结果已不存在"]
    assert again in tally(review)[1]


def test_a_vote_that_was_set_aside_and_is_opened_again_is_seen(cast: EthicsCast) -> None:
    story = building.tale(cast)
    review = building.accepted(story)
    building.voting(story, review)
    story.act(review, "declare_interest", "m1", conflicted=True, statement="合作过。")
    assert reasons() == []
    as_owner(lambda: Round.objects.update(**OPEN))
    assert reasons() == [
        "第 1 轮表决：记录中已经结束，却又成为正在进行",
        "记录中的表决结果已不存在",
    ]


@pytest.mark.parametrize("name", ["withdraw", "convert_to_general"])
def test_an_act_that_ends_a_vote_names_it(cast: EthicsCast, name: str) -> None:
    story = building.tale(cast)
    review = building.accepted(story, "simplified")
    story.act(review, "name_reviewers", "qi", reviewers=cast.named("m1", "m2"))
    given = {"reason": "情况变化。"} | ({} if name == "withdraw" else {"ground": "member_request"})
    story.act(review, name, "lin" if name == "withdraw" else "qi", **given)
    assert review.events.get(action=name).data["set_aside"] == 1
    assert reasons() == []


def test_a_recusal_that_points_back_to_an_earlier_word_is_seen(cast: EthicsCast) -> None:
    story = building.tale(cast)
    review = building.accepted(story)
    building.declare(story, review, "m1")
    first = Interest.objects.get()
    said = {"conflicted": False, "event": first.event, "declared_at": first.declared_at}
    story.act(review, "declare_interest", "m1", conflicted=True, statement="合作过。")
    as_owner(lambda: Interest.objects.update(**said, statement=""))
    assert reasons() == ["利益声明与记录不符"]


REVIEW_FIELDS: dict[str, tuple[dict[str, Any], str]] = {
    "decision": ({"decision": "approve"}, "决定与记录不符"),
    "reasons": ({"decision_text": "别的理由。"}, "决定与记录不符"),
    "opinion": ({"recheck_opinion": "agree"}, "专家复核意见与记录不符"),
    "months": ({"tracking_months": 99}, "批准时间或者跟踪审查间隔与记录不符"),
    "approval": ({"approved_at": make.NOW}, "批准时间或者跟踪审查间隔与记录不符"),
    "exemption": ({"exempt_at": make.NOW}, "免于专家复核的认定与记录不符"),
    "force": ({"in_force": True}, "批准是否有效与状态不符"),
}


@pytest.mark.parametrize("field", REVIEW_FIELDS)
def test_a_decision_that_was_rewritten_is_seen(cast: EthicsCast, field: str) -> None:
    review = building.rejected(building.tale(cast))
    changed, told = REVIEW_FIELDS[field]
    assert reasons() == []
    Review.objects.filter(pk=review.pk).update(**changed)
    assert reasons() == [told]
    assert told in tally(review)[1]


def test_a_decision_that_rests_on_another_case_s_vote_is_seen(cast: EthicsCast) -> None:
    story = building.tale(cast)
    review = building.rejected(story)
    building.voted(story, "reject")
    other = Round.objects.exclude(case=review.pk).get()
    Review.objects.filter(pk=review.pk).update(decided_round=other)
    assert reasons() == ["决定与记录不符"]


def test_every_way_through_a_review_agrees_with_its_record(cast: EthicsCast) -> None:
    story = building.tale(cast, make.NOW + timedelta(hours=1))
    for build in building.REVIEWS.values():
        build(story)
    assert reasons() == []


def test_an_opinion_of_the_experts_that_was_turned_is_seen(cast: EthicsCast) -> None:
    story = building.tale(cast)
    recheck = building.issued(story, building.preliminary(story))
    assert reasons() == []
    Recheck.objects.update(opinion="disagree")
    assert reasons() == ["专家复核意见与记录不符"]
    assert "专家复核意见与记录不符" in tally(recheck)[1]


def swap_an_expert(cast: EthicsCast) -> None:
    PanelMember.objects.filter(user=cast.e1).update(user=cast.e7)


def replace_in_silence(cast: EthicsCast) -> None:
    PanelMember.objects.filter(user=cast.e1).update(replaced_at=make.NOW)


def ask_another(cast: EthicsCast) -> None:
    Invitation.objects.update(user=cast.m6)


def uninvite(cast: EthicsCast) -> None:
    Invitation.objects.all().delete()


def bring_one_more(cast: EthicsCast) -> None:
    one = Attendance.objects.first()
    assert one is not None
    Attendance.objects.create(meeting=one.meeting, user=cast.m6)


def empty_the_room(cast: EthicsCast) -> None:
    Attendance.objects.all().delete()


def make_her_a_lawyer(cast: EthicsCast) -> None:
    Seat.objects.filter(user=cast.m2).update(discipline="law")


def prolong_a_term(cast: EthicsCast) -> None:
    Seat.objects.filter(user=cast.m2).update(term_ends_on="2040-12-31")


def end_a_seat(cast: EthicsCast) -> None:
    Seat.objects.filter(user=cast.m2).update(ended_on="2026-09-02")


def seat_again(cast: EthicsCast) -> None:
    Seat.objects.filter(user=cast.m6).update(ended_on=None, end_reason="")


#: what is done → what the check says of it.
ROSTERS: dict[Callable[[EthicsCast], None], str] = {
    swap_an_expert: "复核组的专家与记录不符",
    replace_in_silence: "复核组的专家与记录不符",
    ask_another: "顾问邀请与记录不符",
    uninvite: "顾问邀请与记录不符",
    bring_one_more: "到会名单与记录不符",
    empty_the_room: "到会名单与记录不符",
    make_her_a_lawyer: "委员的任命与记录不符",
    prolong_a_term: "委员的任命与记录不符",
    end_a_seat: "委员任职的结束与记录不符",
    seat_again: "委员任职的结束与记录不符",
}


@pytest.mark.parametrize("change", ROSTERS, ids=lambda change: change.__name__)
def test_a_roster_that_was_bent_is_seen(
    cast: EthicsCast, change: Callable[[EthicsCast], None]
) -> None:
    story = building.tale(cast)
    review = building.accepted(story)
    story.act(review, "invite_adviser", "su", adviser=cast.gu, field="数据安全")
    building.session(story, review)
    recheck = building.paneled(story, building.preliminary(story))
    given = {"leaving": cast.e5, "expert": cast.e6, "discipline": "technology", "reason": "请假。"}
    story.act(recheck, "replace_expert", "ou", **given)
    seat = Seat.objects.get(user=cast.m6)
    make.act(
        cast.committee, "end_seat", cast.su, now=story.tick(), seat=seat, reason="任期内辞任。"
    )
    assert reasons() == []
    change(cast)
    assert ROSTERS[change] in reasons()
    assert all(ROSTERS[change] == told for told in reasons())


def test_an_end_of_voting_between_two_milliseconds_is_no_tampering(cast: EthicsCast) -> None:
    story = building.tale(cast)
    case = building.accepted(story)
    building.voting(story, case, ends_at=building.ENDS_AT.replace(microsecond=123_456))
    assert reasons() == []
