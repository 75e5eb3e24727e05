"""The style sheets of a page: which there are, and which of their declarations meet which element.

Read: ``<style>``, ``<link rel=stylesheet>``, ``@import`` of the page's own sheets, ``@media``, ``@supports``,
``@layer``, nesting. Only declarations that can hide something are kept.
"""

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import cssselect2
import tinycss2
from cssselect2 import compile_selector_list

from filings.display.media import applies
from filings.display.shorthands import longhands
from filings.display.targets import BadAddress, joined

MOST_RULES = 20_000
#: How deep rules may stand in each other.
_NESTED = 6
Declaration = tuple[str, list[Any], bool]


@dataclass(frozen=True)
class Sheet:
    """One sheet in the page's order: its text, or the address where it lies."""

    text: str = ""
    url: str = ""


@dataclass
class Rules:
    """All rules of a page, in the order in which they count."""

    matcher: Any = field(default_factory=cssselect2.Matcher)
    count: int = 0

    def add(self, css: str, depth: int = 0) -> None:
        """Take in one sheet."""
        rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
        self._take(rules, "", False, depth)

    def _take(self, rules: Iterable[Any], parent: str, layered: bool, depth: int) -> None:
        if depth > _NESTED:
            return
        for rule in rules:
            if rule.type == "qualified-rule":
                self._style(rule, parent, layered, depth)
            elif rule.type == "at-rule" and rule.content is not None and _holds(rule):
                is_layer = layered or rule.lower_at_keyword == "layer"
                inner = tinycss2.parse_blocks_contents(rule.content, True, True)
                if parent:
                    self._meet(parent, inner, is_layer)
                self._take(inner, parent, is_layer, depth + 1)

    def _style(self, rule: Any, parent: str, layered: bool, depth: int) -> None:
        selector = _within(parent, tinycss2.serialize(rule.prelude))
        inner = tinycss2.parse_blocks_contents(rule.content, True, True)
        self._meet(selector, inner, layered)
        self._take((r for r in inner if r.type != "declaration"), selector, layered, depth + 1)

    def _meet(self, selector: str, inner: Iterable[Any], layered: bool) -> None:
        declared = declarations(inner)
        self.count += 1
        if not declared or self.count > MOST_RULES:
            return
        try:
            compiled = compile_selector_list(selector)
        except (cssselect2.SelectorError, SyntaxError, ValueError, RecursionError, MemoryError):
            return  # a rule that nobody can read applies to nobody
        for one in compiled:
            self.matcher.add_selector(one, (layered, declared))

    def of(self, element: Any) -> dict[str, list[Any]]:
        """What the sheets and its own ``style`` declare for an element, the stronger having won."""
        met = [payload for _, _, pseudo, payload in self.matcher.match(element) if pseudo is None]
        style = element.etree_element.get("style")
        own = declarations(tinycss2.parse_blocks_contents(style, True, True)) if style else []
        plain = [declared for layered, declared in met if not layered]
        layers = [declared for layered, declared in met if layered]
        weak = itertools.chain(*layers, *plain, own)
        strong = itertools.chain(*plain, *layers, own)
        winners = {name: value for name, value, important in weak if not important}
        return winners | {name: value for name, value, important in strong if important}


def declarations(inner: Iterable[Any]) -> list[Declaration]:
    """The declarations among the contents of a block, shorthands taken apart."""
    return [
        (name, value, node.important)
        for node in inner
        if node.type == "declaration"
        for name, value in longhands(node.name, node.lower_name, node.value)
    ]


def found(nodes: Iterable[Any], url: str) -> list[Sheet]:
    """The sheets of a page in order; ``nodes`` are its ``<style>`` and ``<link>`` elements."""
    sheets: list[Sheet] = []
    for node in nodes:
        if not applies(node.get("media") or ""):
            continue
        if node.tag.endswith("}link"):
            sheets += [Sheet(url=address) for address in _linked(node, url)]
        elif (node.get("type") or "text/css").strip().lower() == "text/css":
            css = node.text or ""
            sheets += [Sheet(url=address) for address in _imported(css, url)]
            sheets.append(Sheet(text=css))
    return sheets


def rules_of(sheets: Iterable[Sheet], texts: Mapping[str, str]) -> tuple[Rules, int]:
    """The rules of a page's sheets, and how many of the sheets could not be had."""
    rules, unread = Rules(), 0
    for sheet in sheets:
        if sheet.url and sheet.url not in texts:
            unread += 1
        else:
            rules.add(texts[sheet.url] if sheet.url else sheet.text)
    return rules, unread


def _linked(node: Any, url: str) -> Iterator[str]:
    kinds = (node.get("rel") or "").lower().split()
    is_sheet = "stylesheet" in kinds and "alternate" not in kinds and node.get("disabled") is None
    if is_sheet and (node.get("href") or "").strip():
        yield from _address(url, node.get("href"))


def _imported(css: str, url: str) -> Iterator[str]:
    for rule in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True):
        if rule.type != "at-rule" or rule.lower_at_keyword != "import":
            return
        for place, token in enumerate(rule.prelude):
            if token.type in ("string", "url"):
                if applies(tinycss2.serialize(rule.prelude[place + 1 :])):
                    yield from _address(url, token.value)
                break


def _address(url: str, reference: str) -> Iterator[str]:
    try:
        yield joined(url, reference)
    except BadAddress:
        return


def _holds(rule: Any) -> bool:
    """Whether the rules inside an at-rule apply to this reader."""
    said = tinycss2.serialize(rule.prelude)
    if rule.lower_at_keyword == "media":
        return applies(said)
    if rule.lower_at_keyword == "supports":
        return not said.strip().lower().startswith("not")
    return str(rule.lower_at_keyword) == "layer"


def _within(parent: str, selector: str) -> str:
    """The whole selector of a nested rule."""
    if not parent:
        return selector
    inside = f":is({parent})"
    return selector.replace("&", inside) if "&" in selector else f"{inside} {selector}"
