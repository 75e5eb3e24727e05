"""What the letters and messages of a filing say, as a JSON snapshot of plain values."""

from collections.abc import Mapping
from typing import Any

from filings.letters import changing, displaying, ending, enforced, recording, revoking
from filings.letters.basis import Contents
from filings.states import AlgorithmType, ProviderRole
from portal.workflow.machine import Context

__all__ = ["letter_context"]

_CONTENTS: dict[str, Contents] = {
    **recording.CONTENTS,
    **changing.CONTENTS,
    **ending.CONTENTS,
    **revoking.CONTENTS,
    **displaying.CONTENTS,
    **enforced.CONTENTS,
}
#: Letters about a version that is not in force yet.
_OF_THE_VERSION_HANDED_IN = {"filing_change_received", "filing_change_returned"}


def letter_context(filing: Any, code: str, ctx: Context) -> dict[str, Any]:
    """The filing's part of a notice; the engine adds who, when, under which article, with which clocks.

    A letter speaks of the version that the number stands for, before there is one of what was handed in; never of
    what the company has been changing since.
    """
    stated = _stated(filing, code)
    contents = _CONTENTS.get(code)
    return {
        "algorithm_name": stated["algorithm_name"],
        "algorithm_type": _label(AlgorithmType, stated["algorithm_type"]),
        "role": _label(ProviderRole, stated["role"]),
        "subject_name": stated["subject_name"],
        "record_number": filing.record_number or "",
        **(contents(filing, ctx) if contents else {}),
    }


def _stated(filing: Any, code: str) -> Mapping[str, Any]:
    in_force = None if code in _OF_THE_VERSION_HANDED_IN else filing.recorded_revision()
    content: Mapping[str, Any] = in_force.content if in_force else filing.as_handed_in().content()
    return content


def _label(terms: Any, value: str) -> str:
    return str(terms(value).label) if value else ""
