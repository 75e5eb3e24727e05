"""The system's own door to the engine: what the portal finds out by itself, done as the system.

Used by tasks. A person who acts at the same moment comes first; the system looks again and tries once more.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from portal.accounts.models import Organization, system_user
from portal.cases.models import Case
from portal.workflow import engine
from portal.workflow.depositing import Brought
from portal.workflow.engine import Outcome, Receipt
from portal.workflow.errors import Stale

_TRIES = 5


def create_as_system(
    kind: str,
    *,
    organization: Organization,
    data: dict[str, Any],
    now: datetime,
    papers: Sequence[Brought] = (),
    receipt: Receipt | None = None,
) -> Outcome:
    """Open a case of a kind that ``Role.SYSTEM`` may create.

    No office comes with the system: where one runs the case from the start, ``data`` names it as ``authority``.
    Raises what ``engine.create`` raises.
    """
    return engine.create(
        kind,
        actor=system_user(),
        organization=organization,
        data=data,
        now=now,
        papers=papers,
        receipt=receipt,
    )


def perform_as_system(
    pk: int, action: str, *, now: datetime, data: dict[str, Any] | None = None
) -> Outcome:
    """Do an action that is open to ``Role.SYSTEM`` on the case as it stands now.

    Raises what ``engine.perform`` raises: WrongState where the case has moved on, Stale after five lost races.
    """
    for attempt in range(1, _TRIES + 1):
        version = Case.objects.only("version").get(pk=pk).version
        try:
            return engine.perform(
                pk, action, actor=system_user(), data=data or {}, version=version, now=now
            )
        except Stale:
            if attempt == _TRIES:
                raise
    raise AssertionError("unreachable")
