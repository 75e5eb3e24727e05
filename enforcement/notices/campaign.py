"""The letters and messages of special actions and self-inspections."""

from portal.notices.catalogue import NoticeKind, letter, message

NOTICES: tuple[NoticeKind, ...] = (
    letter("campaign_notice", "专项行动通知书", "通知企业参加专项行动，开展自查自纠。"),
    letter("filing_urged", "督促算法备案通知书", "提醒企业梳理算法应用情况、办理备案。"),
    letter(
        "self_inspection_returned", "自查自纠报告退回补充通知书", "告知企业自查报告需要补充的内容。"
    ),
    letter("self_inspection_reviewed", "自查自纠报告审阅意见书", "告知企业自查报告的审阅意见。"),
    message("campaign_end_changed", "专项行动的结束日期有调整"),
    message("self_inspection_submitted", "企业提交了自查自纠报告", inside=True),
)
