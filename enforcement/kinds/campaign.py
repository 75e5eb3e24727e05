"""Special actions and the self-inspections in them, as kinds of case."""

from typing import Any

from django.conf import settings

from enforcement.forms import campaign as forms
from enforcement.forms import self_inspection as report_forms
from enforcement.letters.campaign import told_findings
from enforcement.machines.limits import SELF_INSPECTION
from enforcement.models import Campaign, SelfInspection
from enforcement.rules.self_inspecting import Answer
from enforcement.selectors.campaign_figures import figures_for
from enforcement.selectors.campaign_page import office_page
from enforcement.states import CampaignState, SelfInspectionState
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.law.rulebook import rulebook
from portal.workflow.catalogue import CaseKind, Section, Slot
from portal.workflow.machine import Opens

OFFICE = frozenset({Role.ENFORCEMENT_OFFICER, Role.ENFORCEMENT_HEAD})
_TYPES = ("pdf", "docx", "jpeg", "png")


def _profile() -> str:
    return str(settings.ALGORITHM_PROFILE)


def _inside(case: Any, user: User) -> bool:
    return bool(case.roles_of(user) & case.inside_roles)


def _campaign_detail(campaign: Campaign, user: User) -> dict[str, Any]:
    """What everybody may know of it; the office's own part; the company's own report."""
    inside = _inside(campaign, user)
    own = user.organization_ids(frozenset({Role.PROVIDER}))
    return {
        "campaign": campaign,
        "inside": inside,
        "departments": campaign.department_labels(),
        "own_reports": list(campaign.self_inspections.filter(organization__in=own)),
        **(office_page(campaign, user, campaign.shown_at()) if inside else {}),
    }


def _campaign_json(campaign: Campaign, user: User) -> dict[str, Any]:
    told = {
        "basis": campaign.basis,
        "scope": campaign.scope,
        "starts_on": campaign.starts_on,
        "ends_on": campaign.ends_on,
        "departments": campaign.departments,
    }
    if _inside(campaign, user):
        found = figures_for(campaign, user, campaign.shown_at())
        told |= {
            "questionnaire": campaign.questionnaire,
            "self_inspection_days": campaign.self_inspection_days,
            "draws_on": campaign.draws_on,
            "seed_source": campaign.seed_source,
            "summary": campaign.summary,
            "figures": {one.slug: one.number for one in found},
        }
    return told


def _campaign_hint(campaign: Campaign, user: User) -> str:
    roles = campaign.roles_of(user)
    if roles & OFFICE and campaign.state == CampaignState.RUNNING and campaign.draws_on:
        return f"抽取名单已经固定，{campaign.draws_on}号码公布以后，由另一人抽取检查企业和人员。"
    if Role.PROVIDER in roles and campaign.state == CampaignState.RUNNING:
        return "请对照通知开展自查，在期限内提交自查自纠报告。"
    return ""


CAMPAIGN = CaseKind(
    code="campaign",
    label="专项行动",
    prefix="ZX",
    model=Campaign,
    states=CampaignState,
    profile=_profile,
    creators=OFFICE,
    create_form=forms.NewCampaignForm,
    editable={CampaignState.DRAFT: OFFICE},
    tones={
        CampaignState.RUNNING: "info",
        CampaignState.SUMMARISING: "warn",
        CampaignState.CLOSED: "ok",
    },
    sections=(
        Section("plan", "行动安排", forms.PlanSection),
        Section("questionnaire", "自查要求", forms.QuestionnaireSection),
        Section("papers", "附件", None, "通知的附件等，公布后选定的企业可以看到。"),
    ),
    slots=(Slot("attachment", "附件", _TYPES, required=False, several=True, confidential=False),),
    action_forms={
        "choose_targets": forms.ChooseForm,
        "strike_targets": forms.StrikeForm,
        "change_end": forms.ChangeEndForm,
        "add_officers_pool": forms.PoolForm,
        "strike_officers": forms.StrikeOfficersForm,
        "step_aside": forms.StepAsideForm,
        "fix_pool": forms.FixPoolForm,
        "discard_pool": forms.DiscardPoolForm,
        "draw": forms.DrawForm,
        "urge_filing": forms.UrgeForm,
        "close_campaign": forms.SummaryForm,
    },
    template="enforcement/_campaign.html",
    detail=_campaign_detail,
    problems=lambda campaign, moment: campaign.problems(moment),
    section_of=lambda field: (
        "questionnaire" if field in ("questionnaire", "self_inspection_days") else "plan"
    ),
    hint=_campaign_hint,
    to_json=_campaign_json,
)


