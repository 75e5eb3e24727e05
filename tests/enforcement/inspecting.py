"""Inspections and orders to correct in each state, reached by the engine alone."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from enforcement.states import InspectionState as I
from enforcement.states import RectificationState as R
from portal.law.rulebook import rulebook
from tests import make
from tests.enforcement.people import EnforcementCast, act, edited, fresh, opened

NOW = make.NOW
#: Three working days and more before NOW, which is Tuesday the 22nd.
NOTIFIED = make.at("2026-09-15 10:00")
CAME, LEFT = make.at("2026-09-22 09:00"), make.at("2026-09-22 09:50")
PLAN: dict[str, Any] = {
    "announced": True,
    "planned_on": date(2026, 9, 28),
    "place": "演示区一号三层",
    "scope": "首页推荐算法的合规情况和日志留存。",
    "items": [],
    "prepare": "算法机制机理说明、六个月以来的日志目录。",
}
VIOLATED = {"opt_out": "关闭个性化推荐后仍继续推送。", "logs": "八月以前的日志没有留存。"}
VIOLATED_QUESTION = "logs.duration"
DEMANDS = [
    {"ref": "opt_out", "problem": "not_executed", "demand": "关闭后立即停止个性化推荐。"},
    {"ref": "logs", "problem": "incomplete", "demand": "建立日志留存制度，留存不少于六个月。"},
]
ORDER: dict[str, Any] = {
    "facts": "关闭个性化推荐后仍继续推送；八月以前的日志没有留存。",
    "order_items": DEMANDS,
    "days": 10,
    "how_to_report": "在本门户逐项填写整改情况，上传证明材料。",
}


def team(cast: EnforcementCast, *names: str) -> list[dict[str, Any]]:
    """Rows that name officers with their credentials; Bo and Bei where nobody is said."""
    return [
        {"user": cast.people[name], "department": "省网信办", "credential": f"99-{name}"}
        for name in names or ("bo", "bei")
    ]


def answers(case: Any, **violated: str) -> list[dict[str, str]]:
    """Every row of the checklist answered; ``violated`` names duties with what was seen."""
    notes = {**violated, **({VIOLATED_QUESTION: "只有一个月。"} if "logs" in violated else {})}
    return [
        {
            "item": item.code,
            "finding": "violation" if item.code in notes else "compliant",
            "note": notes.get(item.code, ""),
        }
        for item in case.asked(rulebook(case.law_profile))
    ]


RECORD: dict[str, Any] = {
    "left_at": LEFT,
    "present": "王五（合规总监）",
    "findings": "现场演示了关闭个性化推荐的过程，查看了日志系统。",
    "statement": "对检查结果没有异议。",
}


def inspection(
    cast: EnforcementCast, state: Any = I.DRAFT, *, now: datetime = NOW, **plan: Any
) -> Any:
    """An inspection of company A by Bo and Bei; Bei writes the record. From ON_SITE on nobody was told before."""
    announced = state in (I.DRAFT, I.NOTIFIED, I.CANCELLED)
    started = NOTIFIED if state == I.NOTIFIED else now
    planned = date(2026, 9, 22) if state == I.NOTIFIED else PLAN["planned_on"]
    case = opened("inspection", cast.bo, cast.company_a, now=started, lead=None, origin=None)
    told = PLAN | {"announced": announced, "planned_on": planned} | plan
    edited(case, cast.bo, now=started, **told)
    act(case, "change_team", cast.bo, now=started, officers=team(cast))
    for step in _INSPECTION_PATHS[state]:
        step(cast, case, started)
    return fresh(case)


def notify(cast: EnforcementCast, case: Any, now: datetime = NOW) -> None:
    act(case, "notify", cast.bo, now=now, officers=team(cast))


def arrive(cast: EnforcementCast, case: Any, now: datetime = NOW) -> None:
    told = {"arrived_at": CAME, "receiver": "王五", "credentials_shown": True}
    act(case, "arrive", cast.bo, now=now, **told)


def record(cast: EnforcementCast, case: Any, now: datetime = NOW) -> None:
    rows = answers(fresh(case), **VIOLATED)
    act(case, "answer_checklist", cast.bei, now=now, answers=rows)
    act(case, "record", cast.bei, now=now, **RECORD)


def confirm(cast: EnforcementCast, case: Any, now: datetime = NOW) -> None:
    act(case, "confirm_record", cast.bo, now=now)


def sign(cast: EnforcementCast, case: Any, now: datetime = NOW) -> None:
    confirm(cast, case, now)
    act(case, "sign_record", cast.ai, now=now, signatory="王五", position="合规总监", remarks="")


def conclude(cast: EnforcementCast, case: Any, now: datetime = NOW) -> None:
    act(case, "conclude", cast.bo, now=now, conclusion="发现两项不符合，另行责令改正。")


def cancel(cast: EnforcementCast, case: Any, now: datetime = NOW) -> None:
    act(case, "cancel", cast.bo, now=now, reason="企业已经停止服务。")


Step = Callable[[EnforcementCast, Any, datetime], None]
_RECORDED: tuple[Step, ...] = (arrive, record)
_INSPECTION_PATHS: dict[str, tuple[Step, ...]] = {
    I.DRAFT: (),
    I.NOTIFIED: (notify,),
    I.ON_SITE: (arrive,),
    I.RECORDED: _RECORDED,
    I.SIGNED: (*_RECORDED, sign),
    I.CONCLUDED: (*_RECORDED, sign, conclude),
    I.CANCELLED: (cancel,),
}


def inspection_told(cast: EnforcementCast, case: Any, name: str) -> dict[str, Any]:
    """Sound input of an inspection's action; what it presupposes is done first."""
    if name == "record":
        act(case, "answer_checklist", cast.bei, answers=answers(fresh(case)))
    if name in ("sign_record", "record_paper_signature", "record_refusal"):
        confirm(cast, case)
    if name == "record_paper_signature":
        make.attach(fresh(case), cast.bo, "signed_record", now=NOW)
    if name in ("grant_recusal", "refuse_recusal"):
        asked = {"officer": cast.bei, "reason": "其配偶在竞争企业任职。"}
        act(case, "request_recusal", cast.ai, **asked)
    told: dict[str, dict[str, Any]] = {
        "notify": {"officers": team(cast)},
        "change_team": {"officers": team(cast, "bo", "hu")},
        "step_aside": {"reason": "曾在该企业任职。"},
        "cancel": {"reason": "企业已经停止服务。"},
        "arrive": {"arrived_at": CAME, "receiver": "王五", "credentials_shown": True},
        "answer_checklist": {"answers": answers(case)},
        "record_obstruction": {"facts": "拒绝打开日志系统。"},
        "record": RECORD,
        "correct_record": {"reason": "地点写错。"},
        "sign_record": {"signatory": "王五", "position": "合规总监", "remarks": ""},
        "record_paper_signature": {"signatory": "王五", "position": "合规总监", "remarks": ""},
        "record_refusal": {"reason": "称需要请示总部。", "witnesses": "园区物业赵六"},
        "conclude": {"conclusion": "没有发现问题。"},
        "request_recusal": {"officer": cast.bei, "reason": "其配偶在竞争企业任职。"},
        "grant_recusal": {"officer": cast.bei, "reason": "情况属实。"},
        "refuse_recusal": {"officer": cast.bei, "reason": "没有利害关系。"},
    }
    return told.get(name, {})


