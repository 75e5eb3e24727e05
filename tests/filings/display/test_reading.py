"""Reading a page: encodings, numbers however cut up, links however written, addresses as filings declare them."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filings.display import isolation
from filings.display.declared import Declared, declared
from filings.display.decoding import decode
from filings.display.entry import Entry
from filings.display.examine import examine
from filings.display.matching import find, fold, others
from filings.display.media import applies
from filings.display.parsing import parse
from filings.display.results import Result
from filings.display.verdict import Source, judge
from tests.filings.display.site import (
    DIGITS,
    ENTRY,
    LINK,
    NUMBER,
    PORTAL,
    WORDS,
    Site,
    fetcher,
    html,
)

INSERTED = st.sampled_from(
    [
        *("<b></b>", "<i>", "</i>", "<span class=x>", "</span>", "<!-- 7 -->", "<wbr>", "<br>"),
        *("\u200b", "\u200d", "\ufeff", "\u00ad", "\u2060", "\u3164", "&#8203;", "&zwnj;"),
        *(" ", "\n\t", "\u3000", "&nbsp;", "<i style='display:none'>9</i>", "<script>8</script>"),
    ]
)


def result(body: str, content_type: str = "text/html; charset=utf-8") -> Result:
    page = f"<!doctype html><body>{WORDS}{body}"
    return judge(Source(page.encode(), content_type, "https://c.cn/"), ENTRY, {}).result


@settings(max_examples=60, deadline=None)
@given(st.data(), st.booleans())
def test_whatever_is_put_between_its_characters_the_number_is_found(
    data: st.DataObject, wide: bool
) -> None:
    characters = [chr(ord(c) + 0xFEE0) if wide and c.isdigit() else c for c in NUMBER]
    cut = "".join(c + "".join(data.draw(st.lists(INSERTED, max_size=2))) for c in characters)
    assert result(f"<p>{cut}</p><p>{LINK}</p>") is Result.SHOWN


@settings(max_examples=60, deadline=None)
@given(place=st.integers(0, 20), digit=st.sampled_from("0123456789"))
def test_a_number_that_differs_in_one_digit_is_another(place: int, digit: str) -> None:
    wrong = DIGITS[:place] + digit + DIGITS[place + 1 :]
    expected = Result.SHOWN if wrong == DIGITS else Result.NUMBER_MISSING
    assert result(f"网信算备{wrong}号{LINK}") is expected


@settings(max_examples=200, deadline=None)
@given(
    st.binary(max_size=300), st.sampled_from(["", "text/html; charset=gbk", "text/html; charset=x"])
)
def test_any_bytes_get_a_verdict(body: bytes, kind: str) -> None:
    verdict = judge(Source(body, kind, "https://c.cn/"), ENTRY, {})
    assert verdict.result in (Result.BOTH_MISSING, Result.UNREADABLE)


def test_soups_of_tags_get_a_verdict() -> None:
    """A thousand words of markup in random order, styles included: never an error, always an answer."""
    words = "table td tr select option svg math title p b a form template frameset details ruby rt li".split()
    chance = random.Random(20260914)
    soups = []
    for _ in range(8):
        soup = "".join(
            chance.choice(["<{}>", "</{}>", "<{} style='display:block;color:red' hidden>"]).format(
                chance.choice(words)
            )
            for _ in range(1000)
        )
        soups.append(soup)
    for soup in soups:
        source = Source(soup.encode(), "text/html", "https://c.cn/")
        assert isolation.judge(source, ENTRY, {}).result in (Result.BOTH_MISSING, Result.UNREADABLE)


@pytest.mark.parametrize(
    ("data", "kind", "encoding"),
    [
        ("公示".encode(), "text/html", "utf-8"),
        ("公示".encode("gb18030"), "text/html", "gb18030"),
        ("公示".encode("gb18030"), "text/html; charset=gb2312", "gb18030"),
        ("公示".encode("big5"), 'text/html; charset="Big5"', "big5hkscs"),
        (b"<meta charset=gbk>" + "公示".encode("gb18030"), "text/html", "gb18030"),
        (
            b"<meta http-equiv=Content-Type content='text/html; charset=gb2312'>"
            + "公示".encode("gbk"),
            "text/html",
            "gb18030",
        ),
        (b"<!-- <meta charset=big5> -->" + "公示".encode(), "text/html", "utf-8"),
        (b"\xef\xbb\xbf" + "公示".encode(), "text/html; charset=gbk", "utf-8"),
        ("公示".encode("utf-16-le"), "text/html; charset=utf-16le", "utf-16-le"),
        (b"<meta charset=utf-16>" + "公示".encode(), "text/html", "utf-8"),
        ("公示".encode(), "text/html; charset=nonsense", "utf-8"),
    ],
)
def test_a_page_is_read_in_the_encoding_that_browsers_would_choose(
    data: bytes, kind: str, encoding: str
) -> None:
    text, name = decode(data, kind)
    assert name == encoding
    assert text.endswith("公示")


def test_four_byte_characters_of_gb18030_do_not_eat_a_digit() -> None:
    text, _ = decode(f"𠀀{DIGITS}㐂".encode("gb18030"), "text/html; charset=gb2312")
    assert text == f"𠀀{DIGITS}㐂"


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        (f"x{DIGITS}x", True),
        (f"号{DIGITS} 1", True),
        (f"1 {DIGITS}", True),
        (f"1{DIGITS}", False),
        (f"{DIGITS}1", False),
        (f"{DIGITS}\u0661", False),
        (DIGITS[:10] + "-" + DIGITS[10:], False),
        ("", False),
    ],
)
def test_a_number_counts_where_it_stands_by_itself(text: str, is_found: bool) -> None:
    assert bool(find(DIGITS, fold(text))) is is_found


def test_other_numbers_on_a_page_are_named() -> None:
    text = fold("网信算备110108823483901230031号 网信算备 1101 0882348390123 0049号")
    assert others(DIGITS, text) == ["110108823483901230031", "110108823483901230049"]


@pytest.mark.parametrize(
    ("portal", "url", "is_entry"),
    [
        (PORTAL, f"https://portal.example.cn/registry/{DIGITS}/", True),
        (PORTAL, f"http://portal.example.cn/registry/{DIGITS}", True),
        (PORTAL, f"https://portal.example.cn:443/registry/{NUMBER}/", True),
        (PORTAL, f"https://portal.example.cn:8443/registry/{DIGITS}/", False),
        (PORTAL, f"https://portal.example.cn/registry/{DIGITS}/report/", False),
        (PORTAL, f"https://portal.example.cn/x/registry/{DIGITS}/", False),
        (PORTAL, f"https://portal.example.cn.evil.cn/registry/{DIGITS}/", False),
        (PORTAL, f"ftp://portal.example.cn/registry/{DIGITS}/", False),
        ("https://a.cn/portal/", f"https://a.cn/portal/registry/{DIGITS}/", True),
        ("https://a.cn/portal/", f"https://a.cn/registry/{DIGITS}/", False),
        ("http://localhost:8000", f"http://localhost:8000/registry/{DIGITS}/", True),
        ("http://localhost:8000", f"http://localhost/registry/{DIGITS}/", False),
    ],
)
def test_only_the_entry_itself_is_the_entry(portal: str, url: str, is_entry: bool) -> None:
    assert Entry(portal, DIGITS).is_at(url) is is_entry


@pytest.mark.parametrize(
    ("query", "does"),
    [
        ("", True),
        ("all", True),
        ("screen", True),
        ("only screen and (min-width: 768px)", True),
        ("(max-width: 48em)", False),
        ("(width >= 600px)", True),
        ("print, screen", True),
        ("print", False),
        ("not print", True),
        ("not all and (min-width: 600px)", False),
        ("(prefers-color-scheme: dark)", False),
        ("(hover)", True),
        ("(made-up: 1)", False),
        ("not (made-up: 1)", False),
        ("(min-width: ...px)", False),
    ],
)
def test_style_for_other_readers_does_not_count(query: str, does: bool) -> None:
    assert applies(query) is does


def product(form: str, url: str) -> dict[str, str]:
    return {"service_form": form, "url": url}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            {"products": [product("website", "https://a.cn"), product("app", "https://b.cn/app")]},
            Declared(("https://a.cn/",), each=True),
        ),
        (
            {"products": [product("website", "www.a.cn/x"), product("website", "HTTP://B.cn")]},
            Declared(("https://www.a.cn/x", "http://b.cn/"), each=True),
        ),
        (
            {"subject_website": "https://c.cn", "products": [product("app", "https://b.cn/app")]},
            Declared(("https://c.cn/", "https://b.cn/app"), each=False),
        ),
        ({"products": [product("app", "应用商店搜索“青云”")]}, Declared((), each=False)),
        ({"products": [product("website", "javascript:x")]}, Declared((), each=False)),
        ({"products": [product("website", "http://u:p@a.cn/")]}, Declared((), each=False)),
        ({"products": "nonsense"}, Declared((), each=False)),
        ({}, Declared((), each=False)),
    ],
)
def test_websites_must_each_show_the_number_and_of_other_addresses_one(
    content: dict[str, object], expected: Declared
) -> None:
    assert declared(content) == expected


def test_a_short_page_is_never_taken_for_the_name_of_a_file() -> None:
    """The parser's library opens a short text as a path; a page that reads "/etc/hostname" must stay a page."""
    root = parse("/etc/hostname")
    assert "".join(root.itertext()) == "/etc/hostname"


