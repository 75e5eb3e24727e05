"""Special actions: one under way with self-inspections and a draw, one ended, one being summed up, one planned."""

from typing import Any

from enforcement.models import SelfInspection
from enforcement.opening import open_due
from portal.web.demo.enforcement_script import COMPANIES, OFFICERS, Dossier, Stage

_QUESTIONS = ["management", "model_review", "user_tags", "disclosure", "opt_out"]
_ALGORITHM = {
    "name": "首页推荐",
    "type": "个性化推送",
    "record_number": "",
    "why_none": "备案办理中",
}
_REPORT: dict[str, Any] = {
    "algorithms": [_ALGORITHM],
    "capability": "已经建立监测、评估和应急处置机制，每季度演练一次。",
    "staff": "设算法安全部，专职三人，与业务规模相适应。",
    "corrected": "已经清理过期标签，其余问题按计划整改。",
}


def tell(stage: Stage) -> None:
    """The earlier ones first: the portal's own openings follow whatever runs."""
    _ended(stage)
    _at_its_summary(stage)
    _running(stage)
    _planned(stage, "清朗·算法备案核查专项行动", 2, starts=20, ends=80, companies=COMPANIES[:2])


def _planned(
    stage: Stage, title: str, ago: int, *, starts: int, ends: int, companies: tuple[str, ...]
) -> Dossier:
    """An action with its companies and its officers; ``starts`` and ``ends`` count days from today."""
    one = stage.on("province").opened("campaign", "enforcer", ago, title=title)
    one.typed(
        "enforcer",
        ago,
        basis="《互联网信息服务算法推荐管理规定》和本年度专项工作安排",
        scope="具有较强舆论属性或者社会动员能力的网站、平台及产品。",
        starts_on=one.from_today(starts),
        ends_on=one.from_today(ends),
        departments=["cyberspace", "public_security"],
        questionnaire=_QUESTIONS,
        self_inspection_days=30,
    )
    chosen = [
        {"organization": stage.places[name], "reason": "用户规模大，使用个性化推送算法。"}
        for name in companies
    ]
    one.act("choose_targets", "enforcer", ago, 11, targets=chosen)
    pool = [
        {
            "user": one.people[name],
            "department": "public_security" if name == "enforcer3" else "cyberspace",
            "credential": f"演示-9901-{number:02}",
        }
        for number, name in enumerate((*OFFICERS, "enforcer3"), start=1)
    ]
    return one.act("add_officers_pool", "enforcer", ago, 12, officers=pool)


def _announced(campaign: Dossier, ago: int) -> None:
    """The companies are told, and the portal opens their reports."""
    campaign.act("announce", "enforcer", ago)
    open_due(campaign.at(ago, 11))


def _report(stage: Stage, campaign: Dossier, company: str) -> Dossier:
    place = stage.places[company]
    rows = SelfInspection.objects.filter(campaign=campaign.case.pk)
    return stage.on(company).found(rows.get(organization=place))


def _submitted(report: Dossier, ago: int) -> Dossier:
    """Every item answered; one problem found."""
    answers = [{"item": code, "answer": "complies", "note": ""} for code in _QUESTIONS]
    problem = {"answer": "problem", "note": "标签库没有定期清理。"}
    answers = [row | problem if row["item"] == "user_tags" else row for row in answers]
    report.typed(report.speaker, ago, **_REPORT, answers=answers)
    return report.act("submit", report.speaker, ago)


def _reviewed(report: Dossier, ago: int) -> Dossier:
    found = {"item": "规范用户模型", "code": "user_tags", "problem": "not_executed"}
    return report.act(
        "review",
        "enforcer",
        ago,
        opinion="总体符合要求，标签清理应在一个月内完成。",
        findings=[{**found, "note": "过期标签没有清理。"}],
    )


def _ended(stage: Stage) -> None:
    one = _planned(
        stage,
        "清朗·榜单算法治理专项行动",
        130,
        starts=-185,
        ends=-140,
        companies=("company2", "company3"),
    )
    _announced(one, 125)
    for name in ("company2", "company3"):
        _reviewed(_submitted(_report(stage, one, name), 115), 105)
    one.act("begin_summary", "enforcer", 92)
    one.act(
        "close_campaign",
        "head",
        86,
        summary="两家企业按期自查，发现的问题已经整改，榜单干预均有记录可查。",
    )


def _at_its_summary(stage: Stage) -> None:
    one = _planned(
        stage, "清朗·直播推荐专项行动", 60, starts=-80, ends=-12, companies=("company4",)
    )
    _announced(one, 55)
    _reviewed(_submitted(_report(stage, one, "company4"), 40), 30)
    one.act("begin_summary", "enforcer", 4)


def _running(stage: Stage) -> None:
    """The companies stand at different points; a draw has been made, its inspections wait for their plans."""
    one = _planned(stage, "清朗·算法综合治理专项行动", 17, starts=-20, ends=25, companies=COMPANIES)
    _announced(one, 14)
    _submitted(_report(stage, one, "company2"), 4)
    returned = _submitted(_report(stage, one, "company3"), 8)
    items = [{"item": "机构和人员", "code": "staff", "reason": "请写明算法安全负责人。"}]
    returned.act("return_report", "enforcer", 3, items=items)
    _reviewed(_submitted(_report(stage, one, "company4"), 9), 2)
    drawn_on = one.day(6)
    one.act(
        "fix_pool",
        "enforcer",
        7,
        source="公开摇奖的开奖号码（演示）",
        draws_on=drawn_on,
        count=2,
        size=2,
        departments=["public_security"],
    )
    one.act("draw", "head", 6, seed=f"{drawn_on:%Y%m%d}071218222931")
    open_due(one.at(6, 11))
    _urged(one)


def _urged(campaign: Dossier) -> None:
    """Whoever has no filing in force is reminded of it."""
    without = [target.organization for target in campaign.again().case.to_urge()]
    if without:
        campaign.act("urge_filing", "enforcer", 5, organizations=without)
