"""Deadlines, dates and articles in templates: ``{% due %}``, ``{% remaining %}``, ``{% cite %}``, filters."""

from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.http import HttpRequest
from django.urls import reverse

from portal import clock
from portal.deadlines.calendar import work_calendar
from portal.deadlines.models import Deadline
from portal.law.calendar import WorkCalendar
from portal.law.errors import LawError
from portal.law.rows import Row, TimeLimit
from portal.law.rulebook import rulebook
from portal.workflow import cards

register = template.Library()


def _now(context: template.Context) -> datetime:
    """The page's moment; a template rendered without a request has only the clock."""
    moment = context.get("now") or context.get("portal_now")
    return moment if isinstance(moment, datetime) else clock.now()


def _calendar(context: template.Context) -> WorkCalendar:
    """The working calendar, looked up once a request however many deadlines the page shows."""
    request: HttpRequest | None = context.get("request")
    if request is None:
        return work_calendar()
    if not hasattr(request, "work_calendar"):
        request.work_calendar = work_calendar()  # type: ignore[attr-defined]
    known: WorkCalendar = request.work_calendar  # type: ignore[attr-defined]
    return known


@register.inclusion_tag("components/deadline_badge.html", takes_context=True)
def due(
    context: template.Context, deadline: Deadline, label: str = "", article: str = ""
) -> dict[str, Any]:
    """``{% due deadline %}``: the badge of one deadline as it stands now."""
    now = _now(context)
    return {
        "state": cards.state_of(deadline, now),
        "remaining": cards.remaining(deadline, now, _calendar(context)),
        "last_day": deadline.last_day,
        "moment": deadline.moment,
        "by_hour": deadline.last_day is None,
        "provisional": deadline.provisional,
        "closed_at": deadline.closed_at,
        "label": label,
        "article": article,
    }


@register.simple_tag(takes_context=True)
def remaining(context: template.Context, deadline: Deadline, now: datetime | None = None) -> str:
    """``{% remaining deadline now %}``: what is left or how late it is, in words; empty for what has ended."""
    return cards.remaining(deadline, now or _now(context), _calendar(context))


@register.inclusion_tag("components/citation.html")
def cite(row: Row | Deadline, summary: bool = False) -> dict[str, Any]:
    """``{% cite row %}``: instrument and article of a rulebook row or of a deadline, linked to its page."""
    found = row if isinstance(row, Row) else _row_of(row)
    if found is None:
        return {"instrument": row.profile, "article": row.article}
    profile = row.profile
    # A limit made up on the spot stands in no profile and has no page.
    linked = isinstance(found, TimeLimit) and profile
    return {
        "instrument": found.instrument,
        "article": row.article,
        "url": reverse("web:limit", args=[profile, found.code]) if linked else "",
        "draft": found.is_draft,
        "summary": found.summary if summary else "",
    }


def _row_of(deadline: Deadline) -> TimeLimit | None:
    """The row a deadline was copied from; the profile may have changed since."""
    try:
        return rulebook(deadline.profile).limit(deadline.code)
    except LawError:
        return None


@register.filter
def act(deadline: Deadline) -> str:
    """What must be done, in a few words; the deadline's own sentence where its row is gone from the rulebook."""
    found = _row_of(deadline)
    return found.act if found else deadline.summary


@register.filter
def china_date(value: date | datetime | None) -> str:
    """2026年9月28日, by the calendar of Asia/Shanghai."""
    if value is None:
        return ""
    day = clock.china_date(value) if isinstance(value, datetime) else value
    return f"{day.year}年{day.month}月{day.day}日"


@register.filter
def china_weekday(value: date | datetime | None) -> str:
    """周一 … 周日."""
    if value is None:
        return ""
    day = clock.china_date(value) if isinstance(value, datetime) else value
    return "周" + "一二三四五六日"[day.weekday()]


@register.filter
def china_datetime(value: datetime | None) -> str:
    """2026年9月28日 18:30, in Asia/Shanghai."""
    return f"{china_date(value)} {value.astimezone(clock.CHINA):%H:%M}" if value else ""


@register.filter
def china_end(moment: datetime | None) -> str:
    """An exclusive end as people say it: midnight belongs to the day before, 2026年9月28日24:00前."""
    if moment is None:
        return ""
    local = moment.astimezone(clock.CHINA)
    if (local.hour, local.minute, local.second) == (0, 0, 0):
        return f"{china_date(local.date() - timedelta(days=1))}24:00前"
    return f"{china_date(local)}{local:%H:%M}前"
