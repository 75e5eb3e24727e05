"""The letters and messages of monitoring and assessment."""

from portal.notices.catalogue import NoticeKind, letter, message

NOTICES: tuple[NoticeKind, ...] = (
    letter("risk_warning", "风险预警书", "告知企业监测中发现的风险，不是处罚。"),
    letter("warning_extended", "延长答复期限通知书", "告知风险预警答复期限的延长。"),
    letter("evaluation_report", "算法安全评估意见书", "告知企业算法安全评估的发现和对策。"),
    message("warning_answered", "企业答复了风险预警", inside=True),
    message("observation_closed", "风险监测已经办结"),
    message("evaluation_team", "您参加一项算法安全评估", inside=True),
)
