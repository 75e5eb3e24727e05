"""The desks of ethics review: the committee's people, the office that organises rechecks, its experts.

Each begins with whose turn it is, limits in hours first; a figure stands for every list that is not empty.
"""

from collections.abc import Mapping
from datetime import datetime

from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.service.standing import waiting as service_waiting
from portal.web import worklists
from portal.web.desk_parts import Desk, Group, with_total
from portal.web.ethics_lists import (
    COMMITTEE,
    EXPERTS,
    HOURS,
    KEEPERS,
    MEETINGS,
    MY_TURN,
    OFFICERS,
    Turn,
    in_turn,
    seen_of,
    turns_of,
    waiting,
)
from portal.web.figures import Figure, by_day, day_figures
from portal.web.tally import tally

__all__ = ["COMMITTEE", "EXPERTS", "OFFICERS", "committee", "experts", "recheck_office"]
SHOWN = 10
#: Slug of a turn → its cases.
Turns = Mapping[str, set[int]]
_MEETINGS_SHOWN = 5


def committee(user: User, now: datetime) -> Desk:
    """A secretary's, chair's, member's or adviser's part: what to do next, and the meetings to come."""
    mine = seen_of(user, waiting(user, now))
    groups = [
        _turn_group(
            user, mine, "暂时没有等您办理的事项。有新的申请、表决或者会议时，会出现在这里。"
        )
    ]
    coming = None
    if MEETINGS.open_to(user):
        meetings, coming = with_total(MEETINGS.rows(user, now), _MEETINGS_SHOWN)
        groups.append(Group("会议", meetings, coming, MEETINGS.slug, "meetings", "近期没有会议。"))
    return Desk(
        "伦理审查",
        figures=_figures(user, now, mine, days=user.has_role(*KEEPERS), meetings=coming),
        groups=groups,
        template="web/_desk_committee.html",
        extra={"declares": not user.has_role(Role.SECRETARY)},
    )


def recheck_office(user: User, now: datetime) -> Desk:
    """The part of an officer who organises expert rechecks and supervises the region's emergencies."""
    mine = seen_of(user, waiting(user, now))
    empty = "暂时没有等您办理的复核。单位提交复核申请后，会出现在这里。"
    return Desk(
        "专家复核",
        figures=_figures(user, now, mine, days=True),
        groups=[_turn_group(user, mine, empty)],
        template="web/_desk_recheck.html",
    )


def experts(user: User, now: datetime) -> Desk:
    """An expert's part: declare, then vote."""
    mine = seen_of(user, waiting(user, now))
    empty = "暂时没有请您复核的事项。被选入复核组后，会出现在这里。"
    return Desk(
        "专家复核意见",
        figures=_figures(user, now, mine, days=False),
        groups=[_turn_group(user, mine, empty)],
        template="web/_desk_expert.html",
    )


def _turn_group(user: User, mine: Turns, empty: str) -> Group:
    rows = list(in_turn(user, mine)[:SHOWN])
    return Group("轮到您办理，最急的在前", rows, _all(mine), MY_TURN.slug, "cases", empty)


def _all(mine: Turns) -> int:
    return len(set().union(*mine.values()))


def _figures(
    user: User, now: datetime, mine: Turns, *, days: bool, meetings: int | None = None
) -> list[Figure]:
    """Whose turn, hours, days, meetings; then each list that is not empty."""
    hourly = {"hours": HOURS.rows(user, now)} if HOURS.open_to(user) else {}
    found = tally(
        user, **hourly, notices=worklists.unread(user, now), service=service_waiting(user, now)
    )
    mine_now = _all(mine)
    return [
        Figure("轮到您办理", mine_now, MY_TURN.slug, "warn" if mine_now else ""),
        *([_hours(found["hours"])] if hourly else []),
        *(day_figures(by_day(user, now)) if days else []),
        *([Figure("会议", meetings, MEETINGS.slug)] if meetings is not None else []),
        *(_figure(turn, len(mine[turn.slug])) for turn in turns_of(user) if mine[turn.slug]),
        *([_unserved(found["service"])] if found["service"] else []),
        Figure("未读通知", found["notices"], "notices"),
    ]


def _unserved(number: int) -> Figure:
    return Figure("待送达文书", number, "service", "warn")


def _hours(number: int) -> Figure:
    return Figure("按小时计算的时限", number, HOURS.slug, "overdue" if number else "")


def _figure(turn: Turn, number: int) -> Figure:
    return Figure(turn.title, number, turn.slug)
