"""The class of each kind of case, for whoever holds the parent's row and must ask the case itself."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from portal.accounts.models import Organization
from portal.cases.models import Case

_CHILDREN: dict[str, type[Case]] = {}


def register_child(kind: str, model: type[Case]) -> None:
    """Declare the class of the cases of ``kind``."""
    _CHILDREN[kind] = model


def family_of(kind: str) -> str:
    """The label of the app that a kind of case belongs to; that of the kernel's own for a kind nobody declared."""
    return _CHILDREN.get(kind, Case)._meta.app_label


def families() -> list[str]:
    """The labels of the apps that have kinds of case, in the order in which they declared them."""
    return list(dict.fromkeys(model._meta.app_label for model in _CHILDREN.values()))


def as_own_class(case: Case) -> Case:
    """The case as its own class, which narrows roles and readers; a case of no declared kind as it is."""
    model = _CHILDREN.get(case.kind, Case)
    return case if isinstance(case, model) else model._default_manager.get(pk=case.pk)


def accountable_in(case: Case) -> Organization:
    """Whose limits run on the other side of the case than the deciding one; no query where the kind says nothing."""
    model = _CHILDREN.get(case.kind, Case)
    if model.accountable is Case.accountable:
        return case.organization
    return as_own_class(case).accountable()


def told_from_in(case: Case) -> datetime | None:
    """When the other side first learned of a case that an office keeps; no query where the kind says nothing."""
    model = _CHILDREN.get(case.kind, Case)
    return None if model.told_from is Case.told_from else as_own_class(case).told_from


def concerned_in(case: Case) -> set[int]:
    """The keys of the organisations that the case is about; an authority that keeps it about others is none."""
    own = as_own_class(case)
    named: list[Organization | None] = [getattr(own, field) for field in own.CONCERNS]
    authority = Organization.Kind.AUTHORITY
    return {one.pk for one in named if one is not None and one.kind != authority}


def cases_about(organizations: Collection[int] | QuerySet[Any, Any]) -> Q:
    """The cases that are about any of the organisations, by whichever field their kind names it."""
    rows = Q(organization__in=organizations)
    for model in set(_CHILDREN.values()):
        for field in set(model.CONCERNS) - {"organization"}:
            found = model._default_manager.filter(**{f"{field}__in": organizations})
            rows |= Q(pk__in=found.values("pk"))
    return rows
