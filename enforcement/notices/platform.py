"""The letters and messages about platforms' reports, bulletins and meetings."""

from portal.notices.catalogue import NoticeKind, letter, message

NOTICES: tuple[NoticeKind, ...] = (
    letter(
        "platform_report_received",
        "年度主体责任报告接收回执",
        "证明平台的年度主体责任报告已经收到，不是对内容的认可。",
    ),
    letter(
        "platform_report_returned",
        "年度主体责任报告补充通知书",
        "告知平台年度主体责任报告需要补充的内容。",
    ),
    letter("major_matter_received", "重大事项报告接收回执", "证明重大事项报告已经收到。"),
    letter("major_matter_questions", "补充情况通知书", "告知平台重大事项报告需要补充的情况。"),
    letter("supervision_meeting_called", "约谈（会议）通知书", "告知平台参加约谈或者会议。"),
    message("platform_report_arrived", "平台提交了年度主体责任报告", inside=True),
    message("platform_report_accepted", "年度主体责任报告已经接收"),
    message("major_matter_arrived", "平台报告了重大事项", inside=True),
    message("major_matter_noted", "重大事项已经登记"),
    message("bulletin_proposed", "有一份通报等待发布", inside=True),
    message("bulletin_published", "网信部门发布了通报"),
    message("bulletin_withdrawn", "一份通报已经撤下"),
    message("supervision_meeting_held", "会议记录已经登记"),
    message("supervision_meeting_cancelled", "约谈或者会议已经取消"),
)
