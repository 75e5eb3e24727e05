"""Which cases a person may see. Lists, counts, search, exports, files and mails all start here."""

from collections.abc import Callable

from django.db.models import Q, QuerySet

from portal.accounts.models import User
from portal.cases.models import Case, Document

#: kind → rows of that kind that a person may see; each app adds its own when it is ready.
_VISIBLE: dict[str, Callable[[User], Q]] = {}


def register_visibility(kind: str, rows: Callable[[User], Q]) -> None:
    """Declare who sees the cases of ``kind``. A kind that nobody declared is seen by nobody."""
    _VISIBLE[kind] = rows


def visible_to(user: User) -> QuerySet[Case]:
    """The cases that ``user`` may know of, of every kind."""
    if not user.is_authenticated or not user.is_active:
        return Case.objects.none()
    rows = Q(pk__in=[])
    for kind, may_see in _VISIBLE.items():
        rows |= Q(kind=kind) & may_see(user)
    return Case.objects.filter(rows)


def within(prefixes: list[str]) -> Q:
    """Cases in one of the regions named by division-code prefixes; "" is everywhere, no prefix is nowhere."""
    if "" in prefixes:
        return Q(pk__isnull=False)  # an empty Q would vanish from an OR
    rows = Q(pk__in=[])
    for prefix in prefixes:
        rows |= Q(region__startswith=prefix)
    return rows


def documents_of(case: Case) -> QuerySet[Document]:
    """The papers that count in the case now, without their bytes."""
    return case.documents.filter(removed_at__isnull=True).select_related("uploaded_by")
