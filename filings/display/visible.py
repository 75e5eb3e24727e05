"""What a reader sees of a page: its texts, each with the reason where one is hidden, and its links.

The reader has a desktop screen and runs scripts, which this check does not: ``<noscript>`` is therefore not read. What
opens only on a click (``<details>``, dialogs, folded boxes) does not count, as the law asks for a conspicuous place.
Pictures, frames and texts made by style sheets or scripts are not read.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from xml.etree.ElementTree import Element

import tinycss2

from filings.display import sheets
from filings.display.looks import Look, look
from filings.display.matching import fold
from filings.display.targets import BadAddress, joined
from filings.display.tree import Node

_HEX = re.compile(r"[0-9a-fA-F]{6}")
_REFRESH = re.compile(r"\s*([0-9]{1,3})[0-9.]*\s*[;,]?\s*(?:url\s*=)?\s*[\"']?([^\"']+)", re.I)
_FOLDED = "在未展开的折叠内容里"
_HREFS = ("href", "{http://www.w3.org/1999/xlink}href")
#: Seconds after which a page that sends its reader on is no longer the page itself.
SENT_ON_AT_ONCE = 5


@dataclass
class Anchor:
    """A link: its text, and why it cannot be seen or followed; shown once something of it is seen."""

    href: str
    text: str = ""
    is_shown: bool = False
    takes_clicks: bool = True
    why: str = ""


@dataclass
class Page:
    """What there is on a page. ``pieces`` are texts in reading order with the reason why each is hidden."""

    pieces: list[tuple[str, str]] = field(default_factory=list)
    anchors: list[Anchor] = field(default_factory=list)
    unread_sheets: int = 0
    has_scripts: bool = False
    has_frames: bool = False

    @property
    def text(self) -> str:
        """All that is seen, folded."""
        return fold("".join(text for text, why in self.pieces if not why))

    @property
    def all_text(self) -> str:
        """The hidden texts too, folded."""
        return fold("".join(text for text, _ in self.pieces))


@dataclass(frozen=True)
class Outline:
    """What a page asks of others before it can be judged."""

    base: str
    sheets: tuple[sheets.Sheet, ...]
    sent_on: str


def outline(root: Element, url: str) -> Outline:
    """The base of the page's links, its style sheets, and the page to which it sends its reader at once."""
    base = _base(root, url)
    nodes = [e for e in _outside_templates(root) if _name(e) in ("style", "link")]
    return Outline(base, tuple(sheets.found(nodes, base)), _sent_on(root, base))


def seen(root: Element, outlined: Outline, texts: Mapping[str, str]) -> Page:
    """What a reader sees. ``texts`` are the style sheets that could be had, by address."""
    rules, unread = sheets.rules_of(outlined.sheets, texts)
    page = Page(unread_sheets=unread)
    _Walk(page, rules, outlined.base).through(Node.from_html_root(root))
    return page


