"""Reading what is confidential leaves an event in the case's trail; nothing goes out without it.

What is confidential is said once: a paper, unless its ``Slot`` is open; a letter that the deciding side writes for
itself (``inside``) or that is for another person. Messages are wake-ups: what they say stands on the case's page. The
party whose case it is reads its own and leaves no event; everybody else does, the auditor too. Who complained is read
by an act of its own, with a reason (``Action.reads``).

A read moves no state, no version and no limit, so that nobody's open form becomes stale. It is shown to the auditor
alone (``portal.workflow.disclosure``). HEAD hands nothing out and leaves nothing.
"""

import logging
from datetime import datetime
from typing import Any

from django.db import DatabaseError, connection, transaction

from portal.accounts.models import User
from portal.accounts.roles import ORGANISATION_ROLES, Role
from portal.audit import chain
from portal.cases.children import as_own_class
from portal.cases.models import Case, Document
from portal.notices.catalogue import inside_codes
from portal.notices.models import Notice
from portal.workflow.catalogue import CaseKind
from portal.workflow.errors import Reason, Refused
from portal.workflow.side_acts import LETTER_READ, PAPER_READ

logger = logging.getLogger(__name__)
#: So long a reader waits for an act that holds the case, in milliseconds.
PATIENCE = 5000


class Unrecorded(Refused):
    """The trail could not be written just now, so what was asked for is not handed out."""

    code = "read_not_recorded"
    status = 503


def paper_role(kind: CaseKind, case: Any, paper: Document, reader: User) -> Role | None:
    """The role in which ``reader`` opens a paper of a case that is recorded; None for a read that leaves nothing.

    A paper in a place that the kind no longer has is confidential.
    """
    slot = kind.slot(paper.slot)
    if slot is not None and not slot.confidential:
        return None
    others = case.roles_of(reader) - ORGANISATION_ROLES
    return Role(min(others)) if others else None


def letter_role(notice: Notice, reader: User) -> Role | None:
    """The same for a letter. Whoever has no role towards its case reads it in the role held at the addressee."""
    for_another = notice.recipient_id is not None and notice.recipient_id != reader.pk
    if not (for_another or notice.code in inside_codes()):
        return None
    towards = as_own_class(notice.case).roles_of(reader)
    held = towards - ORGANISATION_ROLES or towards or {m.role for m in reader.active_memberships}
    return Role(min(held))


def note_paper(kind: CaseKind, case: Any, paper: Document, *, reader: User, now: datetime) -> None:
    """Record that ``reader`` opens a paper, where that is recorded. Before its bytes go out. Raises Unrecorded."""
    role = paper_role(kind, case, paper, reader)
    if role is not None:
        told = {"document": paper.pk, "slot": paper.slot, "name": paper.name}
        _write(case.pk, PAPER_READ, reader, role, now, {**told, "sha256": paper.file_id})


def note_letter(notice: Notice, *, reader: User, now: datetime) -> None:
    """The same for a letter's document. Raises Unrecorded."""
    role = letter_role(notice, reader)
    if role is not None:
        told = {"notice": notice.pk, "kind_of_notice": notice.code, "letter": notice.title}
        _write(notice.case_id, LETTER_READ, reader, role, now, {**told, "sha256": notice.file_id})


def _write(
    pk: int, action: str, reader: User, role: Role, now: datetime, told: dict[str, Any]
) -> None:
    """One event at the tip of the case's chain, in a transaction of its own: the case is held no longer than that."""
    try:
        with transaction.atomic(durable=True):
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{PATIENCE}ms"])
            case = Case.objects.select_for_update(no_key=True).get(pk=pk)
            chain.append(
                chain.Entry(
                    case=case,
                    action=action,
                    actor=reader,
                    role=role,
                    occurred_at=now,
                    recorded_at=now,
                    before=case.state,
                    after=case.state,
                    data={"version": case.version, **told},
                )
            )
    except DatabaseError as cause:
        logger.error("a read could not be recorded: %s", cause)
        told_to_reader = "查阅须先记入办理过程，目前无法记录，因此暂时不能提供，请稍后再试"
        raise Unrecorded(Reason(told_to_reader, code=Unrecorded.code)) from cause
