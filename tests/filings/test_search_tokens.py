"""The normal form in which texts and queries meet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filings.search.tokens import BREAK, ROW, cover, key, pieces, repeats, row, runs, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("阿里巴巴达摩院（杭州）科技有限公司", "阿里巴巴达摩院(杭州)科技有限公司"),
        ("上海卓越睿新数码科技 股份有限公司", "上海卓越睿新数码科技股份有限公司"),
        ("ＡＰＰ", "app"),
        ("⽣成⽂本", "生成文本"),
        ("ＧＰＴ－４", "gpt4"),
        ("“快手”短视频", "快手短视频"),
    ],
)
def test_texts_that_a_reader_takes_for_the_same_are_the_same(one: str, other: str) -> None:
    assert key(one) == key(other)


def test_a_version_keeps_its_dot() -> None:
    assert key("V3.5") == "v3.5"
    assert key("V35") == "v35"


def test_separators_part_pieces_that_no_match_bridges() -> None:
    assert key("短视频、配送。") == f"短视频{BREAK}配送"
    assert pieces(key("短视频、配送")) == ["短视频", "配送"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("智能 客服", ["智能", "客服"]),
        ("快手、抖音", ["快手", "抖音"]),
        ("网信算备110101135224302220011号", ["110101135224302220011"]),
        ("110101 1352243 02 22 001 1", ["110101135224302220011"]),
        ("备1101", ["1101"]),
        ("V3.5模型", ["v3.5模型"]),
        ("推荐 推荐", ["推荐"]),
        ("网信算备", []),
        ("🎉 ，。!?\u202e", []),
        ("' OR 1=1 --", ["or", "11"]),
        (".*[a-z]+", ["az"]),
    ],
)
def test_words_of_a_query(query: str, expected: list[str]) -> None:
    assert words(query) == expected


@given(st.text(alphabet="推荐算法视频ab1", min_size=ROW, max_size=30))
def test_the_cover_of_a_word_is_the_word(word: str) -> None:
    rebuilt = [""] * len(word)
    for place, run in cover(word):
        rebuilt[place : place + ROW] = run
    assert "".join(rebuilt) == word


@given(st.text(alphabet="推荐、a（）1.", max_size=40), st.data())
def test_every_part_of_a_text_stands_in_its_row(text: str, data: st.DataObject) -> None:
    normal = key(text)
    start = data.draw(st.integers(0, len(normal)))
    part = normal[start : start + data.draw(st.integers(ROW, 9))]
    if BREAK not in part and len(part) >= ROW:
        placed = row(normal)
        assert all(placed[start + place] == run for place, run in cover(part))


@pytest.mark.parametrize(
    ("text", "length", "expected"),
    [
        ("甲乙丙甲乙", 2, True),
        ("甲乙丙甲乙", 3, False),
        ("甲乙\n甲乙", 2, True),
        ("甲\n乙甲\n乙", 2, False),
    ],
)
def test_a_text_repeats_itself_where_a_run_stands_twice(
    text: str, length: int, expected: bool
) -> None:
    assert repeats(text, length) is expected


@given(
    st.text(alphabet="甲乙丙", max_size=30),
    st.text(alphabet="甲乙丙", min_size=3, max_size=8),
    st.integers(2, 4),
)
def test_in_a_text_without_repeats_a_word_is_where_all_its_runs_are(
    text: str, word: str, length: int
) -> None:
    """What lets the index look a long word up without positions (filings.search.index)."""
    if not repeats(text, length - 1) and len(word) > length:
        assert all(run in text for run in runs(word, length)) == (word in text)


@given(st.text())
def test_any_text_at_all_has_a_normal_form_that_is_its_own(text: str) -> None:
    assert key(key(text)) == key(text)
