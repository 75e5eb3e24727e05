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
#: Words from this length on are found as four-character runs in a row; shorter ones whole. Bigrams in a row, the
#: usual way, cost twenty times as much on broad words: the runs of four are rare, those of two are everywhere.
LONG = 4
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


def short_grams(normal: str) -> set[str]:
    """Every run of one to three characters within a piece: such words are looked up whole, without positions."""
    return {
        piece[i : i + size]
        for piece in normal.split(BREAK)
        for size in range(1, LONG)
        for i in range(len(piece) - size + 1)
    }


def long_grams(normal: str) -> list[str]:
    """Every run of four characters, in order and over the breaks, so that a gram's place is its character's place.

    Runs over a break hold a sign that no query can hold and therefore never match.
    """
    marked = normal.replace(BREAK, _BREAK_SIGN)
    return [marked[i : i + LONG] for i in range(len(marked) - LONG + 1)]


def cover(word: str) -> list[tuple[int, str]]:
    """The fewest four-character runs, with their places, that together are ``word`` (four characters or more)."""
    last = len(word) - LONG
    return [(i, word[i : i + LONG]) for i in sorted({*range(0, last, LONG), last})]


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
