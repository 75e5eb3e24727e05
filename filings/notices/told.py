"""What is read on the portal alone."""

from filings.notices.stated import ATTESTED, ENDS
from portal.notices.catalogue import NoticeKind, message
from portal.notices.effects import Effects

MESSAGES: tuple[NoticeKind, ...] = (
    message("revocation_stated", "企业已就拟撤销备案陈述申辩"),
    message("change_withdrawn", "企业撤回了变更"),
    message("termination_withdrawn", "企业撤回了终止服务的申报"),
    message("filing_ended_by_decision", "备案已因行政处罚决定终止", effects=ENDS),
    message("filing_updates_suspended", "备案产品被责令暂停信息更新"),
    message("filing_updates_resumed", "备案产品恢复信息更新"),
    message("filing_restored", "处罚决定被撤销，备案恢复有效", effects=Effects(restores=ATTESTED)),
    message("display_missing", "网页上没有核验到备案编号或者公示链接"),
)