#: What a fresh case of each state does not bring along, by the guard or the code that says so.
INSPECTION_NOT_YET: dict[str | tuple[str, str], str | None] = {
    (I.DRAFT, "arrive"): "notice_given",
}
ORDER_NOT_YET: dict[str | tuple[str, str], str | None] = {
    "find_unrectified": "running",
    "note_silence": "run_out",
    "record_service": "order_unserved",
}


def order(cast: EnforcementCast, state: Any = R.DRAFT, *, now: datetime = NOW, **told: Any) -> Any:
    """An order to company A, driven into a state."""
    started = make.at("2026-09-01 10:00") if state == R.UNRECTIFIED else now
    case = opened("rectification", cast.bo, cast.company_a, now=started, lead=None, origin=None)
    edited(case, cast.bo, now=started, **(ORDER | told))
    for step in _ORDER_PATHS[state]:
        step(cast, case, now if step is give_up else started)
    return fresh(case)


def issue(cast: EnforcementCast, case: Any, now: datetime = NOW) -> None:
    act(case, "issue", cast.bo, now=now)


def serve(cast: EnforcementCast, case: Any, now: datetime = NOW) -> None:
    """The newest paper of an order is handed over: the period runs from now."""
    act(case, "record_service", cast.bo, now=now, **handed_over(now))


