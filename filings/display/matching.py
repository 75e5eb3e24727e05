"""Finding a number in what a reader sees, however tags, blanks and invisible characters cut it up."""

import re
import unicodedata

#: Drawn as nothing, though Unicode does not call them format characters.
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
_BLANKS = re.compile(r"\s+")
_NUMBER = re.compile(r"网 ?信 ?算 ?备 ?((?:[0-9] ?){15,30})号?")


def fold(text: str) -> str:
    """The text in one form: full-width characters made plain, invisible ones gone, each run of blanks one blank."""
    plain = unicodedata.normalize("NFKC", text)
    if not plain.isascii():
        plain = "".join(c for c in plain if not _is_unseen(c))
    return _BLANKS.sub(" ", plain.replace("\x00", ""))


def _is_unseen(character: str) -> bool:
    if character in _UNSEEN or "\ufe00" <= character <= "\ufe0f":
        return True
    return unicodedata.category(character) in (
        "Cf",
        "Cs",
    )  # Cs: halves of a pair, which nothing can draw or store


def find(digits: str, folded: str) -> tuple[int, int] | None:
    """Where the number stands, as the text's own: not where it is a part of a longer one. None where it is not."""
    found = re.search(rf"(?<!\d){' ?'.join(digits)}(?!\d)", folded)
    return (found.start(), found.end()) if found else None


def others(digits: str, folded: str) -> list[str]:
    """Other filing numbers that stand in the text, by their digits."""
    found = (match[1].replace(" ", "") for match in _NUMBER.finditer(folded))
    return [number for number in dict.fromkeys(found) if number != digits]


def excerpt(folded: str, place: tuple[int, int], most: int = 200) -> str:
    """The words around a place, at most ``most`` characters, without anything that is not text."""
    spare = max(most - (place[1] - place[0]), 0)
    start = max(0, place[0] - spare // 2)
    return "".join(c if c.isprintable() else " " for c in folded[start : start + most]).strip()
