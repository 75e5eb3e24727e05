"""The letters and messages of orders to correct."""

from portal.notices.catalogue import NoticeKind, letter, message

NOTICES: tuple[NoticeKind, ...] = (
    letter("rectification_order", "责令限期改正通知书", "责令企业在期限内改正。"),
    letter("rectification_extended", "延长整改期限通知书", "告知整改期限的延长。"),
    letter("rectification_verified", "整改复查意见书", "告知整改复查的结果。"),
    letter(
        "rectification_returned", "整改复查意见书（继续整改）", "告知整改复查的结果和新的期限。"
    ),
    letter(
        "rectification_refused", "整改复查意见书（拒不改正）", "告知企业被认定拒不改正及其依据。"
    ),
    letter("rectification_withdrawn", "撤回责令改正通知书", "告知责令改正已经撤回。"),
    message("rectification_reported", "企业提交了整改报告", inside=True),
    message("rectification_time_asked", "企业申请延长整改期限", inside=True),
    message("rectification_time_refused", "延长整改期限的申请没有同意"),
)
