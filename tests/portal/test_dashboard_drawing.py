"""How the pictures are drawn: no label is cut, stretches lie end to end, the tallest column fills its height."""

import pytest

from portal.web.dashboard.drawing import MOST, drawn, wrapped
from portal.web.dashboard.figure import Drawn, Figure
from portal.web.dashboard.figures import FIGURES
from portal.web.dashboard.picture import Bar, Number, Picture


def pictured(figure: Figure, bars: list[tuple[str, list[int]]]) -> Picture:
    """A picture of these bars, each with its stretches."""
    made = [
        Bar(key, Number(key, sum(parts), "/"), [Number("", n, "/") for n in parts], "50.0%")
        for key, parts in bars
    ]
    return Picture(figure, Number("", 0, "/"), "", [], made)


@pytest.mark.parametrize(
    ("label", "lines"),
    [
        ("作出备案或者不予备案的决定", ["作出备案或者不予备案的决定"]),
        ("标明备案编号并提供公示信息链接", ["标明备案编号并提供公示信息", "链接"]),
        ("Enforcement Officer of the City", ["Enforcement Officer of the", " City"]),
        ("", [""]),
    ],
)
def test_a_long_label_goes_on_in_the_next_line(label: str, lines: list[str]) -> None:
    assert wrapped(label) == lines


def test_bars_are_as_long_as_their_numbers_and_stretches_lie_end_to_end() -> None:
    placed = drawn(pictured(FIGURES["overdue"], [("甲", [3, 1]), ("乙", [0, 1])])).placed
    assert [(s.x, s.width) for s in placed[0].stretches] == [
        ("0.000%", "75.000%"),
        ("75.000%", "25.000%"),
    ]
    assert [(s.x, s.width) for s in placed[1].stretches] == [("0.000%", "25.000%")]


def test_bars_of_shares_are_of_one_length() -> None:
    placed = drawn(pictured(FIGURES["decided-by-limit"], [("甲", [9, 3]), ("乙", [1, 1])])).placed
    assert [s.width for one in placed for s in one.stretches] == [
        "75.000%",
        "25.000%",
        "50.000%",
        "50.000%",
    ]


def test_the_latest_twelve_months_are_drawn_and_the_rest_is_said_to_be_in_the_table() -> None:
    figure = FIGURES["penalties-by-month"]
    assert figure.drawn is Drawn.MONTHS
    months = [(f"{year}-{month:02}", [month]) for year in (2025, 2026) for month in range(1, 13)]
    drawing = drawn(pictured(figure, months[:15]))
    assert (len(drawing.placed), drawing.left_out) == (MOST, 3)
    assert drawing.placed[0].bar.key == "2025-04"
    tallest = max(drawing.placed, key=lambda one: one.bar.whole.value)
    assert [(s.y, s.height) for s in tallest.stretches] == [("20.00", "150.00")]
    named = [[line.text for line in one.lines] for one in drawing.placed]
    assert named[0] == ["4月", "2025"]
    assert named[8:10] == [["12月"], ["1月", "2026"]]
