"""Whether a style sheet is meant for the reader of this check: a desktop screen in plain daylight, scripts on."""

import re
from collections.abc import Callable, Mapping

#: Pixels; an em is sixteen of them.
_SIZES = {"width": 1280.0, "height": 800.0}
_WORDS: Mapping[str, str] = {
    "orientation": "landscape",
    "prefers-color-scheme": "light",
    "prefers-reduced-motion": "no-preference",
    "prefers-contrast": "no-preference",
    "hover": "hover",
    "any-hover": "hover",
    "pointer": "fine",
    "any-pointer": "fine",
    "scripting": "enabled",
    "update": "fast",
    "display-mode": "browser",
}
_LENGTH = r"([0-9.]+)\s*(px|em|rem)?"
_BOUND = re.compile(rf"(min-|max-)?(width|height)\s*:\s*{_LENGTH}")
_RANGE = re.compile(rf"(width|height)\s*(>=|<=|>|<|=)\s*{_LENGTH}")
_WORD = re.compile(r"([a-z-]+)\s*:\s*([a-z-]+)")
_COMPARED: Mapping[str, Callable[[float, float], bool]] = {
    "min-": lambda own, said: own >= said,
    "max-": lambda own, said: own <= said,
    ">=": lambda own, said: own >= said,
    "<=": lambda own, said: own <= said,
    ">": lambda own, said: own > said,
    "<": lambda own, said: own < said,
    "=": lambda own, said: own == said,
}


def applies(queries: str) -> bool:
    """Whether one of the comma-separated media queries fits; none at all fits everybody, an unknown one nobody."""
    text = queries.strip().lower()
    return not text or any(_fits(query.strip()) for query in text.split(","))


def _fits(query: str) -> bool:
    negated, text = query.startswith("not "), re.sub(r"^(?:not|only)\s+", "", query)
    answers = [_part(part.strip()) for part in re.split(r"\s+and\s+", text)]
    if None in answers:
        return False
    return all(answers) != negated


def _part(part: str) -> bool | None:
    """One condition; None where it is not understood."""
    if not part.startswith("("):
        return part in ("all", "screen")
    inner = part[1:-1].strip() if part.endswith(")") else ""
    if bound := _BOUND.fullmatch(inner):
        how, name, amount, unit = bound.groups()
        return _compare(how or "=", name, amount, unit)
    if ranged := _RANGE.fullmatch(inner):
        name, how, amount, unit = ranged.groups()
        return _compare(how, name, amount, unit)
    if word := _WORD.fullmatch(inner):
        known = _WORDS.get(word[1])
        return None if known is None else known == word[2]
    return True if inner in _WORDS or inner in ("color", "width", "height", "grid") else None


def _compare(how: str, name: str, amount: str, unit: str | None) -> bool | None:
    try:
        said = float(amount) * (16 if unit in ("em", "rem") else 1)
    except ValueError:
        return None
    return _COMPARED[how](_SIZES[name], said)
