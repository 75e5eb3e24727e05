"""Complaints for the tests: handed in by the public door, driven into any state by the engine."""

from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser

from enforcement import receipts
from enforcement.complaining import Lodged, hand_in
from enforcement.models import Complaint
from enforcement.states import ComplaintMatter
from enforcement.states import ComplaintState as S
from enforcement.status_page import perform
from tests import make
from tests.enforcement.people import NOW, EnforcementCast

#: Nothing of it may ever be read but by the handler.
WHO = {"name": "赵敏敏", "phone": "13911112222", "email": "zhao.minmin@example.com"}
FACTS = "九月十日起关闭了个性化推荐，首页仍然按我的浏览记录推荐。"
SUMMARY = "有用户反映关闭个性化推荐后仍在推荐。"


def words(cast: EnforcementCast, **changes: Any) -> dict[str, Any]:
    """Clean data of the public form about company A."""
    return {
        "category": "opt_out",
        "respondent_name": cast.company_a.name,
        "record_number": "",
        "service": "首页推荐",
        "province": "",
        "happened_on": date(2026, 9, 10),
        "facts": FACTS,
        "files": [],
        **WHO,
        "key": receipts.form_key(),
    } | changes


def lodged(
    cast: EnforcementCast,
    *,
    matter: str = ComplaintMatter.REPORT,
    user: Any = None,
    now: datetime = NOW,
    **changes: Any,
) -> Lodged:
    """A complaint about company A with its receipt."""
    told = words(cast, **changes)
    return hand_in(told, matter=matter, user=user or AnonymousUser(), now=now)


ROUTE = {"passed_on": SUMMARY}
ANSWER = {"company_answer": "已修复，关闭后立即停止推荐。"}
CLOSE = {
    "outcome": "substantiated",
    "reply": "反映属实，已责令改正。",
    "findings": "抽查十次均复现。",
}
TOLD: dict[str, dict[str, Any]] = {
    "accept": {"category": "opt_out"},
    "decline_acceptance": {"reason": "不属于算法推荐"},
    "transfer": {"to": "演示省市场监督管理局", "reason": "属于价格问题"},
    "route": ROUTE,
    "answer": ANSWER,
    "ask_again": {"reason": "请说明修复的时间"},
    "extend": {"until": date(2026, 12, 1), "reason": "需要技术检测"},
    "close": CLOSE,
    "write": {"text": "请补充手机型号。"},
    "read_identity": {"reason": "电话核实"},
    "supplement": {"text": "昨天又出现一次。"},
    "give_contact": WHO,
    "withdraw": {},
}
_ACCEPT, _ROUTE, _ANSWER = ("accept", "bo"), ("route", "bo"), ("answer", "ai")
PATHS: dict[S, tuple[tuple[str, str], ...]] = {
    S.RECEIVED: (),
    S.ACCEPTED: (_ACCEPT,),
    S.ROUTED: (_ACCEPT, _ROUTE),
    S.ANSWERED: (_ACCEPT, _ROUTE, _ANSWER),
    S.CLOSED: (_ACCEPT, _ROUTE, _ANSWER, ("close", "bo")),
    S.NOT_ACCEPTED: (("decline_acceptance", "bo"),),
    S.TRANSFERRED: (("transfer", "bo"),),
    S.WITHDRAWN: (("withdraw", ""),),
}


def complaint(cast: EnforcementCast, state: Any = S.RECEIVED, **changes: Any) -> Complaint:
    """A complaint in a state; Bo accepted it."""
    case = lodged(cast, **changes).complaint
    for name, who in PATHS[S(state)]:
        if who:
            act(case, name, getattr(cast, who))
        else:
            perform(case, name, {}, NOW)
    return fresh(case)


def act(case: Any, name: str, actor: Any, *, now: datetime = NOW, **data: Any) -> Any:
    """One act with its usual words, or with others."""
    return make.act(case, name, actor, now=now, **(data or TOLD[name])).case


def told(cast: EnforcementCast, case: Any, name: str) -> dict[str, Any]:
    """Sound input of an action."""
    return TOLD.get(name, {})


def fresh(case: Any) -> Complaint:
    """As it stands in the database."""
    return Complaint.objects.get(pk=case.pk)
