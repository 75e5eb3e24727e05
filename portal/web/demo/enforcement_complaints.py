"""Complaints in every state, handed in through the public's own form, and the receipts that open them.

The receipts come of words that never change, so that they can be told again on any day; they open demo data alone.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser

from enforcement.complaining import hand_in, receipt_of
from enforcement.models import Complaint
from enforcement.states import ComplaintMatter
from enforcement.status_page import perform
from portal.web.demo.cast import PLACES
from portal.web.demo.enforcement_script import Dossier, Stage

_NAMES = {place.key: place.name for place in PLACES}
_NOBODY = {"name": "", "phone": "", "email": ""}
_SOMEBODY = {"name": "演示庚", "phone": "13800000001", "email": "geng@example.org"}
_SUMMARY = "有用户反映关闭个性化推荐后仍在推荐。"


@dataclass(frozen=True)
class Words:
    """What one complainant wrote."""

    company: str
    facts: str
    category: str = "opt_out"
    service: str = "首页推荐"
    matter: str = ComplaintMatter.REPORT
    signed: bool = False

    def clean(self) -> dict[str, Any]:
        """As the form cleans it; the key is the same every time."""
        who = _SOMEBODY if self.signed else _NOBODY
        return {
            "category": self.category,
            "respondent_name": _NAMES[self.company],
            "record_number": "",
            "service": self.service,
            "province": "",
            "happened_on": None,
            "facts": self.facts,
            "files": [],
            **who,
            "key": f"demo {self.facts}",
        }


ANONYMOUS = Words(
    "company", "每天推送十几条同样的广告，没有地方可以关闭。", "tag_control", "消息推送"
)
SEALED = Words("company2", "公示页面里找不到推荐规则的说明。", "disclosure", signed=True)
ROUTED = Words("company", "关闭个性化推荐以后，首页仍然按我的浏览记录推荐。")
ANSWERED = Words("company2", "申诉被驳回，没有说明理由。", matter=ComplaintMatter.USER_APPEAL)
CLOSED = Words("company3", "热榜里的内容可以花钱买到位置。", "manipulation", "热榜", signed=True)
_ACCEPTED = Words("company4", "给未成年人推荐打赏直播。", "minors", "直播推荐")
_DECLINED = Words("company3", "会员自动续费没有提醒。", "other", "会员")
_TRANSFERRED = Words("company2", "同一件商品给我的价格比别人高。", "consumers", "商城")
_WITHDRAWN = Words("company4", "搜索结果总是同一家。", "disclosure", "搜索")
#: What the demonstration tells its visitors of: whose receipt it is.
SHOWN = {"新收到的匿名投诉": ANONYMOUS, "已转平台答复": ROUTED, "已办结并答复": CLOSED}


def tell(stage: Stage) -> None:
    """Every state, and one whose complainant left a name."""
    _lodged(stage, ANONYMOUS, _at(stage, 1))
    accepted = _lodged(stage, SEALED, _at(stage, 4))
    accepted.act("accept", "enforcer", 2, category=SEALED.category)
    _lodged(stage, _ACCEPTED, _at(stage, 6)).act(
        "accept", "enforcer2", 4, category=_ACCEPTED.category
    )
    _routed(stage, ROUTED, 8)
    _routed(stage, ANSWERED, 10).act("answer", "company2", 4, company_answer="已说明理由并复核。")
    closed = _routed(stage, CLOSED, 30)
    closed.act("answer", "company3", 20, company_answer="个别推广位没有标注，已下线整改。")
    closed.act(
        "close",
        "enforcer",
        6,
        outcome="partly",
        reply="反映部分属实：推广位未标注。已要求整改，并登记线索继续处理。",
        findings="抽查热榜三日，两处推广位没有标注。",
    )
    _lodged(stage, _DECLINED, _at(stage, 7)).act(
        "decline_acceptance",
        "enforcer",
        5,
        reason="属于合同纠纷，不属于算法推荐服务的投诉举报范围。",
    )
    _lodged(stage, _TRANSFERRED, _at(stage, 9)).act(
        "transfer", "enforcer", 7, to="演示甲省市场监督管理局", reason="属于价格行为，依法转送。"
    )
    withdrawn = _lodged(stage, _WITHDRAWN, _at(stage, 11))
    perform(withdrawn.case, "withdraw", {}, _at(stage, 10))


def shown() -> dict[str, str]:
    """What each of the shown receipts opens → the receipt; only what is there."""
    receipts = {what: receipt_of(words.clean(), words.matter) for what, words in SHOWN.items()}
    told = Complaint.objects.filter(organization__is_demo=True).exists()
    return receipts if told else {}


def _at(stage: Stage, ago: int) -> datetime:
    return stage.on("province").at(ago)


def _lodged(stage: Stage, words: Words, moment: datetime) -> Dossier:
    lodged = hand_in(words.clean(), matter=words.matter, user=AnonymousUser(), now=moment)
    return stage.on("province").found(lodged.complaint)


def _routed(stage: Stage, words: Words, ago: int) -> Dossier:
    """Accepted and passed on to the platform, in the officer's own words."""
    one = _lodged(stage, words, _at(stage, ago))
    one.act("accept", "enforcer", ago - 2, category=words.category)
    return one.act("route", "enforcer", ago - 3, passed_on=_SUMMARY)
