"""Yearly reports, major matters, bulletins and meetings in each state, reached by the engine alone."""

from typing import Any

from enforcement.listing import enlist
from enforcement.models import Platform, ResponsibilityReport
from enforcement.states import (
    BulletinState,
    MatterState,
    ReportState,
    SupervisionMeetingState,
)
from enforcement.yearly import open_reports
from portal.accounts.models import Organization
from tests import make
from tests.enforcement.people import EnforcementCast, act, edited, fresh, opened

#: Platforms of the stories are in the ledger since long; the report on 2025 opens on 1 January 2026.
LISTED = make.at("2019-06-03 10:00")
HELD = make.at("2026-10-12 15:00")
TASKS = (
    "meaning",
    "community_rules",
    "accounts",
    "content_review",
    "content_quality",
    "dissemination",
    "key_functions",
    "lawful_operation",
    "minors",
    "staff",
)
REPORT = {
    "tasks": [
        {"task": code, "progress": "done", "work": "制度已经建立并执行。", "evidence": "制度文本"}
        for code in TASKS
    ],
    "overview": "全年按要求履行主体责任。",
    "problems_found": "自查发现审核人员不足，已经补充。",
    "contact_name": "赵一",
    "contact_phone": "010-00000000",
}
MATTER = {
    "occurred_at": make.at("2026-09-22 07:30"),
    "facts": "热点榜单出现违法信息，传播约两小时。",
    "measures": "已经下架并封停账号。",
    "contact_name": "赵一",
    "contact_phone": "010-00000000",
}


def platform(cast: EnforcementCast, place: Organization | None = None) -> Platform:
    """Company A, or another one, in the ledger since 2019."""
    company = place or cast.company_a
    known = Platform.objects.filter(organization=company).first()
    return known or enlist(company, by=cast.bo, reason="主要平台", now=LISTED)


REPORT_TOLD: dict[str, dict[str, Any]] = {
    "return_report": {"items": [{"item": "整体", "reason": "请补充数字。", "code": "overview"}]},
    "accept": {"opinion": "收悉。"},
}
_REPORT_PATHS: dict[str, tuple[tuple[str, str], ...]] = {
    ReportState.DRAFT: (),
    ReportState.SUBMITTED: (("submit", "ai"),),
    ReportState.RETURNED: (("submit", "ai"), ("return_report", "bo")),
    ReportState.ACCEPTED: (("submit", "ai"), ("accept", "bo")),
}


def owed(cast: EnforcementCast, year: int = 2025) -> Any:
    """Company A's report on the year, just opened by the portal."""
    platform(cast)
    open_reports(make.at(f"{year + 1}-01-01 00:10"))
    return fresh(ResponsibilityReport.objects.get(organization=cast.company_a, year=year).case)


def report(cast: EnforcementCast, state: Any = ReportState.DRAFT) -> Any:
    """A report of company A in a state; each call takes the year before those of which there is one."""
    known = ResponsibilityReport.objects.filter(organization=cast.company_a)
    case = owed(cast, 2025 - known.count())
    edited(case, cast.ai, **REPORT)
    for name, who in _REPORT_PATHS[state]:
        act(case, name, cast.people[who], **REPORT_TOLD.get(name, {}))
    return fresh(case)


MATTER_TOLD: dict[str, dict[str, Any]] = {
    "ask": {"questions": [{"question": "传播了多少人次？"}]},
    "note": {"opinion": "请继续排查。"},
}
_MATTER_PATHS: dict[str, tuple[tuple[str, str], ...]] = {
    MatterState.DRAFT: (),
    MatterState.SUBMITTED: (("submit", "ai"),),
    MatterState.SUPPLEMENT_REQUESTED: (("submit", "ai"), ("ask", "bo")),
    MatterState.NOTED: (("submit", "ai"), ("note", "bo")),
}


def major_matter(cast: EnforcementCast, state: Any = MatterState.DRAFT) -> Any:
    """What happened at company A, driven into a state."""
    case = opened("major_matter", cast.ai, cast.company_a, matter="content_incident")
    edited(case, cast.ai, **MATTER)
    for name, who in _MATTER_PATHS[state]:
        act(case, name, cast.people[who], **MATTER_TOLD.get(name, {}))
    return fresh(case)


BULLETIN_TOLD: dict[str, dict[str, Any]] = {"withdraw": {"reason": "数据有误。"}}
_BULLETIN_PATHS: dict[str, tuple[str, ...]] = {
    BulletinState.DRAFT: (),
    BulletinState.PUBLISHED: ("publish",),
    BulletinState.WITHDRAWN: ("publish", "withdraw"),
}


def bulletin(
    cast: EnforcementCast, state: Any = BulletinState.DRAFT, *, names: tuple[Any, ...] = ()
) -> Any:
    """What Bo wrote and Cao published."""
    platform(cast)
    case = opened("bulletin", cast.bo, cast.office, sort="typical_case", title="典型案例通报")
    edited(case, cast.bo, text="某平台诱导沉迷。", names=list(names))
    for name in _BULLETIN_PATHS[state]:
        act(case, name, cast.cao, **BULLETIN_TOLD.get(name, {}))
    return fresh(case)


_MEETING_PATHS: dict[str, tuple[str, ...]] = {
    SupervisionMeetingState.DRAFT: (),
    SupervisionMeetingState.CALLED: ("call",),
    SupervisionMeetingState.HELD: ("call", "hold"),
    SupervisionMeetingState.CANCELLED: ("cancel",),
}
PLAN = {
    "starts_at": make.at("2026-10-12 14:00"),
    "place": "演示省网信办二楼会议室",
    "agenda": "通报问题，提出要求。",
    "who_must_come": "总编辑",
}


def meeting_told(case: Any, name: str) -> dict[str, Any]:
    """Sound input of a meeting's action."""
    rows = [
        {"platform": str(row.organization_id), "attended": "yes", "represented_by": "钱二"}
        for row in case.invited.all()
    ]
    told: dict[str, dict[str, Any]] = {
        "hold": {"attendance": rows, "minutes": "已经约谈。", "requirements": "一周内改正。"},
        "cancel": {"reason": "改期。"},
    }
    return told.get(name, {})


def meeting(cast: EnforcementCast, state: Any = SupervisionMeetingState.DRAFT) -> Any:
    """A talk to which Bo called companies A and B."""
    platform(cast)
    platform(cast, cast.company_b)
    case = opened("supervision_meeting", cast.bo, cast.office, sort="interview")
    edited(case, cast.bo, invited=[cast.company_a, cast.company_b], **PLAN)
    for name in _MEETING_PATHS[state]:
        moment = HELD if name == "hold" else make.NOW
        act(case, name, cast.bo, now=moment, **meeting_told(fresh(case), name))
    return fresh(case)
