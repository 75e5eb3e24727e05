"""The app's kinds of case, one file each, with who may see them; ``enforcement.apps`` registers them."""

from collections.abc import Callable

from django.db.models import Q

from enforcement.kinds.campaign import CAMPAIGN, SELF_INSPECTION_KIND
from enforcement.kinds.complaint import COMPLAINT
from enforcement.kinds.guidance import BULLETIN, SUPERVISION_MEETING
from enforcement.kinds.inspection import INSPECTION
from enforcement.kinds.lead import LEAD
from enforcement.kinds.monitoring import EVALUATION, OBSERVATION
from enforcement.kinds.penalty import PENALTY
from enforcement.kinds.rectification import RECTIFICATION
from enforcement.kinds.report import MAJOR_MATTER, RESPONSIBILITY_REPORT
from enforcement.selectors.campaign import visible_campaigns, visible_self_inspections
from enforcement.selectors.complaint import visible_complaints
from enforcement.selectors.guidance import visible_bulletins, visible_meetings
from enforcement.selectors.inspection import visible_inspections, visible_orders
from enforcement.selectors.lead import visible_leads
from enforcement.selectors.monitoring import visible_evaluations, visible_observations
from enforcement.selectors.penalty import visible_penalties
from enforcement.selectors.report import visible_reports
from portal.accounts.models import User
from portal.workflow.catalogue import CaseKind

KINDS: tuple[tuple[CaseKind, Callable[[User], Q]], ...] = (
    (LEAD, visible_leads),
    (COMPLAINT, visible_complaints),
    (OBSERVATION, visible_observations),
    (EVALUATION, visible_evaluations),
    (INSPECTION, visible_inspections),
    (RECTIFICATION, visible_orders),
    (PENALTY, visible_penalties),
    (RESPONSIBILITY_REPORT, visible_reports),
    (MAJOR_MATTER, visible_reports),
    (BULLETIN, visible_bulletins),
    (SUPERVISION_MEETING, visible_meetings),
    (CAMPAIGN, visible_campaigns),
    (SELF_INSPECTION_KIND, visible_self_inspections),
)
