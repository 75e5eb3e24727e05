"""The letters about leads."""

from portal.notices.catalogue import NoticeKind, letter

NOTICES: tuple[NoticeKind, ...] = (
    letter("lead_transferred", "案件线索移送函", "证明线索已经移送有关部门。", inside=True),
)
