"""Who sees which penalty cases: the office, less who stepped aside; the party once it was told."""

from django.db.models import Q

from enforcement.models import Penalty
from enforcement.selectors.office import supervised, told
from portal.accounts.models import User


def visible_penalties(user: User) -> Q:
    """As ``Penalty.roles_of``."""
    known = Penalty.objects.filter(told(user), told_at__isnull=False)
    return supervised(user) | Q(pk__in=known.values("pk"))
