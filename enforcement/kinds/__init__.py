"""The app's kinds of case, one file each, with who may see them; ``enforcement.apps`` registers them."""

from collections.abc import Callable

from django.db.models import Q

from enforcement.kinds.lead import LEAD
from enforcement.kinds.monitoring import EVALUATION, OBSERVATION
from enforcement.selectors.lead import visible_leads
from enforcement.selectors.monitoring import visible_evaluations, visible_observations
from portal.accounts.models import User
from portal.workflow.catalogue import CaseKind

KINDS: tuple[tuple[CaseKind, Callable[[User], Q]], ...] = (
    (LEAD, visible_leads),
    (OBSERVATION, visible_observations),
    (EVALUATION, visible_evaluations),
)
