"""Penalty cases in each state up to the decision, reached by the engine alone, in the weeks before ``make.NOW``.

Bo and Bei investigate, Cao decides, Fa reviews, Hu presides at the hearing, Ai answers for the company.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.test import override_settings

from enforcement.states import PenaltyState as S
from portal.workflow import engine
from tests import make
from tests.enforcement.monitoring_building import team
from tests.enforcement.people import EnforcementCast, edited, fresh, opened

#: The case begins on Monday 10 August 2026.
BEGAN = make.at("2026-08-10 09:00")
HEARING = make.at("2026-08-28 09:30")
FOUND = date(2026, 8, 7)
FACTS: dict[str, Any] = {
    "title": "青云资讯诱导沉迷案",
    "party_address": "演示区一号",
    "act_on": date(2026, 6, 1),
    "continues": False,
    "act_ended_on": date(2026, 7, 31),
    "found_on": FOUND,
    "facts": "2026年6月至7月，首页推荐模型以停留时长为唯一目标，诱导用户沉迷。",
}
BASIS: dict[str, Any] = {
    "refs": ["model_review"],
    "sanction": "algorithm.conduct",
    "no_filing": True,
    "other_act_reasons": "另一产品的推荐模型，另行查处。",
}
SERIOUS: dict[str, Any] = {"serious": True, "serious_reasons": "涉及用户众多，持续两个月。"}
#: The second step of the draft: suspension and fine, never the fine alone.
SEVERE: dict[str, Any] = {
    "measures": ["warning", "suspend_updates", "fine"],
    "fine": 20000,
    "suspend_until": date(2026, 12, 31),
}
MILD: dict[str, Any] = {
    "measures": ["warning", "order_correction"],
    "fine": None,
    "suspend_until": None,
}
REASONS = {"reasons": "违反模型定期审核的义务，后果较重。"}
#: How the prior notice was handed over.
PROOF: dict[str, Any] = {
    "service_method": "in_person",
    "notice_on": None,
    "place": "演示区一号",
    "receiver": "王五，行政主管",
    "refusal": "",
    "witnesses": "",
    "proof": "",
}
#: What the party said outside the portal.
RECEIVED: dict[str, Any] = {"received_at": BEGAN, "way": "written", "paper": "收文〔2026〕12号"}
RECORDED = (
    *("record_statement", "record_hearing_request", "record_hearing_waiver"),
    "record_recusal_request",
)
OPINIONS = ("cao", "yan", "lu")


def told(cast: EnforcementCast, name: str, penalty: dict[str, Any] = SEVERE) -> dict[str, Any]:
    """Sound input of an action."""
    people = cast.people
    officers = [people["bo"], people["bei"]]
    hearing = {"hearing_at": HEARING, "place": "第一会议室", "chair": people["hu"], "public": True}
    return {
        "name_officers": {"officers": team(cast)},
        "decline_opening": {"reason": "不属于本机关管辖。"},
        "declare_recusal": {"reason": "与当事人的负责人是近亲属。"},
        "order_recusal": {"user": people["bei"], "reason": "曾在当事人处任职。"},
        "request_recusal": {"user": people["bei"], "reason": "曾在我单位任职。"},
        "answer_recusal": {"granted": True, "answer": "情况属实。"},
        "add_evidence": {
            "sort": "electronic",
            "name": "推荐模型配置截图",
            "proves": "以停留时长为唯一目标",
            "source": "现场提取",
            "taken_at": BEGAN,
            "officers": officers,
            "document": None,
        },
        "hold_evidence": {"pieces": [], "reason": "日志即将覆盖。"},
        "settle_held": {"result": "复制后返还。"},
        "record_inquiry": {
            "officers": officers,
            "person": "赵六",
            "position": "算法负责人",
            "asked_at": BEGAN,
            "place": "当事人会议室",
            "record": "问：推荐目标是什么？答：停留时长。",
            "signed": True,
            "refusal": "",
        },
        "extend_decision": {"until": date(2026, 12, 10), "reason": "案情复杂。"},
        "pass_review": {"opinion": "事实清楚，证据充分，幅度适当。"},
        "return_review": {"opinion": "请补充用户数量的证据。"},
        "pass_hearing_review": {"opinion": "听证程序合法，同意原意见。"},
        "make_statement": {"statement": "我单位已经下线该模型。", "done": True},
        "record_statement": {**RECEIVED, "statement": "我单位已经下线该模型。", "done": True},
        "record_hearing_request": {**RECEIVED, "hearing_reasons": "对事实有异议。"},
        "record_hearing_waiver": RECEIVED,
        "record_recusal_request": {
            **RECEIVED,
            "user": people["bei"],
            "reason": "曾在我单位任职。",
        },
        "request_hearing": {"hearing_reasons": "对事实有异议。"},
        "schedule_hearing": hearing,
        "reschedule_hearing": hearing,
        "record_hearing": {
            "record": "双方陈述、质证。",
            "signatures": "双方签名。",
            "abandoned": False,
        },
        "reopen_investigation": {"reason": "需要补充证据。"},
        "deliberate": {
            "presider": people["cao"],
            "opinions": [{"user": people[name], "opinion": "同意。"} for name in OPINIONS],
            "conclusion": "按拟定的处罚决定。",
            **penalty,
        },
        "decide": {
            **penalty,
            "reasons": "违法事实成立。",
            "considered": "已经改正的意见予以采纳。",
            "performance": "暂停更新至所定日期。",
            "collecting_account": "演示银行演示区支行 6222-0001",
        },
        "decide_no_penalty": {"ground": "minor_corrected", "reasons": "已经改正，没有后果。"},
        "transfer": {"to": "演示市公安局", "reason": "涉嫌犯罪。"},
        "withdraw_case": {"reason": "重复立案。"},
    }.get(name, {})


class PenaltyStory:
    """One case, driven act by act; an hour passes with each."""

    def __init__(
        self, cast: EnforcementCast, began: datetime = BEGAN, penalty: dict[str, Any] = SEVERE
    ) -> None:
        self.cast, self.now, self.penalty = cast, began, penalty
        self.case: Any = opened(
            "penalty", cast.bo, cast.company_a, now=began, title=FACTS["title"], found_on=FOUND
        )

    def act(self, name: str, who: str, /, **changes: Any) -> Any:
        """The next act, with sound input unless told otherwise."""
        self.now += timedelta(hours=1)
        data = {**told(self.cast, name, self.penalty), **changes}
        if name == "record_notice_service":
            data = {"served_at": self.now, **PROOF, **changes}
        if name in RECORDED:
            data = {**data, "received_at": self.now, **changes}
        version = make.version_of(self.case)
        actor = self.cast.people[who]
        with override_settings(DEMO=True):  # the stories are told under the draft
            engine.perform(
                self.case.pk, name, actor=actor, data=data, version=version, now=self.now
            )
        self.case = fresh(self.case)
        return self.case

    def fill(self, **data: Any) -> None:
        """Fields of the office's own words."""
        self.case = edited(self.case, self.cast.bo, now=self.now, **data)

    def charged(self, **changes: Any) -> "PenaltyStory":
        """Facts, basis and team of a draft."""
        severe = SERIOUS if self.penalty is SEVERE else {}
        self.fill(**{**FACTS, **BASIS, **severe, **changes})
        self.act("name_officers", "bo")
        return self

    def to_opened(self, **changes: Any) -> "PenaltyStory":
        """Opened by the head."""
        self.charged(**changes)
        self.act("propose_opening", "bo")
        self.act("approve_opening", "cao")
        return self

    def to_reviewed(self, **changes: Any) -> "PenaltyStory":
        """Investigated and reviewed."""
        self.to_opened(**changes).act("add_evidence", "bo")
        self.fill(**self.penalty, **REASONS)
        self.act("submit_for_review", "bo")
        self.act("pass_review", "fa")
        return self

    def to_notified(self, **changes: Any) -> "PenaltyStory":
        """The party knows."""
        self.to_reviewed(**changes).act("notify", "bo")
        self.act("record_notice_service", "bo")
        return self

    def to_heard(self) -> "PenaltyStory":
        """The hearing was held on the appointed day."""
        self.to_notified().act("request_hearing", "ai")
        self.act("schedule_hearing", "bo")
        self.now = HEARING
        self.act("record_hearing", "hu")
        return self

    def to_decided(self) -> "PenaltyStory":
        """Heard, reviewed again, discussed and decided."""
        self.to_heard().act("pass_hearing_review", "fa")
        self.act("deliberate", "cao")
        self.act("decide", "cao")
        return self


