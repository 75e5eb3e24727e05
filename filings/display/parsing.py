"""A page into a tree, by the HTML standard, with the bounds that a hostile page calls for."""

import io
from typing import Any
from xml.etree.ElementTree import Element

from tinyhtml5.parser import HTMLParser
from tinyhtml5.treebuilder import TreeBuilder

#: Browsers too put what is nested deeper beside its parent instead of into it (one of them from 512 on). The parser
#: looks through all open elements at each tag, so depth is time.
DEEPEST = 256
MOST_ELEMENTS = 60_000
#: Pieces of text that the builder glues together one by one.
MOST_PIECES = 400_000


class TooComplex(Exception):
    """A page that costs more than a check is worth."""


class _Builder(TreeBuilder):  # type: ignore[misc]  # the library is untyped
    """Keeps the tree shallow and counts what goes into it."""

    def reset(self) -> None:
        super().reset()
        self._elements = self._pieces = 0

    def insert_element_normal(self, token: Any) -> Any:
        self._elements += 1
        if self._elements > MOST_ELEMENTS:
            raise TooComplex
        if len(self.open_elements) > DEEPEST:
            self.open_elements.pop()
        return super().insert_element_normal(token)

    def insert_text(self, data: str, parent: Any = None) -> None:
        self._pieces += 1
        if self._pieces > MOST_PIECES:
            raise TooComplex
        super().insert_text(data, parent)


class _Parser(HTMLParser):  # type: ignore[misc]  # the library is untyped
    """Builds with ``_Builder``; mistakes of the page are not collected, as there may be a million."""

    def __init__(self) -> None:
        super().__init__()
        self.tree = _Builder(True)
        for phase in self.phases.values():
            phase.tree = self.tree

    def parse_error(self, errorcode: str, datavars: Any = None) -> None:
        """Broken pages are read like sound ones."""


def parse(text: str) -> Element:
    """The ``<html>`` element of a page, as a browser that runs scripts would see it before they run.

    Raises TooComplex. A stream, never the bare text: the library takes a short text for the name of a file.
    """
    root: Element = _Parser().parse(io.StringIO(text), scripting=True)
    return root
