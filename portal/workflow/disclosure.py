"""Which events of a case's trail a person may read, and what of each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from portal.accounts.models import User
from portal.accounts.roles import AUTHORITY_ROLES, Role
from portal.audit.models import AuditEvent
from portal.audit.selectors import timeline
from portal.cases.models import Case
from portal.cases.paper_sides import PaperSide, side_of
from portal.workflow.catalogue import kind
from portal.workflow.kept_limits import KeptLimits
from portal.workflow.machine import Action, actions_of
from portal.workflow.side_acts import INTERNAL, READS, working_roles

#: Work on a draft; what was not handed in yet is its side's own.
_DRAFTING = frozenset({"edited", "document_attached", "document_removed"})
_CREATED = "created"
#: In these roles the office works on its own papers.
_OFFICE = AUTHORITY_ROLES | {Role.SYSTEM}


def since(case: Case, version: int) -> QuerySet[AuditEvent]:
    """The acts that came after the version that somebody saw, newest first."""
    return timeline(case).filter(data__version__gt=version)


@dataclass(frozen=True)
class _Eyes:
    """Whose eyes read: the roles towards the case, and what they open."""

    roles: frozenset[Role]
    own: bool
    inside: bool
    audits: bool
    closed: bool
    decides: bool
    told_from: datetime | None
    sides: tuple[PaperSide, ...]

    @classmethod
    def of(cls, user: User, case: Case) -> "_Eyes":
        roles = case.roles_of(user)
        audits = Role.AUDITOR in roles
        inside = audits or bool(roles & case.inside_roles)
        return cls(
            roles=roles,
            own=bool(roles & case.own_roles),
            inside=inside,
            audits=audits,
            closed=not case.opens_papers_to(user),
            decides=inside or bool(roles & working_roles(kind(case.kind))),
            told_from=None if inside else case.told_from,
            sides=case.paper_sides(),
        )

    def are_kept_from(self, event: AuditEvent, step: Action | None) -> bool:
        """Whether the deciding side keeps the event to itself; who reads what, the auditor alone learns."""
        if event.action in READS:
            return not self.audits
        if self.told_from is not None and event.occurred_at < self.told_from:
            return True
        if step is not None and step.confidential:
            return not (self.inside and (self.audits or not self.closed))
        is_inner = event.action in INTERNAL or (step is not None and step.secret)
        return is_inner and not self.decides

    def read_input(self, step: Action | None) -> bool:
        """Whether what was said to the act is told."""
        is_internal = step is not None and step.internal
        return (self.inside or not is_internal) and (self.audits or not self.closed)

    def read_draft_work(self, event: AuditEvent, *, given_up: bool) -> bool:
        """Whether work on a draft is told: to its own side at once, to others when handed over; an office's never."""
        if self.audits:
            return True
        side = self._side_of(event)
        if self.closed or side is None:
            return False
        if self.roles & side.own:
            return True
        return (
            not given_up and self._was_handed_over(event, side) and not self._is_office_work(event)
        )

    def read_creation(self, event: AuditEvent) -> bool:
        """Whether it is told that the case was opened: what an office begins is known to others by its first act."""
        return self.own or not self._is_office_work(event)

    def readable_papers(self, event: AuditEvent) -> list[Any]:
        """Those of the papers that came with a new case whose names may be read."""
        return [p for p in event.data["papers"] if self._reads_paper(event, p["slot"])]

    def _reads_paper(self, event: AuditEvent, slot: str) -> bool:
        side = side_of(slot, self.sides)
        if self.audits or side is None or self.closed:
            return self.audits
        return bool(self.roles & side.own) or self._was_handed_over(event, side)

    def _side_of(self, event: AuditEvent) -> PaperSide | None:
        if "slot" in event.data:
            return side_of(event.data["slot"], self.sides)
        return next((side for side in self.sides if event.role in side.own), self.sides[-1])

    def _is_office_work(self, event: AuditEvent) -> bool:
        return event.role in _OFFICE and not self.inside

    @staticmethod
    def _was_handed_over(event: AuditEvent, side: PaperSide) -> bool:
        return side.handed_over_at is not None and event.occurred_at <= side.handed_over_at


def readable(events: Iterable[AuditEvent], case: Case, user: User) -> Iterator[AuditEvent]:
    """Events, the newest first, as ``user`` may read them.

    What the people of the deciding side said to each other, which of them sees to the case, and what they did in
    confidence stays with them; so does their work on a case that they write about somebody, and all that an office did
    before it told anybody. What a company is changing and has not handed in stays with the company, also when it gave
    it up: such an act names the hand-in before (``given_up_since``). Who may not open the papers yet reads neither
    their names, nor what was said, nor what was done in confidence. What became of a limit that runs in confidence is
    told where the limit is. Who opened which paper is told to the auditor alone, who reads everything.
    """
    eyes, actions = _Eyes.of(user, case), actions_of(kind(case.kind).model)
    kept, given_up_since = KeptLimits.of(case, user), None
    for event in events:
        given_up_since = event.data.get("given_up_since", given_up_since)
        step = actions.get(event.action)
        if eyes.are_kept_from(event, step) or kept.are_all_of(event):
            continue
        event.data = kept.taken_out_of(event)
        if not eyes.read_input(step):
            event.data = {key: value for key, value in event.data.items() if key != "input"}
        given_up = given_up_since is not None and event.seq > given_up_since
        if event.action in _DRAFTING and not eyes.read_draft_work(event, given_up=given_up):
            continue
        if event.action == _CREATED and not eyes.read_creation(event):
            continue
        if event.action == _CREATED and "papers" in event.data:
            event.data = {**event.data, "papers": eyes.readable_papers(event)}
        yield event
