"""Who may open a case of a kind, for which organisation, and from which office.

Most kinds are opened by an organisation's people for their own. Kinds that concern others are opened by an authority's
people about an organisation in their jurisdiction; the office they sit in runs the case from the start.
"""

import unicodedata
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from portal.accounts.models import SYSTEM_USERNAME, Membership, Organization, User
from portal.accounts.roles import AUTHORITY_ROLES, Role
from portal.workflow.catalogue import CaseKind
from portal.workflow.errors import NotPermitted, Reason

#: About whom an authority can open a case; never about another authority.
CONCERNED = tuple(kind for kind in Organization.Kind if kind != Organization.Kind.AUTHORITY)
#: The same sentence for an organisation that is unknown and for one beyond the jurisdiction.
NOT_FOUND = "没有这一单位，或者该单位不在您的管辖范围"
_LARGEST_KEY = 2**63 - 1


@dataclass(frozen=True)
class Opening:
    """In which role a case is opened; ``office`` is the authority that runs it, where one opens it itself."""

    role: Role
    office: Organization | None = None


def opening(kind: CaseKind, actor: User, organization: Organization) -> Opening:
    """The actor's standing to open a case of ``kind`` for ``organization``. Raises NotPermitted."""
    if actor.username == SYSTEM_USERNAME and Role.SYSTEM in kind.creators:
        return Opening(Role.SYSTEM)
    found = [m for m in _creating(kind, actor) if _reaches(kind, m, organization)]
    if not found:
        told = NOT_FOUND if kind.concerns_others else f"您在该单位没有新建{kind.label}的角色"
        raise NotPermitted(Reason(told))
    nearest = max(found, key=lambda m: (len(m.organization.jurisdiction or ""), -m.pk))
    is_office = nearest.organization.jurisdiction is not None
    return Opening(Role(nearest.role), nearest.organization if is_office else None)


def creating_organizations(kind: CaseKind, user: User) -> list[Organization]:
    """The organisations in whose name ``user`` may open a case of ``kind``, each once: for it, or by its office."""
    return list({m.organization_id: m.organization for m in _creating(kind, user)}.values())


def concerned(kind: CaseKind, user: User) -> QuerySet[Organization]:
    """The organisations about which ``user`` may open a case of ``kind`` that concerns others, by name."""
    places = Q(pk__in=[])
    for office in creating_organizations(kind, user):
        places |= Q(division_code__startswith=office.jurisdiction or "")
    return Organization.objects.filter(places, kind__in=CONCERNED).order_by("name", "pk")


def named_exactly(rows: QuerySet[Organization], given: str) -> Organization | None:
    """The one of ``rows`` that a code names: a unified social credit code, or the organisation's key."""
    code = _folded(given)
    key = int(code) if code.isascii() and code.isdigit() and len(code) < 20 else 0
    by_code = rows.filter(uscc=code).first() if code.isascii() else None
    return by_code or (rows.filter(pk=key).first() if 0 < key <= _LARGEST_KEY else None)


def named_by(rows: QuerySet[Organization], given: str, *, most: int) -> list[Organization]:
    """Those of ``rows`` that a person means: of that code, else of that very name, else with these words in the name.

    At most ``most`` and one more, which tells that there are too many.
    """
    code = _folded(given)
    for named in (Q(uscc=code), Q(name=given), Q(name__icontains=given)):
        found = list(rows.filter(named)[: most + 1])
        if found:
            return found
    return []


def _creating(kind: CaseKind, user: User) -> list[Membership]:
    held = [m for m in user.active_memberships if m.role in kind.creators]
    if not kind.concerns_others:
        return held
    return [
        m for m in held if m.role in AUTHORITY_ROLES and m.organization.jurisdiction is not None
    ]


def _reaches(kind: CaseKind, membership: Membership, organization: Organization) -> bool:
    if not kind.concerns_others:
        return membership.organization_id == organization.pk
    covered = membership.organization.covers(organization.division_code)
    return covered and organization.kind in CONCERNED


def _folded(given: str) -> str:
    return unicodedata.normalize("NFKC", given).strip().upper()
