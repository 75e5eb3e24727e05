"""A platform's yearly report and its reports of major matters, as kinds of case."""

from typing import Any

from enforcement.forms import report as forms
from enforcement.letters.report import task_rows
from enforcement.machines.limits import ANNUAL_REPORT, PLATFORM_PROFILE
from enforcement.models import MajorMatter, ResponsibilityReport
from enforcement.states import MatterState, ReportState
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.law.rulebook import rulebook
from portal.workflow.catalogue import CaseKind, Section, Slot
from portal.workflow.machine import Opens

COMPANY = frozenset({Role.PROVIDER})
_TYPES = ("pdf", "docx", "jpeg", "png")


def _profile() -> str:
    return PLATFORM_PROFILE


def _report_detail(report: ResponsibilityReport, user: User) -> dict[str, Any]:
    shown = report.as_seen_by(user)
    return {
        "report": shown,
        "rows": task_rows(shown.tasks, rulebook(report.law_profile)),
        "due": report.due(),
        "versions": list(report.revisions.order_by("number")),
    }


def _report_json(report: ResponsibilityReport, user: User) -> dict[str, Any]:
    return {
        "year": report.year,
        **report.as_seen_by(user).content(),
        "handed_in_on": report.handed_in_on,
        "returned_items": report.returned_items,
        "opinion": report.opinion,
    }


def _report_hint(report: ResponsibilityReport, user: User) -> str:
    if Role.PROVIDER in report.roles_of(user):
        return {
            ReportState.DRAFT: f"请填写 {report.year} 年度十项重点任务的落实情况，在期限内提交。",
            ReportState.RETURNED: "网信部门要求补充，请按退回通知补充以后重新提交。",
            ReportState.SUBMITTED: "报告已经提交，等待网信部门审阅。",
        }.get(ReportState(report.state), "")
    if report.state == ReportState.SUBMITTED:
        return "请审阅后接收，或者一次性写明需要补充的内容后退回。"
    return ""


def _task_slots() -> tuple[Slot, ...]:
    """A place for the papers of each of the ten tasks."""
    items = rulebook(PLATFORM_PROFILE).items("key_tasks")
    return tuple(
        Slot(f"task_{item.code}", item.summary, _TYPES, required=False, several=True)
        for item in items
    )


RESPONSIBILITY_REPORT = CaseKind(
    code="responsibility_report",
    label="年度主体责任报告",
    prefix="ZR",
    model=ResponsibilityReport,
    states=ReportState,
    profile=_profile,
    creators=frozenset({Role.SYSTEM}),
    create_form=forms.NewReportForm,
    editable={ReportState.DRAFT: COMPANY, ReportState.RETURNED: COMPANY},
    tones={
        ReportState.SUBMITTED: "info",
        ReportState.RETURNED: "warn",
        ReportState.ACCEPTED: "ok",
    },
    sections=(
        Section("tasks", "十项重点任务", forms.TasksSection, "逐项填写这一年的落实情况。"),
        Section("overview", "总体情况", forms.OverviewSection),
        Section("papers", "佐证材料", None, "制度文本、培训记录、处置统计等，按任务上传。"),
    ),
    slots=_task_slots(),
    standing=(Opens(ANNUAL_REPORT, since="year_ends_on"),),
    action_forms={"return_report": forms.ReturnReportForm, "accept": forms.OpinionForm},
    template="enforcement/_responsibility_report.html",
    detail=_report_detail,
    problems=lambda report, now: report.problems(now),
    hint=_report_hint,
    to_json=_report_json,
)


def _matter_detail(matter: MajorMatter, user: User) -> dict[str, Any]:
    shown = matter.as_seen_by(user)
    return {
        "matter": shown,
        "elapsed": _in_words(matter.elapsed()),
        "versions": list(matter.revisions.order_by("number")),
    }


def _in_words(elapsed: Any) -> str:
    """A span as people say it; empty where it is not known or makes no sense."""
    if elapsed is None or elapsed.total_seconds() < 0:
        return ""
    hours, minutes = divmod(int(elapsed.total_seconds()) // 60, 60)
    if hours >= 48:
        return f"{hours // 24} 天 {hours % 24} 小时"
    return f"{hours} 小时 {minutes} 分钟"


def _matter_json(matter: MajorMatter, user: User) -> dict[str, Any]:
    return {
        **matter.as_seen_by(user).content(),
        "handed_in_on": matter.handed_in_on,
        "questions": matter.questions,
        "opinion": matter.opinion,
    }


def _matter_hint(matter: MajorMatter, user: User) -> str:
    if Role.PROVIDER in matter.roles_of(user):
        return {
            MatterState.DRAFT: "请写明情况后及时提交；还没有查清的，先报告已知的情况。",
            MatterState.SUPPLEMENT_REQUESTED: "网信部门要求补充情况，请修改报告内容后提交。",
        }.get(MatterState(matter.state), "")
    if matter.state == MatterState.SUBMITTED:
        return "请审阅后登记，或者一次性写明需要补充的情况。"
    return ""


MAJOR_MATTER = CaseKind(
    code="major_matter",
    label="重大事项报告",
    prefix="ZD",
    model=MajorMatter,
    states=MatterState,
    profile=_profile,
    creators=COMPANY,
    create_form=forms.NewMatterForm,
    editable={MatterState.DRAFT: COMPANY, MatterState.SUPPLEMENT_REQUESTED: COMPANY},
    tones={
        MatterState.SUBMITTED: "info",
        MatterState.SUPPLEMENT_REQUESTED: "warn",
        MatterState.NOTED: "ok",
    },
    sections=(
        Section("matter", "重大事项", forms.MatterSection),
        Section("papers", "有关材料", None, "需要一并报告的材料。"),
    ),
    slots=(Slot("evidence", "有关材料", _TYPES, required=False, several=True),),
    action_forms={"ask": forms.QuestionsForm, "note": forms.OpinionForm},
    template="enforcement/_major_matter.html",
    detail=_matter_detail,
    problems=lambda matter, now: matter.problems(now),
    section_of=lambda field: "matter",
    hint=_matter_hint,
    to_json=_matter_json,
)
