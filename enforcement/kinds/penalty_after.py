"""What the page of a penalty case and the API show of what follows the decision, to both sides alike."""

from typing import Any

from enforcement.models import Penalty
from enforcement.rules.money import in_yuan
from enforcement.states import PenaltyState as S
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.clock import china_date

_FIELDS = (
    *("served_at", "service_method", "public_notice_on", "electronic_address"),
    *("electronic_confirmed_at", "standing_measures", "standing_fine", "consequences"),
    *("postponement_asked_at", "postponement_ask", "pay_by", "fine_settled_at"),
    *("demand_issued_at", "demanded_at", "demand_statement", "court_applied_at"),
    *("court_ended_on", "remedies_end_on", "suspension_lifted_at", "published_at"),
    *("correction_confirmed_at", "correction_note"),
    *("publication_withdrawn_at", "closed_at"),
)


def after_detail(penalty: Penalty, user: User) -> dict[str, Any]:
    """The context of ``enforcement/_penalty_after.html``; nothing before the decision is served."""
    if penalty.served_at is None:
        return {}
    account = penalty.owed(china_date(penalty.shown_at()))
    return {
        "account": account if penalty.payments.exists() or account.late else None,
        "parts": penalty.plan() if penalty.instalments.filter(replaced_at=None).exists() else [],
        "payments": [
            {"paid_on": row.paid_on, "amount": in_yuan(row.fen), "reference": row.reference}
            for row in penalty.payments.all()
        ],
        "pay_last_day": penalty.payment_last_day,
        "standing": penalty.measures_told(),
        "altered": penalty.standing_measures != penalty.measures
        or penalty.standing_fine != penalty.fine,
        "remedies": list(penalty.remedies.all()),
        "public_row": penalty.published.first(),
    }


def after_json(penalty: Penalty) -> dict[str, Any]:
    """The same for programs; the office's own receipt of service is a letter of its own."""
    return {
        **{name: getattr(penalty, name) for name in _FIELDS},
        "payments": [
            {"paid_on": row.paid_on, "amount": str(in_yuan(row.fen)), "reference": row.reference}
            for row in penalty.payments.all()
        ],
        "remedies": [
            {
                "sort": row.sort,
                "began_on": row.began_on,
                "ended_on": row.ended_on,
                "result": row.result,
            }
            for row in penalty.remedies.all()
        ],
    }


def after_hint(penalty: Penalty, user: User) -> str:
    """What comes next once there is a decision, for each side."""
    roles = penalty.roles_of(user)
    if Role.PROVIDER in roles:
        return _for_party(penalty)
    if Role.ENFORCEMENT_HEAD in roles:
        return _for_head(penalty)
    return _for_officer(penalty) if Role.ENFORCEMENT_OFFICER in roles else ""


def _for_party(penalty: Penalty) -> str:
    if penalty.state == S.DECIDED:
        return "处罚决定已经作出，等待送达；可以签订电子送达确认书，约定接收文书的地址。"
    if penalty.state != S.SERVED:
        return {S.PERFORMED: "决定已经履行，没有需要办理的事项。"}.get(S(penalty.state), "")
    if penalty.has_fine and penalty.fine_settled_at is None:
        owes = penalty.owed(china_date(penalty.shown_at()))
        until = f"，最后一日为 {penalty.payment_last_day}" if penalty.payment_last_day else ""
        extra = f"，其中加处罚款 {owes.extra} 元" if owes.extra else ""
        return f"请缴清罚款{until}；尚欠 {owes.outstanding} 元{extra}。"
    if penalty.correction_waits:
        return "请按决定改正，保存改正的证明，等待执法人员核实。"
    if penalty.suspension_runs:
        return "请按决定暂停信息更新，期满由门户解除。"
    return ""


def _for_officer(penalty: Penalty) -> str:
    if penalty.state == S.DECIDED:
        return "请依法送达处罚决定书，并登记送达的时间、方式和凭证。"
    if penalty.state not in (S.SERVED, S.PERFORMED):
        return ""
    if penalty.running("penalty.publication_withdrawal"):
        return "决定已经变更或者撤销，请在期限内撤回公开的信息并说明理由。"
    if penalty.running("penalty.publication"):
        return "具有社会影响的决定，请在期限内公开；不公开的，由负责人写明理由。"
    if penalty.state == S.SERVED and penalty.has_fine and penalty.fine_settled_at is None:
        return _for_collector(penalty)
    if penalty.state == S.SERVED and penalty.correction_waits:
        return "决定责令改正的，请核实并确认改正。"
    return "决定已经履行，等待负责人结案。" if penalty.state == S.PERFORMED else ""


def _for_collector(penalty: Penalty) -> str:
    owes = penalty.owed(china_date(penalty.shown_at()))
    if not owes.extra:
        return f"等待缴款，尚欠 {owes.outstanding} 元；收到银行凭证后登记缴款。"
    if penalty.court_applied_at:
        return "已经申请法院强制执行，请登记执行结果和收到的款项。"
    done = "已经催告" if penalty.demand_issued_at else "可以告知加处罚款，并催告"
    return f"罚款逾期，尚欠 {owes.outstanding} 元（加处罚款 {owes.extra} 元）；{done}。"


def _for_head(penalty: Penalty) -> str:
    asked = penalty.postponement_asked_at is not None and penalty.pay_by is None
    if penalty.state == S.SERVED and asked and penalty.fine_settled_at is None:
        return "当事人申请延期或者分期缴款，请决定。"
    if penalty.state == S.PERFORMED:
        return "决定已经履行；救济期限届满、公开事项处理完毕后可以结案。"
    return _for_officer(penalty)
