"""The filing as a kind of case: how it is made, edited, shown. Registered when the app is ready."""

from dataclasses import asdict
from typing import Any

from django.conf import settings

from filings import rules
from filings.checklist import changes_for, detail
from filings.content import CONTENT_FIELDS
from filings.forms import acts, display, grading, lifecycle, sections
from filings.forms.enforced import ENFORCED_FORMS
from filings.hints import hint
from filings.machines.filing import STANDING
from filings.models import Filing
from filings.related import related
from filings.required import OTHER_PAPERS, REQUIRED_PAPERS
from filings.selectors import problems
from filings.states import FilingState, ProviderRole
from filings.terms import SECTIONS
from filings.wording import MASKED, mask
from portal.accounts.models import User
from portal.accounts.roles import AUTHORITY_ROLES, Role
from portal.workflow.catalogue import CaseKind, Section, Slot
from portal.workflow.forms import ReasonForm

_PAPERS = ("pdf", "docx")
_SCANS = ("pdf", "jpeg", "png")


def _profile() -> str:
    return str(settings.ALGORITHM_PROFILE)


def to_json(filing: Filing, user: User) -> dict[str, Any]:
    """The filing's content and results for the API: an authority sees what was handed in, personal numbers masked."""
    is_authority = bool(filing.roles_of(user) & AUTHORITY_ROLES)
    shown = filing.as_handed_in() if is_authority else filing
    content = {name: getattr(shown, name) for name in CONTENT_FIELDS}
    if is_authority:
        content |= {name: mask(content[name]) for name in MASKED}
    return {
        **content,
        "record_number": filing.record_number,
        "submitted_at": filing.submitted_at,
        "recorded_at": filing.recorded_at,
        "declined_at": filing.declined_at,
        "corrections": filing.corrections,
        "decline_reasons": filing.decline_reasons,
        **{name: getattr(filing, name) for name in _LATER},
        "changes": [asdict(one) for one in changes_for(filing, inside=is_authority)],
        **(_grade(filing) if is_authority else {}),
    }


#: What the later acts left on the filing, as its page shows it to both sides.
_LATER = (
    "self_test",
    "changed_on",
    "change_reason",
    "change_submitted_at",
    "changed_at",
    "change_returns",
    "change_remarks",
    "service_ends_on",
    "termination_reason",
    "user_arrangements",
    "data_arrangements",
    "deregistration_returns",
    "cancellation_ground",
    "cancellation_facts",
    "revocation_ground",
    "revocation_facts",
    "revocation_evidence",
    "revocation_notified_at",
    "revocation_statement",
    "revocation_stated_at",
    "revocation_reason",
    "ended_at",
    "confirmed_on",
)


def _grade(filing: Filing) -> dict[str, Any]:
    """For officers alone (draft article 19, provisions article 23)."""
    return {"grade_level": filing.grade_level, "high_risk": filing.high_risk}


def page(filing: Filing, user: User) -> dict[str, Any]:
    """All that the page of a filing shows of it."""
    return {**detail(filing, user), **related(filing, user)}


#: What each required paper may be, and what helps whoever uploads it; which papers: ``filings.required``.
_ACCEPTED = {
    "self_assessment": (_PAPERS, "报告中应出现与表单完全一致的算法名称"),
    "commitment": ((*_PAPERS, "jpeg", "png"), ""),
    "responsibility": (_PAPERS, ""),
    "safety_officer_proof": (_SCANS, ""),
    "licence": (_SCANS, ""),
}
SLOTS = (
    *(
        Slot(r.slot, r.label, _ACCEPTED[r.slot][0], hint=_ACCEPTED[r.slot][1])
        for r in REQUIRED_PAPERS
    ),
    Slot(
        OTHER_PAPERS.slot,
        OTHER_PAPERS.label,
        (*_PAPERS, "jpeg", "png"),
        required=False,
        several=True,
        hint="截图、许可、第三方模型证明等",
    ),
)

