"""Properties that say several things at once, taken apart; only what can hide a text is kept."""

from collections.abc import Iterator
from typing import Any

from filings.display.values import meaningful, parse_color

_SIDES = ("top", "right", "bottom", "left")
KEPT = frozenset(
    {
        *_SIDES,
        *(f"margin-{side}" for side in _SIDES),
        *("width", "height", "max-width", "max-height", "overflow-x", "overflow-y"),
        *("display", "visibility", "opacity", "content-visibility", "position", "float"),
        *("clip", "clip-path", "transform", "scale", "filter", "text-indent", "pointer-events"),
        *("color", "background-color", "background-image", "background-clip"),
        *("font-size", "-webkit-text-fill-color"),
    }
)
_SIZES = ("xx-small", "x-small", "small", "medium", "large", "x-large", "xx-large")
_RENAMED = {"-webkit-background-clip": "background-clip", "-webkit-clip-path": "clip-path"}
_RENAMED |= {"-webkit-transform": "transform", "-webkit-filter": "filter"}


def longhands(name: str, lower: str, value: list[Any]) -> Iterator[tuple[str, list[Any]]]:
    """The kept properties that one declaration sets. Custom properties keep the case of their names."""
    tokens = meaningful(value)
    lower = _RENAMED.get(lower, lower)
    if name.startswith("--"):
        yield name, tokens
    elif lower in KEPT:
        yield lower, tokens
    elif lower in ("margin", "inset"):
        yield from _four(tokens, "margin-" if lower == "margin" else "")
    elif lower == "overflow" and tokens:
        yield "overflow-x", tokens[:1]
        yield "overflow-y", tokens[-1:]
    elif lower == "font":
        yield from _font(tokens)
    elif lower == "background":
        yield from _background(tokens)


def _four(tokens: list[Any], prefix: str) -> Iterator[tuple[str, list[Any]]]:
    if not 1 <= len(tokens) <= 4:
        return
    places = {1: (0, 0, 0, 0), 2: (0, 1, 0, 1), 3: (0, 1, 2, 1), 4: (0, 1, 2, 3)}[len(tokens)]
    for side, place in zip(_SIDES, places, strict=True):
        yield prefix + side, [tokens[place]]


def _font(tokens: list[Any]) -> Iterator[tuple[str, list[Any]]]:
    """The size is the first length; weights are bare numbers and stand before it."""
    for token in tokens:
        is_size = token.type in ("dimension", "percentage") or (
            token.type == "number" and token.value == 0
        )
        if is_size or (token.type == "ident" and token.lower_value in _SIZES):
            yield "font-size", [token]
            return


def _background(tokens: list[Any]) -> Iterator[tuple[str, list[Any]]]:
    if any(token.type == "function" and token.lower_name == "var" for token in tokens):
        yield "background-color", tokens
        return
    pictures = [token for token in tokens if token.type == "url" or _is_picture(token)]
    colours = [token for token in tokens if token.type != "literal" and parse_color(token)]
    clips = [t for t in tokens if t.type == "ident" and t.lower_value == "text"]
    yield "background-image", pictures
    yield "background-color", colours[:1]
    yield "background-clip", clips


def _is_picture(token: Any) -> bool:
    return token.type == "function" and (
        token.lower_name in ("url", "image-set", "cross-fade", "image", "element", "paint")
        or token.lower_name.endswith("gradient")
    )
