"""How a committee's letters are served on its applicants, who apply and are answered on the portal."""

from typing import Any

from portal.accounts.roles import Role
from portal.service.kinds import Serving, Told
from portal.service.methods import ServiceMethod


def _inputs(action: str, told: Told) -> dict[str, Any]:
    """The input of ``record_service``."""
    return {
        "service_method": told.method.value,
        "served_at": told.ended_at,
        "proof": told.evidence(),
    }


REVIEW_SERVING = Serving(
    roles=frozenset({Role.SECRETARY, Role.CHAIR}),
    methods=(
        ServiceMethod.PORTAL,
        ServiceMethod.EMAIL,
        ServiceMethod.IN_PERSON,
        ServiceMethod.POST,
    ),
    forgets=True,
    moments={"record_service": "served_at"},
    inputs=_inputs,
)
SERVINGS = {"ethics_review": REVIEW_SERVING}
