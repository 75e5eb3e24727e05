"""The judgement of a page: does a reader see the number, and a link that leads to the entry? Pure, and bounded."""

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from filings.display import results
from filings.display.decoding import decode
from filings.display.entry import Entry
from filings.display.matching import excerpt, find, fold, others
from filings.display.parsing import TooComplex, parse
from filings.display.results import Result
from filings.display.targets import DEFAULT_PORTS
from filings.display.visible import Anchor, Outline, Page, outline, seen

#: A page of fewer characters that has scripts is drawn by them.
_BARE = 20
#: What the text of a link says that may lead to the entry by a detour.
_TELLING = ("备案", "算备", "公示", "beian")
MOST_DETOURS = 3


@dataclass(frozen=True)
class Source:
    """A page as it came: its bytes, the ``Content-Type`` header, and where it was found in the end."""

    body: bytes
    content_type: str
    url: str

    @property
    def is_text(self) -> bool:
        """Whether it is shown as it is, without tags."""
        return self.content_type.partition(";")[0].strip().lower() == "text/plain"


@dataclass(frozen=True)
class Needs:
    """What must be fetched before the page can be judged."""

    sheets: tuple[str, ...] = ()
    sent_on: str = ""


@dataclass(frozen=True)
class Verdict:
    """What was found. ``reason`` is a sentence for the company; ``detours`` are links worth following."""

    result: Result
    reason: str = ""
    excerpt: str = ""
    encoding: str = ""
    detours: tuple[str, ...] = field(default=())

    def as_json(self) -> str:
        """For the way between two processes."""
        return json.dumps(asdict(self), ensure_ascii=True)

    @classmethod
    def from_json(cls, text: str) -> "Verdict":
        """What ``as_json`` wrote."""
        told: dict[str, Any] = json.loads(text)
        told |= {"result": Result(told["result"]), "detours": tuple(told["detours"])}
        return cls(**told)


def needs(source: Source) -> Needs:
    """The style sheets of a page, and the page to which it sends its reader at once.

    Nothing for a page that is too complex: the judgement will say so.
    """
    if source.is_text:
        return Needs()
    try:
        outlined = _outlined(source)[1]
    except (TooComplex, RecursionError):
        return Needs()
    return Needs(tuple(s.url for s in outlined.sheets if s.url), outlined.sent_on)


def judge(
    source: Source, entry: Entry, sheets: Mapping[str, str], arrived: Collection[str] = ()
) -> Verdict:
    """Judge one page.

    ``sheets`` are the style sheets that could be had, by address; ``arrived`` the addresses elsewhere that were
    followed and found to end at the entry.
    """
    text, encoding = decode(source.body, source.content_type)
    try:
        page = Page([(text, "")]) if source.is_text else _read(source, sheets)
    except (TooComplex, RecursionError):
        return Verdict(Result.UNREADABLE, "网页结构过于复杂，没有读完", encoding=encoding)
    shown, place = page.text, find(entry.digits, page.text)
    link = _link(page, entry, arrived)
    if place is None and len(shown) < _BARE and (page.has_scripts or page.has_frames):
        reason = "网页内容由脚本或者框架生成，检查只读网页本身的文字"
        return Verdict(Result.UNREADABLE, reason, shown[:200], encoding)
    sentences = [
        "" if place else _no_number(page, entry.digits, text),
        "" if link else _no_link(page, entry),
        f"有 {page.unread_sheets} 个样式表没有读到" if page.unread_sheets else "",
    ]
    return Verdict(
        results.of(place is not None, link is not None),
        "；".join(sentence for sentence in sentences if sentence),
        excerpt(shown, place or (0, 0)),
        encoding,
        () if link else _detours(page, entry),
    )


def _outlined(source: Source) -> tuple[Any, Outline]:
    root = parse(decode(source.body, source.content_type)[0])
    return root, outline(root, source.url)


def _read(source: Source, sheets: Mapping[str, str]) -> Page:
    root, outlined = _outlined(source)
    return seen(root, outlined, sheets)


def _works(anchor: Anchor) -> bool:
    return anchor.is_shown and anchor.takes_clicks


def _link(page: Page, entry: Entry, arrived: Collection[str]) -> Anchor | None:
    """A link that a reader sees, can click, and that leads to the entry."""
    return next(
        (a for a in page.anchors if _works(a) and (entry.is_at(a.href) or a.href in arrived)), None
    )


def _detours(page: Page, entry: Entry) -> tuple[str, ...]:
    """Visible links to other places whose text speaks of a filing."""
    found = (
        anchor.href
        for anchor in page.anchors
        if _works(anchor)
        and anchor.href.partition(":")[0].lower() in DEFAULT_PORTS
        and not entry.is_of_another(anchor.href)
        and _tells(fold(anchor.text), entry.digits)
    )
    return tuple(dict.fromkeys(found))[:MOST_DETOURS]


def _tells(text: str, digits: str) -> bool:
    return any(word in text.lower() for word in _TELLING) or find(digits, text) is not None


def _no_number(page: Page, digits: str, source: str) -> str:
    """Why the number was not found, as helpful as can be."""
    if find(digits, page.all_text):
        reasons = dict.fromkeys(why for _, why in page.pieces if why and why)
        hidden = [why for why in reasons if not find(digits, _without(page, why))]
        return f"编号写在网页里，但读者看不到：{(hidden or list(reasons))[0]}"
    if found := others(digits, page.text):
        return f"网页标明的是另一个编号（{found[0]}）"
    if digits in fold(source).replace(" ", ""):
        return (
            "编号只在网页代码、标题、注释或者图片说明里，或者是更长数字的一部分，读者看不到这一编号"
        )
    return "网页文字中没有这一编号"


def _without(page: Page, why: str) -> str:
    """All text but what is hidden for this reason."""
    return fold("".join(text for text, reason in page.pieces if reason != why))


def _no_link(page: Page, entry: Entry) -> str:
    same = [anchor for anchor in page.anchors if entry.is_at(anchor.href)]
    if any(not anchor.is_shown for anchor in same):
        return f"链接写在网页里，但读者看不到：{same[0].why or '链接里没有文字和图片'}"
    if same:
        return "链接在网页上但不能点击"
    if any(entry.is_of_another(anchor.href) for anchor in page.anchors):
        return "链接指向的是另一条公示"
    return "没有指向公示信息的链接"
