"""Limits that acts in confidence opened: who may not read the act knows neither the limit nor what became of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.audit.models import AuditEvent
from portal.deadlines.models import Deadline
from portal.deadlines.selectors import kept_in
from portal.workflow.catalogue import kind

#: Where an event says which limits it closed, moved and opened.
_CLOCKS = ("closed", "moved", "opened")


def _is_open_book(case: Any, user: User) -> bool:
    """Whether nothing is kept from ``user``: no act of the kind does it, or ``user`` sits on the inside."""
    roles = case.roles_of(user)
    inside = Role.AUDITOR in roles or bool(roles & case.inside_roles)
    return inside or not kind(case.kind).kept_codes


def known_limits(case: Any, user: User, rows: Iterable[Deadline]) -> list[Deadline]:
    """Of ``rows``, limits of a case that ``user`` sees, those that ``user`` may know of."""
    if _is_open_book(case, user):
        return list(rows)
    kept = Deadline.objects.filter(kept_in(case.kind), case_id=case.pk)
    hidden = set(kept.values_list("pk", flat=True))
    return [row for row in rows if row.pk not in hidden]


@dataclass(frozen=True)
class KeptLimits:
    """What of the trail speaks of kept limits. ``openings`` holds code → event and whether it is kept, oldest first."""

    openings: dict[str, list[tuple[int, bool]]]

    @classmethod
    def of(cls, case: Any, user: User) -> "KeptLimits":
        """Those of ``case`` that are kept from ``user``."""
        found: dict[str, list[tuple[int, bool]]] = {}
        if not _is_open_book(case, user):
            of = kind(case.kind)
            rows = Deadline.objects.filter(case_id=case.pk, code__in=of.kept_codes)
            opened = rows.filter(opened_by__isnull=False).order_by("opened_by__seq")
            for code, seq, act in opened.values_list("code", "opened_by__seq", "opened_by__action"):
                found.setdefault(code, []).append((seq, of.keeps(code, act)))
        return cls(found)

    def are_all_of(self, event: AuditEvent) -> bool:
        """Whether the event is of the clock, about such a limit."""
        of_the_clock = event.action.startswith("deadline_")
        return of_the_clock and self._ran(event.data.get("code", ""), before=event.seq)

    def taken_out_of(self, event: AuditEvent) -> dict[str, Any]:
        """What the event says, less what it says of such limits."""
        told = dict(event.data)
        for name in _CLOCKS:
            if name in told:
                before = event.seq + (name == "opened")
                told[name] = [d for d in told[name] if not self._ran(d["code"], before=before)]
        return told

    def _ran(self, code: str, *, before: int) -> bool:
        """Whether the last limit of that code that began before the event is kept."""
        kept = [kept for seq, kept in self.openings.get(code, ()) if seq < before]
        return bool(kept) and kept[-1]
