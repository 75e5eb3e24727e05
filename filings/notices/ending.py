"""The letters of an end without blame: deregistration on application, cancellation ex officio."""

from filings.notices.stated import ENDS, FILING_STANDS, NUMBER_ENDS, NUMBERED, RECEIVED, gaps
from portal.notices.catalogue import NoticeKind, letter
from portal.notices.contents import has, says, states
from portal.notices.stock import DUE, REMEDIES

_ENDS_ON = states(
    "service_ends_on", "服务终止之日", "End of the service", when=has("service_ends_on")
)
_ENDED_ON = states("ended_on", "生效日期", "Takes effect on")
_ARRANGEMENTS = (
    states(
        "user_arrangements", "对用户的安排", "Arrangements for users", field="user_arrangements"
    ),
    states("data_arrangements", "对数据的安排", "Arrangements for data", field="data_arrangements"),
)

ENDING_NOTICES: tuple[NoticeKind, ...] = (
    letter(
        "filing_deregistration_received",
        "注销备案申请接收回执",
        "证明备案机关已收到注销备案申请，不代表备案已经注销。",
        mark="算注收",
        title_en="Receipt for Deregistration Application",
        meaning_en="The authority has received your application. The filing stays valid until it is deregistered.",
        must_state=(
            *NUMBERED,
            RECEIVED,
            _ENDS_ON,
            *_ARRANGEMENTS,
            states("time_limits", "办理期限", "Time limits", "deadlines", when=has("deadlines")),
            FILING_STANDS,
        ),
    ),
    letter(
        "filing_deregistered",
        "注销备案通知书",
        "证明备案机关已经根据申请注销备案，备案编号失效；注销不是行政处罚。",
        publishes=True,
        effects=ENDS,
        mark="算注",
        title_en="Notice of Deregistration",
        meaning_en="The filing is deregistered on your application. Stop displaying the number.",
        must_state=(
            *NUMBERED,
            _ENDED_ON,
            _ENDS_ON,
            *_ARRANGEMENTS,
            NUMBER_ENDS,
            says(
                "no_penalty",
                "性质",
                "Nature",
                "不是行政处罚",
                "Deregistration is a formality at the end of a service and no administrative penalty.",
            ),
        ),
    ),
    letter(
        "filing_deregistration_returned",
        "注销备案申请退回通知书",
        "一次性告知注销备案申请需要补正的内容，备案继续有效。",
        mark="算注退",
        title_en="Notice Returning a Deregistration",
        meaning_en="Your application cannot be granted yet. Complete the arrangements listed and submit it again.",
        must_state=(
            *NUMBERED,
            *gaps(),
            says(
                "how",
                "补正方式",
                "How to correct",
                "完善对用户和数据的安排，并再次提交注销申请",
                "Sign in, complete the arrangements for users and data on the page of this case, and submit again.",
            ),
            DUE,
            states(
                "consequence", "未办理的后果", "If it is not deregistered", when=has("consequence")
            ),
            FILING_STANDS,
        ),
    ),
    letter(
        "filing_termination_withdrawn",
        "撤回注销备案回执",
        "证明备案机关已收到撤回终止服务申报的表示，备案继续有效。",
        mark="算终撤",
        title_en="Receipt for Withdrawal of a Service End",
        meaning_en="The deregistration procedure ends. The filing stays valid with all its duties.",
        must_state=(
            *NUMBERED,
            states("withdrawn_at", "收到时间", "Received"),
            states("reason", "撤回理由", "Reason", field="reason"),
            states(
                "deregistration_limit",
                "注销备案的义务",
                "Duty to deregister",
                english="deregistration_terms",
            ),
            FILING_STANDS,
        ),
    ),
    letter(
        "filing_cancelled_ex_officio",
        "依职权注销备案决定书",
        "告知备案已被依职权注销及其事实、依据和救济途径；注销不是行政处罚。",
        publishes=True,
        effects=ENDS,
        mark="算依注",
        title_en="Decision on Ex Officio Cancellation",
        meaning_en="The authority has cancelled the filing of its own motion. Stop displaying the number; you may"
        " challenge the decision.",
        must_state=(
            *NUMBERED,
            states("facts", "事实", "Facts", field="facts"),
            states("ground", "情形", "Ground", field="ground"),
            _ENDED_ON,
            NUMBER_ENDS,
            REMEDIES,
        ),
    ),
)
