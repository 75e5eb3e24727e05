"""Which authority answers for a place."""

from portal.accounts.models import Organization
from portal.accounts.roles import Role


def authority_for(division_code: str, role: Role) -> Organization | None:
    """The nearest authority that covers the place and has people in ``role``; None where there is none.

    The nation's authority (empty prefix) answers where no provincial one does
    (draft 2021 and provisions 2022, article 3).
    """
    prefixes = [division_code[:n] for n in (0, 2, 4, 6)]
    candidates = Organization.objects.filter(
        kind=Organization.Kind.AUTHORITY,
        jurisdiction__in=prefixes,
        memberships__role=role,
        memberships__is_active=True,
    ).distinct()
    return max(candidates, key=lambda o: (len(o.jurisdiction or ""), -o.pk), default=None)