def penalty(cast: EnforcementCast, state: Any = S.DRAFT) -> Any:
    """A case in the state; what follows the decision is built in ``performing_building``."""
    story = PenaltyStory(cast)
    if state == S.DRAFT:
        return story.charged().case
    if state in (S.PROPOSED, S.NOT_OPENED):
        story.charged().act("propose_opening", "bo")
        return story.act("decline_opening", "cao") if state == S.NOT_OPENED else story.case
    if state in (S.OPENED, S.IN_LEGAL_REVIEW):
        story.to_opened().act("add_evidence", "bo")
        story.fill(**SEVERE, **REASONS)
        return story.act("submit_for_review", "bo") if state == S.IN_LEGAL_REVIEW else story.case
    if state == S.REVIEWED:
        return story.to_reviewed().case
    if state in _FROM_NOTICE:
        story.to_notified()
        for name, who in _FROM_NOTICE[state]:
            story.act(name, who)
        return story.case
    story.to_heard()
    for name, who in _FROM_HEARING[state]:
        story.act(name, who)
    return story.case


_FROM_NOTICE: dict[Any, tuple[tuple[str, str], ...]] = {
    S.NOTIFIED: (),
    S.HEARING_REQUESTED: (("request_hearing", "ai"),),
    S.HEARING_SCHEDULED: (("request_hearing", "ai"), ("schedule_hearing", "bo")),
    S.NOT_PENALISED: (("decide_no_penalty", "cao"),),
    S.TRANSFERRED: (("transfer", "cao"),),
    S.WITHDRAWN: (("withdraw_case", "cao"),),
}
_FROM_HEARING: dict[Any, tuple[tuple[str, str], ...]] = {
    S.HEARD: (),
    S.DELIBERATED: (("pass_hearing_review", "fa"), ("deliberate", "cao")),
    S.DECIDED: (("pass_hearing_review", "fa"), ("deliberate", "cao"), ("decide", "cao")),
}
#: What a fresh case does not bring along, by the guard that says so.
NOT_YET: dict[str | tuple[str, str], str | None] = {
    "approve_opening": "draft_text",
    "settle_held": "something_held",
    "answer_recusal": "recusal_waits",
    "record_notice_service": "notice_unserved",
    "record_hearing_request": "window_closed",
    "record_hearing_waiver": "window_closed",
    "request_hearing": "window_closed",
    "waive_hearing": "window_closed",
    "record_hearing": "chairs_the_hearing",
    (S.NOTIFIED, "decide"): "not_discussed",
    (S.HEARD, "decide"): "review_passed",
    (S.HEARD, "deliberate"): "review_passed",
}


def told_now(cast: EnforcementCast, name: str) -> dict[str, Any]:
    """Sound input of an action that is done at ``make.NOW``."""
    hearing = {**told(cast, "schedule_hearing"), "hearing_at": make.at("2026-10-20 09:30")}
    notice = {"served_at": make.NOW, **PROOF}
    then = {"schedule_hearing": hearing, "reschedule_hearing": hearing}
    then["record_notice_service"] = notice
    if name in RECORDED:
        return {**told(cast, name), "received_at": make.NOW}
    return then.get(name) or told(cast, name)
