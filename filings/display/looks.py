"""How an element looks, as far as it matters to being read: what it inherits, what its own declarations change.

``Look.gone`` says why nothing inside can be seen any more; ``Look.hides`` why a text standing here cannot.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from filings.display import boxes
from filings.display.values import Colour, Tokens, colour, length, number, resolved, share, word

Declared = Mapping[str, Tokens]
#: Letters of at most so many pixels are no letters to a reader.
SMALLEST = 2.0
FAINTEST = 0.05
_SIZES = {"xx-small": 9, "x-small": 10, "small": 13, "medium": 16, "large": 18, "x-large": 24}
_RESET = frozenset({"initial", "unset", "revert", "revert-layer"})
#: A ground that is a picture or half transparent: nobody can say what colour the letters stand on.
UNKNOWN = Colour(-1, -1, -1, 1)


@dataclass(frozen=True)
class Look:
    """The state of one element. Colours are None until somebody states one."""

    gone: str = ""
    is_visible: bool = True
    size: float = 16.0
    opacity: float = 1.0
    ink: Colour | None = None
    fill: Colour | None = None  # what letters are filled with, where that is not the ink
    ground: Colour | None = None
    is_cut_out: bool = False  # letters show the ground's picture instead of their own colour
    is_indented_away: bool = False
    takes_clicks: bool = True
    is_inline: bool = False
    custom: Mapping[str, Tokens] = field(default_factory=dict)

    @property
    def hides(self) -> str:
        """Why a text standing here is not seen; empty where it is."""
        if self.gone:
            return self.gone
        if not self.is_visible:
            return "visibility 设为不可见"
        if self.size <= SMALLEST:
            return "字号为零或者小到看不见"
        if self.is_indented_away:
            return "用 text-indent 移出屏幕"
        return self._ink_hides()

    def _ink_hides(self) -> str:
        letters = self.fill or self.ink
        if letters is None:
            return ""
        if letters.alpha <= FAINTEST:
            return "" if self.is_cut_out and self.ground == UNKNOWN else "文字颜色透明"
        if self.ground not in (None, UNKNOWN) and letters.is_like(self.ground):
            return "文字与背景同色"
        return ""


def look(declared: Declared, parent: Look, tag: str) -> Look:
    """The look of an element of that tag inside ``parent``."""
    custom = _custom(declared, parent)
    own = _plain(declared, custom)
    size = _size(own, parent)
    display = boxes.display(own, tag)
    opacity = parent.opacity * _opacity(own)
    gone = parent.gone or boxes.gone(own, display, size)
    if not gone and opacity <= FAINTEST:
        gone = "透明度为零"
    found = replace(
        parent,
        gone=gone,
        size=size,
        opacity=opacity,
        is_inline=boxes.is_inline(display),
        custom=custom,
    )
    return _letters(own, _ground(own, found, parent), size)


def _custom(declared: Declared, parent: Look) -> Mapping[str, Tokens]:
    named = {name: value for name, value in declared.items() if name.startswith("--")}
    return {**parent.custom, **named} if named else parent.custom


def _plain(declared: Declared, custom: Mapping[str, Tokens]) -> dict[str, list[Any]]:
    """The declarations with their variables put in; those that cannot be told are as if not there."""
    plain = {}
    for name, value in declared.items():
        tokens = resolved(value, custom) if not name.startswith("--") else None
        if tokens is not None:
            plain[name] = tokens
    return plain


def _size(own: Declared, parent: Look) -> float:
    tokens = own.get("font-size")
    if not tokens:
        return parent.size
    said = word(tokens)
    if said in _RESET:
        return parent.size if said == "unset" else 16.0
    if said in _SIZES:
        return float(_SIZES[said])
    if tokens[0].type == "percentage":
        return parent.size * float(tokens[0].value) / 100
    found = length(tokens, parent.size)
    return parent.size if found is None or found < 0 else found


def _opacity(own: Declared) -> float:
    found = number(own.get("opacity", ()))
    return 1.0 if found is None else min(max(found, 0.0), 1.0)


def _ground(own: Declared, found: Look, parent: Look) -> Look:
    """What the letters stand on: the nearest colour behind them, unless a picture lies between."""
    if own.get("background-image") and word(own["background-image"]) not in {"none", *_RESET}:
        ground: Colour | None = UNKNOWN
    elif "background-color" in own:
        stated = colour(own["background-color"])
        ground = _over(stated, parent.ground, bool(own["background-color"]))
    else:
        ground = parent.ground
    return replace(found, ground=ground)


def _over(stated: Colour | None, below: Colour | None, is_said: bool) -> Colour | None:
    if stated is None:
        return UNKNOWN if is_said else below
    if stated.alpha <= FAINTEST:
        return below
    return stated if stated.alpha >= 1 - FAINTEST else UNKNOWN


def _letters(own: Declared, found: Look, size: float) -> Look:
    said = word(own.get("visibility", ()))
    clicks = word(own.get("pointer-events", ()))
    indent = own.get("text-indent")
    return replace(
        found,
        ink=_ink(own, "color", found.ink),
        fill=_ink(own, "-webkit-text-fill-color", found.fill),
        is_visible=_visible(said, found.is_visible),
        is_indented_away=_indented(indent, size) if indent else found.is_indented_away,
        is_cut_out=word(own["background-clip"]) == "text"
        if own.get("background-clip")
        else found.is_cut_out,
        takes_clicks=clicks != "none" if clicks else found.takes_clicks,
    )


def _ink(own: Declared, name: str, inherited: Colour | None) -> Colour | None:
    tokens = own.get(name)
    if not tokens or word(tokens) in ("inherit", "unset") or _is_own(name, tokens):
        return inherited
    return colour(tokens)


def _is_own(name: str, tokens: Tokens) -> bool:
    """``color: currentcolor`` is what is inherited; as a fill it means the ink."""
    return name == "color" and word(tokens) == "currentcolor"


def _visible(said: str, inherited: bool) -> bool:
    if said in ("hidden", "collapse"):
        return False
    return True if said in {"visible", *_RESET} - {"unset"} else inherited


def _indented(tokens: Tokens, size: float) -> bool:
    part, found = share(tokens[0]), length(tokens, size)
    if part is not None:
        return abs(part) >= 100
    return found is not None and (found <= -boxes.FAR or found >= 10 * boxes.FAR)
