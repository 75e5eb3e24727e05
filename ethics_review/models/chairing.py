"""Who may vote on a review, and what stands against opening a vote (article 14; 2023 measures, articles 8 and 14)."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Any

from ethics_review.models.seat import Seat
from ethics_review.rules.voting import quorum_problems
from ethics_review.states import MeetingForm, MeetingState, Position
from portal.accounts.roles import Role
from portal.workflow.errors import Reason
from portal.workflow.machine import Context


def able_seats(review: Any, day: date | None = None) -> list[Seat]:
    """Who may judge the review: in office, neither kept out nor asked for advice, and ``day`` within the term.

    Without a day the term is not asked for: pages and forms have no clock, and the guard asks again with the act's.
    """
    advisers = review.invitations.values("user")
    able = review.committee.in_office().exclude(user__in=review.kept_out())
    if day is not None:
        able = able.filter(appointed_on__lte=day, term_ends_on__gte=day)
    return list(able.exclude(user__in=advisers))


def one_a_seat(seats: Iterable[Seat]) -> list[Seat]:
    """One seat, one vote: a stand-in only where the member stood in for is not there, and one for each member."""
    seats = list(seats)
    taken = {seat.pk for seat in seats}
    found = []
    for seat in seats:
        if seat.stand_in_for_id not in taken:
            found.append(seat)
            taken.add(seat.stand_in_for_id or seat.pk)
    return found


def electorate(review: Any, meeting: Any, day: date | None = None) -> list[Seat]:
    """Who may vote in the meeting: those present who are able, by letter all who are able, whoever came (article 13).

    A recused member does not count as present.
    """
    able = able_seats(review, day)
    if meeting.form != MeetingForm.LETTER:
        there = set(meeting.attendance.values_list("user_id", flat=True))
        able = [seat for seat in able if seat.user_id in there]
    return one_a_seat(able)


def seats_of(review: Any, users: Collection[Any], day: date) -> list[Seat]:
    """The seats of those among ``users`` who may judge the review."""
    named = {user.pk for user in users}
    return [seat for seat in able_seats(review, day) if seat.user_id in named]


def undeclared(review: Any, meeting: Any, seats: Iterable[Seat]) -> list[str]:
    """Who must still declare before the vote can begin; by letter nobody: each declares before the own ballot."""
    if meeting.form == MeetingForm.LETTER:
        return []
    return [str(seat.user) for seat in seats if not review.has_declared(seat.user)]


def may_vote_at(review: Any, ctx: Context) -> list[Reason]:
    """Every reason against voting in the meeting that the act names; without one, in the one in session."""
    in_session = review.agenda_items.filter(meeting__state=MeetingState.IN_SESSION)
    held = [item.meeting for item in in_session.select_related("meeting__committee")]
    meeting = ctx.data.get("meeting") or (held[0] if held else None)
    if meeting is None or meeting not in held:
        told = "没有正在进行、以本事项为议程的会议，请先登记会议、通知委员并开始会议"
        return [Reason(told, article=ctx.article("ethics.quorum"), field="meeting")]
    found = []
    presides = meeting.presider_id == ctx.actor.pk
    # Whoever acts for the chair opens the vote that the presider has no part in.
    if not presides and meeting.presider_id not in review.kept_out():
        told = f"会议由{meeting.presider}主持，由主持人开始表决"
        found.append(Reason(told, article=ctx.article("ethics.quorum")))
    seats = review.electors_of(ctx, meeting)
    return [
        *found,
        *_time(meeting, ctx),
        *_people(review, meeting, seats, ctx),
        *_left_out(review, meeting, seats, ctx),
    ]


def _time(meeting: Any, ctx: Context) -> list[Reason]:
    """The vote ends later than now; by letter everybody has time to read and to answer (house rule L37)."""
    ends_at = ctx.data.get("ends_at")
    if ends_at is None:
        return []
    if ends_at <= ctx.now:
        return [Reason("“表决截止时间”应晚于现在", field="ends_at")]
    least = ctx.law.threshold("ethics.letter_hours")
    if meeting.form == MeetingForm.LETTER and ends_at < ctx.now + timedelta(hours=least.number):
        told = f"函审的表决时间不少于 {least.number} 小时，请推迟“表决截止时间”"
        return [Reason(told, article=ctx.article("ethics.letter_hours"), field="ends_at")]
    return []


def _people(review: Any, meeting: Any, seats: list[Seat], ctx: Context) -> list[Reason]:
    article = ctx.article("ethics.quorum")
    found = []
    if waiting := undeclared(review, meeting, seats):
        told = f"{'、'.join(waiting)}尚未声明利益关系，声明后才能表决"
        found.append(Reason(told, article=article))
    required = [item.code for item in ctx.law.items("disciplines")]
    least = ctx.law.threshold("ethics.quorum").number
    lacking = quorum_problems([s.discipline for s in seats], least=least, required=required)
    found += [Reason(told, article=article) for told in lacking]
    ended = [str(s.user) for s in electorate(review, meeting) if s not in seats] if lacking else []
    if ended:
        told = f"{'、'.join(ended)}不在任期内，不计入，请先办理续任或者更换"
        found.append(Reason(told, article=ctx.article("ethics.term_years")))
    return found


def _left_out(review: Any, meeting: Any, seats: list[Seat], ctx: Context) -> list[Reason]:
    """A meeting that votes again does so with everybody who voted before, less the recused (house rule L38)."""
    votes = review.rounds.filter(meeting=meeting, closed_at__isnull=False)
    last = votes.filter(opened_at__gte=review.deliberation_since or ctx.now).last()
    if last is None:
        return []
    before = set(last.electors.values_list("user_id", flat=True)) - review.kept_out()
    missing = before - {seat.user_id for seat in seats}
    if not missing:
        return []
    told = (
        f"本次会议上一轮表决的参加人中，有 {len(missing)} 人没有列入；同一次会议再次表决，"
        "除回避的以外，参加人不得减少，确实不能参加的，另行召开会议"
    )
    return [Reason(told, article=ctx.article("ethics.quorum"), field="meeting")]


def reviewers_of(review: Any, ctx: Context) -> list[Reason]:
    """Every reason against the members named for the simplified procedure."""
    named = ctx.data.get("reviewers")
    if named is None:
        return []
    least = ctx.law.threshold("ethics.simplified_reviewers")
    article = ctx.article("ethics.simplified_reviewers")
    sitting = {seat.user_id for seat in review.committee.sitting()}
    away = review.kept_out()
    seats = review.electors_of(ctx)
    able = {seat.user_id for seat in seats}
    people = list(dict.fromkeys(named))
    found = []
    if len(people) < least.number:
        found.append(
            Reason(f"应指定 {least.number} 名或者以上委员", article=article, field="reviewers")
        )
    for user in people:
        if user.pk not in sitting:
            found.append(Reason(f"{user}不是现任委员", article=article, field="reviewers"))
        elif user.pk in away:
            found.append(Reason(f"{user}应当回避", article=article, field="reviewers"))
        elif user.pk not in able:
            told = f"{user}不在任期内、已经离开本单位，或者是该事项的顾问专家，不能审查"
            found.append(Reason(told, article=article, field="reviewers"))
    if len(one_a_seat(seats)) < len(seats):
        told = "委员和他的候补、同一委员的几名候补不能同时审查，一个席位只有一票"
        found.append(Reason(told, article=article, field="reviewers"))
    return found


def presider_problems(review: Any, user: Any) -> list[Reason]:
    """What stands against the one who is to preside in the chair's place; nobody named, nothing said."""
    if user is None:
        return []
    seat = review.committee.in_office().filter(user=user).first()
    if seat is None or seat.position != Position.VICE_CHAIR:
        return [Reason(f"{user}不是现任副主任委员", field="presider")]
    if user.pk in review.kept_out():
        return [Reason(f"{user}应当回避", field="presider")]
    return []


def adviser_problems(review: Any, user: Any) -> list[Reason]:
    """What stands against the adviser who is to be asked; nobody named, nothing said."""
    if user is None:
        return []
    if review.committee.sitting().filter(user=user).exists():
        return [Reason(f"{user}是委员会委员，不能同时担任顾问专家", field="adviser")]
    if user.pk in review.kept_out():
        return [Reason(f"{user}应当回避", field="adviser")]
    host = review.committee.organization_id
    if host not in user.organization_ids(frozenset({Role.CONSULTANT})):
        return [Reason(f"{user}不是委员会的顾问专家", field="adviser")]
    return []
