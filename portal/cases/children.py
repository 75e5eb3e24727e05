"""The class of each kind of case, for whoever holds the parent's row and must ask the case itself."""

from portal.accounts.models import Organization
from portal.cases.models import Case

_CHILDREN: dict[str, type[Case]] = {}


def register_child(kind: str, model: type[Case]) -> None:
    """Declare the class of the cases of ``kind``."""
    _CHILDREN[kind] = model


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
