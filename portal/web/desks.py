"""What each role finds on its desk: figures that link to their lists, and the first rows of the list that matters most.

A desk is one to three queries, however many rows there are: totals come with the rows, as window counts.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, Window
from django.db.models.functions import Left

from filings.reader_reports import waiting
from filings.selectors import LEDGER_ROLES
from portal.accounts.codes import province_of
from portal.accounts.models import User
from portal.accounts.roles import ORGANISATION_ROLES, Role
from portal.deadlines import selectors
from portal.deadlines.models import Deadline
from portal.web import enforcement_desks, enforcement_lists, ethics_desks, worklists
from portal.web.desk_parts import Desk, Group, with_total
from portal.web.figures import Figure, by_day, day_figures, life_figures, life_lists
from portal.web.tally import tally
from portal.workflow.auditing.paging import slice_of
from portal.workflow.auditing.rows import rows_of
from portal.workflow.auditing.scope import trail_of

SHOWN = 10


def desks_of(user: User, now: datetime) -> list[Desk]:
    """The desks of all the user's roles, in the order of the work; empty for a person without a role."""
    return [desk(user, now) for roles, desk in _DESKS if user.has_role(*roles)]


def _company(user: User, now: datetime) -> Desk:
    due = by_day(user, now)
    to_do = Window(Count("pk", filter=worklists.to_do(user)))
    own, total = with_total(worklists.cases(user, now).annotate(to_do=to_do), SHOWN)
    notices, unread = with_total(worklists.unread(user, now), 5)
    return Desk(
        "我的事项",
        figures=[
            Figure("待我方办理", own[0].to_do if own else 0, "to-do"),
            *day_figures(due),
            Figure("未读通知", unread, "notices"),
        ],
        groups=[
            Group(
                "事项，按最近的期限排列",
                own,
                total,
                "cases",
                "cases",
                "还没有事项。新建一项即可开始填报，随时可以保存草稿。",
            ),
            Group("新通知", notices, unread, "notices", "notices", "没有未读通知。"),
        ],
        template="web/_desk_company.html",
        extra={"next": _next_duty(own)},
    )


def _next_duty(own: Sequence[Any]) -> Deadline | None:
    """The duty of ours that comes first; the cases are in that order already."""
    first = own[0] if own else None
    if first is None or first.next_moment is None:
        return None
    deadline: Deadline = next(d for d in first.running if d.moment == first.next_moment)
    deadline.case = first
    return deadline


def _officer(user: User, now: datetime) -> Desk:
    due = by_day(user, now)
    rows = list(selectors.awaiting(user, now)[: SHOWN * 3]) if due["all"] else []
    waits = tally(
        user,
        mine=worklists.mine(user, now),
        countersignature=worklists.countersignature(user, now),
        reports=waiting(user),
        unread=worklists.unread(user, now),
        **life_lists(user),
    )
    return Desk(
        "待办，按到期日排列",
        figures=[
            *day_figures(due),
            Figure("全部在办", due["all"], "running"),
            Figure("我承办的", waits["mine"], "mine"),
            Figure("待我复核签发", waits["countersignature"], "countersignature"),
            Figure("公示条目反映", waits["reports"], "entry-reports"),
            *life_figures(waits),
            Figure("未读通知", waits["unread"], "notices"),
        ],
        groups=_grouped_by_day(rows, due, now),
        template="web/_desk_ledger.html" if user.has_role(*LEDGER_ROLES) else "",
    )


def _grouped_by_day(rows: Sequence[Any], due: dict[str, int], now: datetime) -> list[Group]:
    """The worklist in four heaps; the first heaps are never cut by the later ones."""
    window = selectors.Window.at(now)
    heaps: dict[str, list[Any]] = {"overdue": [], "today": [], "tomorrow": [], "later": []}
    for row in rows:
        heaps[_day_of(row, window)].append(row)
    later = due["all"] - due["overdue"] - due["today"] - due["tomorrow"]
    parts = [
        ("overdue", "已逾期", due["overdue"], "overdue"),
        ("today", "今日到期", due["today"], "today"),
        ("tomorrow", "明日到期", due["tomorrow"], "tomorrow"),
        ("later", "其后到期", later, "running"),
    ]
    return [
        Group(title, heaps[name], total, slug, "deadlines")
        for name, title, total, slug in parts
        if total
    ]


def _day_of(deadline: Deadline, window: selectors.Window) -> str:
    if deadline.moment <= window.now:
        return "overdue"
    if deadline.moment <= window.today_ends:
        return "today"
    return "tomorrow" if deadline.moment <= window.tomorrow_ends else "later"


def _supervisor(user: User, now: datetime) -> Desk:
    late = selectors.escalated(user, now)
    regions = list(
        late.order_by()
        .annotate(place=Left(F("case__region"), 2))
        .values("place")
        .annotate(n=Count("pk"))
        .order_by("place")
    )
    ended = (
        selectors.settled(user, now)
        .order_by()
        .aggregate(
            met=Count("pk", filter=Q(outcome=Deadline.Outcome.MET)),
            late=Count("pk", filter=Q(outcome=Deadline.Outcome.LATE)),
        )
    )
    total = sum(region["n"] for region in regions)
    rows = list(late.order_by("case__region", "moment", "pk")[:SHOWN]) if total else []
    waits = tally(
        user,
        countersignature=worklists.countersignature(user, now),
        reports=waiting(user),
        **life_lists(user),
    )
    return Desk(
        "辖区督办",
        figures=[
            Figure("逾期未办结", total, "escalated", "overdue" if total else ""),
            Figure("按期办结", ended["met"], "on-time", "ok"),
            Figure("逾期办结", ended["late"], "late", "warn" if ended["late"] else ""),
            Figure("待复核签发", waits["countersignature"], "countersignature"),
            Figure("公示条目反映", waits["reports"], "entry-reports"),
            *life_figures(waits),
        ],
        groups=[
            Group(
                "逾期未办结，按地区", rows, total, "escalated", "deadlines", "辖区内没有逾期事项。"
            )
        ],
        template="web/_desk_supervisor.html",
        extra={
            "rate": _rate(ended["met"], ended["late"]),
            "regions": [
                (province_of(region["place"]) or region["place"], region["place"], region["n"])
                for region in regions
            ],
        },
    )


def _rate(met: int, late: int) -> str:
    """On time of all that ended, in percent with one decimal; empty before anything ended."""
    return f"{100 * met / (met + late):.1f}%" if met + late else ""


def _auditor(user: User, now: datetime) -> Desk:
    return Desk(
        "审计",
        template="web/_desk_auditor.html",
        extra={"newest": rows_of(slice_of(trail_of(user)).rows[: SHOWN * 2])},
    )


def _administrator(user: User, now: datetime) -> Desk:
    extra = {"keeps_mail": user.has_role(Role.SYSTEM_ADMIN)}
    return Desk("系统与安全管理", template="web/_desk_administrator.html", extra=extra)


_DESKS: tuple[tuple[frozenset[Role], Callable[[User, datetime], Desk]], ...] = (
    (ORGANISATION_ROLES, _company),
    (ethics_desks.COMMITTEE, ethics_desks.committee),
    (ethics_desks.OFFICERS, ethics_desks.recheck_office),
    (ethics_desks.EXPERTS, ethics_desks.experts),
    (frozenset({Role.FILING_OFFICER}), _officer),
    (frozenset({Role.FILING_SUPERVISOR}), _supervisor),
    (enforcement_lists.ROLES, enforcement_desks.enforcement),
    (frozenset({Role.AUDITOR}), _auditor),
    (frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN}), _administrator),
)
