"""What followed from a case: whatever rests on it as its lead, its origin, or the order that was not obeyed."""

from typing import Any

from django.db.models import Q

from enforcement.models import Evaluation, Inspection, Observation, Penalty, Rectification
from portal.accounts.models import User
from portal.cases.models import Case
from portal.cases.selectors import visible_to

#: The kinds of case that may rest on another.
RESTING: tuple[type[Any], ...] = (Observation, Evaluation, Inspection, Rectification, Penalty)


def followed_by(case: Case, user: User) -> list[Case]:
    """The cases that rest on this one, of those that the person may see, the oldest first."""
    rests = Q(pk__in=[])
    for model in RESTING:
        on_it = Q(origin=case.pk) | Q(lead=case.pk)
        if model is Penalty:
            on_it |= Q(refused_order=case.pk)
        rests |= Q(pk__in=model._default_manager.filter(on_it).values("pk"))
    return list(visible_to(user).filter(rests).order_by("created_at", "pk"))