class _Walk:
    """Through the tree in reading order, with a stack of its own."""

    def __init__(self, page: Page, rules: sheets.Rules, base: str) -> None:
        self.page, self.rules, self.base = page, rules, base

    def through(self, root: Node) -> None:
        """Visit every element and text below ``root``."""
        stack = [self._enter(root, Look(), None)]
        while stack:
            here = stack[-1]
            self._tail_of(here)
            child = next(here.children, None)
            if child is None:
                stack.pop()
                if not here.inner.is_inline:
                    self._say("\n", here.inner, None)
                continue
            here.previous = child
            if isinstance(child.tag, str):
                stack.append(self._enter(next(here.nodes), here.inner, here))

    def _tail_of(self, here: "_Place") -> None:
        """The text after the child that was visited last belongs to its parent."""
        if here.previous is not None and here.previous.tail:
            self._say(here.previous.tail, here.inner, here.anchor)
        here.previous = None

    def _enter(self, node: Node, parent: Look, above: "_Place | None") -> "_Place":
        element, tag = node.etree_element, node.local_name.lower()
        if above is not None and tag == "summary":
            parent = above.outer
        if parent.gone:
            own = parent
        else:
            own = look({**_hints(element, tag), **self.rules.of(node)}, parent, tag)
        anchor = self._anchor(element, own) if tag == "a" else above.anchor if above else None
        if not own.is_inline or tag in ("br", "img", "hr"):
            self._say("\n", own, None)
        inner = own
        if tag == "details" and element.get("open") is None and not own.gone:
            inner = replace(own, gone=_FOLDED)
        self._notice(element, tag, own, anchor)
        place = _Place(own, inner, anchor, iter(element), node.iter_children())
        if element.text:
            self._say(element.text, inner, anchor)
        return place

    def _say(self, text: str, own: Look, anchor: Anchor | None) -> None:
        why = own.hides
        self.page.pieces.append((text, why if text != "\n" else ""))
        if anchor is None or not fold(text).strip():
            return
        anchor.text = (anchor.text + text)[:300]
        anchor.is_shown = anchor.is_shown or not why
        anchor.why = anchor.why or why

    def _anchor(self, element: Element, own: Look) -> Anchor | None:
        href = next((element.get(name) for name in _HREFS if element.get(name)), "") or ""
        if not href.strip():
            return None
        try:
            anchor = Anchor(joined(self.base, href), takes_clicks=own.takes_clicks)
        except BadAddress:
            return None
        self.page.anchors.append(anchor)
        return anchor

    def _notice(self, element: Element, tag: str, own: Look, anchor: Anchor | None) -> None:
        if tag == "script":
            self.page.has_scripts |= bool(element.get("src") or (element.text or "").strip())
        elif tag in ("iframe", "frame"):
            self.page.has_frames |= bool(element.get("src"))
        elif anchor is not None and _is_picture(element, tag):
            is_seen = not own.gone and own.is_visible
            anchor.is_shown |= is_seen
            anchor.why = anchor.why or own.gone


@dataclass
class _Place:
    """An element that is being walked through; ``inner`` is how its contents look."""

    outer: Look
    inner: Look
    anchor: Anchor | None
    children: Iterator[Any]
    nodes: Iterator[Node]
    previous: Any = None


def _hints(element: Element, tag: str) -> dict[str, list[Any]]:
    """What browsers and old attributes say about the look; any style sheet is stronger."""
    said: dict[str, str] = {}
    if tag == "a" and element.get("href") is not None:
        said["color"] = "#0000ee"  # a link does not take the colour of what surrounds it
    if tag == "mark":
        said |= {"color": "black", "background-color": "yellow"}
    if element.get("hidden") is not None or element.get("popover") is not None:
        said["display"] = "none"
    if tag == "dialog" and element.get("open") is None:
        said["display"] = "none"
    if element.get("bgcolor"):
        said["background-color"] = element.get("bgcolor", "")
    if tag == "font" and element.get("color"):
        said["color"] = element.get("color", "")
    if tag == "body" and element.get("text"):
        said["color"] = element.get("text", "")
    return {
        name: tinycss2.parse_component_value_list(f"#{value}" if _HEX.fullmatch(value) else value)
        for name, value in said.items()
    }


def _is_picture(element: Element, tag: str) -> bool:
    if tag == "svg":
        return len(element) > 0
    small = {element.get("width"), element.get("height")} & {"0", "1", "0px", "1px"}
    return tag == "img" and bool((element.get("src") or "").strip()) and not small


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""


def _outside_templates(root: Element) -> Iterator[Element]:
    stack = [root]
    while stack:
        element = stack.pop()
        yield element
        if _name(element) != "template":
            stack.extend(reversed(element))


def _base(root: Element, url: str) -> str:
    for element in root.iter():
        if _name(element) == "base" and element.get("href") is not None:
            try:
                return joined(url, element.get("href", ""))
            except BadAddress:
                return url
    return url


def _sent_on(root: Element, base: str) -> str:
    for element in _outside_templates(root):
        if _name(element) == "meta" and (element.get("http-equiv") or "").lower() == "refresh":
            found = _REFRESH.fullmatch((element.get("content") or "").rstrip(" \"'"))
            if found and int(found[1]) <= SENT_ON_AT_ONCE:
                try:
                    return joined(base, found[2].strip())
                except BadAddress:
                    return ""
    return ""
