"""Cells that a spreadsheet opens as the text they are. Plain Python; one rule, and one rule back.

A cell whose text a spreadsheet would take for a formula or a number begins with one apostrophe more. Whoever reads
the file takes one apostrophe off where a cell begins with one, and has the text as it was published.
"""

import re
import unicodedata

GUARD = "'"
_FORMULA = frozenset("=+-@\u2212")
#: Blanks, and what shows nothing: some programs skip them before they look for a formula.
_UNSEEN = re.compile(r"^[\s\ufeff\u200b-\u200f\u2060]+")
_BREAKS = ("\t", "\r", "\n", GUARD)
_NUMBER = re.compile(r"[0-9０-９][0-9０-９.,:/eE%％+\-\s]*")


def guarded(text: str, *, free: bool) -> str:
    """``text`` as a cell. ``free`` says that it was written by people: digits alone are then no number either."""
    if not text or text[0].isalpha():
        return text  # nearly all of them
    number = free and _NUMBER.fullmatch(text)
    return GUARD + text if number or _runs(text) else text


def restored(cell: str) -> str:
    """The text that ``guarded`` was given."""
    return cell.removeprefix(GUARD)


def _runs(text: str) -> bool:
    """Whether a program might start to calculate: = + - @ in any width, also behind blanks, and breaks in front."""
    if text.startswith(_BREAKS):
        return True
    seen = _UNSEEN.sub("", text)
    return bool(seen) and unicodedata.normalize("NFKC", seen[0]) in _FORMULA
