"""The letters and messages of special actions and self-inspections."""

from enforcement.notices.stated import ALWAYS, NO_PENALTY
from portal.notices.catalogue import NoticeKind, letter, message
from portal.notices.contents import has, says, states
from portal.notices.effects import Effects
from portal.notices.stock import DUE

_CAMPAIGN = states("campaign", "专项行动", "Special action", "campaign_title")
_BASIS = states("basis", "依据", "Basis")

NOTICES: tuple[NoticeKind, ...] = (
    letter(
        "campaign_notice",
        "专项行动通知书",
        "通知企业参加专项行动，开展自查自纠。",
        mark="专通",
        title_en="Notice of Special Action",
        meaning_en="You are within the scope of a special action. Inspect yourself against the listed requirements and"
        " submit the report by the day stated.",
        must_state=(
            *ALWAYS,
            states("campaign", "专项行动", "Special action", "case_title"),
            states("starts_on", "开始日期", "Begins", field="starts_on"),
            states("ends_on", "结束日期", "Ends", field="ends_on"),
            states("departments", "参加部门", "Departments", field="departments"),
            _BASIS,
            states("scope", "范围", "Scope", field="scope"),
            states("report_by", "自查自纠报告的最后一日", "Report due", "last_day"),
            states("requirements", "自查的要求", "Requirements", "questions.summary"),
        ),
    ),
    letter(
        "filing_urged",
        "督促算法备案通知书",
        "提醒企业梳理算法应用情况、办理备案。",
        mark="专督",
        title_en="Reminder to File Algorithms",
        meaning_en="No algorithm filing in force was found for you. Please review your algorithms and file where filing"
        " is due.",
        must_state=(
            *ALWAYS,
            _BASIS,
            says(
                "nature",
                "性质",
                "Nature of this letter",
                "本通知书是提醒，不是责令改正，也不是行政处罚",
                "This letter is a reminder, neither an order nor a penalty, and changes no statutory time limit.",
            ),
        ),
    ),
    letter(
        "self_inspection_returned",
        "自查自纠报告退回补充通知书",
        "告知企业自查报告需要补充的内容。",
        mark="专补",
        title_en="Return of a Self-inspection Report",
        meaning_en="Your self-inspection report lacks the items listed. Please complete it and submit it again.",
        must_state=(
            *ALWAYS,
            _CAMPAIGN,
            states("gaps", "需要补充的内容", "What to add", "items.item", field="items"),
            states("reasons", "理由", "Reasons", "items.reason", field="items"),
            DUE,
        ),
    ),
    letter(
        "self_inspection_reviewed",
        "自查自纠报告审阅意见书",
        "告知企业自查报告的审阅意见。",
        mark="专阅",
        title_en="Opinion on a Self-inspection Report",
        meaning_en="The office has read your self-inspection report and gives its opinion.",
        must_state=(
            *ALWAYS,
            _CAMPAIGN,
            states("opinion", "审阅意见", "Opinion", field="opinion"),
            states(
                "findings", "发现的问题", "Problems found", "findings.problem", when=has("findings")
            ),
            NO_PENALTY,
        ),
        effects=Effects(supersedes=("self_inspection_returned",)),
    ),
    message("campaign_end_changed", "专项行动的结束日期有调整"),
    message("self_inspection_submitted", "企业提交了自查自纠报告", inside=True),
)
