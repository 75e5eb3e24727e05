"""Values of style properties: what a list of tokens says, as far as it matters to being seen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tinycss2.color4 import parse_color

Tokens = Sequence[Any]
#: A computed variable may quote others, so deep and so long.
_DEPTH, _LONGEST = 8, 64
_PIXELS = {"px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 37.8, "mm": 3.78, "q": 0.945}
_OF_WINDOW = {"vw": 12.8, "vh": 8.0, "vmin": 8.0, "vmax": 12.8, "dvh": 8.0, "svh": 8.0, "lvh": 8.0}
_WINDOW = ("vw", "vh", "vmin", "vmax", "dvh", "svh", "lvh")


@dataclass(frozen=True)
class Colour:
    """Red, green, blue and opacity, each from 0 to 1."""

    red: float
    green: float
    blue: float
    alpha: float

    def is_like(self, other: "Colour") -> bool:
        """Whether nobody can tell the two apart on a screen."""
        pairs = zip(self.parts, other.parts, strict=True)
        return all(abs(one - two) <= 0.04 for one, two in pairs)

    @property
    def parts(self) -> tuple[float, float, float]:
        """Red, green and blue."""
        return self.red, self.green, self.blue


def colour(tokens: Tokens) -> Colour | None:
    """The colour that the value is; None for the current colour and for what is none."""
    if len(tokens) != 1:
        return None
    found = parse_color(tokens[0])
    if found is None or isinstance(found, str):
        return None
    red, green, blue = found.to("srgb").coordinates
    return Colour(
        *(min(max(float(part or 0), 0.0), 1.0) for part in (red, green, blue, found.alpha))
    )


def word(tokens: Tokens) -> str:
    """The single keyword of a value, in lower case; empty for anything else."""
    return str(tokens[0].lower_value) if len(tokens) == 1 and tokens[0].type == "ident" else ""


def words(tokens: Tokens) -> list[str]:
    """All keywords of a value."""
    return [str(token.lower_value) for token in tokens if token.type == "ident"]


def number(tokens: Tokens) -> float | None:
    """A bare number, or a percentage as its fraction."""
    if len(tokens) != 1:
        return None
    token = tokens[0]
    if token.type == "number":
        return float(token.value)
    return float(token.value) / 100 if token.type == "percentage" else None


def pixels(token: Any, em: float) -> float | None:
    """A length in pixels, ``em`` being the size of the letters; None for percentages and what is no length."""
    if token.type == "number":
        return 0.0 if token.value == 0 else None
    if token.type != "dimension":
        return None
    unit, value = str(token.lower_unit), float(token.value)
    if unit in ("em", "rem", "ex", "ch", "lh"):
        return value * (16.0 if unit == "rem" else em / 2 if unit in ("ex", "ch") else em)
    factor = _PIXELS.get(unit, _OF_WINDOW.get(unit))
    return None if factor is None else value * factor


def length(tokens: Tokens, em: float) -> float | None:
    """The value as one length in pixels."""
    return pixels(tokens[0], em) if len(tokens) == 1 else None


def share(token: Any) -> float | None:
    """How many hundredths of its surroundings a percentage or a length by the window is."""
    if token.type == "percentage":
        return float(token.value)
    if token.type == "dimension" and token.lower_unit in _WINDOW:
        return float(token.value)
    return None


def meaningful(tokens: Tokens) -> list[Any]:
    """The tokens without blanks and comments."""
    return [token for token in tokens if token.type not in ("whitespace", "comment")]


def resolved(tokens: Tokens, custom: Mapping[str, Tokens], depth: int = 0) -> list[Any] | None:
    """The value with every ``var()`` replaced by what it stands for; None where that cannot be told."""
    found: list[Any] = []
    for token in tokens:
        if token.type != "function" or token.lower_name != "var":
            found.append(token)
            continue
        meant = _variable(meaningful(token.arguments), custom, depth)
        if meant is None:
            return None
        found += meant
        if len(found) > _LONGEST:
            return None
    return found


def _variable(
    arguments: Sequence[Any], custom: Mapping[str, Tokens], depth: int
) -> list[Any] | None:
    if not arguments or arguments[0].type != "ident" or depth >= _DEPTH:
        return None
    known = custom.get(arguments[0].value)
    fallback = arguments[2:] if len(arguments) > 1 else None
    value = fallback if known is None else known
    return None if value is None else resolved(meaningful(value), custom, depth + 1)
