"""A cell opens as the text it is, in every spreadsheet, and the text comes back exactly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.cases.cells import guarded, restored

FORMULAS = [
    "=1+1",
    "+86",
    "-2",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠A1",
    "﹦1",
    "﹣1",
    "−1",
    " =1",
    "\u3000＝1",
    "\u200b=1",
    "\ufeff=1",
    "=cmd|' /C calc'!A0",
    "'=1",
]
NUMBERS = [
    "110101234567890260012",
    "007",
    "1E5",
    "2024-05",
    "3/4",
    "１２３",
    "12:30",
    "5%",
    "1,000",
]


@pytest.mark.parametrize("text", FORMULAS)
@pytest.mark.parametrize("free", [True, False])
def test_what_a_spreadsheet_would_calculate_is_guarded(text: str, free: bool) -> None:
    assert guarded(text, free=free) == f"'{text}"


@pytest.mark.parametrize("text", NUMBERS)
def test_digits_that_people_wrote_stay_text_and_codes_stay_bare(text: str) -> None:
    assert (guarded(text, free=True), guarded(text, free=False)) == (f"'{text}", text)


@pytest.mark.parametrize(
    "text",
    ["", "青鸟算法", "GPT-4", "网信算备990101135224301260011号", "1号算法", "a=b", "甲\n=乙"],
)
def test_ordinary_words_are_left_alone(text: str) -> None:
    assert guarded(text, free=True) == text


@given(st.text(), st.booleans())
def test_taking_one_apostrophe_off_gives_the_text_back(text: str, free: bool) -> None:
    cell = guarded(text, free=free)
    assert restored(cell) == text
    assert cell[:1] not in set("=+-@＝＋－＠\t\r\n")


@given(st.text(alphabet="'=+-@＝＋－＠\t\r\n\u3000\u200b 0１a", max_size=6), st.booleans())
def test_the_rule_holds_for_every_mixture_of_signs(text: str, free: bool) -> None:
    assert restored(guarded(text, free=free)) == text
