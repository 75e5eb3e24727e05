"""Why an act was refused: one small hierarchy, each error with a code, a sentence and, where it has one, an article."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Reason:
    """One reason for a refusal: a sentence, the field or item it speaks of, the article it rests on."""

    message: str
    field: str = ""
    article: str = ""
    code: str = "refused"


class Refused(Exception):
    """Base of all refusals. Nothing was changed."""

    code = "refused"
    status = 422

    def __init__(self, *reasons: Reason) -> None:
        self.reasons = reasons
        super().__init__(sentences(reason.message for reason in reasons))


def sentences(several: Iterable[str]) -> str:
    """Several sentences as one: a stop inside becomes the sign that joins them."""
    return "；".join(several).replace("。；", "；")


class NotPermitted(Refused):
    """The actor has no role that may do this."""

    code = "not_permitted"
    status = 403


class WrongState(Refused):
    """The case is not in a state from which this can be done."""

    code = "wrong_state"
    status = 409


class Stale(Refused):
    """The case was changed by somebody else since the actor looked at it."""

    code = "stale_version"
    status = 409


class Overtaken(Refused):
    """Somebody did the same since the actor looked, which left the case's version as it was."""

    code = "overtaken"
    status = 409


class Destroyed(Refused):
    """What is asked for was destroyed when its time was over; that it was there is still told."""

    code = "destroyed"
    status = 410


class GuardFailed(Refused):
    """A condition of the law or of the procedure is not met; every reason is listed."""

    code = "guard_failed"


class InvalidInput(Refused):
    """A form field was malformed; ``errors`` maps field to sentences."""

    code = "invalid_input"

    def __init__(self, errors: Mapping[str, Sequence[str]]) -> None:
        self.errors = {field: list(messages) for field, messages in errors.items()}
        super().__init__(*(Reason(m, field=f) for f, messages in errors.items() for m in messages))