def handed_over(moment: datetime) -> dict[str, Any]:
    """A service in person at that moment."""
    told = {"place": "演示区一号", "receiver": "王五（法定代表人）"}
    return {"service_method": "in_person", "served_at": moment, **told}


def report(cast: EnforcementCast, case: Any, now: datetime = NOW) -> None:
    act(case, "report_rectification", cast.ai, now=now, **reported(fresh(case)))


def reported(case: Any) -> dict[str, Any]:
    """What the company says of each item that is still open."""
    rows = [
        {"item": str(one.position), "answer": "已经改正，见证明。"} for one in case.open_items()
    ]
    return {"answers": rows, "report": "逐项完成整改。"}


def results(*found: str) -> list[dict[str, str]]:
    """A result for each item in turn."""
    return [
        {
            "item": str(place),
            "result": one,
            "remark": "仍有推送。" if one == "failed" else "",
        }
        for place, one in enumerate(found, start=1)
    ]


def reinspect(
    cast: EnforcementCast, case: Any, now: datetime = NOW, *found: str, by: str = "bei"
) -> None:
    """Bei writes what Bei and Bo found."""
    rows = results(*(found or ("complied", "complied")))
    act(case, "reinspect", cast.people[by], now=now, officers=team(cast), results=rows)


def verify(cast: EnforcementCast, case: Any, now: datetime = NOW) -> None:
    reinspect(cast, case, now)
    act(case, "verify", cast.bo, now=now, conclusion="各项均已改正。")


def give_up(cast: EnforcementCast, case: Any, now: datetime = NOW) -> None:
    """Nothing was reported when the period had long run out: Bei and Bo looked."""
    act(case, "note_silence", cast.bei, now=now, officers=team(cast))
    act(case, "find_unrectified", cast.bo, now=now, conclusion="期满没有报告。")


def withdraw(cast: EnforcementCast, case: Any, now: datetime = NOW) -> None:
    act(case, "withdraw", cast.bo, now=now, reason="事实有误。")


_ORDER_PATHS: dict[str, tuple[Step, ...]] = {
    R.DRAFT: (),
    R.ISSUED: (issue, serve),
    R.REPORTED: (issue, serve, report),
    R.VERIFIED: (issue, serve, report, verify),
    R.UNRECTIFIED: (issue, serve, give_up),
    R.WITHDRAWN: (withdraw,),
}


def order_told(cast: EnforcementCast, case: Any, name: str) -> dict[str, Any]:
    """Sound input of an order's action; what it presupposes is done first."""
    if name == "decline_time":
        act(case, "ask_for_time", cast.ai, reason="需要采购存储。")
    if name == "verify":
        reinspect(cast, case)
    if name == "return_for_more":
        reinspect(cast, case, NOW, "failed", "complied")
    told: dict[str, dict[str, Any]] = {
        "record_service": handed_over(NOW),
        "ask_for_time": {"reason": "需要采购存储。"},
        "extend": {"until": date(2026, 10, 30), "reason": "确有困难。"},
        "decline_time": {"reason": "时间足够。"},
        "report_rectification": reported(case),
        "reinspect": {"officers": team(cast), "results": results("complied", "complied")},
        "verify": {"conclusion": "各项均已改正。"},
        "return_for_more": {"days": 20, "conclusion": "第一项没有改正。"},
        "note_silence": {"officers": team(cast)},
        "find_unrectified": {"conclusion": "期满没有报告。"},
        "withdraw": {"reason": "事实有误。"},
    }
    return told.get(name, {})