@pytest.mark.parametrize(
    "body",
    [
        "<!--" + "- " * 1_000_000,
        "".join(f"<b class={n}>" for n in range(50_000)),
        "<style>" + "p:nth-child(2n of .q) ~ p{color:red}" * 2_000 + "</style>" + "<p>x" * 20_000,
    ],
    ids=["a comment", "formatting", "selectors"],
)
def test_a_page_that_would_keep_the_parser_busy_for_ever_is_given_up(
    body: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(isolation, "PATIENCE", 1.5)
    source = Source(f"<body>{body}".encode(), "text/html", "https://c.cn/")
    assert isolation.judge(source, ENTRY, {}) == isolation.TIRED


def test_what_cannot_be_read_has_no_needs_and_is_not_asked_twice(
    web: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(isolation, "PATIENCE", 0.8)
    started: list[object] = []
    original = isolation.subprocess.run
    monkeypatch.setattr(
        isolation.subprocess, "run", lambda *a, **k: started.append(a) or original(*a, **k)
    )
    found = examine(web.put("/", html("<!--" + "- " * 300_000)), ENTRY, fetcher())
    assert (found.result, found.reason) == (Result.UNREADABLE, "网页结构过于复杂，没有读完")
    assert len(found.body or b"") == 600_004
    assert len(started) == 1


def test_the_reading_process_gets_nothing_of_the_portals_secrets(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started: list[dict[str, str]] = []
    original = isolation.subprocess.run
    monkeypatch.setenv("SECRET_KEY", "secret")
    monkeypatch.setattr(
        isolation.subprocess,
        "run",
        lambda *a, **k: started.append(k["env"]) or original(*a, **k),
    )
    isolation.needs(Source(b"<p>x", "text/html", "https://c.cn/"))
    assert [set(env) for env in started] == [{"PYTHONPATH", "LANG"}]
