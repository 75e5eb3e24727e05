"""One case of every kind in every state, and what each action of it asks for: for tests that try them all."""

from collections.abc import Callable
from typing import Any

from portal.cases.models import Case
from tests import inputs, make
from tests.filings import assessing

#: kind → how a case of it is driven into a state.
BUILD: dict[str, Callable[[make.Cast, Any], Case]] = {
    "filing": make.filing,
    "security_assessment": assessing.assessment,
}
#: kind → action → sound input.
INPUT: dict[str, dict[str, dict[str, Any]]] = {
    "filing": inputs.INPUT,
    "security_assessment": {
        name: data for path in assessing.PATHS.values() for name, _, data in path if data
    },
}
#: What a fresh case of a state does not bring along, by the guard that says so: a notice to speak to, a second officer.
NOT_YET = {
    ("filing", "state_against_revocation"): "notified",
    ("filing", "drop_revocation"): "notified",
    ("filing", "revoke"): "notified",
    ("filing", "record"): "second_officer",
    ("filing", "submit_change"): "something_changed",
}
