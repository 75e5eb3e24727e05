"""The activity under way (articles 17, 18, 25, 30)."""

from ethics_review.notices.stated import ALWAYS, APPROVALS, OPINIONS, TRACKING
from portal.notices.catalogue import NoticeKind, letter, message
from portal.notices.contents import differs, has, says, states
from portal.notices.effects import Effects
from portal.notices.stock import DUE

_REASON = states("reason", "理由", "Reasons", field="reason")
_RESULTS = {"继续开展": "to be continued", "暂停": "suspended", "终止": "terminated"}
_ANSWERS = {
    "风险受益比未变差，继续开展": "the balance of risk and benefit is no worse; to be continued",
    "暂停": "suspended",
    "重新审查": "to be reviewed anew",
}
_NO_APPROVAL = says(
    "no_approval",
    "效力",
    "Effect",
    "重新获得批准之前，活动不得开展",
    "The activity must not be carried out until it is approved anew.",
)

ACTIVITY_NOTICES: tuple[NoticeKind, ...] = (
    letter(
        "ethics_recognised",
        "结果互认函",
        "证明委员会承认另一委员会的审查结果及其范围。",
        mark="伦互认",
        title_en="Letter of Mutual Recognition",
        meaning_en="The committee recognises another committee's decision within the scope stated.",
        must_state=(
            *ALWAYS,
            states("unit", "作出审查的单位", "Reviewed by", "recognised_unit", field="unit"),
            states("decision", "承认的决定", "Decision recognised", "recognised_decision"),
            states("scope", "范围", "Scope", "recognised_scope", field="scope"),
            states("reason", "理由", "Reasons", "recognised_reason", field="reason"),
            states("recognised_at", "承认之日", "Recognised on"),
            TRACKING,
            DUE,
        ),
    ),
    letter(
        "ethics_tracking",
        "跟踪审查意见书",
        "告知跟踪审查的情况、结论和下次日期。",
        mark="伦跟",
        title_en="Tracking Review Opinion",
        meaning_en="What the tracking review found, its result and the day of the next one.",
        must_state=(
            *ALWAYS,
            states("tracked_at", "跟踪审查日期", "Date"),
            states("points", "审查的内容", "Points checked", "findings.item", field="findings"),
            states("findings", "情况", "Findings", "findings.reason", field="findings"),
            states("result", "结论", "Result", words=_RESULTS),
            states(
                "next",
                "下一次跟踪审查",
                "Next tracking review",
                "deadlines.last_day",
                when=differs("result_code", "terminate"),
            ),
        ),
    ),
    letter(
        "ethics_risk_answer",
        "风险变化答复书",
        "告知委员会对风险变化的评估和处理。",
        mark="伦险",
        title_en="Answer to a Change of Risk",
        meaning_en="How the committee assesses the change of risk that you reported, and what follows.",
        must_state=(
            *ALWAYS,
            states("occurred_on", "发生日期", "Occurred on"),
            states("facts", "报告的风险变化", "Change reported"),
            states("answer", "处理", "Answer", words=_ANSWERS),
            states("reasons", "理由", "Reasons", field="reasons"),
        ),
    ),
    letter(
        "ethics_suspended",
        "暂停活动决定书",
        "告知活动暂停及其理由。",
        effects=Effects(revokes=APPROVALS),
        mark="伦停",
        title_en="Decision on Suspension",
        meaning_en="Stop the activity at once and protect those concerned; the committee decides on resumption.",
        must_state=(
            *ALWAYS,
            _REASON,
            states("suspended_at", "生效时间", "Takes effect"),
            says(
                "effect", "效力", "Effect", "请立即停止相关科技活动", "Stop the activity at once."
            ),
        ),
    ),
    letter(
        "ethics_resumed",
        "恢复活动决定书",
        "告知活动恢复及其理由。",
        effects=Effects(restores=APPROVALS),
        mark="伦复",
        title_en="Decision on Resumption",
        meaning_en="The activity may be resumed from the time stated.",
        must_state=(*ALWAYS, _REASON, states("resumed_at", "生效时间", "Takes effect"), DUE),
    ),
    letter(
        "ethics_new_review",
        "重新审查通知书",
        "告知活动须停止并重新申请审查。",
        effects=Effects(supersedes=APPROVALS),
        mark="伦重审",
        title_en="Notice of a New Review",
        meaning_en="The former result no longer permits the activity. Stop it and apply for a new review.",
        must_state=(
            *ALWAYS,
            _REASON,
            states("ordered_at", "生效时间", "Takes effect"),
            says(
                "duty",
                "需要办理的事项",
                "What to do",
                "请立即停止活动",
                "Stop the activity at once and apply anew.",
            ),
            _NO_APPROVAL,
        ),
    ),
    letter(
        "ethics_terminated",
        "终止活动决定书",
        "告知活动终止及其理由。",
        effects=Effects(revokes=APPROVALS),
        mark="伦终",
        title_en="Decision on Termination",
        meaning_en="The activity is ended for good. Stop it at once and protect those concerned.",
        must_state=(
            *ALWAYS,
            _REASON,
            states("terminated_at", "生效时间", "Takes effect"),
            says(
                "effect", "效力", "Effect", "请立即停止相关科技活动", "Stop the activity at once."
            ),
        ),
    ),
    letter(
        "ethics_activity_registered",
        "清单活动登记回执",
        "证明清单活动已在本门户登记。",
        mark="伦登",
        title_en="Receipt for a Registered Activity",
        meaning_en="The activity on the recheck list is registered on this portal.",
        must_state=(
            *ALWAYS,
            states("registered_at", "登记时间", "Registered"),
            states("contents", "登记事项", "Items registered"),
            states("decision", "伦理审查情况", "Ethics review"),
            states(
                "recheck",
                "专家复核情况",
                "Expert recheck",
                "recheck_opinion",
                "exempt_number",
                when=has("recheck_opinion"),
                words=OPINIONS,
            ),
        ),
    ),
    message("progress_reported", "申请人报告了活动进展"),
    message("risk_reported", "申请人报告了风险变化"),
    message("review_completed", "活动已经结题"),
)
