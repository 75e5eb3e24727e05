"""The letters and messages of monitoring and assessment."""

from enforcement.notices.stated import ALWAYS, NO_PENALTY, REASON
from portal.notices.catalogue import NoticeKind, letter, message
from portal.notices.contents import has, states
from portal.notices.effects import Effects
from portal.notices.stock import DUE

NOTICES: tuple[NoticeKind, ...] = (
    letter(
        "risk_warning",
        "风险预警书",
        "告知企业监测中发现的风险，不是处罚。",
        mark="警",
        title_en="Risk Warning",
        meaning_en="Monitoring found a risk in your service. Check it and answer by the day stated.",
        must_state=(
            *ALWAYS,
            states("observed_on", "发现日期", "Observed on", field="observed_on"),
            states("level", "风险等级", "Level of risk", field="level"),
            states("warning", "预警内容和要求", "Warning and requests", field="warning"),
            DUE,
            NO_PENALTY,
        ),
    ),
    letter(
        "warning_extended",
        "延长答复期限通知书",
        "告知风险预警答复期限的延长。",
        mark="警延",
        title_en="Extension of Time to Answer a Warning",
        meaning_en="You have until the day stated to answer the risk warning.",
        must_state=(
            *ALWAYS,
            states("answer_until", "答复的最后一日", "Answer by", field="until"),
            REASON,
        ),
        effects=Effects(amends=("risk_warning",)),
    ),
    letter(
        "evaluation_report",
        "算法安全评估意见书",
        "告知企业算法安全评估的发现和对策。",
        mark="警评",
        title_en="Opinion on an Algorithm Security Evaluation",
        meaning_en="A team evaluated your algorithm; these are its findings and proposals.",
        must_state=(
            *ALWAYS,
            states("scope", "评估范围和方法", "Scope and method", field="scope"),
            states("team", "评估组", "Team", "team.name"),
            states("findings", "发现", "Findings", "phases.rows.finding"),
            states(
                "counter_measures",
                "对策措施",
                "Counter-measures",
                "counter_measures.measure",
                when=has("counter_measures"),
            ),
            states("conclusion", "评估结论", "Conclusion", field="conclusion"),
            NO_PENALTY,
        ),
    ),
    message("warning_answered", "企业答复了风险预警", inside=True),
    message("observation_closed", "风险监测已经办结"),
    message("evaluation_team", "您参加一项算法安全评估", inside=True),
)
