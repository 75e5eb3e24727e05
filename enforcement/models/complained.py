"""Whoever complained never handles what comes of it: the cases that a person's own complaints led to."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db.models import Q

from enforcement.receipts import account_digest
from portal.accounts.models import User

#: Kind of case → the fields that say what it comes from.
_SOURCES: dict[str, tuple[str, ...]] = {
    "Lead": ("origin",),
    "Observation": ("lead", "origin"),
    "Evaluation": ("lead", "origin"),
    "Inspection": ("lead", "origin"),
    "Rectification": ("lead", "origin"),
    "Penalty": ("lead", "origin", "refused_order"),
}
_READ = "_from_own_complaints"


def from_complaints_of(user: User) -> frozenset[int]:
    """The keys of the complaints that ``user`` lodged and of all cases that come from them, read once per request."""
    known: frozenset[int] | None = vars(user).get(_READ)
    if known is None:
        known = vars(user)[_READ] = frozenset(_with_followers(_lodged_by(user)))
    return known


def _lodged_by(user: User) -> Iterable[int]:
    rows = _model("Complaint").objects.filter(lodged_by_digest=account_digest(user))
    keys: Iterable[int] = rows.values_list("pk", flat=True)
    return keys


def _with_followers(keys: Iterable[int]) -> set[int]:
    found: set[int] = set()
    new = set(keys)
    while new:
        found |= new
        new = {key for name, fields in _SOURCES.items() for key in _resting(name, fields, new)}
        new -= found
    return found


def _resting(name: str, fields: tuple[str, ...], keys: set[int]) -> Iterable[int]:
    rests = Q(pk__in=[])
    for field in fields:
        rests |= Q(**{f"{field}__in": keys})
    rows: Iterable[int] = _model(name).objects.filter(rests).values_list("pk", flat=True)
    return rows


def _model(name: str) -> Any:
    return apps.get_model("enforcement", name)
