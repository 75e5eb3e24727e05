"""Service and appeal (article 16, paragraph 2)."""

from ethics_review.notices.stated import ALWAYS, DECISIONS
from portal.notices.catalogue import NoticeKind, letter, message
from portal.notices.contents import has, says, states
from portal.notices.stock import DUE

#: The decision that the appeal is about, and what is said against it.
_CHALLENGED = (
    states("challenged", "申诉针对的决定", "Decision appealed", "decision", words=DECISIONS),
    states("decided_at", "原决定日期", "Decided on"),
    states("grounds", "申诉理由", "Grounds of the appeal", "appeal_grounds"),
)
_STANDS = says(
    "effect",
    "效力",
    "Effect",
    "原决定继续有效",
    "The original decision stays in force.",
)

APPEAL_NOTICES: tuple[NoticeKind, ...] = (
    letter(
        "ethics_appeal_received",
        "申诉受理通知书",
        "告知申诉已经收到，委员会将重新审议。",
        mark="伦诉受",
        title_en="Notice of an Appeal Received",
        meaning_en="The committee has received your appeal and will consider it by the day stated.",
        must_state=(
            *ALWAYS,
            *_CHALLENGED,
            states("appealed_at", "收到时间", "Received"),
            states("answer", "受理逾期申诉的理由", "Why taken up late", when=has("appeal_is_late")),
            DUE,
            _STANDS,
        ),
    ),
    letter(
        "ethics_appeal_upheld",
        "申诉处理决定书",
        "告知申诉的处理结果和理由。",
        mark="伦诉决",
        title_en="Decision on an Appeal",
        meaning_en="The appeal is not well founded; the original decision stands, for the reasons given.",
        must_state=(
            *ALWAYS,
            *_CHALLENGED,
            says("result", "处理结果", "Result", "维持原决定", "The original decision is upheld."),
            states("reasons", "理由", "Reasons", "answer", field="reasons"),
            _STANDS,
        ),
    ),
    letter(
        "ethics_late_appeal_declined",
        "逾期申诉答复书",
        "告知逾期申诉不予处理的理由。",
        mark="伦诉逾",
        title_en="Answer to a Late Appeal",
        meaning_en="The appeal came after the time limit and is not considered, for the reasons given.",
        must_state=(
            *ALWAYS,
            *_CHALLENGED,
            states("served_at", "决定送达日期", "Decision served on"),
            states("late_appeal_at", "申诉提出时间", "Appealed"),
            states("window", "申诉期限", "Time limit of an appeal", "window.text"),
            states("reasons", "不予处理的理由", "Reasons", "answer", field="reason"),
            _STANDS,
        ),
    ),
    message("decision_served", "决定已经送达"),
    message("appeal_arrived", "申请人提出了申诉"),
)
