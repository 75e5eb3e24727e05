"""The notices of an act: to whom, from whom, with which snapshot."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from portal.accounts.models import SYSTEM_USERNAME, Organization, User
from portal.accounts.roles import AUTHORITY_ROLES, ORGANISATION_ROLES
from portal.audit.models import AuditEvent
from portal.clock import china_date
from portal.deadlines.models import Deadline
from portal.notices.contents import Unsayable
from portal.notices.outbox import Said
from portal.workflow import catalogue, limits_told
from portal.workflow.errors import GuardFailed, Reason
from portal.workflow.machine import Action, Context, Says
from portal.workflow.settlement import Settlement


def of(
    case: Any,
    step: Action,
    event: AuditEvent,
    settled: Settlement,
    ctx: Context,
    *,
    authority: Organization | None,
) -> list[Said]:
    """What the action says, snapshotted now; ``authority`` is the one that had the case when the act began."""
    return list(_said(case, step, event, settled.opened, ctx, authority))


def of_creation(case: Any, event: AuditEvent, opened: list[Deadline], ctx: Context) -> list[Said]:
    """What is said when a case is opened, from the office that has it from the start."""
    kind = catalogue.kind(case.kind)
    step = Action(
        name=event.action,
        label=f"新建{kind.label}",
        roles=frozenset(),
        source=frozenset(),
        target=kind.begins,
        says=kind.says_on_creation,
    )
    return list(_said(case, step, event, opened, ctx, case.authority))


@contextmanager
def refusing(actor: User) -> Iterator[None]:
    """Refuse a person's act whose letter lacks what it must state, or has a character that cannot be printed.

    Stands around the transaction, which is gone then. What the portal does of itself fails as it is: nobody can add
    what is missing.
    """
    try:
        yield
    except Unsayable as unsayable:
        if actor.username == SYSTEM_USERNAME:
            raise
        raise GuardFailed(
            *(Reason(one.message, field=one.field, code="letter") for one in unsayable.problems)
        ) from unsayable


def _said(
    case: Any,
    step: Action,
    event: AuditEvent,
    opened: list[Deadline],
    ctx: Context,
    authority: Organization | None,
) -> Iterator[Said]:
    for says in step.says:
        issuer = _issuer(case, step, says, ctx, authority)
        told = {**_common(case, step, opened, ctx, issuer), **case.letter_context(says.code, ctx)}
        told["draft_articles"] = [one for one in told["articles"] if ctx.law.cites_draft(one)]
        for addressee, recipient in _addressees(case, says):
            yield Said(
                code=says.code,
                case=case,
                event=event,
                addressee=addressee,
                recipient=recipient,
                issuer=issuer,
                context=told,
                now=ctx.now,
            )


def _addressees(case: Any, says: Says) -> list[tuple[Organization, User | None]]:
    """To whom: a place, and the one person there that it is for, where it is for one."""
    if says.to == "organization":
        return [(case.organization, None)]
    if says.to == "authority":
        return [(case.authority, None)] if case.authority else []
    named: list[tuple[Organization, User | None]] = case.addressees(says.to)
    return named


def _issuer(
    case: Any, step: Action, says: Says, ctx: Context, authority: Organization | None
) -> Organization | None:
    """From whom. Whoever decided signs, also where the act itself hands the case to another authority.

    What is said in confidence never goes out in the filer's name, whose people read what they sent.
    """
    if says.to == "organization":
        return authority if ctx.role in AUTHORITY_ROLES else case.authority
    inward = says.to == "authority" and ctx.role not in AUTHORITY_ROLES
    filers = inward or ctx.role in ORGANISATION_ROLES
    sender: Organization | None = case.organization if filers else authority
    return authority if step.confidential else sender


def _common(
    case: Any, step: Action, opened: list[Deadline], ctx: Context, issuer: Organization | None
) -> dict[str, Any]:
    organization = case.organization
    citation = ctx.citation(step.cites)
    return {
        "case_number": case.number,
        "case_title": case.title,
        "kind_label": catalogue.kind(case.kind).label,
        "action_label": step.label,
        "organization": {
            "name": organization.name,
            "uscc": organization.uscc or "",
            "address": organization.address,
        },
        "issuer": issuer.name if issuer else "",
        "issued_on": china_date(ctx.now).isoformat(),
        "issued_at": ctx.now.isoformat(),
        "law_title": ctx.law.title,
        "law_is_draft": ctx.law.is_draft,
        "articles": [citation] if citation else [],
        "is_demo": organization.is_demo,
        "deadlines": [limits_told.told(deadline, ctx) for deadline in opened],
    }
