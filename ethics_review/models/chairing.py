"""Who may vote on a review, and what stands against opening a vote (article 14; 2023 measures, articles 8 and 14)."""

from typing import Any

from ethics_review.models.committee import Seat
from ethics_review.rules.voting import quorum_problems
from ethics_review.states import MeetingState, Position
from portal.accounts.roles import Role
from portal.clock import china_date
from portal.workflow.errors import Reason
from portal.workflow.machine import Context


def electorate(review: Any, meeting: Any) -> list[Seat]:
    """Those present who are not recused, and not the applicant. A recused member does not count as present.

    A stand-in votes only where the member stood in for does not: one seat, one vote.
    """
    away = {*review.recused(), review.created_by_id}
    free = [seat for seat in meeting.attending_seats() if seat.user_id not in away]
    there = {seat.pk for seat in free}
    return [seat for seat in free if seat.stand_in_for_id not in there]


def may_vote_at(review: Any, ctx: Context) -> list[Reason]:
    """Every reason against voting in the meeting that the act names; without one, in the one in session."""
    in_session = review.agenda_items.filter(meeting__state=MeetingState.IN_SESSION)
    held = [item.meeting for item in in_session.select_related("meeting__committee")]
    meeting = ctx.data.get("meeting") or (held[0] if held else None)
    if meeting is None or meeting not in held:
        told = "没有正在进行、以本事项为议程的会议，请先登记会议、通知委员并开始会议"
        return [Reason(told, article=ctx.article("ethics.quorum"), field="meeting")]
    found = []
    if meeting.presider_id != ctx.actor.pk:
        told = f"会议由{meeting.presider}主持，由主持人开始表决"
        found.append(Reason(told, article=ctx.article("ethics.quorum")))
    ends_at = ctx.data.get("ends_at")
    if ends_at is not None and ends_at <= ctx.now:
        found.append(Reason("“表决截止时间”应晚于现在", field="ends_at"))
    return [*found, *_people(review, meeting, ctx)]


def _people(review: Any, meeting: Any, ctx: Context) -> list[Reason]:
    seats = electorate(review, meeting)
    article = ctx.article("ethics.quorum")
    waiting = [str(seat.user) for seat in seats if not review.has_declared(seat.user)]
    found = []
    if waiting:
        told = f"{'、'.join(waiting)}尚未声明利益关系，声明后才能表决"
        found.append(Reason(told, article=article))
    ended = [str(s.user) for s in seats if s.term_ends_on < china_date(ctx.now)]
    if ended:
        told = f"{'、'.join(ended)}的任期已经届满，请先办理续任或者更换"
        found.append(Reason(told, article=ctx.article("ethics.term_years")))
    required = [item.code for item in ctx.law.items("disciplines")]
    least = ctx.law.threshold("ethics.quorum").number
    present = [seat.discipline for seat in seats]
    found += [
        Reason(p, article=article) for p in quorum_problems(present, least=least, required=required)
    ]
    return found


def reviewers_of(review: Any, ctx: Context) -> list[Reason]:
    """Every reason against the members named for the simplified procedure."""
    named = ctx.data.get("reviewers")
    if named is None:
        return []
    least = ctx.law.threshold("ethics.simplified_reviewers")
    article = ctx.article("ethics.simplified_reviewers")
    sitting = {seat.user_id for seat in review.committee.sitting()}
    away = {*review.recused(), review.created_by_id}
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
    return found


def presider_problems(review: Any, user: Any) -> list[Reason]:
    """What stands against the one who is to preside in the chair's place; nobody named, nothing said."""
    if user is None:
        return []
    seat = review.committee.sitting().filter(user=user).first()
    if seat is None or seat.position != Position.VICE_CHAIR:
        return [Reason(f"{user}不是现任副主任委员", field="presider")]
    if user.pk in [*review.recused(), review.created_by_id]:
        return [Reason(f"{user}应当回避", field="presider")]
    return []


def adviser_problems(review: Any, user: Any) -> list[Reason]:
    """What stands against the adviser who is to be asked; nobody named, nothing said."""
    if user is None:
        return []
    if review.committee.sitting().filter(user=user).exists():
        return [Reason(f"{user}是委员会委员，不能同时担任顾问专家", field="adviser")]
    if user.pk in [*review.recused(), review.created_by_id]:
        return [Reason(f"{user}应当回避", field="adviser")]
    host = review.committee.organization_id
    if host not in user.organization_ids(frozenset({Role.CONSULTANT})):
        return [Reason(f"{user}不是委员会的顾问专家", field="adviser")]
    return []
