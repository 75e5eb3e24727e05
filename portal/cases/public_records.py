"""What other public registers of the portal say of a number. Each app that keeps one says how to look there."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class PublicRecord:
    """One entry as anybody may read it at ``url``; ``uscc`` is empty where the register does not know it."""

    number: str
    name: str
    subject: str
    uscc: str = ""
    in_force: bool
    url: str


Lookup = Callable[[str], PublicRecord | None]
_LOOKUPS: list[Lookup] = []


def register_lookup(lookup: Lookup) -> None:
    """Declare a public register: a function from a number, however it was typed, to its entry or None."""
    if lookup not in _LOOKUPS:
        _LOOKUPS.append(lookup)


def find(number: str) -> PublicRecord | None:
    """The public entry with that number, of whichever register has one; None for every other text."""
    return next(filter(None, (lookup(number) for lookup in _LOOKUPS)), None)
