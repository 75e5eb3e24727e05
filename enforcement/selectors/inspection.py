"""Who sees which inspections and orders: the office's people, and the organisation once it was told."""

from django.db.models import Q

from enforcement.models import Inspection, Rectification
from enforcement.selectors.office import supervised, told
from portal.accounts.models import User


def visible_inspections(user: User) -> Q:
    """As ``Inspection.roles_of``."""
    known = Inspection.objects.filter(told(user), told_at__isnull=False)
    return supervised(user) | Q(pk__in=known.values("pk"))


def visible_orders(user: User) -> Q:
    """As ``Rectification.roles_of``."""
    known = Rectification.objects.filter(told(user), told_at__isnull=False)
    return supervised(user) | Q(pk__in=known.values("pk"))
