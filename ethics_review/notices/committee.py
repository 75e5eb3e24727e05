"""Committees and their duties (article 30)."""

from portal.notices.catalogue import NoticeKind, letter, message
from portal.notices.contents import has, says, states
from portal.notices.stock import BASIS, CASE_NUMBER, CONTACT, DUE, ISSUER, SUBJECT

_ALWAYS = (
    states("committee", "委员会名称", "Committee", "committee_name"),
    SUBJECT,
    CASE_NUMBER,
    ISSUER,
    BASIS,
    CONTACT,
)

COMMITTEE_NOTICES: tuple[NoticeKind, ...] = (
    letter(
        "committee_registered",
        "委员会登记回执",
        "证明委员会已在本门户登记。",
        mark="委登",
        title_en="Receipt for a Registered Committee",
        meaning_en="The committee is registered on this portal. This is no endorsement of its ability.",
        must_state=(
            *_ALWAYS,
            states("registered_at", "登记时间", "Registered"),
            states("contents", "登记事项（组成、章程、制度）", "Items (members, charter, rules)"),
            states("members", "委员", "Members", "members.name"),
            states("positions", "职务", "Positions", "members.position"),
            states("fields", "专业类别", "Fields", "fields.label"),
            states("time_limits", "后续期限", "Time limits", "deadlines", when=has("deadlines")),
            says(
                "no_endorsement",
                "非认可说明",
                "No endorsement",
                "不是对委员会审查能力的认可",
                "The receipt is no endorsement of the committee's ability to review.",
            ),
        ),
    ),
    letter(
        "committee_year_reported",
        "年度工作报告回执",
        "证明年度工作报告已经提交。",
        mark="委年",
        title_en="Receipt for a Yearly Report",
        meaning_en="The committee's yearly report has been received. This is no endorsement of its content.",
        must_state=(
            *_ALWAYS,
            states("year", "年度", "Year"),
            states("reported_at", "收到时间", "Received"),
            states("figures", "年度数字", "Figures", "figures.number"),
            states("work", "工作情况", "Work done", field="work"),
            states(
                "listed_activities",
                "清单活动实施情况",
                "Activities on the list",
                field="listed_activities",
            ),
            DUE,
        ),
    ),
    message("committee_arrived", "有委员会登记"),
    message("committee_updated", "委员会更新了登记"),
    message("committee_year_arrived", "委员会提交了年度工作报告"),
)
