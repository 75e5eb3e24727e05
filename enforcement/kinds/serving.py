"""How the letters of enforcement are served: by the officers of the case, electronically only by consent (61(2))."""

from datetime import datetime
from typing import Any

from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.service.kinds import Serving, Told
from portal.service.methods import ServiceMethod

#: What the forms of the case's own acts ask of any way, beside the way itself.
_MOMENTS = {
    "record_service": "served_at",
    "record_notice_service": "notified_at",
    "record_demand_service": "demanded_at",
}


def _said(told: Told) -> dict[str, Any]:
    """What the act of any case that records a service is told, but for the moment."""
    signed = f"{told.receiver}（{told.capacity}）" if told.capacity else told.receiver
    post = f"邮件号码 {told.tracking}" if told.tracking else ""
    return {
        "service_method": told.method.value,
        "place": told.place,
        "receiver": signed,
        "refusal": told.refusal,
        "witnesses": told.witnesses,
        "proof": "；".join(filter(None, [post, told.proof])),
    }


def _moment(told: Told) -> dict[str, Any]:
    """When: an announcement counts from its day."""
    if told.method == ServiceMethod.PUBLIC_NOTICE:
        return {"notice_on": told.announced_on}
    return {"served_at": told.ended_at}


def _inputs(action: str, told: Told) -> dict[str, Any]:
    """The input of a penalty's act; the announcement of its decision is an act of its own, and known already."""
    announced = told.method == ServiceMethod.PUBLIC_NOTICE and action != "record_notice_service"
    return _said(told) | ({} if announced else _moment(told))


def _of_order(action: str, told: Told) -> dict[str, Any]:
    return _said(told) | _moment(told)


def _begun(action: str, told: Told) -> dict[str, Any]:
    return {"notice_on": told.announced_on, "place": told.place, "reason": told.reason}


def _agreed(case: Any, moment: datetime) -> datetime | None:
    found: datetime | None = case.electronic_agreed_at(moment)
    return found if found is not None and found <= moment else None


def _on_the_team(case: Any, user: User) -> bool:
    return bool(case.is_officer(user))


PENALTY_SERVING = Serving(
    roles=frozenset({Role.ENFORCEMENT_OFFICER}),
    needs_consent=True,
    moments=_MOMENTS,
    inputs=_inputs,
    announces={"record_service": "record_public_notice"},
    begun=_begun,
    agreed=_agreed,
    admits=_on_the_team,
)
#: Orders and notices of an inspection: the office began the matter, the party never asked for a portal.
_BY_CONSENT = Serving(roles=frozenset({Role.ENFORCEMENT_OFFICER}), needs_consent=True)
ORDER_SERVING = Serving(
    roles=frozenset({Role.ENFORCEMENT_OFFICER}),
    needs_consent=True,
    forgets=True,
    moments={"record_service": "served_at"},
    inputs=_of_order,
)
SERVINGS = {
    "penalty": PENALTY_SERVING,
    "inspection": _BY_CONSENT,
    "rectification": ORDER_SERVING,
}
