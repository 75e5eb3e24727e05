"""The next step in one sentence, where the general rule would not say enough."""

from filings.models import Filing
from filings.states import FilingState
from portal.accounts.models import User
from portal.accounts.roles import Role


def hint(filing: Filing, user: User) -> str:
    """What this person should know of this filing now; empty where the offered actions say it."""
    if Role.PROVIDER in filing.roles_of(user):
        return _for_company(filing)
    if filing.state == FilingState.RECORD_PROPOSED and filing.proposed_by_id == user.pk:
        return "等待第二名工作人员复核签发；签发之前，您可以退回重新审核。"
    return ""


def _for_company(filing: Filing) -> str:
    return {
        FilingState.CORRECTION_REQUESTED: f"备案机关要求补正 {len(filing.corrections)} 项，请修改后提交补正。",
        FilingState.DECLINED: f"不予备案，理由 {len(filing.decline_reasons)} 项。修改后可以重新申报。",
        FilingState.WITHDRAWN: "本次申报已撤回，需要时可以修改后重新申报。",
        FilingState.RECORDED: "已备案。请在网站、应用程序的显著位置标明备案编号，并提供公示信息链接。",
    }.get(FilingState(filing.state), "")
