"""Special actions and self-inspections in each state, reached by the engine and by the portal's own openings alone."""

from datetime import date, timedelta
from typing import Any

from enforcement.models import SelfInspection
from enforcement.opening import open_due
from enforcement.states import CampaignState, SelfInspectionState
from tests import make
from tests.enforcement.people import EnforcementCast, act, edited, fresh, opened

PLAN = {
    "basis": "《互联网信息服务算法推荐管理规定》",
    "scope": "具有较强舆论属性或者社会动员能力的大型网站、平台及产品；至12月初。",
    "starts_on": date(2026, 9, 1),
    "ends_on": date(2026, 12, 4),
    "departments": ["cyberspace", "public_security"],
    "questionnaire": ["management", "user_tags"],
    "self_inspection_days": 30,
}
SEED = "071218222931"
#: Fixed the day before; the number is known since this morning.
POOL: dict[str, Any] = {
    "source": "双色球第2026109期开奖号码",
    "draws_on": date(2026, 9, 22),
    "count": 1,
    "size": 2,
    "departments": [],
}
SUMMARY = "共检查一家企业。"
ALGORITHM = {
    "name": "首页推荐",
    "type": "个性化推送",
    "record_number": "",
    "why_none": "正在准备备案材料",
}
REPORT = {
    "algorithms": [ALGORITHM],
    "answers": [
        {"item": "management", "answer": "complies", "note": ""},
        {"item": "user_tags", "answer": "problem", "note": "标签库没有定期清理。"},
    ],
    "capability": "已经建立监测和应急机制。",
    "staff": "设算法安全部，专职三人。",
    "corrected": "无",
}
FINDINGS = [
    {"item": "规范用户模型", "code": "user_tags", "problem": "not_executed", "note": "没有清理。"}
]


def pool(cast: EnforcementCast, *names: str) -> list[dict[str, Any]]:
    """Rows of the officers' pool; Bo of the public security, the others of the cyberspace office."""
    return [
        {
            "user": cast.people[name],
            "department": "public_security" if name == "bo" else "cyberspace",
            "credential": f"99-{name}",
        }
        for name in names or ("bo", "bei", "hu")
    ]


def campaign_told(cast: EnforcementCast, case: Any, name: str) -> dict[str, Any]:
    """Sound input of an action; a draw finds its pool fixed, a summary its campaign in order."""
    waits = name in ("draw", "discard_pool") and case.state == CampaignState.RUNNING
    if waits and case.pool_fixed_at is None:
        fix(case, cast.bei, draws_on=date(2026, 9, 22 if name == "draw" else 23))
    told: dict[str, dict[str, Any]] = {
        "choose_targets": {"targets": [{"organization": cast.company_b, "reason": "抽查。"}]},
        "strike_targets": {"organizations": [cast.company_a], "reason": "已经停业。"},
        "change_end": {"ends_on": date(2026, 12, 11), "reason": "增加检查对象。"},
        "add_officers_pool": {"officers": pool(cast, "hu")},
        "strike_officers": {"officers": [cast.hu], "reason": "另有任务。"},
        "step_aside": {"reason": "曾在该企业任职。", "organizations": [cast.company_a]},
        "fix_pool": {**POOL, "draws_on": date(2026, 9, 23)},
        "discard_pool": {"reason": "名录中有人回避，无法组成检查组。"},
        "draw": {"seed": SEED},
        "urge_filing": {"organizations": [cast.company_a]},
        "close_campaign": {"summary": SUMMARY},
    }
    return told.get(name, {})


def fix(case: Any, by: Any, **asked: Any) -> None:
    """Fix the pool of a draw yesterday, for the number of today."""
    act(case, "fix_pool", by, now=make.NOW - timedelta(days=1), **{**POOL, **asked})


_PATHS: dict[str, tuple[str, ...]] = {
    CampaignState.DRAFT: (),
    CampaignState.RUNNING: ("announce",),
    CampaignState.SUMMARISING: ("announce", "begin_summary"),
    CampaignState.CLOSED: ("announce", "begin_summary", "close_campaign"),
}


def campaign(
    cast: EnforcementCast, state: Any = CampaignState.DRAFT, *companies: Any, **plan: Any
) -> Any:
    """An action of Bo's office over company A, or over ``companies``; Bo, Bei and Hu may be drawn."""
    case = opened("campaign", cast.bo, cast.office, title="清朗·算法综合治理专项行动")
    edited(case, cast.bo, **{**PLAN, **plan})
    chosen = companies or (cast.company_a,)
    rows = [{"organization": company, "reason": "用户规模大。"} for company in chosen]
    act(case, "choose_targets", cast.bo, targets=rows)
    act(case, "add_officers_pool", cast.bo, officers=pool(cast))
    for name in _PATHS[state]:
        act(case, name, cast.bo, **campaign_told(cast, case, name))
    return fresh(case)


def report_told(cast: EnforcementCast, case: Any, name: str) -> dict[str, Any]:
    """Sound input of an action; what is handed in is whole."""
    if name == "submit" and not case.algorithms:
        edited(case, cast.ai, **REPORT)
    told: dict[str, dict[str, Any]] = {
        "return_report": {
            "items": [{"item": "机构和人员", "code": "staff", "reason": "请写明负责人。"}]
        },
        "review": {"opinion": "总体符合要求。", "findings": FINDINGS},
    }
    return told.get(name, {})


_REPORT_PATHS: dict[str, tuple[tuple[str, str], ...]] = {
    SelfInspectionState.DRAFT: (),
    SelfInspectionState.SUBMITTED: (("submit", "ai"),),
    SelfInspectionState.RETURNED: (("submit", "ai"), ("return_report", "bo")),
    SelfInspectionState.REVIEWED: (("submit", "ai"), ("review", "bo")),
}


def report(cast: EnforcementCast, state: Any = SelfInspectionState.DRAFT) -> Any:
    """Company A's self-inspection in an action of its own, driven into a state."""
    running = campaign(cast, CampaignState.RUNNING)
    open_due(make.NOW)
    case = SelfInspection.objects.get(campaign=running)
    for name, who in _REPORT_PATHS[state]:
        case = fresh(case)
        told = report_told(cast, case, name)
        act(case, name, cast.people[who], **told)
    return fresh(case)
