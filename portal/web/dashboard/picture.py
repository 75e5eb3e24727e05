"""A figure's numbers, in order and in words, each with the address of the list that has exactly so many rows."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from portal.clock import china_date
from portal.web.dashboard.figure import Drawn, Figure
from portal.web.dashboard.scope import Scope, months_later

#: A key of a bar whose rows are not parted any further.
_WHOLE = ""
_PLAIN_TONE = "1"


@dataclass(frozen=True)
class Number:
    """So many rows, called so, to be found there. ``tone`` is the class of its paint."""

    label: str
    value: int
    url: str
    tone: str = _PLAIN_TONE


@dataclass(frozen=True)
class Bar:
    """One bar or column: its whole, and its stretches in the order of the legend (zeros among them)."""

    key: str
    whole: Number
    stretches: list[Number]
    #: The share of the first part in percent with one decimal, where the figure shows shares; empty otherwise.
    share: str = ""


@dataclass(frozen=True)
class Picture:
    """Everything that is said and drawn of one figure."""

    figure: Figure
    whole: Number
    share: str
    legend: list[Number]
    bars: list[Bar]


def picture(figure: Figure, scope: Scope) -> Picture:
    """Count the figure's rows: one query, two where a row may stand under several keys."""
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    words: dict[str, str] = {}
    for by, part, told, number in figure.counted(scope):
        counts[by][part] += number
        words[by] = max(words.get(by, ""), told)
    bars = [_bar(figure, scope, key, counts[key], words) for key in _order(figure, scope, counts)]
    parts = figure.parts.keys if figure.parts else ()
    sums = {part: sum(counts[key][part] for key in counts) for part in parts}
    overlapping = figure.by.holding is not None
    total = figure.listed(scope).count() if overlapping else sum(bar.whole.value for bar in bars)
    return Picture(
        figure=figure,
        whole=Number(figure.title, total, figure.url(scope)),
        share=_share(figure, list(sums.values())),
        legend=[_part(figure, scope, part, sums[part]) for part in parts],
        bars=bars,
    )


def _part(figure: Figure, scope: Scope, part: str, value: int, by: str | None = None) -> Number:
    parts = figure.parts
    if parts is None:
        return Number("", value, figure.url(scope, by))
    return Number(parts.label(part), value, figure.url(scope, by, part), parts.tone(part))


def _bar(
    figure: Figure, scope: Scope, key: str, counts: Mapping[str, int], words: Mapping[str, str]
) -> Bar:
    label = figure.by.label(key) or words.get(key, "") or key
    parts = figure.parts.keys if figure.parts else (_WHOLE,)
    stretches = [_part(figure, scope, part, counts.get(part, 0), key) for part in parts]
    whole = Number(label, sum(counts.values()), figure.url(scope, key))
    return Bar(key, whole, stretches, _share(figure, [s.value for s in stretches]))


def _share(figure: Figure, values: list[int]) -> str:
    """The first part of all, in percent; empty while there is nothing, and for figures that show no shares."""
    if figure.drawn is not Drawn.SHARES or not sum(values):
        return ""
    return f"{100 * values[0] / sum(values):.1f}%"


def _order(figure: Figure, scope: Scope, counts: Mapping[str, Mapping[str, int]]) -> list[str]:
    """Months as they follow each other, the empty ones among them; everything else by its number."""
    if figure.drawn is Drawn.MONTHS:
        return list(_months(scope, sorted(counts)))
    return sorted(counts, key=lambda key: (-sum(counts[key].values()), key))


def _months(scope: Scope, found: list[str]) -> Iterator[str]:
    if not found:
        return
    month = scope.first or date.fromisoformat(f"{found[0]}-01")
    this = china_date(scope.now).replace(day=1)
    last = max(
        date.fromisoformat(f"{found[-1]}-01"),
        min(months_later(scope.until, -1), this) if scope.until else this,
    )
    while month <= last:
        yield f"{month:%Y-%m}"
        month = months_later(month, 1)
