"""Who sees which observations and evaluations: the office's people, and the organisation once it was told."""

from django.db.models import Q

from enforcement.models import Evaluation, Observation
from enforcement.selectors.office import supervised, told
from portal.accounts.models import User


def visible_observations(user: User) -> Q:
    """As ``Observation.roles_of``."""
    warned = Observation.objects.filter(told(user), told_at__isnull=False)
    return supervised(user) | Q(pk__in=warned.values("pk"))


def visible_evaluations(user: User) -> Q:
    """As ``Evaluation.roles_of``."""
    completed = Evaluation.objects.filter(told(user), told_at__isnull=False)
    return supervised(user) | Q(pk__in=completed.values("pk"))
