"""The letters and messages about complaints; the complainant is answered on the status page."""

from portal.notices.catalogue import NoticeKind, letter, message

NOTICES: tuple[NoticeKind, ...] = (
    letter(
        "complaint_routed", "投诉举报转办通知书", "要求平台就转办的投诉举报说明情况，不是认定。"
    ),
    message("complaint_lodged", "收到投诉举报", inside=True),
    message("complaint_asked_again", "请补充对投诉举报的答复"),
    message("complaint_answered", "平台答复了投诉举报", inside=True),
    message("complaint_supplemented", "投诉人补充了情况", inside=True),
    message("complaint_withdrawn", "投诉人撤回了投诉举报", inside=True),
    message("complaint_ended", "转办的投诉举报已经终结"),
)
