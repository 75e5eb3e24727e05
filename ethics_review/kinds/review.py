"""The ethics review as a kind of case: how it is made, edited, shown."""

from django.conf import settings

from ethics_review.detail import page, to_json
from ethics_review.forms import after, application, intake
from ethics_review.forms.deciding import DECIDING_FORMS
from ethics_review.forms.deliberating import DELIBERATING_FORMS
from ethics_review.hints import hint
from ethics_review.machines.intake import FILERS
from ethics_review.models import Review
from ethics_review.rules.completeness import section_of
from ethics_review.states import ReviewState
from ethics_review.terms import PAPERS, SECTIONS
from portal.workflow.catalogue import CaseKind, Section, Slot
from portal.workflow.forms import ReasonForm


def _profile() -> str:
    return str(settings.ETHICS_PROFILE)


_S = ReviewState
_TYPES = ("pdf", "docx", "jpeg", "png")
_PAPER_HINTS = {
    "qualification": "法人证书、营业执照、合作机构资质等",
    "commission": "受理的不是本单位委员会时上传",
    "consent": "知情同意书、数据授权等，没有的不传",
}
_INTROS = {
    "basics": "谁在什么时候开展什么活动，请谁审查。",
    "claims": "没有紧急情况、也不申请简易程序的，本页不用填写。",
    "plan": "第十二条第（一）项所列的内容，逐项填写。",
    "risks": "第十二条第（二）项：评估风险，写明防控计划和应急预案。",
    "recheck": "对照附件清单判断是否须经专家复核；判断结果在保存后显示，由委员会核对。",
    "commitment": "第十二条第（三）项。",
    "papers": "加盖公章的文件，PDF、DOCX 或者清晰的图片。",
}
_FORMS = {
    "basics": application.BasicsSection,
    "claims": application.ClaimsSection,
    "plan": application.PlanSection,
    "risks": application.RisksSection,
    "recheck": application.RecheckSection,
    "commitment": application.CommitmentSection,
    "papers": None,
}
SLOTS = (
    *(
        Slot(
            code,
            slot.label,
            _TYPES,
            required=slot.required,
            several=slot.several,
            hint=_PAPER_HINTS.get(code, ""),
        )
        for code, slot in PAPERS.items()
    ),
    Slot(
        "recognised_decision",
        "合作单位的审查决定",
        _TYPES,
        required=False,
        hint="多个单位合作、申请承认对方审查结果的上传（第十八条）",
    ),
)

REVIEW = CaseKind(
    code="ethics_review",
    label="伦理审查",
    prefix="LS",
    model=Review,
    states=ReviewState,
    profile=_profile,
    creators=frozenset(FILERS),
    create_form=application.NewReviewForm,
    editable={
        state: FILERS
        for state in (
            *(_S.DRAFT, _S.SUPPLEMENT_REQUESTED, _S.REVISION_REQUIRED, _S.NOT_ACCEPTED),
            *(_S.UPHELD, _S.REREVIEW_DUE, _S.AMENDMENT_DUE),
        )
    },
    tones={
        **dict.fromkeys((_S.APPROVED, _S.RECOGNISED), "ok"),
        **dict.fromkeys((_S.SUBMITTED, _S.AMENDMENT_SUBMITTED, _S.RECHECK_RETURNED), "info"),
        **dict.fromkeys((_S.GENERAL_REVIEW, _S.SIMPLIFIED_REVIEW, _S.APPEALED), "info"),
        **dict.fromkeys((_S.SUPPLEMENT_REQUESTED, _S.AMENDMENT_DUE, _S.REREVIEW_DUE), "warn"),
        **dict.fromkeys((_S.EMERGENCY_REVIEW, _S.SUSPENDED, _S.REVISION_REQUIRED), "warn"),
    },
    sections=tuple(
        Section(slug, title, _FORMS[slug], _INTROS[slug]) for slug, title in SECTIONS.items()
    ),
    slots=SLOTS,
    action_forms={
        **intake.FORMS,
        **DELIBERATING_FORMS,
        **DECIDING_FORMS,
        **after.FORMS,
        "withdraw": ReasonForm,
    },
    template="ethics_review/_review.html",
    detail=page,
    problems=lambda review, now: review.problems(now),
    section_of=section_of,
    hint=hint,
    to_json=to_json,
)
