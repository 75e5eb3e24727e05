"""Legal holds: somebody who answers for an inquiry keeps a case, or all of an organisation's cases, from destruction.

Placing and lifting stand in the trail of each case that the person works on. Whoever places a hold on an organisation
holds all its cases for a moment, so that no destruction that looked before can commit after.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from portal.accounts.models import Organization, User
from portal.accounts.roles import Role
from portal.cases.children import cases_about
from portal.cases.models import Case
from portal.cases.selectors import visible_to
from portal.retention.models import LegalHold
from portal.workflow import catalogue
from portal.workflow.errors import GuardFailed, Overtaken, Reason
from portal.workflow.side_acts import HOLD_LIFTED, HOLD_PLACED, UNKNOWN, Held, UnknownCase

#: Who answers for an inquiry or a register. The auditor changes nothing, administrators know of no case.
HOLDERS = (Role.ENFORCEMENT_HEAD, Role.FILING_SUPERVISOR, Role.LEGAL_REVIEWER)
NO_ORGANISATION = "没有这一单位，或者不在您的管辖范围"


def held_cases() -> QuerySet[Case]:
    """Every case that a hold protects."""
    standing = LegalHold.objects.filter(lifted_at=None)
    own, whole = standing.filter(case__isnull=False), standing.filter(organization__isnull=False)
    return Case.objects.filter(
        Q(pk__in=own.values("case")) | cases_about(whole.values("organization"))
    )


def holds_for(user: User) -> QuerySet[LegalHold]:
    """The holds that ``user`` may read: on cases that they see, on organisations in their jurisdiction."""
    rows = Q(case__in=visible_to(user))
    for prefix in user.jurisdictions(*HOLDERS, Role.AUDITOR):
        rows |= Q(organization__division_code__startswith=prefix)
    if not user.has_role(*HOLDERS, Role.AUDITOR):
        return LegalHold.objects.none()
    found = LegalHold.objects.filter(rows)
    return found.select_related("case", "organization", "placed_by", "lifted_by")


def case_to_hold(actor: User, number: str) -> Case:
    """The case of that number. Raises UnknownCase where the actor sees none, or has no say over holds on it."""
    case = visible_to(actor).filter(number=number).first()
    if case is None or _role(catalogue.kind(case.kind).load(case), actor) is None:
        raise UnknownCase(Reason(UNKNOWN, field="number", code="not_found"))
    return case


def organization_to_hold(actor: User, uscc: str) -> Organization:
    """The organisation of that code. Raises GuardFailed for none that the actor's office stands over."""
    found = Organization.objects.filter(uscc=uscc).first()
    if found is None or not _stands_over(actor, found):
        raise GuardFailed(Reason(NO_ORGANISATION, field="uscc", code="not_found"))
    return found


def place(
    *,
    case: Case | None = None,
    organization: Organization | None = None,
    reason: str,
    actor: User,
    now: datetime,
) -> LegalHold:
    """Put a hold on a case or on an organisation, as one of the two was found for the actor above."""
    with transaction.atomic():
        locked = _locked(case, organization)
        hold = LegalHold.objects.create(
            case=case, organization=organization, reason=reason, placed_by=actor, placed_at=now
        )
        _note(locked, HOLD_PLACED, f"{_scope(hold)}：{reason}", actor, now)
    return hold


def lift(pk: int, *, because: str, actor: User, now: datetime) -> LegalHold:
    """End a hold, whoever placed it. Raises UnknownCase for one that is not the actor's business, Overtaken."""
    with transaction.atomic():
        seen = holds_for(actor).filter(pk=pk).first()
        if seen is None or not may_lift(seen, actor):
            raise UnknownCase(Reason("没有这一保全，或者您无权解除", code="not_found"))
        locked = _locked(seen.case, seen.organization)
        hold = LegalHold.objects.select_for_update().get(pk=pk)
        if hold.lifted_at is not None:
            raise Overtaken(Reason("该保全已经解除", code="overtaken"))
        hold.lifted_by, hold.lifted_at, hold.lifted_because = actor, now, because
        hold.save(update_fields=["lifted_by", "lifted_at", "lifted_because"])
        _note(locked, HOLD_LIFTED, f"{_scope(hold)}：{because}", actor, now)
    return hold


def may_lift(hold: LegalHold, actor: User) -> bool:
    """Whether the actor has the same say over the hold as whoever placed it."""
    if hold.organization is not None:
        return _stands_over(actor, hold.organization)
    case = hold.case
    return case is not None and _role(catalogue.kind(case.kind).load(case), actor) is not None


def _locked(case: Case | None, organization: Organization | None) -> list[Case]:
    """The cases concerned, locked by id, as every act locks them."""
    about = [organization.pk] if organization is not None else []
    rows = Q(pk=case.pk) if case is not None else cases_about(about)
    return list(Case.objects.select_for_update(no_key=True).filter(rows).order_by("pk"))


def _note(cases: Iterable[Case], action: str, told: str, actor: User, now: datetime) -> None:
    """An event in the trail of each case that the actor sees and has a say over."""
    seen = set(visible_to(actor).filter(pk__in=[c.pk for c in cases]).values_list("pk", flat=True))
    for row in cases:
        kind = catalogue.kind(row.kind)
        case = kind.load(row)
        role = _role(case, actor) if row.pk in seen else None
        if role is not None:
            Held(kind, case, actor, role).note(action, now=now, data={"told": told})


def _role(case: Case, actor: User) -> Role | None:
    """In which role the actor has a say over holds on the case."""
    roles = case.roles_of(actor)
    return next((role for role in HOLDERS if role in roles), None)


def _stands_over(actor: User, organization: Organization) -> bool:
    covered = actor.jurisdictions(*HOLDERS)
    return any(organization.division_code.startswith(prefix) for prefix in covered)


def _scope(hold: LegalHold) -> str:
    return "本事项" if hold.case_id else "该单位的全部事项"