def _shown(report: SelfInspection, user: User) -> SelfInspection:
    """The company works on its own words; everybody else reads what was handed in."""
    own = Role.PROVIDER in report.roles_of(user)
    return report if own else report.as_handed_in()


def _report_detail(report: SelfInspection, user: User) -> dict[str, Any]:
    shown = _shown(report, user)
    answers = {row["item"]: row for row in shown.answers}
    labels = {str(answer): answer.label for answer in Answer}
    return {
        "report": shown,
        "inside": _inside(report, user),
        "campaign": report.campaign,
        "answers": [
            {
                "item": item,
                "answer": answers[item.code].get("answer") or "",
                "label": labels.get(answers[item.code].get("answer") or "", ""),
                "note": answers[item.code].get("note", ""),
            }
            for item in report.asked()
            if item.code in answers
        ],
        "findings": told_findings(report.findings, rulebook(report.law_profile)),
        "measures": bool(report.roles_of(user) & OFFICE) and report.handed_in_on is not None,
    }


def _report_json(report: SelfInspection, user: User) -> dict[str, Any]:
    return {
        "campaign": report.campaign.number,
        "questionnaire": [item.code for item in report.asked()],
        **_shown(report, user).content(),
        "returned_items": report.returned_items,
        "opinion": report.opinion,
        "findings": report.findings,
    }


def _report_hint(report: SelfInspection, user: User) -> str:
    roles = report.roles_of(user)
    if Role.PROVIDER in roles and report.state == SelfInspectionState.RETURNED:
        return "请按退回的理由补充后重新提交。"
    if Role.ENFORCEMENT_OFFICER in roles and report.state == SelfInspectionState.SUBMITTED:
        return "企业已经提交自查自纠报告，请审阅或者退回补充。"
    return ""


def _report_section(field: str) -> str:
    return {"algorithms": "inventory", "answers": "answers"}.get(field, "capability")


COMPANY = frozenset({Role.PROVIDER})
SELF_INSPECTION_KIND = CaseKind(
    code="self_inspection",
    label="自查自纠",
    prefix="ZC",
    model=SelfInspection,
    states=SelfInspectionState,
    profile=_profile,
    creators=frozenset({Role.SYSTEM}),
    create_form=report_forms.NewSelfInspectionForm,
    editable={SelfInspectionState.DRAFT: COMPANY, SelfInspectionState.RETURNED: COMPANY},
    tones={
        SelfInspectionState.SUBMITTED: "info",
        SelfInspectionState.RETURNED: "warn",
        SelfInspectionState.REVIEWED: "ok",
    },
    sections=(
        Section("inventory", "算法应用情况", report_forms.InventorySection),
        Section("answers", "逐条自查", report_forms.AnswersSection),
        Section("capability", "安全能力和整改", report_forms.CapabilitySection),
        Section("papers", "证明材料", None, "制度、评估报告、整改截图等，提交后主管部门可以看到。"),
    ),
    slots=(Slot("evidence", "证明材料", _TYPES, required=False, several=True),),
    standing=(Opens(SELF_INSPECTION, since="notified_at", amount="days"),),
    action_forms={
        "return_report": report_forms.ReturnForm,
        "review": report_forms.ReviewForm,
    },
    template="enforcement/_self_inspection.html",
    detail=_report_detail,
    problems=lambda report, moment: report.problems(moment),
    section_of=_report_section,
    hint=_report_hint,
    to_json=_report_json,
)
