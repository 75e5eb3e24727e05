"""The letters and messages of ethics review; ``ethics_review.apps`` registers them."""

from portal.notices.catalogue import NoticeKind, letter, message

#: From the application to the procedure (articles 12–13).
INTAKE_NOTICES: tuple[NoticeKind, ...] = (
    letter("ethics_received", "伦理审查申请接收回执", "证明委员会已收到审查申请，不代表已经受理。"),
    letter("ethics_supplement", "补正告知书", "一次性告知申请需要补充的材料，不是审查决定。"),
    letter("ethics_not_accepted", "不予受理通知书", "告知伦理审查申请不予受理的理由。"),
    letter("ethics_accepted", "伦理审查受理通知书", "告知申请已经受理、适用的程序及理由。"),
    letter("ethics_converted", "转入一般程序告知书", "告知审查由简易程序转入一般程序。"),
    letter("ethics_extended", "延长审查期限告知书", "告知审查期限延长的理由和新的时限。"),
    message("review_arrived", "收到伦理审查申请"),
    message("listing_found", "委员会认定了是否纳入复核清单"),
    message("review_withdrawn", "申请人撤回了伦理审查申请"),
)

#: Deliberation and decision (articles 14–16, 20, 27).
DECISION_NOTICES: tuple[NoticeKind, ...] = (
    letter("ethics_minutes", "伦理审查表决记录", "委员会内部的表决记录。", inside=True),
    letter("ethics_preliminary", "初步审查意见书", "告知初步审查通过，须申请专家复核，不是批准。"),
    letter("ethics_approved", "伦理审查决定书（批准）", "证明活动经伦理审查批准。"),
    letter(
        "ethics_approved_after_revision",
        "伦理审查决定书（修改后批准）",
        "告知按要求修改并经核对后批准，修改前不生效。",
    ),
    letter("ethics_amendment_returned", "修改退回通知书", "告知修改内容仍不符合审查决定的要求。"),
    letter("ethics_revision", "伦理审查决定书（修改后再审）", "告知须修改后重新审查及修改建议。"),
    letter("ethics_rejected", "伦理审查决定书（不予批准）", "告知活动未获批准的决定和理由。"),
    letter("ethics_appeal_received", "申诉受理通知书", "告知申诉已经收到，委员会将重新审议。"),
    letter("ethics_appeal_upheld", "申诉处理决定书", "告知申诉的处理结果和理由。"),
    letter("ethics_late_appeal_declined", "逾期申诉答复书", "告知逾期申诉不予处理的理由。"),
    message("review_accepted", "有新受理的伦理审查"),
    message("emergency_call", "应急伦理审查，请立即参加"),
    message("reviewers_named", "您被指定审查一项活动"),
    message("adviser_invited", "邀请您提供咨询意见"),
    message("voting_opened", "表决已经开始，请投票"),
    message("opinion_received", "专家复核意见已经反馈"),
    message("amendment_submitted", "申请人提交了修改"),
    message("decision_served", "决定已经送达"),
    message("appeal_arrived", "申请人提出了申诉"),
    message("meeting_called", "委员会会议通知"),
    message("meeting_cancelled", "委员会会议取消"),
)

#: The activity under way (articles 17, 18, 25, 30).
ACTIVITY_NOTICES: tuple[NoticeKind, ...] = (
    letter("ethics_recognised", "结果互认函", "证明委员会承认另一委员会的审查结果及其范围。"),
    letter("ethics_tracking", "跟踪审查意见书", "告知跟踪审查的情况、结论和下次日期。"),
    letter("ethics_risk_answer", "风险变化答复书", "告知委员会对风险变化的评估和处理。"),
    letter("ethics_suspended", "暂停活动决定书", "告知活动暂停及其理由。"),
    letter("ethics_resumed", "恢复活动决定书", "告知活动恢复及其理由。"),
    letter("ethics_new_review", "重新审查通知书", "告知活动须停止并重新申请审查。"),
    letter("ethics_terminated", "终止活动决定书", "告知活动终止及其理由。"),
    letter("ethics_activity_registered", "清单活动登记回执", "证明清单活动已在本门户登记。"),
    message("progress_reported", "申请人报告了活动进展"),
    message("risk_reported", "申请人报告了风险变化"),
    message("review_completed", "活动已经结题"),
)

#: Expert recheck (articles 22–24).
RECHECK_NOTICES: tuple[NoticeKind, ...] = (
    letter("recheck_received", "专家复核申请接收回执", "证明组织复核的部门已收到复核申请。"),
    letter("recheck_supplement", "专家复核补正告知书", "一次性告知复核申请需要补充的材料。"),
    letter("recheck_opinion", "专家复核意见书", "告知专家复核组的意见，不是伦理审查决定。"),
    message("recheck_arrived", "收到专家复核申请"),
    message("recheck_withdrawn", "专家复核申请已经撤回"),
    message("panel_called", "您被列入专家复核组"),
    message("panel_voting", "复核表决已经开始"),
)

#: Committees and their duties (article 30).
COMMITTEE_NOTICES: tuple[NoticeKind, ...] = (
    letter("committee_registered", "委员会登记回执", "证明委员会已在本门户登记。"),
    letter("committee_year_reported", "年度工作报告回执", "证明年度工作报告已经提交。"),
    message("committee_arrived", "有委员会登记"),
    message("committee_updated", "委员会更新了登记"),
    message("committee_year_arrived", "委员会提交了年度工作报告"),
)

NOTICES = (
    *INTAKE_NOTICES,
    *DECISION_NOTICES,
    *ACTIVITY_NOTICES,
    *RECHECK_NOTICES,
    *COMMITTEE_NOTICES,
)
