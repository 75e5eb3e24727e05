"""Leads, observations and evaluations in every state."""

from typing import Any

from enforcement.models import Lead
from portal.web.demo.enforcement_script import Dossier, Stage, law_in_use

_WARNING = "请核查首页推荐机制，说明同类内容集中推送的原因，采取措施防止诱导沉迷，并在期限内答复。"


def tell(stage: Stage) -> None:
    """The leads first: one of them is taken up by what follows."""
    lead = _leads(stage)
    _observations(stage, lead)
    _evaluations(stage)


def _lead(stage: Stage, company: str, ago: int, facts: str) -> Dossier:
    one = stage.on(company)
    return one.opened(
        "lead", "enforcer", ago, source="monitoring", facts=facts, found_at=one.at(ago, 9)
    )


def _leads(stage: Stage) -> Lead:
    _lead(stage, "company3", 2, "用户群反映视频榜单排序异常，疑似人工干预。")
    _lead(stage, "company4", 10, "直播间价格标示前后不一。").act(
        "transfer",
        "enforcer",
        9,
        department="演示甲省市场监督管理局",
        reason="属于价格行为，应由市场监管部门处理。",
    )
    _lead(stage, "company2", 14, "有人称其推送过于频繁。").act(
        "set_aside", "head", 12, reason="经查推送频次可由用户自行设置，没有违反规定。"
    )
    taken_up = _lead(stage, "company", 9, "巡查发现首页推荐反复出现同类内容。")
    return Lead.objects.get(pk=taken_up.case.pk)


def _seen(stage: Stage, company: str, ago: int, level: str, lead: Any = None) -> Dossier:
    one = stage.on(company).opened("observation", "enforcer", ago, lead=lead, origin=None)
    return one.typed(
        "enforcer",
        ago,
        observed_on=one.day(ago),
        level=level,
        facts="连续七日抽样，首页前二十条中同一主题占八成以上，疑似以停留时长为唯一目标。",
        articles=["model_review", "diversity"],
    )


def _observations(stage: Stage, lead: Lead) -> None:
    _seen(stage, "company3", 1, "low")
    _seen(stage, "company4", 4, "middle").act("register", "enforcer", 4)
    warned = _seen(stage, "company", 8, "high", lead).act("register", "enforcer", 8)
    warned.act("warn", "enforcer", 2, warning=_WARNING)
    answered = _seen(stage, "company2", 12, "middle").act("register", "enforcer", 12)
    answered.act("warn", "enforcer", 9, warning=_WARNING)
    answered.act("answer_warning", "company2", 5, answer="已增加多样性约束，同一主题不超过三成。")
    closed = _seen(stage, "company3", 30, "low").act("register", "enforcer", 30)
    closed.act("close", "enforcer", 20, conclusion="属于节日专题，专题结束后恢复正常，办结。")


def _evaluation(stage: Stage, company: str, ago: int) -> Dossier:
    one = stage.on(company).opened("evaluation", "enforcer", ago, lead=None, origin=None)
    return one.typed("enforcer", ago, scope="首页推荐算法；查阅文档、访谈、抽样测试。")


def _findings() -> list[dict[str, Any]]:
    """One point has a risk, the others are in order."""
    points = [item.code for item in law_in_use().items("evaluation_points")]
    risk = law_in_use().items("evaluation_risks")[0].code
    grave = {"use.effect": ("同一主题占八成以上，容易形成信息茧房。", risk)}
    rows = [(point, *grave.get(point, ("查阅文档并测试，未见异常。", None))) for point in points]
    return [{"point": point, "finding": said, "risk": which} for point, said, which in rows]


def _under_way(stage: Stage, company: str, began: int) -> Dossier:
    """A team at work, its findings written down."""
    one = _evaluation(stage, company, began + 1)
    one.act("begin", "enforcer", began, officers=one.team())
    measures = [{"measure": "在排序目标中加入多样性指标，按月评测。", "whose": "企业算法部门"}]
    return one.act(
        "record_findings", "enforcer", 12, findings=_findings(), counter_measures=measures
    )


def _evaluations(stage: Stage) -> None:
    _evaluation(stage, "company4", 1)
    _under_way(stage, "company3", 14)
    _under_way(stage, "company2", 39).act(
        "complete", "enforcer", 10, conclusion="总体可控；应在三个月内落实多样性措施。"
    )
