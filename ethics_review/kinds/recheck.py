"""The expert recheck as a kind of case: the authority's own."""

from django.conf import settings

from ethics_review.forms import recheck as forms
from ethics_review.machines.recheck_intake import FILERS
from ethics_review.machines.recheck_panel import ORGANISERS
from ethics_review.models import Recheck
from ethics_review.recheck_detail import detail, to_json, waiting_for
from ethics_review.states import RecheckState
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.workflow.catalogue import CaseKind, Section, Slot
from portal.workflow.forms import ReasonForm


def _profile() -> str:
    return str(settings.ETHICS_PROFILE)


def hint(recheck: Recheck, user: User) -> str:
    """Whose turn it is while the group is at work, where the offered actions do not say it."""
    if recheck.state != RecheckState.PANEL_FORMED:
        return ""
    roles = recheck.roles_of(user)
    if Role.EXPERT in roles:
        if not recheck.has_declared(user):
            return "请先声明利益关系，声明没有利益冲突以后才能看到申请材料和初步审查意见。"
        if recheck.elector(user) is None:
            return "" if recheck.carried() else "请审阅材料，等待开始表决。"
        return "您已表决，等待其他专家。" if recheck.has_voted(user) else "请提交复核意见。"
    if roles & set(ORGANISERS):
        return waiting_for(recheck)
    return "复核专家组正在复核，目前无需您操作。" if roles & set(FILERS) else ""


def section_of(field: str) -> str:
    """Where a problem is mended; one with the review cannot be mended in the form."""
    return "papers" if field == "application" else "statement"


RECHECK = CaseKind(
    code="recheck",
    label="专家复核",
    prefix="FH",
    model=Recheck,
    states=RecheckState,
    profile=_profile,
    creators=frozenset(FILERS),
    create_form=forms.NewRecheckForm,
    editable={RecheckState.DRAFT: FILERS, RecheckState.SUPPLEMENT_REQUESTED: FILERS},
    tones={
        RecheckState.APPLIED: "info",
        RecheckState.RECEIVED: "info",
        RecheckState.PANEL_FORMED: "info",
        RecheckState.SUPPLEMENT_REQUESTED: "warn",
        RecheckState.OPINION_ISSUED: "ok",
    },
    sections=(
        Section(
            "statement",
            "申请说明",
            forms.StatementSection,
            "向委员会提交的申请材料和初步审查意见由门户随申请一并提交，不必重复填写。",
        ),
        Section("papers", "附件材料", None, "加盖公章的复核申请表，以及组织复核的部门要求的材料。"),
    ),
    slots=(
        Slot("application", "复核申请表", ("pdf", "docx")),
        Slot("other", "其他材料", ("pdf", "docx", "jpeg", "png"), required=False, several=True),
    ),
    action_forms={
        "withdraw": ReasonForm,
        "request_supplement": forms.SupplementForm,
        "entrust": forms.EntrustForm,
        "form_panel": forms.PanelForm,
        "replace_expert": forms.ReplaceForm,
        "declare_interest": forms.InterestForm,
        "open_voting": forms.OpenVotingForm,
        "cast_opinion": forms.CastForm,
        "issue_opinion": forms.IssueForm,
    },
    template="ethics_review/_recheck.html",
    detail=detail,
    problems=lambda recheck, now: recheck.problems(now),
    hint=hint,
    section_of=section_of,
    to_json=to_json,
)
