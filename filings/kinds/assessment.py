"""The security assessment as a kind of case: how it is made, edited, shown."""

from typing import Any

from django.conf import settings

from filings import assessment_rules as rules
from filings.assessment_terms import AssessmentState
from filings.assessments import detail
from filings.forms import assessment as forms
from filings.machines.assessment import AFTER_EVENT, STANDING, SUPPLEMENT
from filings.models.assessment import CONTENT_FIELDS, PAPERS, SecurityAssessment
from portal.accounts.models import User
from portal.accounts.roles import AUTHORITY_ROLES, Role
from portal.workflow.catalogue import CaseKind, Section, Slot
from portal.workflow.forms import ReasonForm


def _profile() -> str:
    return str(settings.ALGORITHM_PROFILE)


def hint(assessment: SecurityAssessment, user: User) -> str:
    """Whose turn it is, where the offered actions do not say it."""
    if Role.PROVIDER not in assessment.roles_of(user):
        return ""
    asked, until = len(assessment.supplements), assessment.reassess_until
    supplement = assessment.running_limit(SUPPLEMENT)
    by = f"在 {supplement.last_day} 或者之前" if supplement else ""
    return {
        AssessmentState.SUPPLEMENT_REQUESTED: f"主管部门要求补充说明 {asked} 项，请{by}修改后提交。",
        AssessmentState.REASSESSMENT_REQUIRED: f"主管部门责令重新评估，请在 {until} 或者之前提交。",
        AssessmentState.ACCEPTED: "书面审查已经完成。再出现应当评估的情形的，请另行新建。",
        AssessmentState.WITHDRAWN: "草稿已经放弃。依法应当评估的，请另行新建。",
    }.get(AssessmentState(assessment.state), "")


def to_json(assessment: SecurityAssessment, user: User) -> dict[str, Any]:
    """The assessment's content and results for the API: an authority sees what was handed in."""
    is_authority = bool(assessment.roles_of(user) & AUTHORITY_ROLES)
    shown = assessment.as_handed_in() if is_authority else assessment
    return {
        **{name: getattr(shown, name) for name in CONTENT_FIELDS},
        "submitted_at": assessment.submitted_at,
        "supplements": assessment.supplements,
        "reassessments": assessment.reassessments,
        "reassess_until": assessment.reassess_until,
        "accepted_at": assessment.accepted_at,
        "opinion": assessment.opinion,
    }


_COMPANY = (Role.PROVIDER,)

SECURITY_ASSESSMENT = CaseKind(
    code="security_assessment",
    label="安全评估",
    prefix="PG",
    model=SecurityAssessment,
    states=AssessmentState,
    profile=_profile,
    governed_by=AFTER_EVENT,
    creators=frozenset(_COMPANY),
    create_form=forms.NewAssessmentForm,
    editable={
        AssessmentState.DRAFT: _COMPANY,
        AssessmentState.SUPPLEMENT_REQUESTED: _COMPANY,
        AssessmentState.REASSESSMENT_REQUIRED: _COMPANY,
    },
    tones={
        AssessmentState.SUBMITTED: "info",
        AssessmentState.SUPPLEMENT_REQUESTED: "warn",
        AssessmentState.REASSESSMENT_REQUIRED: "warn",
        AssessmentState.ACCEPTED: "ok",
    },
    sections=(
        Section(
            "situation",
            "评估情形",
            forms.SituationSection,
            "为什么评估、从哪一天计算。本门户只办理网信部门一侧，不代替向全国互联网安全管理服务平台的提交。",
        ),
        Section(
            "points",
            "评估重点",
            forms.PointsSection,
            "逐项写明结论和评估情况。发现隐患的，应当整改至消除后再提交报告。",
        ),
        Section(
            "report",
            "评估报告",
            forms.ReportSection,
            "报告的四个部分，并上传加盖公章的报告全文，PDF 或 DOCX。",
        ),
    ),
    slots=(
        Slot(rules.REPORT, PAPERS[rules.REPORT], ("pdf", "docx"), section="report"),
        Slot(
            rules.OTHER_PAPERS,
            PAPERS[rules.OTHER_PAPERS],
            ("pdf", "docx", "jpeg", "png"),
            required=False,
            several=True,
            hint="书面通知、证照、第三方机构资质等",
            section="report",
        ),
    ),
    standing=STANDING,
    action_forms={
        "accept_report": forms.AcceptForm,
        "request_supplement": forms.SupplementForm,
        "require_reassessment": forms.ReassessmentForm,
        "discard": ReasonForm,
    },
    template="filings/_assessment.html",
    detail=detail,
    problems=lambda assessment, now: assessment.problems(now),
    hint=hint,
    section_of=rules.section_of,
    to_json=to_json,
)
