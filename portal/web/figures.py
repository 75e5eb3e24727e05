"""The figures of the desks: each is a number and the list that has exactly so many rows."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from filings import ledger
from filings.selectors import LEDGER_ROLES
from filings.states import FilingState
from portal.accounts.models import User
from portal.deadlines import selectors


@dataclass(frozen=True)
class Figure:
    """One number on the desk and the list that has exactly so many rows: a worklist, or the ledger narrowed so."""

    label: str
    value: int
    slug: str = ""
    tone: str = ""
    hint: str = ""
    narrowed: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Where the rows are."""
        if self.narrowed:
            return f"{reverse('ledger:list')}?{urlencode(self.narrowed)}"
        return reverse("web:worklist", args=[self.slug])


def by_day(user: User, now: datetime) -> dict[str, int]:
    """How many limits of the user's side run, and how many of them are overdue, due today, due tomorrow."""
    window = selectors.Window.at(now)
    return (
        selectors.awaiting(user, now)
        .order_by()
        .aggregate(
            all=Count("pk"),
            overdue=Count("pk", filter=window.overdue),
            today=Count("pk", filter=window.today),
            tomorrow=Count("pk", filter=window.tomorrow),
        )
    )


def day_figures(due: dict[str, int]) -> list[Figure]:
    """What is overdue and what falls due today and tomorrow."""
    return [
        Figure("已逾期", due["overdue"], "overdue", "overdue" if due["overdue"] else ""),
        Figure("今日到期", due["today"], "today", "warn" if due["today"] else ""),
        Figure("明日到期", due["tomorrow"], "tomorrow"),
    ]


def life_lists(user: User) -> dict[str, QuerySet[Any]]:
    """What waits in the later life of recorded filings, and those marked as high risk; for readers of the ledger."""
    if not user.has_role(*LEDGER_ROLES):
        return {}
    filings = ledger.filings_of(user)
    return {
        "changes": filings.filter(ledger.CHANGES),
        "deregistrations": filings.filter(ledger.DEREGISTRATIONS),
        "revocations": filings.filter(ledger.REVOCATIONS),
        "high_risk": filings.filter(ledger.HIGH_RISK),
    }


def life_figures(found: dict[str, int]) -> list[Figure]:
    """The numbers of ``life_lists``, each with the ledger narrowed to exactly those; none for others."""
    if "changes" not in found:
        return []
    changes, ends = FilingState.CHANGE_SUBMITTED, FilingState.DEREGISTRATION_SUBMITTED
    return [
        Figure("变更待审", found["changes"], narrowed={"state": changes.value}),
        Figure("注销待审", found["deregistrations"], narrowed={"state": ends.value}),
        Figure("拟撤销", found["revocations"], narrowed={"revocation": ledger.YES}),
        Figure("高风险", found["high_risk"], narrowed={"high_risk": ledger.YES}),
    ]
