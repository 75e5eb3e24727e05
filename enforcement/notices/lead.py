"""The letters and messages about leads."""

from portal.notices.catalogue import NoticeKind, letter, message

NOTICES: tuple[NoticeKind, ...] = (
    message("lead_reported", "收到执法线索", inside=True),
    letter("lead_transferred", "案件线索移送函", "证明线索已经移送有关部门。", inside=True),
)
