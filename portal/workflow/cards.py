"""What the page of a case shows of its deadlines and actions, as the components take it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.urls import reverse

from portal.accounts.roles import ORGANISATION_ROLES
from portal.clock import china_date
from portal.deadlines.models import Deadline
from portal.law.calendar import WorkCalendar
from portal.law.rows import citation_under
from portal.law.terms import Party, Unit
from portal.workflow.availability import Offer
from portal.workflow.machine import Action

#: A refused action names so many reasons; the rest stands in the list of what is still open.
REASONS_SHOWN = 3


@dataclass
class ActionCards:
    """The actions of a case for one person: allowed, refused for a reason, waiting for another state."""

    allowed: list[dict[str, Any]] = field(default_factory=list)
    refused: list[dict[str, Any]] = field(default_factory=list)
    elsewhere: list[dict[str, Any]] = field(default_factory=list)
    #: Whether something allowed carries the case on, rather than ending it.
    is_turn: bool = False

    @property
    def here(self) -> list[dict[str, Any]]:
        """What is shown at once: what meets the next limit stands first, what ends the matter last."""
        never = datetime.max.replace(tzinfo=UTC)
        return sorted(
            [*self.allowed, *self.refused],
            key=lambda card: (card["grave"] and not card["meets"], card["meets"] or never),
        )


def deadline_card(
    deadline: Deadline, now: datetime, calendar: WorkCalendar, *, under: str = ""
) -> dict[str, Any]:
    """A deadline as ``components/deadline_badge.html`` and ``deadline_steps.html`` show it.

    ``under`` is the title of the text that the page stands under: of another one its law is named.
    """
    return {
        "code": deadline.code,
        "label": deadline.summary,
        "state": state_of(deadline, now),
        "last_day": deadline.last_day,
        "moment": deadline.moment,
        "by_hour": deadline.last_day is None,
        "provisional": deadline.provisional,
        "remaining": remaining(deadline, now, calendar),
        "closed_at": deadline.closed_at,
        "article": citation_under(under, deadline),
        "party": Party(deadline.party).label,
        "steps": deadline.steps,
        "changes": deadline.changes.all(),
    }


def state_of(deadline: Deadline, now: datetime) -> str:
    """running, today or overdue; an ended one's outcome."""
    if deadline.closed_at:
        return deadline.outcome
    if now >= deadline.moment:
        return "overdue"
    soon = deadline.last_day is None and deadline.moment - now <= timedelta(hours=24)
    return "today" if soon or deadline.last_day == china_date(now) else "running"


def remaining(deadline: Deadline, now: datetime, calendar: WorkCalendar) -> str:
    """What is left, in the unit that the limit counts; how long it is overdue, in natural days."""
    if deadline.closed_at:
        return ""
    today, last = china_date(now), deadline.last_day
    if last is None:
        hours = abs(deadline.moment - now) // timedelta(hours=1)
        return f"剩 {hours} 小时" if now < deadline.moment else f"已逾期 {hours} 小时"
    if now >= deadline.moment:
        return f"已逾期 {(today - last).days} 天"
    if last == today:
        return "今天是最后一日"
    if deadline.unit == Unit.WORKING_DAY:
        return f"剩 {calendar.count(today, last)} 个工作日"
    return f"剩 {(last - today).days} 天"


def watched_card(deadline: Deadline, now: datetime, *, under: str = "") -> dict[str, Any]:
    """A running limit in hours as the head of a case's pages shows it: in whole hours and minutes."""
    overdue = now >= deadline.moment
    minutes = abs(deadline.moment - now) // timedelta(minutes=1)
    left = f"{minutes // 60} 小时 {minutes % 60} 分"
    return {
        "label": deadline.summary,
        "moment": deadline.moment,
        "remaining": f"已逾期 {left}" if overdue else f"剩 {left}",
        "overdue": overdue,
        "article": citation_under(under, deadline),
    }


def action_cards(
    offers: Iterable[Offer], number: str, *, editable: bool, due: Mapping[str, datetime]
) -> ActionCards:
    """The actions as ``components/actions.html`` shows them; ``due`` holds the running limits, code → moment.

    One stands out only for the filer: handing in, or the application that meets a running limit. Between an authority's
    decisions the page is neutral.
    """
    cards = ActionCards()
    for offer in offers:
        meets = min((due[code] for code in offer.step.closes if code in due), default=None)
        waited_for = editable or (_is_the_filers(offer.step) and offer.step.target and meets)
        primary = waited_for and offer.allowed and not offer.step.grave and not cards.allowed
        card = _action_card(offer, number, primary=bool(primary)) | {"meets": meets}
        if offer.allowed:
            cards.allowed.append(card)
            cards.is_turn = cards.is_turn or not offer.step.grave
        elif offer.elsewhere:
            cards.elsewhere.append(card)
        else:
            cards.refused.append(card)
    return cards


def _is_the_filers(step: Action) -> bool:
    return step.roles <= ORGANISATION_ROLES


def _action_card(offer: Offer, number: str, *, primary: bool) -> dict[str, Any]:
    reasons = [{"reason": r.message, "article": r.article} for r in offer.reasons[:REASONS_SHOWN]]
    more = len(offer.reasons) - REASONS_SHOWN
    if more > 0:
        reasons.append({"reason": f"还有 {more} 处，见“尚待补全”", "article": ""})
    return {
        "label": offer.step.label,
        "url": reverse("workflow:act", args=[number, offer.step.name]),
        "allowed": offer.allowed,
        "reasons": reasons,
        "primary": primary,
        "grave": offer.step.grave,
    }
