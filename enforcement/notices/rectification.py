"""The letters and messages of orders to correct (penalty law, article 28; measures, articles 24 and 27)."""

from enforcement.notices.stated import ALWAYS, BASIS, FACTS, REASON
from portal.notices.catalogue import NoticeKind, letter, message
from portal.notices.contents import says, states
from portal.notices.effects import Effects
from portal.notices.stock import REMEDIES

_DEMANDS = states("demands", "改正的要求", "What to correct", "items.demand", field="items")
_RESULTS = (
    states("officers", "复查人员", "Officers of the re-check"),
    states("results", "逐项结果", "Result of each item", "items.result", field="items"),
    _DEMANDS,
    states("conclusion", "复查意见", "Opinion", field="conclusion"),
)
_HOW_TO_REPORT = states("how_to_report", "报告方式", "How to report", field="how_to_report")
_CONSEQUENCE = says(
    "consequence",
    "逾期的后果",
    "If you do not correct",
    "可以认定为拒不改正",
    "Without a report in time, or if the re-check finds it uncorrected, this may be held a refusal and be penalised.",
)
_ORDER = ("rectification_order",)

NOTICES: tuple[NoticeKind, ...] = (
    letter(
        "rectification_order",
        "责令限期改正通知书",
        "责令企业在期限内改正。",
        mark="改",
        serves="record_service",
        title_en="Order to Correct within a Time Limit",
        meaning_en="You are ordered to correct what is listed within the days stated, counted from service, and to"
        " report on it.",
        must_state=(
            *ALWAYS,
            FACTS,
            states("provisions", "违反的规定", "Provisions broken", "items.article"),
            _DEMANDS,
            states("days", "改正的日数", "Days given", field="days"),
            _HOW_TO_REPORT,
            _CONSEQUENCE,
            REMEDIES,
            BASIS,
        ),
    ),
    letter(
        "rectification_extended",
        "延长整改期限通知书",
        "告知整改期限的延长。",
        mark="改延",
        title_en="Extension of Time to Correct",
        meaning_en="You have until the day stated to correct and to report.",
        must_state=(
            *ALWAYS,
            states("until", "延长至", "Extended until", field="until"),
            REASON,
        ),
        effects=Effects(amends=_ORDER),
    ),
    letter(
        "rectification_verified",
        "整改复查意见书",
        "告知整改复查的结果。",
        mark="改复",
        title_en="Result of a Re-check",
        meaning_en="The re-check found everything corrected; the order is done with.",
        must_state=(*ALWAYS, *_RESULTS, BASIS),
        effects=Effects(supersedes=("rectification_returned",)),
    ),
    letter(
        "rectification_returned",
        "整改复查意见书（继续整改）",
        "告知整改复查的结果和新的期限。",
        mark="改续",
        serves="record_service",
        title_en="Result of a Re-check: Go on Correcting",
        meaning_en="The re-check found items not corrected. You have the days stated, counted from"
        " service, once more to correct them.",
        must_state=(
            *ALWAYS,
            *_RESULTS,
            states("more_days", "新的日数", "Days given", field="more_days"),
            _HOW_TO_REPORT,
            _CONSEQUENCE,
            REMEDIES,
            BASIS,
        ),
        effects=Effects(amends=_ORDER),
    ),
    letter(
        "rectification_refused",
        "整改复查意见书（拒不改正）",
        "告知企业被认定拒不改正及其依据。",
        mark="改拒",
        title_en="Finding of Refusal to Correct",
        meaning_en="You are found to have refused to correct. A penalty case may follow; you will be heard before.",
        must_state=(
            *ALWAYS,
            states("refusal", "认定拒不改正的依据", "Grounds of the finding"),
            *_RESULTS[1:],
            REMEDIES,
            BASIS,
        ),
        effects=Effects(supersedes=("rectification_returned",)),
    ),
    letter(
        "rectification_withdrawn",
        "撤回责令改正通知书",
        "告知责令改正已经撤回。",
        mark="改撤",
        title_en="Withdrawal of an Order to Correct",
        meaning_en="The order to correct is withdrawn and need no longer be followed.",
        must_state=(*ALWAYS, REASON),
        effects=Effects(revokes=(*_ORDER, "rectification_extended", "rectification_returned")),
    ),
    message("rectification_served", "责令改正的文书已经登记送达"),
    message("rectification_reported", "企业提交了整改报告", inside=True),
    message("rectification_time_asked", "企业申请延长整改期限", inside=True),
    message("rectification_time_refused", "延长整改期限的申请没有同意"),
)
