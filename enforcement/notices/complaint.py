"""The letters and messages about complaints; the complainant is answered on the status page."""

from enforcement.notices.stated import ALWAYS
from portal.notices.catalogue import NoticeKind, letter, message
from portal.notices.contents import says, states
from portal.notices.stock import DUE

NOTICES: tuple[NoticeKind, ...] = (
    letter(
        "complaint_routed",
        "投诉举报转办通知书",
        "要求平台就转办的投诉举报说明情况，不是认定。",
        mark="诉转",
        title_en="Referral of a Complaint",
        meaning_en="A complaint about your service is passed on to you. Look into it and answer by the day stated.",
        must_state=(
            *ALWAYS,
            states("category", "类别", "Category"),
            states("passed_on", "反映的情况", "What was reported", field="passed_on"),
            DUE,
            says(
                "silence",
                "逾期没有答复的后果",
                "If you do not answer",
                "逾期没有答复的，我单位将自行核实处理",
                "Without an answer in time the office looks into the matter itself.",
            ),
            says(
                "protection",
                "保护投诉举报人",
                "Protection of the complainant",
                "不得查找、打击报复投诉举报人",
                "The complainant must be neither traced nor retaliated against.",
            ),
            states("basis", "依据", "Legal basis", "handling_article"),
        ),
    ),
    message("complaint_lodged", "收到投诉举报", inside=True),
    message("complaint_asked_again", "请补充对投诉举报的答复"),
    message("complaint_answered", "平台答复了投诉举报", inside=True),
    message("complaint_supplemented", "投诉人补充了情况", inside=True),
    message("complaint_withdrawn", "投诉人撤回了投诉举报", inside=True),
    message("complaint_ended", "转办的投诉举报已经终结"),
)
