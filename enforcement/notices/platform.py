"""The letters and messages about platforms' reports, bulletins and meetings."""

from enforcement.notices.stated import ALWAYS, BASIS, PARTY, PLACE
from portal.notices.catalogue import NoticeKind, letter, message
from portal.notices.contents import states
from portal.notices.effects import Effects
from portal.notices.stock import DUE

_YEAR = states("year", "报告年度", "Year reported on")
_MATTER = states("matter", "事项类别", "Kind of matter", field="matter")
_RECEIVED = states("received_at", "收到时间", "Received", "issued_at", "issued_on")

NOTICES: tuple[NoticeKind, ...] = (
    letter(
        "platform_report_received",
        "年度主体责任报告接收回执",
        "证明平台的年度主体责任报告已经收到，不是对内容的认可。",
        mark="责收",
        title_en="Receipt for a Yearly Responsibility Report",
        meaning_en="Your report on the duties of the year was received. Its contents are not thereby approved.",
        must_state=(
            *ALWAYS,
            PARTY,
            _YEAR,
            _RECEIVED,
            states("tasks", "报告的内容", "Tasks reported on", "tasks.title"),
            BASIS,
        ),
    ),
    letter(
        "platform_report_returned",
        "年度主体责任报告补充通知书",
        "告知平台年度主体责任报告需要补充的内容。",
        mark="责补",
        title_en="Request to Complete a Yearly Responsibility Report",
        meaning_en="Your yearly report lacks the items listed. Please complete it and submit it again.",
        must_state=(
            *ALWAYS,
            _YEAR,
            states("gaps", "需要补充的内容", "What to add", "items.reason", field="items"),
            DUE,
            BASIS,
        ),
    ),
    letter(
        "major_matter_received",
        "重大事项报告接收回执",
        "证明重大事项报告已经收到。",
        mark="重收",
        title_en="Receipt for a Report of a Major Matter",
        meaning_en="Your report was received. Report again when things change; the contents are not thereby approved.",
        must_state=(*ALWAYS, PARTY, _MATTER, _RECEIVED, BASIS),
    ),
    letter(
        "major_matter_questions",
        "补充情况通知书",
        "告知平台重大事项报告需要补充的情况。",
        mark="重补",
        title_en="Questions about a Major Matter",
        meaning_en="The office has questions about the matter you reported. Please answer them by the day stated.",
        must_state=(
            *ALWAYS,
            _MATTER,
            states("questions", "需要补充的情况", "Questions", field="questions"),
            DUE,
        ),
    ),
    letter(
        "supervision_meeting_called",
        "约谈（会议）通知书",
        "告知平台参加约谈或者会议。",
        mark="约",
        title_en="Summons to a Supervision Meeting",
        meaning_en="You are called to the meeting stated. This is neither a penalty nor an order to correct.",
        must_state=(
            *ALWAYS,
            states("sort", "会议种类", "Kind of meeting"),
            states("starts_at", "时间", "Time", field="starts_at"),
            PLACE,
            states("who_must_come", "参加人员", "Who must attend", field="who_must_come"),
            states("agenda", "事由和议程", "Matter and agenda", field="agenda"),
            BASIS,
        ),
    ),
    message("platform_report_arrived", "平台提交了年度主体责任报告", inside=True),
    message("platform_report_accepted", "年度主体责任报告已经接收"),
    message("major_matter_arrived", "平台报告了重大事项", inside=True),
    message("major_matter_noted", "重大事项已经登记"),
    message("bulletin_proposed", "有一份通报等待发布", inside=True),
    message("bulletin_published", "网信部门发布了通报"),
    message("bulletin_withdrawn", "一份通报已经撤下"),
    message("supervision_meeting_held", "会议记录已经登记"),
    message(
        "supervision_meeting_cancelled",
        "约谈或者会议已经取消",
        effects=Effects(revokes=("supervision_meeting_called",)),
    ),
)
