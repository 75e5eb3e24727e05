"""The letters and messages of a penalty case, from its opening to the decision."""

from portal.notices.catalogue import NoticeKind, letter, message

NOTICES: tuple[NoticeKind, ...] = (
    letter("penalty_opening", "立案审批表", "主管部门内部的立案审批记录。", inside=True),
    letter("penalty_inquiry", "询问笔录", "主管部门内部的询问记录。", inside=True),
    letter(
        "penalty_notice",
        "行政处罚事先告知书",
        "告知拟作出的行政处罚和陈述、申辩、要求听证的权利，不是处罚决定。",
    ),
    letter("penalty_recusal_answer", "回避申请决定书", "告知对回避申请的决定和理由。"),
    letter("penalty_hearing_notice", "听证通知书", "通知听证的时间、地点和主持人。"),
    letter("penalty_hearing_record", "听证笔录", "记录听证的情况，供当事人核对。"),
    letter("penalty_decision", "行政处罚决定书", "告知作出的行政处罚、履行方式和救济途径。"),
    letter("penalty_not_imposed", "不予行政处罚决定书", "告知不予行政处罚的决定和理由。"),
    message("penalty_proposed", "提请批准立案", inside=True),
    message("penalty_not_opened", "不予立案", inside=True),
    message("penalty_to_review", "案件送请法制审核", inside=True),
    message("penalty_reviewed", "法制审核通过", inside=True),
    message("penalty_review_returned", "法制审核退回补充调查", inside=True),
    message("penalty_stated", "当事人提出陈述申辩", inside=True),
    message("penalty_recusal_asked", "当事人申请回避", inside=True),
    message("penalty_hearing_asked", "当事人要求听证", inside=True),
    message("penalty_hearing_waived", "当事人放弃听证", inside=True),
    message("penalty_notice_served", "行政处罚事先告知已经登记送达"),
    message("penalty_received", "已经登记你单位在门户以外提出的意见或者要求"),
    message("penalty_reopened", "处罚案件重新调查"),
    message("penalty_transferred", "处罚案件已经移送"),
    message("penalty_withdrawn", "处罚案件已经撤销"),
)
