"""What differs between two versions of a filing, field by field, in the words of its form."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from filings.required import OTHER_PAPERS, REQUIRED_PAPERS
from filings.terms import SECTIONS
from filings.wording import MASKED, SECTION_ROWS, label, product_facts, worded

Content = Mapping[str, Any]
Paper = Mapping[str, Any]
_PLACES = {rule.slot: rule.label for rule in (*REQUIRED_PAPERS, OTHER_PAPERS)}


@dataclass(frozen=True)
class Difference:
    """One field that differs: where it stands, what it is called, what it said and what it says now."""

    section: str
    label: str
    before: str
    after: str


def differences(before: Content, after: Content, *, masked: bool = True) -> list[Difference]:
    """Every field that differs, in the order of the form. Personal numbers stay masked unless told otherwise."""
    return [*_columns(before, after, masked), *_products(before, after)]


def paper_differences(before: Sequence[Paper], after: Sequence[Paper]) -> list[Difference]:
    """Papers that were added, replaced or left out, told by name; equal bytes are the same paper."""
    gone = _only_in(before, after)
    new = _only_in(after, before)
    slots = dict.fromkeys(str(paper["slot"]) for paper in [*gone, *new])
    return [
        Difference(
            SECTIONS["papers"], _PLACES.get(slot, slot), _names(gone, slot), _names(new, slot)
        )
        for slot in slots
    ]


def _columns(before: Content, after: Content, masked: bool) -> Iterator[Difference]:
    for _slug, title, names in SECTION_ROWS:
        for name in names:
            old, new = before.get(name), after.get(name)
            if _same(old, new):
                continue
            yield Difference(title, label(name), _told(name, old, masked), _told(name, new, masked))


def _same(old: Any, new: Any) -> bool:
    """Dates come back from a stored version as text; nothing, an empty text and an empty list are the same."""
    return _plain(old) == _plain(new)


def _plain(value: Any) -> str:
    return "" if value is None or value == [] else str(value)


def _told(name: str, value: Any, masked: bool) -> str:
    shown = worded(name, value, masked=masked and name in MASKED) if value not in (None, "") else ""
    return "" if shown is None else str(shown)


def _products(before: Content, after: Content) -> Iterator[Difference]:
    """Products are told apart by name and form; several under one name are compared in their order."""
    old, new = _by_name(before), _by_name(after)
    for key in dict.fromkeys([*old, *new]):
        for was, is_now in zip_longest(old.get(key, []), new.get(key, [])):
            yield from _product(was, is_now)


def _by_name(content: Content) -> dict[tuple[str, str], list[dict[str, Any]]]:
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for product in content.get("products") or []:
        found.setdefault((product.get("name", ""), product.get("service_form", "")), []).append(
            product
        )
    return found


def _product(was: dict[str, Any] | None, is_now: dict[str, Any] | None) -> Iterator[Difference]:
    title = SECTIONS["products"]
    if was is None or is_now is None:
        yield Difference(title, "产品", _summary(was), _summary(is_now))
        return
    old, new = product_facts(was), product_facts(is_now)
    for (text, before), (_, after) in zip(old["facts"], new["facts"], strict=True):
        if not _same(before, after):
            yield Difference(title, f"{new['name']}·{text}", str(before or ""), str(after or ""))


def _summary(product: dict[str, Any] | None) -> str:
    if product is None:
        return ""
    facts = dict(product_facts(product)["facts"])
    return f"{product.get('name', '')}（{facts.get('服务形式') or '未说明形式'}）"


def _only_in(these: Sequence[Paper], those: Sequence[Paper]) -> list[Paper]:
    known = {(paper["slot"], paper["sha256"]) for paper in those}
    return [paper for paper in these if (paper["slot"], paper["sha256"]) not in known]


def _names(papers: Sequence[Paper], slot: str) -> str:
    return "、".join(str(paper["name"]) for paper in papers if paper["slot"] == slot)
