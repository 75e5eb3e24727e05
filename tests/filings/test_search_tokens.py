"""The normal form in which texts and queries meet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filings.search.tokens import BREAK, LONG, cover, key, long_grams, short_grams, words


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
    assert "频配" not in short_grams(key("短视频、配送"))


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


@given(st.text(alphabet="推荐算法视频ab1", min_size=LONG, max_size=30))
def test_the_cover_of_a_word_is_the_word(word: str) -> None:
    rebuilt = [""] * len(word)
    for place, run in cover(word):
        rebuilt[place : place + LONG] = run
    assert "".join(rebuilt) == word


@given(st.text(alphabet="推荐、a（）1.", max_size=40), st.data())
def test_every_part_of_a_text_is_made_of_its_runs(text: str, data: st.DataObject) -> None:
    normal = key(text)
    start = data.draw(st.integers(0, len(normal)))
    part = normal[start : start + data.draw(st.integers(0, 9))]
    if BREAK in part or not part:
        assert BREAK in part or part == ""
    elif len(part) < LONG:
        assert part in short_grams(normal)
    else:
        runs = long_grams(normal)
        assert all(runs[start + place] == run for place, run in cover(part))


@given(st.text())
def test_any_text_at_all_has_a_normal_form_that_is_its_own(text: str) -> None:
    assert key(key(text)) == key(text)
