"""The next step in one sentence, where the general rule would not say enough."""

from filings.display.declared import declared_by
from filings.display.results import UNKNOWN
from filings.models import Filing
from filings.states import FilingState
from portal.accounts.models import User
from portal.accounts.roles import Role

#: Who decides on filings; whoever else reads them has nothing to do here.
_DECIDING = frozenset({Role.FILING_OFFICER, Role.FILING_SUPERVISOR})


def hint(filing: Filing, user: User) -> str:
    """What this person should know of this filing now; empty where the offered actions say it."""
    if Role.PROVIDER in filing.roles_of(user):
        return _for_company(filing)
    if not filing.roles_of(user) & _DECIDING:
        return ""
    if filing.revocation_notified_at and filing.in_force:
        return _for_revocation(filing, user)
    return _for_officer(filing, user)


def _for_officer(filing: Filing, user: User) -> str:
    if filing.state == FilingState.RECORD_PROPOSED and filing.proposed_by_id == user.pk:
        return "等待第二名工作人员复核签发；签发之前，您可以退回重新审核。"
    return {
        FilingState.RECORDED: "已备案，目前没有等待审核的事项。",
        FilingState.CHANGE_DUE: "企业正在办理变更，提交之前无需审核。",
        FilingState.CHANGE_SUBMITTED: "请核对变更前后的差异：一致的同意变更，不一致的逐项写明理由退回。",
        FilingState.TERMINATION_DUE: "企业已申报终止服务，等待其申请注销。",
        FilingState.DEREGISTRATION_SUBMITTED: "请核对对用户和数据的安排：妥善的准予注销，不妥善的逐项写明理由退回。",
    }.get(FilingState(filing.state), "")


def _for_revocation(filing: Filing, user: User) -> str:
    stated = filing.revocation_stated_at is not None
    told = "企业已经陈述申辩" if stated else "已告知企业拟撤销备案，企业可以在期限内陈述申辩"
    if filing.revocation_proposed_by_id == user.pk:
        return f"{told}；由您以外的第二名工作人员决定是否撤销。事实不成立的，您可以终止撤销程序。"
    if stated:
        return f"{told}，请决定是否撤销；事实不成立的，终止撤销程序。"
    return f"{told}；陈述申辩或者期限届满后，由您或者其他第二名工作人员作出决定。"


def _for_company(filing: Filing) -> str:
    if filing.revocation_notified_at and filing.in_force and not filing.revocation_stated_at:
        return "备案机关拟撤销本备案，请尽快阅读事先告知书，并在期限内陈述申辩。"
    if filing.state == FilingState.RECORDED and _has_unread_website(filing):
        return "门户最近一次未能读取您备案的网站；请在“标明备案编号”页查看原因，或者说明编号标明在何处。"
    return {
        FilingState.CORRECTION_REQUESTED: f"备案机关要求补正 {len(filing.corrections)} 项，请修改后提交补正。",
        FilingState.DECLINED: f"不予备案，理由 {len(filing.decline_reasons)} 项。修改后可以重新申报。",
        FilingState.WITHDRAWN: "本次申报已撤回，需要时可以修改后重新申报。",
        FilingState.RECORDED: "已备案。请在显著位置标明备案编号并提供公示链接；信息发生变化的，申报变更。",
        FilingState.CHANGE_DUE: _change_hint(filing),
        FilingState.CHANGE_SUBMITTED: "变更正在审核，已公示的原内容继续有效。",
        FilingState.TERMINATION_DUE: _termination_hint(filing),
        FilingState.DEREGISTRATION_SUBMITTED: "注销申请正在办理，备案编号在准予注销之前仍然有效。",
        FilingState.DEREGISTERED: "已注销。请从网站、应用程序上撤下备案编号；再次提供服务的，重新备案。",
        FilingState.CANCELLED: "备案已被依职权注销。请撤下备案编号；不服的，可以按决定书写明的途径救济。",
        FilingState.REVOKED: "备案已被撤销。请撤下备案编号；不服的，可以按决定书写明的途径救济。",
    }.get(FilingState(filing.state), "")


def _has_unread_website(filing: Filing) -> bool:
    """Whether the last check of a website came to nothing."""
    wanted = declared_by(filing)
    checks = filing.display_checks.filter(finished_at__isnull=False, address__in=wanted.addresses)
    last = checks.order_by("address", "-requested_at", "-pk").distinct("address")
    return wanted.each and any(check.result in UNKNOWN for check in last)


def _change_hint(filing: Filing) -> str:
    if filing.state != FilingState.CHANGE_DUE:
        return ""
    if filing.change_returns:
        return f"变更被退回，理由 {len(filing.change_returns)} 项。请修改后重新提交变更。"
    changed = len(filing.change_differences())
    if changed:
        return f"已修改 {changed} 处。请核对下面变更前后的差异，然后提交变更。"
    return "请修改发生变化的内容，核对变更前后的差异，然后提交变更。"


def _termination_hint(filing: Filing) -> str:
    if filing.deregistration_returns:
        return f"注销申请被退回，理由 {len(filing.deregistration_returns)} 项。请完善安排后重新申请注销。"
    return "请说明对用户和数据的安排，申请注销备案。"
