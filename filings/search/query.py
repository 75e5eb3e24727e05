"""What a visitor asks of the register: words, filters, a page. Both doors read their parameters here."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from filings.search.tokens import NUMBER_PREFIX, fold, words
from filings.states import AlgorithmType, EntryStatus, ProviderRole
from portal.accounts.codes import PROVINCES

PAGE_SIZE = 20
MAX_LENGTH = 500
MAX_WORDS = 20
_LAST_PAGE = 999_999

#: The filters in the order of their display, with their titles.
FACETS = {
    "algorithm_type": "算法类型",
    "role": "角色",
    "region": "地区",
    "year": "公示年份",
    "status": "状态",
}
_LABELS: dict[str, dict[str, str]] = {
    "algorithm_type": dict(AlgorithmType.choices),
    "role": dict(ProviderRole.choices),
    "region": PROVINCES,
    "status": dict(EntryStatus.choices),
}


class BadQuery(ValueError):
    """Parameters that cannot be answered; ``errors`` maps each to its sentences."""

    def __init__(self, errors: dict[str, list[str]]) -> None:
        self.errors = errors
        super().__init__("；".join(sentence for found in errors.values() for sentence in found))


@dataclass(frozen=True)
class Search:
    """A question that can be answered: checked, and its filters in canonical values."""

    text: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    page: int = 1

    @cached_property
    def words(self) -> list[str]:
        """The words in normal form; every one must be found."""
        return words(self.text)

    @property
    def hopeless(self) -> bool:
        """Whether the visitor wrote something in which there is nothing to look for, such as signs only."""
        return not self.words and bool(self.text.strip()) and not self._names_every_number

    @property
    def _names_every_number(self) -> bool:
        return NUMBER_PREFIX in fold(self.text)

    @cached_property
    def key(self) -> tuple[object, ...]:
        """The same for questions that have the same answer, however they are spelled."""
        return (*self.words, *sorted(self.filters.items()), self.page)

    @property
    def offset(self) -> int:
        """How many results stand before this page."""
        return (self.page - 1) * PAGE_SIZE

    def without(self, name: str) -> "Search":
        """The same question with one filter less."""
        return replace(self, filters={k: v for k, v in self.filters.items() if k != name})

    def with_filter(self, name: str, value: str) -> "Search":
        """The same question with one filter set."""
        return replace(self, filters={**self.filters, name: value})


def parse(parameters: Mapping[str, str]) -> Search:
    """The question that GET parameters ask.

    Raises BadQuery, all complaints at once, for a text that is too long, a value that no filter knows or a page that
    is no number. Filters take their value or its Chinese label, so that 北京市 and 11 both name Beijing.
    """
    errors: dict[str, list[str]] = {}
    text = parameters.get("q", "").strip()
    if len(text) > MAX_LENGTH:
        errors["q"] = [f"查询词最多 {MAX_LENGTH} 个字，实有 {len(text)} 个"]
    elif len(words(text)) > MAX_WORDS:
        errors["q"] = [f"查询词最多 {MAX_WORDS} 个，请减少"]
    filters = {}
    for name, title in FACETS.items():
        given = fold(parameters.get(name, "")).strip()
        if not given:
            continue
        value = _canonical(name, given)
        if value is None:
            errors[name] = [f"{title}没有“{_quoted(given)}”这一项"]
        else:
            filters[name] = value
    page = _page(parameters.get("page", ""))
    if page is None:
        errors["page"] = ["页码应为从 1 起的整数"]
    if errors:
        raise BadQuery(errors)
    return Search(text, filters, page or 1)


def label(name: str, value: str) -> str:
    """How a filter's value is shown."""
    return f"{value} 年" if name == "year" else _LABELS[name].get(value, value)


def in_order(name: str, counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """A facet's values in the order of their display: kinds as the law lists them, years and regions by use."""
    if name == "year":
        return sorted(counts.items(), reverse=True)
    if name == "region":
        return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return [(value, counts[value]) for value in _LABELS[name] if value in counts]


def _canonical(name: str, given: str) -> str | None:
    if name == "year":
        return given if len(given) == 4 and given.isdecimal() and given.isascii() else None
    known = _LABELS[name]
    if given in known:
        return given
    spelled = {text: value for value, text in known.items()}
    for text, value in spelled.items():
        if given in (text, text.removesuffix("类"), text.removesuffix("省").removesuffix("市")):
            return value
    return None


def _page(given: str) -> int | None:
    given = given.strip()
    if not given:
        return 1
    if not (given.isascii() and given.isdecimal() and len(given) <= len(str(_LAST_PAGE))):
        return None
    return int(given) or None


def _quoted(given: str) -> str:
    return given if len(given) <= 20 else f"{given[:20]}…"
