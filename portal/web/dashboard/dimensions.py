"""The ways in which figures tell their rows apart: by limit, place, officer, month, and by closed lists of words."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import cache

from django.db.models import Case as Choose
from django.db.models import CharField, DateField, F, Func, TextChoices, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Left, TruncMonth

from portal.clock import CHINA
from portal.law.rulebook import profiles, rulebook
from portal.web.dashboard.figure import Dimension
from portal.web.dashboard.scope import Scope, place_name
from portal.workflow import catalogue

NOBODY = "尚未分派"
#: Begins the key of a team, where a case was assigned to nobody; no username has a colon.
_TEAM = "team:"
Key = Callable[[Scope], Combinable]


@cache
def _acts() -> dict[str, str]:
    """The code of a limit → what must be done; a limit has one name in all texts that know it."""
    return {limit.code: limit.act for name in profiles() for limit in rulebook(name).limits}


def listed_as(list_name: str) -> Callable[[str], str]:
    """What the law's list of that name calls a code."""
    return lambda key: _items(list_name).get(key, "")


@cache
def _items(list_name: str) -> dict[str, str]:
    books = [rulebook(name) for name in profiles()]
    return {item.code: item.summary for b in books for item in b.lists.get(list_name, ())}


def month_of(field: str) -> Combinable:
    """The month of a moment by the calendar of Asia/Shanghai, as ``2026-09``."""
    month = TruncMonth(field, output_field=DateField(), tzinfo=CHINA)
    return Func(month, Value("YYYY-MM"), function="to_char", output_field=CharField())


def by_month(title: str, field: str) -> Dimension:
    """Months."""
    return Dimension(title, lambda scope: month_of(field), _month_name)


def _month_name(key: str) -> str:
    year, _, month = key.partition("-")
    return f"{year}年{int(month)}月" if month.isascii() and month.isdecimal() else ""


def by_place(field: str) -> Dimension:
    """Places, one step below what is looked at."""
    return Dimension("地区", lambda scope: Left(field, scope.depth), place_name)


def column(name: str) -> Key:
    """The rows' own text in a column."""
    return lambda scope: F(name)


def by_words(
    title: str, key: Key, words: type[TextChoices], tones: Mapping[str, str] | None = None
) -> Dimension:
    """The words of a closed list, in its order."""
    labels = {value: str(label) for value, label in words.choices}
    return Dimension(title, key, lambda key: labels.get(key, ""), keys=tuple(labels), tones=tones)


BY_LIMIT = Dimension("期限", column("code"), lambda key: _acts().get(key, ""), words="summary")


def _seen_to_by(scope: Scope) -> Combinable:
    """Whom the row's case was assigned to; else the team that its kind names, as the list of cases does."""
    teams = [
        When(case__in=cases, then=Value(f"{_TEAM}{names}"))
        for names, cases in _teams(scope).items()
    ]
    team = Choose(*teams, default=Value(""), output_field=CharField())
    return Coalesce("case__assignee__username", team)


def _teams(scope: Scope) -> dict[str, list[int]]:
    """The names of each team → the cases with running limits that it sees to."""
    unassigned = scope.cases.filter(assignee=None, deadlines__closed_at=None).order_by()
    by_kind: defaultdict[str, set[int]] = defaultdict(set)
    for code, key in unassigned.values_list("kind", "pk"):
        by_kind[code].add(key)
    found: defaultdict[str, list[int]] = defaultdict(list)
    for code, keys in by_kind.items():
        for key, names in catalogue.kind(code).handlers(keys).items():
            found[names].append(key)
    return found


def _officer(key: str) -> str:
    return key.removeprefix(_TEAM) if key.startswith(_TEAM) else "" if key else NOBODY


BY_OFFICER = Dimension(
    "承办人",
    _seen_to_by,
    _officer,
    words="case__assignee__display_name",
)
