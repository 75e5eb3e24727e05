"""The ways in which figures tell their rows apart: by limit, place, officer, month, and by closed lists of words."""

from collections.abc import Callable, Mapping
from functools import cache

from django.db.models import CharField, DateField, F, Func, TextChoices, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Left, TruncMonth

from portal.clock import CHINA
from portal.law.rulebook import profiles, rulebook
from portal.web.dashboard.figure import Dimension
from portal.web.dashboard.scope import Scope, place_name

NOBODY = "尚未分派"
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
BY_OFFICER = Dimension(
    "承办人",
    lambda scope: Coalesce("case__assignee__username", Value("")),
    lambda key: "" if key else NOBODY,
    words="case__assignee__display_name",
)
