"""Whether what a letter says still holds: told by the letters and messages that came after it in its case.

Each kind of notice declares what it does to earlier ones (``Effects``); nothing is stored, so a letter and what became
of it cannot disagree. What no notice tells, the case says itself.
"""

from dataclasses import dataclass

from portal.cases.children import as_own_class
from portal.cases.letter_standing import LetterStanding
from portal.notices import catalogue
from portal.notices.effects import Effects
from portal.notices.models import Notice

_S = LetterStanding


@dataclass(frozen=True)
class Stands:
    """How a letter stands, and the notice that made it so where one did."""

    standing: LetterStanding
    by: Notice | None = None


def standing_of(notice: Notice) -> Stands:
    """How ``notice`` stands now. What revokes weighs most; a restored letter may still have been superseded."""
    told = _told_by_notices(notice)
    case = as_own_class(notice.case)
    said = case.changed_letters().get(notice.code, _S.IN_FORCE)
    return max((told, Stands(said)), key=lambda one: _weight(one.standing))


def _told_by_notices(notice: Notice) -> Stands:
    later = notice.case.notices.filter(created_at__gte=notice.created_at, pk__gt=notice.pk)
    changes: dict[LetterStanding, Notice] = {}
    for one in later.select_related("issuer").order_by("pk"):
        effects = catalogue.get(one.code).effects
        if notice.code in effects.restores:
            changes.pop(_S.REVOKED, None)
        for standing, codes in _changes(effects):
            if notice.code in codes:
                changes[standing] = one
    if not changes:
        return Stands(_S.IN_FORCE)
    heaviest = max(changes, key=_weight)
    return Stands(heaviest, changes[heaviest])


def _changes(effects: Effects) -> tuple[tuple[LetterStanding, tuple[str, ...]], ...]:
    return (
        (_S.AMENDED, effects.amends),
        (_S.SUPERSEDED, effects.supersedes),
        (_S.REVOKED, effects.revokes),
    )


def _weight(standing: LetterStanding) -> int:
    return list(_S).index(standing)
