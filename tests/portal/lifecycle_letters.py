"""The letters of a filing's later life: for each the acts that say it, and its printed page."""

import io
from typing import Any

import pypdf

from filings.states import FilingState as S
from portal.cases.models import Case
from portal.notices.models import Notice
from portal.notices.render import render_letter
from tests import make
from tests.make import Cast

Step = tuple[str, str, dict[str, Any]]

RENAMED = {"model_name": "青云排序二代", "safety_officer_mobile": "13911112222"}
ITEMS = [{"code": "detail", "item": "算法详细属性信息", "reason": "评价指标没有随模型更新"}]
NOTIFY: Step = (
    "notify_revocation",
    "bo",
    {"ground": "false_material", "facts": "自评估报告系伪造。", "evidence": "鉴定意见一份。"},
)
STATE: Step = ("state_against_revocation", "ai", {"statement": "报告由供应商提供，我司不知情。"})
#: letter → the state to begin with, the acts up to the one that says it.
ACTS: dict[str, tuple[S, tuple[Step, ...]]] = {
    "filing_change_received": (
        S.CHANGE_DUE,
        (("edit", "ai", RENAMED), ("submit_change", "ai", {})),
    ),
    "filing_change_accepted": (S.CHANGE_SUBMITTED, (("accept_change", "bo", {}),)),
    "filing_change_returned": (S.CHANGE_SUBMITTED, (("return_change", "bo", {"items": ITEMS}),)),
    "filing_change_withdrawn": (
        S.CHANGE_SUBMITTED,
        (("withdraw_change", "ai", {"reason": "模型没有上线"}),),
    ),
    "filing_deregistration_received": (
        S.TERMINATION_DUE,
        (
            (
                "submit_deregistration",
                "ai",
                {"user_arrangements": "公告并退款。", "data_arrangements": "到期删除。"},
            ),
        ),
    ),
    "filing_deregistered": (S.DEREGISTRATION_SUBMITTED, (("deregister", "bo", {}),)),
    "filing_deregistration_returned": (
        S.DEREGISTRATION_SUBMITTED,
        (
            (
                "return_deregistration",
                "bo",
                {"items": [{"code": "u", "item": "对用户的安排", "reason": "没有写退款方式"}]},
            ),
        ),
    ),
    "filing_termination_withdrawn": (
        S.DEREGISTRATION_SUBMITTED,
        (("withdraw_termination", "ai", {"reason": "服务继续提供"}),),
    ),
    "filing_cancelled_ex_officio": (
        S.RECORDED,
        (("cancel_ex_officio", "bo", {"ground": "site_closed", "facts": "网站已被责令关闭。"}),),
    ),
    "filing_revocation_notice": (S.RECORDED, (NOTIFY,)),
    "filing_revocation_dropped": (
        S.RECORDED,
        (NOTIFY, STATE, ("drop_revocation", "bo", {"reason": "系供应商伪造，公司已更正。"})),
    ),
    "filing_revoked": (
        S.RECORDED,
        (NOTIFY, STATE, ("revoke", "chen", {"reason": "不影响事实认定，不予采纳。"})),
    ),
}


def said(cast: Cast, code: str) -> Notice:
    """The letter, after the acts that lead to it."""
    state, steps = ACTS[code]
    case: Case = make.filing(cast, state)
    for name, who, data in steps:
        actor = getattr(cast, who)
        if name == "edit":
            case = make.edit(case, actor, **data).case
        else:
            case = make.act(case, name, actor, **data).case
    return Notice.objects.select_related("case", "event", "addressee").get(
        case_id=case.pk, code=code
    )


def page(letter: Notice) -> str:
    """All that is printed, without spaces."""
    pages = pypdf.PdfReader(io.BytesIO(render_letter(letter))).pages
    return "".join("".join(page.extract_text().split()) for page in pages)
