"""Acts on a case that belong to no kind's machine: assigning, reminding, taking a row out.

They move no state and leave the version as it is, so that a company's open form does not become stale. Like every act
they hold the case's lock and leave an event.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from portal.accounts.models import User
from portal.accounts.roles import AUTHORITY_ROLES, Role
from portal.audit import chain
from portal.audit.models import AuditEvent
from portal.cases.models import Case
from portal.cases.selectors import visible_to
from portal.deadlines import sweep
from portal.workflow import catalogue
from portal.workflow.catalogue import CaseKind
from portal.workflow.errors import NotPermitted, Reason, Refused
from portal.workflow.machine import actions_of

ASSIGNED, REMINDED, EXPORTED = "assigned", "reminded", "exported"
LIMITS_OPENED = "limits_opened"
#: What befalls the material of a case under the schedule of retention.
HOLD_PLACED, HOLD_LIFTED, DESTROYED = "hold_placed", "hold_lifted", "material_destroyed"
#: Somebody opened a confidential paper or letter; see ``portal.workflow.reads``.
PAPER_READ, LETTER_READ = "paper_read", "letter_read"
READS = frozenset({PAPER_READ, LETTER_READ})
#: A letter that was served without an act of its case, and a try that reached nobody yet.
LETTER_SERVED, SERVICE_TRIED = "letter_served", "service_tried"
#: How the deciding side shares its work is no business of the filer's.
INTERNAL = frozenset({ASSIGNED, EXPORTED, HOLD_PLACED, HOLD_LIFTED, DESTROYED, SERVICE_TRIED})
UNKNOWN = "该事项不存在，或者您无权查看"


class UnknownCase(Refused):
    """No such case, or none that the actor may know of."""

    code = "not_found"
    status = 404


def working_roles(kind: CaseKind) -> frozenset[Role]:
    """The authority's roles that the kind's actions name.

    Members of committees and experts decide too, but each for themselves: nobody shares out or counts their work.
    """
    return _deciding(kind.model)


def roles_on(kind: str) -> frozenset[Role]:
    """The working roles of the kind with this code; none for a code nobody registered."""
    known = {one.code: one for one in catalogue.kinds()}
    return working_roles(known[kind]) if kind in known else frozenset()


@cache
def _deciding(model: type[Case]) -> frozenset[Role]:
    named = {role for step in actions_of(model).values() for role in step.roles}
    return frozenset(named & AUTHORITY_ROLES)


def works_on_cases(user: User) -> bool:
    """Whether the person has deciding work on any kind: only then are there batches, assignments and a workload."""
    return user.has_role(*all_working_roles())


def all_working_roles() -> frozenset[Role]:
    """The working roles of every kind."""
    return frozenset().union(*(working_roles(kind) for kind in catalogue.kinds()))


@dataclass(frozen=True)
class Held:
    """A locked case as its own class, and the working role in which the actor holds it."""

    kind: CaseKind
    case: Any
    actor: User
    role: Role

    def note(self, action: str, *, now: datetime, data: dict[str, Any] | None = None) -> AuditEvent:
        """Write the event at the tip of the case's trail; milestones that have passed come first."""
        sweep.catch_up(self.case, now)
        return chain.append(
            chain.Entry(
                case=self.case,
                action=action,
                actor=self.actor,
                role=self.role,
                occurred_at=now,
                recorded_at=now,
                before=self.case.state,
                after=self.case.state,
                data={"version": self.case.version, **(data or {})},
            )
        )


def hold(pk: int, actor: User) -> Held:
    """Lock a case for somebody with deciding work on it. Call inside a transaction.

    Raises UnknownCase for what the actor may not see, NotPermitted for what the actor may only read.
    """
    locked = Case.objects.select_for_update(no_key=True).filter(pk=pk).first()
    if locked is None or not visible_to(actor).filter(pk=pk).exists():
        raise UnknownCase(Reason(UNKNOWN, code="not_found"))
    kind = catalogue.kind(locked.kind)
    case = kind.load(locked)
    roles = case.roles_of(actor) & working_roles(kind)
    if not roles:
        raise NotPermitted(Reason("您无权办理该事项", code="not_permitted"))
    return Held(kind, case, actor, Role(min(roles)))
