"""Leads as a kind of case."""

from typing import Any

from django.conf import settings

from enforcement.forms import lead as forms
from enforcement.machines.limits import LEAD_TRIAGE
from enforcement.models import Lead
from enforcement.models.lead import REPORTERS
from enforcement.selectors.following import followed_by
from enforcement.states import LeadState
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.cases.selectors import visible_to
from portal.deadlines.tips import facts_of
from portal.workflow.catalogue import CaseKind
from portal.workflow.forms import ReasonForm
from portal.workflow.machine import Opens, Says

#: What an officer may open on the strength of a lead, in the order of their weight.
MEASURES = ("observation", "evaluation", "inspection", "rectification", "penalty")


def _profile() -> str:
    return str(settings.ALGORITHM_PROFILE)


def detail(lead: Lead, user: User) -> dict[str, Any]:
    """The lead, what it was found in, and what came of it, each as far as the reader may see it."""
    seen = visible_to(user)
    return {
        "lead": lead,
        "origin": seen.filter(pk=lead.origin_id).first() if lead.origin_id else None,
        "since": _since(lead),
        "followed": followed_by(lead, user),
        "measures": MEASURES if Role.ENFORCEMENT_OFFICER in lead.roles_of(user) else (),
    }


def _since(lead: Lead) -> str:
    """How a missed duty stands now: what the company did since, and whether its date was moved."""
    missed = lead.missed_duty()
    told = facts_of(missed) if missed else ""
    return "" if told == lead.facts else told


def to_json(lead: Lead, user: User) -> dict[str, Any]:
    """The content for programs."""
    return {
        "source": lead.source,
        "facts": lead.facts,
        "found_at": lead.found_at,
        "source_department": lead.source_department,
        "triage_reason": lead.triage_reason,
        "transferred_to": lead.transferred_to,
    }


def hint(lead: Lead, user: User) -> str:
    """Whose turn it is."""
    if lead.state == LeadState.OPEN and Role.ENFORCEMENT_OFFICER in lead.roles_of(user):
        return "请研判：根据线索开展监测、评估、检查，责令改正或者提请立案；也可以移送，或者写明理由不予处理。"
    return ""


LEAD = CaseKind(
    code="lead",
    label="执法线索",
    prefix="XS",
    model=Lead,
    states=LeadState,
    profile=_profile,
    creators=frozenset({Role.ENFORCEMENT_OFFICER, Role.SYSTEM}) | REPORTERS,
    concerns_others=True,
    create_form=forms.NewLeadForm,
    editable={},
    opens_in=LeadState.OPEN,
    standing=(Opens(LEAD_TRIAGE, since="created_at"),),
    says_on_creation=(Says("lead_reported", to="enforcers"),),
    tones={
        LeadState.OPEN: "info",
        LeadState.TAKEN_UP: "ok",
        LeadState.TRANSFERRED: "neutral",
        LeadState.SET_ASIDE: "neutral",
    },
    action_forms={
        "transfer": forms.TransferForm,
        "set_aside": ReasonForm,
        "reopen": ReasonForm,
    },
    template="enforcement/_lead.html",
    detail=detail,
    hint=hint,
    to_json=to_json,
)
