"""What a search finds, in which order, with which counts; the index and PostgreSQL say the same."""

import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as pace
from hypothesis import strategies as st

from filings.models import RegistryEntry
from filings.publishing import mark_status
from filings.search import follower, index
from filings.search.find import NoSuchPage, find
from filings.search.indexed import from_index
from filings.search.query import BadQuery, Search, parse
from filings.search.stored import from_register
from filings.search.tokens import key
from filings.states import EntryStatus
from tests.filings.register import NOW, number, published

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_index(settings, tmp_path: Path) -> None:
    settings.SEARCH_INDEX_DIR = tmp_path / "search"


def names(**parameters: str) -> list[str]:
    return [entry.algorithm_name for entry in find(parse(parameters)).entries]


@pytest.mark.parametrize(
    "query",
    [
        "客",
        "客服",
        "智能客服算法",
        "青鸟(演示)科技",
        "青鸟演示科技",
        "ＡＰＰ",
        "青鸟app",
        "V3",
        "v3.5",
        "GPT",
        "chatgpt",
        "青鸟 客服",
        number(1),
        number(1)[4:-1],
        number(1)[6:10],
        "网信算备990101",
    ],
)
def test_every_spelling_finds_the_entry(query: str) -> None:
    published(algorithm_name="ChatGPT-V3.5智能客服算法")
    assert names(q=query) == ["ChatGPT-V3.5智能客服算法"]


@pytest.mark.parametrize("query", ["服智", "算法青鸟", "V4", "app客服", "99010113522430126001X"])
def test_what_is_written_nowhere_is_not_found(query: str) -> None:
    published(algorithm_name="ChatGPT-V3.5智能客服算法")
    assert names(q=query) == []


def test_all_words_must_be_found() -> None:
    published(1, algorithm_name="甲推荐算法", subject_name="青鸟科技")
    published(2, algorithm_name="乙推荐算法", subject_name="白鹿科技")
    assert names(q="推荐 白鹿") == ["乙推荐算法"]


def test_a_former_name_still_finds_the_entry() -> None:
    published(algorithm_name="旧名算法")
    published(algorithm_name="新名算法")
    assert names(q="旧名") == ["新名算法"]


def test_number_comes_before_name_before_subject_before_the_rest() -> None:
    digits = number(4)[4:-1]
    published(1, algorithm_name="丁", purpose=f"参见{digits}", published_on=date(2026, 3, 9))
    published(2, algorithm_name="丙", subject_name=f"公司{digits}", published_on=date(2026, 3, 8))
    published(3, algorithm_name=f"乙{digits}", published_on=date(2026, 3, 7))
    published(4, algorithm_name="甲", published_on=date(2020, 1, 1))
    assert names(q=digits) == ["甲", f"乙{digits}", "丙", "丁"]


def test_within_a_class_the_latest_comes_first_then_the_order_of_the_list() -> None:
    published(1, algorithm_name="一", published_on=date(2026, 1, 1))
    published(2, algorithm_name="二", published_on=date(2026, 2, 1))
    published(3, algorithm_name="三", published_on=date(2026, 2, 1))
    assert names() == ["二", "三", "一"]


def test_long_words_are_found_exactly_where_they_stand() -> None:
    """Runs that come from different spots of a text that repeats itself make no word of themselves."""
    published(1, algorithm_name="甲", purpose="根据用户输入的文本生成图像")
    published(
        2, algorithm_name="乙", purpose="根据用户输入的图，据用户输入的图像，用户输入的图像生"
    )
    published(3, algorithm_name="丙", purpose="据用户输入的文本，根据用户输入的文字")
    published(4, algorithm_name="丁", purpose="根据用户输入的文本，根据用户输入的文本")
    assert names(q="根据用户输入的文本") == ["甲", "丁"]
    assert names(q="根据用户输入的图像生") == []
    assert names(q="用户输入的图像生") == ["乙"]


@given(
    st.lists(st.text(alphabet="算法、", min_size=4, max_size=40), min_size=1, max_size=6),
    st.lists(st.text(alphabet="算法", min_size=1, max_size=20), min_size=1, max_size=6),
)
@pace(max_examples=30, deadline=None)
def test_every_word_is_found_where_a_plain_look_finds_it(
    texts: list[str], sought: list[str]
) -> None:
    """Texts of two characters repeat themselves all the time: the hardest there are for an index of runs."""
    entries = [
        RegistryEntry(pk=pk, digits=number(pk)[4:-1], text_key=key(text), published_on=NOW.date())
        for pk, text in enumerate(texts, 1)
    ]
    with tempfile.TemporaryDirectory() as scratch:
        made = index.open_at(Path(scratch) / "index", create=True)
        index.write(made, entries)
        made.reload()
        for word in sought:
            answer = from_index(made.searcher(), Search(word))
            plain = [entry.pk for entry in entries if word in entry.text_key]
            assert (answer.keys, answer.count) == (plain, len(plain))


def test_a_number_among_other_words_must_match_them_too() -> None:
    published(1, algorithm_name="甲推荐算法")
    published(2, algorithm_name="乙推荐算法", purpose=f"参见{number(1)}")
    assert names(q=f"{number(1)} 推荐") == ["甲推荐算法", "乙推荐算法"]
    assert names(q=f"{number(1)} 乙推荐") == ["乙推荐算法"]


