"""Inspections and orders to correct in every state, and what follows from a missed change of a filing."""

from typing import Any

from enforcement import leads
from enforcement.models import Lead
from portal.cases.models import Case
from portal.law.rulebook import rulebook
from portal.web.demo.content import letter
from portal.web.demo.enforcement_prosecution import Grounds, Prosecution
from portal.web.demo.enforcement_script import Dossier, Stage

_SEEN = {
    "opt_out": "关闭个性化推荐后仍继续推送。",
    "logs.duration": "日志只留存一个月。",
    "logs": "八月以前的日志没有留存。",
}
_ITEMS = ["opt_out", "logs", "disclosure", "user_tags"]
_DEMANDS = [
    {"ref": "opt_out", "problem": "not_executed", "demand": "关闭后立即停止个性化推荐。"},
    {"ref": "logs", "problem": "incomplete", "demand": "建立日志留存制度，留存不少于六个月。"},
]
_ORDER: dict[str, Any] = {
    "facts": "关闭个性化推荐后仍继续推送；部分日志没有留存。",
    "order_items": _DEMANDS,
    "days": 20,
    "how_to_report": "在本门户逐项填写整改情况，上传证明材料。",
}
_NOT_CHANGED = Grounds(
    "备案信息与现用模型对照表",
    "模型更换后备案信息没有变更",
    "问：模型何时更换？答：上季度。问：为什么没有办理变更？答：经办人离职，没有交接。",
    "未按规定办理备案变更，责令限期改正后拒不改正，拟依法处罚。",
)
_ANSWERED = "已经改正，见所附截图和制度文本。"


def tell(stage: Stage) -> None:
    """Everything but the order that is not obeyed."""
    concluded = _inspections(stage)
    _orders(stage, concluded)


def _planned(stage: Stage, company: str, ago: int, *, announced: bool, on: int = 0) -> Dossier:
    """An inspection with its plan and its officers."""
    one = stage.on(company).opened("inspection", "enforcer", ago)
    one.typed(
        "enforcer",
        ago,
        announced=announced,
        planned_on=one.day(on) if announced else None,
        place=one.organization.address,
        scope="推荐算法的合规情况和日志留存。",
        items=_ITEMS,
        prepare="算法机制机理说明、近六个月的日志目录。" if announced else "",
    )
    return one.act("change_team", "enforcer", ago, officers=one.team())


def _visited(
    stage: Stage, company: str, ago: int, statement: str = "对检查结果没有异议。"
) -> Dossier:
    """The officers came unannounced; one writes the record, the other confirms it."""
    one = _arrived(stage, company, ago)
    rows = [
        {
            "item": item.code,
            "finding": "violation" if item.code in _SEEN else "compliant",
            "note": _SEEN.get(item.code, ""),
        }
        for item in one.case.asked(rulebook(one.case.law_profile))
    ]
    one.act("answer_checklist", "enforcer2", ago, 14, answers=rows)
    one.act(
        "record",
        "enforcer2",
        ago,
        16,
        left_at=one.at(ago, 15),
        present="演示戊（合规总监）",
        findings="现场演示了关闭个性化推荐的过程，查看了日志系统和公示页面。",
        statement=statement,
    )
    return one.act("confirm_record", "enforcer", ago, 17)


def _arrived(stage: Stage, company: str, ago: int) -> Dossier:
    one = _planned(stage, company, ago, announced=False)
    told = {"receiver": "演示戊（合规总监）", "credentials_shown": True}
    return one.act("arrive", "enforcer", ago, 10, arrived_at=one.at(ago, 10), **told)


def _inspections(stage: Stage) -> Dossier:
    """In every state; answers the one that was concluded with findings."""
    _planned(stage, "company4", 1, announced=True, on=-10)
    told = _planned(stage, "company", 2, announced=True, on=-5)
    told.act("notify", "enforcer", 2, 11, officers=told.team())
    _arrived(stage, "company3", 1)
    _visited(stage, "company", 3)
    refused = _visited(stage, "company2", 6, "认为日志的留存期限应从服务上线之日起算。")
    refused.act(
        "record_refusal",
        "enforcer",
        5,
        reason="称须请示总部，不在笔录上签名。",
        witnesses="园区物业人员演示己在场见证",
    )
    concluded = _visited(stage, "company2", 45)
    concluded.act(
        "sign_record", "company2", 44, signatory="演示戊", position="合规总监", remarks="无异议。"
    )
    concluded.act("conclude", "enforcer", 42, conclusion="发现两项不符合，另行责令限期改正。")
    called_off = _planned(stage, "company3", 12, announced=True, on=6)
    called_off.act("notify", "enforcer", 12, 11, officers=called_off.team())
    called_off.act("cancel", "enforcer", 8, reason="企业搬迁，另行安排。")
    return concluded


