"""The picture of the seal under a letter: an operator's file, or for demonstrations one that says what it is.

A picture authenticates nothing: the signature of the document does. Demonstration seals bear neither star nor emblem.
"""

import io
import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from portal.accounts.models import Organization
from portal.notices import fonts

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

#: 42 mm across, as letters show it, at 10 pixels a millimetre; drawn larger and reduced, so that edges are smooth.
_SIZE, _FINER = 420, 4
_RED = (200, 16, 46)
_RING = 0.97
_SAYS, _WITHOUT = "演示印章", "不具法律效力"


@dataclass(frozen=True)
class SealPicture:
    """A PNG, and what it says to those who cannot see it."""

    png: bytes
    says: str


def of(organization: Organization) -> SealPicture | None:
    """The organisation's seal; None where nobody laid one down, and the letter is set without."""
    if organization.is_demo:
        return _demo(organization.name)
    return _laid_down(organization)


def _laid_down(organization: Organization) -> SealPicture | None:
    """``<credit code>.png`` or ``<key>.png`` in the operator's directory, read anew for each letter."""
    directory = settings.SEALS_DIR
    for name in filter(None, (organization.uscc, organization.pk)):
        path = Path(directory) / f"{name}.png"
        if path.is_file():
            return SealPicture(path.read_bytes(), f"{organization.name}印章")
    return None


@lru_cache(maxsize=64)
def _demo(name: str) -> SealPicture:
    return SealPicture(demo_png(name), f"{name}（{_SAYS}，{_WITHOUT}）")


def demo_png(name: str) -> bytes:
    """A red ring with the organisation's name along it and 演示印章 across: the same bytes for the same name."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 -- only what makes letters needs it

    side = _SIZE * _FINER
    mask = Image.new("L", (side, side), 0)
    pen = ImageDraw.Draw(mask)
    inset = side * (1 - _RING) / 2
    pen.ellipse((inset, inset, side - inset, side - inset), outline=255, width=side // 42)
    _along_ring(mask, name)
    # Above the middle: name and date of the letter stand a little under it.
    for height, words, part in ((0.35, _SAYS, 9), (0.445, _WITHOUT, 16)):
        face = fonts.seal_face(side // part)
        pen.text((side / 2, side * height), words, fill=255, font=face, anchor="mm")
    mask = mask.resize((_SIZE, _SIZE), Image.Resampling.LANCZOS).point(lambda depth: depth * 4 // 5)
    picture = Image.new("RGBA", mask.size, (*_RED, 0))
    picture.putalpha(mask)
    written = io.BytesIO()
    picture.save(written, format="PNG", optimize=False, compress_level=6)
    return written.getvalue()


def _along_ring(mask: "Picture", name: str) -> None:
    """The characters upright on an arc over the middle, feet inwards, closer together the more they are."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 -- only what makes letters needs it

    side = mask.width
    step = min(24.0, 270.0 / max(1, len(name)))
    size = int(side * min(0.12, 0.42 * math.radians(step)))
    face = fonts.seal_face(size)
    radius = side * _RING / 2 - side / 42 - size * 0.8
    for place, char in enumerate(name):
        turn = (place - (len(name) - 1) / 2) * step
        tile = Image.new("L", (size * 2, size * 2), 0)
        ImageDraw.Draw(tile).text((size, size), char, fill=255, font=face, anchor="mm")
        tile = tile.rotate(-turn, Image.Resampling.BICUBIC)
        angle = math.radians(turn)
        left = side / 2 + radius * math.sin(angle) - size
        top = side / 2 - radius * math.cos(angle) - size
        mask.paste(255, (round(left), round(top)), tile)
