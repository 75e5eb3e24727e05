"""The letters and messages of a filing's life; ``filings.apps`` registers them."""

from portal.notices.catalogue import NoticeKind, letter, message

#: From the first submission to the number.
FILING_NOTICES: tuple[NoticeKind, ...] = (
    letter("filing_received", "备案材料接收回执", "证明备案机关已收到备案材料，不代表已经备案。"),
    letter("filing_correction", "补正通知书", "一次性告知备案材料需要补正的内容，不是备案决定。"),
    letter(
        "filing_recorded",
        "备案通知书",
        "证明算法已经备案并取得备案编号；备案不代表对其产品、服务或者技术的认可。",
        publishes=True,
    ),
    letter("filing_declined", "不予备案通知书", "告知备案申请未予备案的决定、理由和救济途径。"),
    letter(
        "filing_withdrawn",
        "撤回备案回执",
        "证明备案机关已收到撤回备案申请的表示，本次备案办理终止。",
    ),
)

#: What comes after the number. Public is what the register shows anyway: a change in force, an end.
LIFECYCLE_NOTICES: tuple[NoticeKind, ...] = (
    letter(
        "filing_change_received",
        "变更备案材料接收回执",
        "证明备案机关已收到变更备案材料，不代表变更已经备案。",
    ),
    letter(
        "filing_change_accepted",
        "变更备案通知书",
        "证明变更已经备案，备案编号不变；不代表对其产品、服务或者技术的认可。",
        publishes=True,
    ),
    letter(
        "filing_change_returned",
        "变更备案材料退回通知书",
        "一次性告知变更备案材料需要补正的内容，已备案的内容继续有效。",
    ),
    letter(
        "filing_change_withdrawn",
        "撤回变更备案回执",
        "证明备案机关已收到撤回变更备案的表示，已备案的内容继续有效。",
    ),
    letter(
        "filing_deregistration_received",
        "注销备案申请接收回执",
        "证明备案机关已收到注销备案申请，不代表备案已经注销。",
    ),
    letter(
        "filing_deregistered",
        "注销备案通知书",
        "证明备案机关已经根据申请注销备案，备案编号失效；注销不是行政处罚。",
        publishes=True,
    ),
    letter(
        "filing_deregistration_returned",
        "注销备案申请退回通知书",
        "一次性告知注销备案申请需要补正的内容，备案继续有效。",
    ),
    letter(
        "filing_termination_withdrawn",
        "撤回注销备案回执",
        "证明备案机关已收到撤回终止服务申报的表示，备案继续有效。",
    ),
    letter(
        "filing_cancelled_ex_officio",
        "依职权注销备案决定书",
        "告知备案已被依职权注销及其事实、依据和救济途径；注销不是行政处罚。",
        publishes=True,
    ),
    letter(
        "filing_revocation_notice",
        "撤销备案事先告知书",
        "告知拟撤销备案的事实、证据、依据和陈述申辩的权利，不是决定。",
    ),
    letter(
        "filing_revocation_dropped",
        "终止撤销备案程序通知书",
        "告知撤销备案的程序已经终止，备案继续有效。",
    ),
    letter(
        "filing_revoked",
        "撤销备案决定书",
        "告知备案已被撤销及其事实、证据、依据和救济途径。",
        publishes=True,
    ),
    message("revocation_stated", "企业已就拟撤销备案陈述申辩"),
    message("change_withdrawn", "企业撤回了变更"),
    message("termination_withdrawn", "企业撤回了终止服务的申报"),
    message("filing_ended_by_decision", "备案已因行政处罚决定终止"),
    message("filing_updates_suspended", "备案产品被责令暂停信息更新"),
    message("filing_updates_resumed", "备案产品恢复信息更新"),
    message("filing_restored", "处罚决定被撤销，备案恢复有效"),
    message("display_missing", "网页上没有核验到备案编号或者公示链接"),
)

#: The written examination of a security assessment.
ASSESSMENT_NOTICES: tuple[NoticeKind, ...] = (
    letter(
        "assessment_received",
        "安全评估报告接收回执",
        "证明主管部门已收到安全评估报告，不代表书面审查已经完成。",
    ),
    letter(
        "assessment_supplement",
        "安全评估报告补充说明通知书",
        "一次性告知安全评估报告需要补充说明的内容，不是审查结论。",
    ),
    letter(
        "assessment_reassessment",
        "责令重新评估通知书",
        "责令在写明的期限内重新开展安全评估并提交报告。",
    ),
    letter(
        "assessment_accepted",
        "安全评估报告书面审查完成通知书",
        "证明安全评估报告的书面审查已经完成；不代表对服务安全的认可或者担保。",
    ),
)