FILING = CaseKind(
    code="filing",
    label="算法备案",
    prefix="BA",
    model=Filing,
    states=FilingState,
    profile=_profile,
    creators=frozenset({Role.PROVIDER}),
    create_form=acts.NewFilingForm,
    editable={
        FilingState.DRAFT: (Role.PROVIDER,),
        FilingState.CORRECTION_REQUESTED: (Role.PROVIDER,),
        FilingState.DECLINED: (Role.PROVIDER,),
        FilingState.WITHDRAWN: (Role.PROVIDER,),
        FilingState.CHANGE_DUE: (Role.PROVIDER,),
    },
    tones={
        FilingState.SUBMITTED: "info",
        FilingState.RECORD_PROPOSED: "info",
        FilingState.CORRECTION_REQUESTED: "warn",
        FilingState.RECORDED: "ok",
        FilingState.CHANGE_DUE: "warn",
        FilingState.CHANGE_SUBMITTED: "info",
        FilingState.TERMINATION_DUE: "warn",
        FilingState.DEREGISTRATION_SUBMITTED: "info",
        FilingState.DECLINED: "warn",
    },
    sections=(
        Section(
            "subject",
            SECTIONS["subject"],
            sections.SubjectSection,
            "谁在提供服务：与营业执照一致。",
        ),
        Section(
            "safety_officer",
            SECTIONS["safety_officer"],
            sections.SafetyOfficerSection,
            "对算法安全负责的人，须能联系到。",
        ),
        Section(
            "algorithm",
            SECTIONS["algorithm"],
            sections.AlgorithmSection,
            "算法叫什么、属于哪一类、何时上线。",
        ),
        Section(
            "detail", SECTIONS["detail"], sections.DetailSection, "数据、模型、策略与风险防范。"
        ),
        Section(
            "products",
            SECTIONS["products"],
            sections.ProductsSection,
            "用户在哪里、按什么路径用到这个算法。",
            applies=lambda filing: filing.role != ProviderRole.SUPPORTER,
        ),
        Section(
            "delivery",
            SECTIONS["delivery"],
            sections.DeliverySection,
            "能力以什么方式提供给客户。",
            applies=lambda filing: filing.role == ProviderRole.SUPPORTER,
        ),
        Section(
            "publication",
            SECTIONS["publication"],
            sections.PublicationSection,
            "备案后，以下六项连同主体名称、算法类型、使用场景和产品一并公开。",
        ),
        Section(
            "papers", SECTIONS["papers"], None, "加盖公章的文件，PDF 或 DOCX；证件可以上传图片。"
        ),
    ),
    slots=SLOTS,
    standing=STANDING,
    action_forms={
        "request_correction": acts.CorrectionForm,
        "decline": acts.DeclineForm,
        "propose_record": acts.OpinionForm,
        "return_proposal": ReasonForm,
        "withdraw": ReasonForm,
        "declare_change": lifecycle.DeclareChangeForm,
        "accept_change": lifecycle.AcceptChangeForm,
        "return_change": lifecycle.ReturnChangeForm,
        "withdraw_change": ReasonForm,
        "declare_termination": lifecycle.DeclareTerminationForm,
        "submit_deregistration": lifecycle.DeregistrationForm,
        "return_deregistration": lifecycle.ReturnDeregistrationForm,
        "withdraw_termination": ReasonForm,
        "cancel_ex_officio": lifecycle.CancellationForm,
        "notify_revocation": lifecycle.RevocationNoticeForm,
        "state_against_revocation": lifecycle.StatementForm,
        "drop_revocation": ReasonForm,
        "revoke": lifecycle.RevocationForm,
        "grade": grading.GradingForm,
        "confirm_display_by_inspection": display.InspectionForm,
        "report_display_missing_by_inspection": display.InspectionForm,
        **ENFORCED_FORMS,
    },
    template="filings/_content.html",
    detail=page,
    problems=problems,
    hint=hint,
    section_of=rules.section_of,
    to_json=to_json,
)
