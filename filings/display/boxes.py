"""The box of an element: whether it is there, large enough, and on the screen."""

from collections.abc import Mapping
from typing import Any

from filings.display.values import Tokens, length, meaningful, number, pixels, share, word, words

Declared = Mapping[str, Tokens]
#: So many pixels beyond an edge nobody looks; a shift of a whole row of pictures is larger still.
FAR, SHIFTED = 500.0, 5000.0
#: A box of at most so many pixels shows nothing.
TINY = 1.0
_NOT_SHOWN = frozenset(
    "head title meta link style script template base param source track area datalist noscript"
    " noembed noframes rp iframe object embed audio video canvas select option optgroup"
    " defs symbol desc metadata clippath mask".split()
)
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big br button cite code data del dfn em font i img input ins kbd"
    " label map mark nobr output q ruby rt s samp small span strike strong sub sup textarea time"
    " tspan tt u var wbr path".split()
)
_OUTSIDE = ("absolute", "fixed", "relative", "sticky")


def display(own: Declared, tag: str) -> str:
    """The kind of box: what is declared, else what browsers give the tag."""
    said = " ".join(words(own.get("display", ())))
    if tag in _NOT_SHOWN:
        return "none"
    if said and said not in ("inherit", "initial", "unset", "revert"):
        return said
    return "inline" if tag in _INLINE else "block"


def is_inline(kind: str) -> bool:
    """Whether the box stands in the line, so that what follows it is not separate."""
    return kind.startswith(("inline", "contents", "ruby"))


def gone(own: Declared, kind: str, size: float) -> str:
    """Why nothing of the element is seen; empty where something is. ``size`` is that of its letters."""
    if kind == "none":
        return "display:none 或者不显示的元素"
    if word(own.get("content-visibility", ())) == "hidden":
        return "content-visibility 设为隐藏"
    place = word(own.get("position", ()))
    if _is_away(own, place, size) or _is_shifted(own, size):
        return "移出屏幕之外"
    if _is_clipped(own, place, size) or _is_scaled_away(own):
        return "被裁剪或者缩小到看不见"
    floats = word(own.get("float", ())) in ("left", "right")
    is_box = kind != "inline" and kind != "contents"
    if (is_box or floats or place in ("absolute", "fixed")) and _is_tiny(own, size):
        return "所在区域大小为零并且溢出隐藏"
    return ""


def _is_away(own: Declared, place: str, size: float) -> bool:
    """Placed or pushed beyond an edge."""
    sides = ("top", "right", "bottom", "left")
    moved = [f"margin-{side}" for side in ("top", "left", "right")]
    named = [*(sides if place in _OUTSIDE else ()), *moved]
    return any(_is_far(own[name], size) for name in named if own.get(name))


def _is_far(tokens: Tokens, size: float) -> bool:
    found, part = length(tokens, size), share(tokens[0]) if len(tokens) == 1 else None
    if part is not None and tokens[0].type == "percentage":
        return part <= -100 or part >= 500
    return found is not None and (found <= -FAR or found >= 2 * SHIFTED)


def _is_shifted(own: Declared, size: float) -> bool:
    for token in own.get("transform", ()):
        if token.type == "function" and token.lower_name.startswith("translate"):
            for argument in meaningful(token.arguments):
                found, part = pixels(argument, size), share(argument)
                if (found is not None and abs(found) >= SHIFTED) or abs(part or 0) >= 1000:
                    return True
    return False


def _is_clipped(own: Declared, place: str, size: float) -> bool:
    for token in own.get("clip-path", ()):
        if token.type == "function" and _leaves_nothing(token, size):
            return True
    for token in own.get("clip", ()) if place in ("absolute", "fixed") else ():
        if token.type == "function" and token.lower_name == "rect":
            edges = [pixels(edge, size) for edge in _arguments(token)]
            if len(edges) == 4 and None not in edges:
                top, right, bottom, left = (edge or 0.0 for edge in edges)
                return right - left <= TINY or bottom - top <= TINY
    return any(
        token.type == "function"
        and token.lower_name == "opacity"
        and number(_arguments(token)) == 0
        for token in own.get("filter", ())
    )


def _leaves_nothing(token: Any, size: float) -> bool:
    arguments = _arguments(token)
    if token.lower_name == "inset":
        parts = [share(argument) for argument in arguments]
        return bool(parts) and None not in parts and sum((part or 0) for part in parts[:1]) >= 50
    if token.lower_name in ("circle", "ellipse"):
        return bool(arguments) and (pixels(arguments[0], size) == 0 or share(arguments[0]) == 0)
    zero = [pixels(argument, size) == 0 or share(argument) == 0 for argument in arguments]
    return token.lower_name == "polygon" and bool(zero) and all(zero)


def _is_scaled_away(own: Declared) -> bool:
    if own.get("scale") and number(own["scale"][:1]) == 0:
        return True
    return any(
        token.type == "function"
        and token.lower_name in ("scale", "scalex", "scaley", "scale3d")
        and any(number([argument]) == 0 for argument in _arguments(token)[:2])
        for token in own.get("transform", ())
    )


def _is_tiny(own: Declared, size: float) -> bool:
    cut = {word(own.get(name, ())) for name in ("overflow-x", "overflow-y")}
    if not cut & {"hidden", "clip"}:
        return False
    sizes = (length(own.get(name, ()), size) for name in ("width", "height"))
    most = (length(own.get(name, ()), size) for name in ("max-width", "max-height"))
    return any(found is not None and found <= TINY for found in (*sizes, *most))


def _arguments(token: Any) -> list[Any]:
    return [t for t in meaningful(token.arguments) if t.type != "literal"]
