"""Images that letters share, such as seals: taken apart and packed for PDF once a process, not once a letter."""

import hashlib
import io
from functools import lru_cache
from typing import Any

import pydyf
from PIL import Image
from weasyprint.images import RasterImage


class KeptImage(RasterImage):  # type: ignore[misc]  # WeasyPrint is not typed
    """A PNG whose packed streams are kept; each document gets its own objects around the same bytes."""

    def __init__(self, png: bytes) -> None:
        key = hashlib.sha256(png).hexdigest()[:32]
        super().__init__(Image.open(io.BytesIO(png)), key, png)
        self._packed: dict[bool, tuple[bytes, dict[str, Any], Any]] = {}

    def get_x_object(self, interpolate: bool, dpi_ratio: float) -> pydyf.Stream:
        """The image as an object of one document. Letters never ask for another resolution."""
        if interpolate not in self._packed:
            self._packed[interpolate] = _pack(super().get_x_object(interpolate, 1))
        return _unpack(self._packed[interpolate])


def _pack(stream: pydyf.Stream) -> tuple[bytes, dict[str, Any], Any]:
    extra = dict(stream.extra)
    mask = extra.pop("SMask", None)
    data = b"\n".join(getattr(part, "data", part) for part in stream.stream)
    return data, extra, mask and _pack(mask)


def _unpack(packed: tuple[bytes, dict[str, Any], Any]) -> pydyf.Stream:
    data, extra, mask = packed
    whole = {**extra, "SMask": _unpack(mask)} if mask else extra
    return pydyf.Stream([data], extra=whole)


@lru_cache(maxsize=64)
def kept(png: bytes) -> KeptImage:
    """The image of these bytes, the same object for the same bytes."""
    return KeptImage(png)
