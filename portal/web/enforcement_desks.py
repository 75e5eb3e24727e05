"""The desks of enforcement: the officers', the head's, the legal reviewer's. A figure stands for each list."""

from collections.abc import Sequence
from datetime import datetime

from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.service.standing import waiting as service_waiting
from portal.web import worklists
from portal.web.desk_parts import Desk, Group, with_total
from portal.web.enforcement_lists import ALL, HEADS_LISTS, LISTS, REVIEWERS_LISTS
from portal.web.figures import Figure, by_day, day_figures
from portal.web.listing import Worklist
from portal.web.tally import tally

SHOWN = 10


def enforcement(user: User, now: datetime) -> Desk:
    """What waits for the person, by the roles that they hold: whose turn first, then by limits."""
    open_lists = [one for one in LISTS if one.open_to(user)]
    rows, total = with_total(ALL.rows(user, now), SHOWN)
    counted = tally(
        user,
        notices=worklists.unread(user, now),
        service=service_waiting(user, now),
        **{one.slug: one.rows(user, now) for one in open_lists},
    )
    figures = _figures(open_lists, counted)
    return Desk(
        _title(user),
        figures=[
            *day_figures(by_day(user, now)),
            *(figure for figure in figures if figure.value),
            *_service(counted["service"]),
            Figure("未读通知", counted["notices"], "notices"),
        ],
        idle=[figure for figure in figures if not figure.value],
        groups=[
            Group(
                "等您办理，最急的在前", rows, total, ALL.slug, ALL.shape, "暂时没有等您办理的事项。"
            )
        ],
        template="web/_desk_enforcer.html",
    )


def _service(number: int) -> list[Figure]:
    """Letters that did not reach their addressees yet; nothing where all did."""
    return [Figure("待送达文书", number, "service", "warn")] if number else []


def _figures(lists: Sequence[Worklist], counted: dict[str, int]) -> list[Figure]:
    urgent = {"leads", *(one.slug for one in (*HEADS_LISTS, *REVIEWERS_LISTS))}
    return [
        Figure(one.title, counted[one.slug], one.slug, _tone(one.slug, urgent, counted[one.slug]))
        for one in lists
    ]


def _tone(slug: str, urgent: set[str], number: int) -> str:
    if slug == "fines-late" and number:
        return "overdue"
    return "warn" if slug in urgent and number else ""


def _title(user: User) -> str:
    if user.has_role(Role.ENFORCEMENT_OFFICER):
        return "监督执法"
    return "审批和决定" if user.has_role(Role.ENFORCEMENT_HEAD) else "法制审核"