def test_a_page_deep_in_the_results_lies_where_counting_says() -> None:
    days = [date(2025 + i // 12, 1 + i % 12, 1 + i % 3) for i in range(24)]
    for serial in range(1, 121):
        published(serial, algorithm_name=f"算法{serial}", published_on=days[serial % 24])
    pages = [find(Search(filters={"region": "99"}, page=page)).entries for page in range(1, 7)]
    shown = [entry.pk for page in pages for entry in page]
    assert shown == list(RegistryEntry.objects.values_list("pk", flat=True))


def test_pages_together_hold_every_entry_once() -> None:
    for serial in range(1, 46):
        published(
            serial, algorithm_name=f"算法{serial}", subject_name="推荐" if serial % 2 else "客"
        )
    pages = [find(Search("推荐 算法", {}, page)) for page in (1, 2)]
    numbers = [entry.record_number for found in pages for entry in found.entries]
    assert [found.count for found in pages] == [23, 23]
    assert len(set(numbers)) == len(numbers) == 23


def test_beyond_the_last_page_there_is_none() -> None:
    published()
    with pytest.raises(NoSuchPage):
        find(Search(page=2))


def test_facets_count_the_query_under_every_other_filter() -> None:
    published(1, algorithm_type="generation", role="provider")
    published(2, algorithm_type="generation", role="supporter")
    published(3, algorithm_type="push", role="")
    facets = find(parse({"algorithm_type": "generation", "role": "provider"})).facets
    types = [(v.value, v.count, v.selected) for v in facets["algorithm_type"]]
    roles = [(v.value, v.count, v.selected) for v in facets["role"]]
    assert types == [("generation", 1, True)]
    assert roles == [("provider", 1, True), ("supporter", 1, False)]


def test_status_is_a_filter_and_ended_entries_stay() -> None:
    published(1, algorithm_name="有效算法")
    published(2, algorithm_name="注销算法")
    mark_status(number(2), EntryStatus.CANCELLED, now=NOW)
    assert names(status="cancelled") == ["注销算法"]
    assert len(names()) == 2


@pytest.mark.parametrize(
    ("name", "spellings"),
    [
        ("algorithm_type", ["generation", "生成合成类", "生成合成"]),
        ("role", ["provider", "服务提供者"]),
        ("region", ["99", "演示地区", "９９"]),
        ("year", ["2026", "２０２６"]),
        ("status", ["in_force", "有效"]),
    ],
)
def test_filters_take_the_value_and_its_label(name: str, spellings: list[str]) -> None:
    assert len({parse({name: spelling}).filters[name] for spelling in spellings}) == 1


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("algorithm_type", "x", "算法类型没有“x”这一项"),
        ("role", "boss", "角色没有“boss”这一项"),
        ("region", "00", "地区没有“00”这一项"),
        ("year", "20x6", "公示年份没有“20x6”这一项"),
        ("status", "gone", "状态没有“gone”这一项"),
        ("page", "0", "页码应为从 1 起的整数"),
        ("page", "-1", "页码应为从 1 起的整数"),
        ("page", "9" * 50, "页码应为从 1 起的整数"),
        ("q", "算" * 10_000, "查询词最多 500 个字，实有 10000 个"),
        ("q", " ".join("甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌"), "查询词最多 20 个，请减少"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_a_sentence(
    name: str, value: str, sentence: str
) -> None:
    with pytest.raises(BadQuery) as refused:
        parse({name: value})
    assert refused.value.errors == {name: [sentence]}


@pytest.mark.parametrize(
    "query",
    [
        "\x00",
        "🎉🎉",
        "\u202e\u202d",
        "\ud800",
        "'; DROP TABLE filings_registryentry; --",
        "<script>alert(1)</script>",
        "%",
        "_",
        "\\",
        ".*",
        "(((",
        '"',
        "name:x AND NOT y",
        "，。、；",
        "算" * 500,
        "1" * 400,
        "¶" * 9,
    ],
)
def test_hostile_words_get_a_clean_answer_of_nothing(query: str) -> None:
    published()
    assert names(q=query) == []


def test_signs_alone_are_told_apart_from_a_word_that_is_not_found() -> None:
    assert parse({"q": "，。🎉"}).hopeless
    assert not parse({"q": "算"}).hopeless
    assert not parse({"q": "  "}).hopeless


def test_the_common_prefix_of_all_numbers_finds_all() -> None:
    published()
    assert names(q="网信算备") == ["青鸟智能客服算法"]


def test_index_and_register_give_the_same_answer() -> None:
    for serial in range(1, 40):
        published(
            serial,
            algorithm_name=f"{'推荐' if serial % 3 else '排序'}算法{serial}",
            algorithm_type="push" if serial % 2 else "ranking",
            published_on=date(2026, 1 + serial % 3, 1),
        )
    searcher = follower.searcher()
    for parameters in (
        {},
        {"q": "推荐"},
        {"q": "在线客服场景生成", "region": "99"},
        {"q": "应用于在线客服场景"},
        {"q": "1352243012600"},
        {"role": "supporter", "status": "in_force", "year": "2025"},
        {"q": "算法1"},
        {"q": "青鸟 排序", "algorithm_type": "push"},
        {"q": "1352243", "page": "2"},
        {"q": number(7)},
        {"q": f"{number(7)} 排序"},
        {"q": f"{number(7)} 推荐", "year": "2026"},
        {"year": "2026", "status": "in_force", "role": "provider"},
    ):
        search = parse(parameters)
        assert from_index(searcher, search) == from_register(search)
