"""The one normal form of published text, and the runs of it that the index holds. Plain Python.

Two texts that a reader takes for the same are the same here: full and half width, capitals, Kangxi radicals that PDFs
print for plain hanzi, brackets and spaces that one list prints and the next leaves out. What separates words in a
list (、，。；) separates here too, so that no match runs across it. Every other character counts, Latin ones as well:
a word is found wherever it stands, V3 in V3.5 and GPT in ChatGPT, as with a plain substring search.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

#: Stands between two pieces of text that no match may bridge.
BREAK = "\n"
#: The runs that keep their places are this long: short enough to be few, long enough to be rare.
ROW = 4
#: Fewer digits are no part of a number but a word: 360 is a company, and stands in one number of fifty by chance.
NUMBER_LEAST = 4
#: The number's own prefix says nothing about an entry: all have it.
NUMBER_PREFIX = "网信算备"

_SEPARATORS = frozenset("、,。;:!?|/\\\n\r\t\v\f\u2028\u2029")
_BREAK_SIGN = "\u00b6"
_PRINTED_NUMBER = re.compile(r"(?:网信算|信算|算)?备([0-9]{4,})号?|(?<![0-9])([0-9]{4,})号")
_DOT_IN_A_VERSION = re.compile(r"(?<=[0-9])\.(?=[0-9])")
_KEPT_DOT = "\u0001"


def fold(text: str) -> str:
    """``text`` without differences of width, case, radicals and canonical composition."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def key(text: str) -> str:
    """The normal form of a published text: folded, brackets and spaces gone, pieces parted by BREAK."""
    marked = _DOT_IN_A_VERSION.sub(_KEPT_DOT, fold(text).replace(_KEPT_DOT, ""))
    kept = "".join(map(_kept, marked))
    return BREAK.join(piece for piece in kept.split(BREAK) if piece)


def keys(texts: Iterable[str]) -> str:
    """The normal form of several texts as one."""
    return BREAK.join(filter(None, map(key, texts)))


@lru_cache(maxsize=1 << 15)
def _kept(character: str) -> str:
    if character == _KEPT_DOT:
        return "."
    if character in _SEPARATORS:
        return BREAK
    return character if character.isalnum() else ""


def pieces(normal: str) -> list[str]:
    """The pieces of a normal form. No match bridges two of them."""
    return normal.split(BREAK)


def repeats(normal: str, length: int) -> bool:
    """Whether some run of ``length`` characters stands twice in ``normal``, breaks apart."""
    runs = [
        piece[i : i + length] for piece in pieces(normal) for i in range(len(piece) - length + 1)
    ]
    return len(set(runs)) < len(runs)


def row(normal: str) -> list[str]:
    """Every run of four characters, in order and over the breaks, so that a run's place is its character's place.

    Runs over a break hold a sign that no query can hold and therefore never match.
    """
    marked = normal.replace(BREAK, _BREAK_SIGN)
    return [marked[i : i + ROW] for i in range(len(marked) - ROW + 1)]


def cover(word: str) -> list[tuple[int, str]]:
    """The fewest four-character runs, with their places, that together are ``word`` (four characters or more)."""
    last = len(word) - ROW
    return [(i, word[i : i + ROW]) for i in sorted({*range(0, last, ROW), last})]


def runs(word: str, length: int) -> list[str]:
    """Every run of ``length`` characters of ``word``, in order."""
    return [word[i : i + length] for i in range(len(word) - length + 1)]


def words(query: str) -> list[str]:
    """The words of a query in normal form, every one of which must be found; none where nothing can be looked for.

    A printed number is reduced to its digits, also where spaces stand between its groups.
    """
    folded = fold(query)
    joined = re.sub(r"[\s-]", "", folded)
    if re.fullmatch(r"(网信算备)?[0-9]{15,}号?", joined):
        folded = joined
    folded = _PRINTED_NUMBER.sub(lambda m: f" {m[1] or m[2]} ", folded)
    pieces = [piece for chunk in folded.split() for piece in key(chunk).split(BREAK)]
    return list(dict.fromkeys(piece for piece in pieces if piece and piece != NUMBER_PREFIX))
