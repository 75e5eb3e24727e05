"""Where everything of a picture stands. Across in percent, so that it fits any width; down in pixels, so that
letters keep their size on a phone and no label is cut: a long one goes on in the next line.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from unicodedata import east_asian_width

from portal.web.dashboard.figure import Drawn
from portal.web.dashboard.picture import Bar, Number, Picture

#: No more bars than this are drawn; the table has them all.
MOST = 12
_LINE, _BAR, _GAP = 20, 20, 12  # a line of a label, a bar, between two bars
_BASE = 14  # from the top of a line to the foot of its letters
_WIDEST = 13.0  # hanzi in a line; beside it stands the number
_HEAD, _COLUMNS, _FOOT = 20, 150, 40  # the words above, the tallest column, the words below
_FEWEST = 6  # places for columns: one month alone is no block


@dataclass(frozen=True)
class Stretch:
    """A rectangle: across in percent, down in pixels."""

    number: Number
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True)
class Line:
    """A line of words at its place."""

    text: str
    x: str
    y: int


@dataclass(frozen=True)
class Placed:
    """One bar or column: the place that leads to all its rows, its words, its number, its stretches."""

    bar: Bar
    place: Stretch
    lines: list[Line]
    value: Line
    stretches: list[Stretch]


@dataclass(frozen=True)
class Drawing:
    """The whole drawing."""

    placed: list[Placed]
    height: int
    left_out: int


def drawn(picture: Picture) -> Drawing:
    """The picture's drawing: the longest bars, or the latest months."""
    months = picture.figure.drawn is Drawn.MONTHS
    shown = picture.bars[-MOST:] if months else picture.bars[:MOST]
    most = max([bar.whole.value for bar in shown], default=0)
    if months:
        placed, height = list(_columns(shown, most)), _HEAD + _COLUMNS + _FOOT
    else:
        shares = picture.figure.drawn is Drawn.SHARES
        placed = list(_bars(shown, most, shares=shares))
        height = sum(_height(one.bar) for one in placed)
    return Drawing(placed, height, len(picture.bars) - len(shown))


def _height(bar: Bar) -> int:
    return len(wrapped(bar.whole.label)) * _LINE + _BAR + _GAP


def _bars(shown: list[Bar], most: int, *, shares: bool) -> Iterator[Placed]:
    top = 0
    for bar in shown:
        lines = [
            Line(text, "0", top + _BASE + place * _LINE)
            for place, text in enumerate(wrapped(bar.whole.label))
        ]
        under = top + len(lines) * _LINE
        whole = bar.whole.value
        value = f"{bar.share}  {bar.stretches[0].value}/{whole}" if shares else str(whole)
        yield Placed(
            bar,
            Stretch(bar.whole, "0", str(top), "100%", str(under - top)),
            lines,
            Line(value, "100%", top + _BASE),
            list(_along(bar, under, whole if shares else most)),
        )
        top += _height(bar)


def _along(bar: Bar, y: int, most: int) -> Iterator[Stretch]:
    begin = 0
    for number in bar.stretches:
        if number.value:
            x, width = 100 * begin / most, 100 * number.value / most
            yield Stretch(number, f"{x:.3f}%", str(y), f"{width:.3f}%", str(_BAR))
            begin += number.value


def _columns(shown: list[Bar], most: int) -> Iterator[Placed]:
    step = 100 / max(len(shown), _FEWEST)
    floor = _HEAD + _COLUMNS
    for place, bar in enumerate(shown):
        middle = f"{step * (place + 0.5):.3f}%"
        year, month = bar.key.split("-")
        lines = [Line(f"{int(month)}月", middle, floor + _BASE)]
        if place == 0 or month == "01":
            lines.append(Line(year, middle, floor + _BASE + _LINE))
        top = floor - (_COLUMNS * bar.whole.value / most if most else 0)
        yield Placed(
            bar,
            Stretch(bar.whole, f"{step * place:.3f}%", "0", f"{step:.3f}%", str(floor + _FOOT)),
            lines,
            Line(str(bar.whole.value), middle, round(top) - 5),
            list(_upward(bar, f"{step * (place + 0.15):.3f}%", f"{step * 0.7:.3f}%", most)),
        )


def _upward(bar: Bar, x: str, width: str, most: int) -> Iterator[Stretch]:
    foot = float(_HEAD + _COLUMNS)
    for number in bar.stretches:
        if number.value:
            height = _COLUMNS * number.value / most
            foot -= height
            yield Stretch(number, x, f"{foot:.2f}", width, f"{height:.2f}")


def wrapped(label: str) -> list[str]:
    """The label in lines that fit beside the number on a phone; a hanzi is one wide, a Latin letter half."""
    lines, width = [""], 0.0
    for letter in label:
        wide = 1.0 if east_asian_width(letter) in "WFA" else 0.5
        if width + wide > _WIDEST:
            lines.append("")
            width = 0.0
        lines[-1] += letter
        width += wide
    return lines
