"""Which cases a person may see, and who sees to them. Lists, counts, search, exports, files and mails start here."""

from collections.abc import Callable, Collection

from django.db.models import Q, QuerySet

from portal.accounts.absence import Roster
from portal.accounts.models import User
from portal.cases.models import Case, Document
from portal.cases.paper_sides import rows_for

#: kind → rows of that kind that a person may see; each app adds its own when it is ready.
_VISIBLE: dict[str, Callable[[User], Q]] = {}
#: kind → rows of that kind on whose inside a person sits: whose own papers, never the filer's, the person reads.
_INSIDE: dict[str, Callable[[User], Q]] = {}


def register_visibility(kind: str, rows: Callable[[User], Q]) -> None:
    """Declare who sees the cases of ``kind``. A kind that nobody declared is seen by nobody."""
    _VISIBLE[kind] = rows


def register_inside(kind: str, rows: Callable[[User], Q]) -> None:
    """Declare who reads what is said on the inside of the cases of ``kind``; of other kinds nobody does."""
    _INSIDE[kind] = rows


def inside_of(user: User, kinds: Collection[str] | None = None) -> QuerySet[Case]:
    """The cases on whose inside ``user`` sits, of every kind or of ``kinds``; each is visible to ``user`` as well."""
    rows = Q(pk__in=[])
    for kind, sits in _INSIDE.items():
        if kinds is None or kind in kinds:
            rows |= Q(kind=kind) & sits(user)
    return Case.objects.filter(rows)


def kinds_with_an_inside() -> list[str]:
    """The kinds of case whose deciding side keeps things to itself."""
    return list(_INSIDE)


def visible_to(user: User, kinds: Collection[str] | None = None) -> QuerySet[Case]:
    """The cases that ``user`` may know of, of every kind or of ``kinds``: fewer kinds make a far lighter question."""
    if not user.is_authenticated or not user.is_active:
        return Case.objects.none()
    rows = Q(pk__in=[])
    for kind, may_see in _VISIBLE.items():
        if kinds is None or kind in kinds:
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


def in_hands_of(user: User, roster: Roster) -> Q:
    """Cases assigned to ``user``, or to somebody for whom ``user`` stands in on the roster's day.

    It says whose work a case is, not who may see it: always together with ``visible_to``.
    """
    return Q(assignee__in=[user, *roster.covered_by(user)])


def responsible_for(case: Case, roster: Roster) -> User | None:
    """Who sees to a case on the roster's day: its assignee or who stands in for them; None while nobody is named."""
    return roster.responsible(case.assignee) if case.assignee else None


def papers_for(case: Case, user: User) -> QuerySet[Document]:
    """The papers as ``user`` may see them: a side's own people see the present ones, all others the handed-in ones.

    None while the case does not open them to ``user``.
    """
    if not case.opens_papers_to(user):
        return case.documents.none()
    rows = rows_for(case.roles_of(user), case.paper_sides())
    return case.documents.filter(rows).select_related("uploaded_by")


def documents_of(case: Case) -> QuerySet[Document]:
    """The papers that count in the case now, without their bytes."""
    return case.documents.filter(removed_at__isnull=True).select_related("uploaded_by")