def _ordered(stage: Stage, company: str, ago: int, **told: Any) -> Dossier:
    """An order that is still being written."""
    origin = told.pop("origin", None)
    one = stage.on(company).opened("rectification", "enforcer", ago, origin=origin)
    return one.typed("enforcer", ago, **(_ORDER | told))


def _served(order: Dossier, ago: int) -> Dossier:
    """Two officers hand the order over at the company on the same afternoon."""
    told = {"place": order.organization.address, "receiver": "演示戊（合规总监）"}
    method = {"service_method": "in_person", "served_at": order.at(ago, 16)}
    return order.act("record_service", "enforcer", ago, 17, **method, **told)


def _reported(order: Dossier, ago: int) -> Dossier:
    """The company says item by item what it did, with a proof."""
    order.brings("proof", letter("整改证明（演示）", "整改证明.docx"), order.speaker, ago)
    rows = [{"item": str(one.position), "answer": _ANSWERED} for one in order.case.open_items()]
    return order.act(
        "report_rectification", order.speaker, ago, 15, answers=rows, report="逐项完成整改。"
    )


def _orders(stage: Stage, inspected: Dossier) -> None:
    _ordered(stage, "company2", 1)
    running = _ordered(stage, "company", 5).act("issue", "enforcer", 5)
    _served(running, 5)
    running.act("ask_for_time", "company", 1, reason="日志存储设备到货需要两周。")
    waiting = _ordered(stage, "company3", 12).act("issue", "enforcer", 12)
    _served(waiting, 12)
    _reported(waiting, 3)
    origin = Case.objects.get(pk=inspected.case.pk)
    done = _ordered(stage, "company2", 41, origin=origin).act("issue", "enforcer", 41)
    _served(done, 41)
    _reported(done, 32)
    rows = [
        {"item": str(one.position), "result": "complied", "remark": ""}
        for one in done.case.items.all()
    ]
    done.act("reinspect", "enforcer2", 28, officers=done.team(), results=rows)
    done.act("verify", "enforcer", 27, conclusion="各项均已改正。")
    wrong = _ordered(stage, "company4", 9).act("issue", "enforcer", 9)
    wrong.act("withdraw", "enforcer", 7, reason="所列产品不是该企业运营，予以撤回。")


def missed_change(stage: Stage, filing: Case) -> Prosecution:
    """A change forgotten, a lead, an order not obeyed, a penalty of which the party has just been told.

    Answers the penalty; the party may still speak and ask for a hearing.
    """
    lead = _lead_of(stage, filing)
    order = stage.on("company").opened("rectification", "enforcer", 47, lead=lead, origin=None)
    order.typed(
        "enforcer",
        47,
        facts="推荐模型已经更换，备案信息没有在规定的期限内变更。",
        order_items=[
            {
                "ref": "filing_change",
                "problem": "not_executed",
                "demand": "提交备案变更，说明现用模型。",
            }
        ],
        days=10,
        how_to_report="在本门户提交备案变更，并逐项填写整改情况。",
    )
    order.act("issue", "enforcer", 47, 15)
    _served(order, 47)
    order.act("note_silence", "enforcer2", 36, 9, officers=order.team())
    order.act("find_unrectified", "enforcer", 36, 15, conclusion="期满没有报告，备案也没有变更。")
    place = stage.places["company"]
    penalty = Prosecution(stage.people, "company", stage.now, place=place)
    penalty.grounds = _NOT_CHANGED
    penalty.severe(penalty.from_today(60))
    return penalty.notified(
        "青云影音未按规定变更备案案",
        35,
        1,
        refs=["filing_change"],
        refused=True,
        refused_order=Case.objects.get(pk=order.case.pk),
        target=filing,
        lead=lead,
        origin=Case.objects.get(pk=order.case.pk),
        facts="推荐模型更换以后没有在规定的期限内办理备案变更；责令限期改正，期满没有报告，也没有改正。",
    )


def _lead_of(stage: Stage, filing: Case) -> Lead:
    """What the portal noticed becomes a lead; the sweep of the demonstration's day makes leads of the rest."""
    noticed = stage.filer("company").at(48, 9)
    for tip in leads.waiting():
        if tip.origin == filing.pk:
            leads.open_lead(tip, noticed)
    return Lead.objects.get(origin=filing.pk)
