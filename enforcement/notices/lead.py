"""The letters and messages about leads."""

from enforcement.notices.stated import FACTS, REASON
from portal.notices.catalogue import NoticeKind, letter, message
from portal.notices.contents import states
from portal.notices.stock import CASE_NUMBER, ISSUER

NOTICES: tuple[NoticeKind, ...] = (
    message("lead_reported", "收到执法线索", inside=True),
    letter(
        "lead_transferred",
        "案件线索移送函",
        "证明线索已经移送有关部门。",
        inside=True,
        mark="线移",
        title_en="Transfer of a Lead",
        meaning_en="A lead is handed to the office that is competent for it.",
        must_state=(
            ISSUER,
            CASE_NUMBER,
            states("department", "接收部门", "Receiving office", field="department"),
            states("subject", "涉及单位", "Concerning"),
            states("source", "来源", "Source"),
            states("found_on", "发现日期", "Found on"),
            FACTS,
            REASON,
        ),
    ),
)
