"""The body of an answer, unpacked as it comes and never beyond its cap: no compressed bomb goes off here."""

import http.client
import zlib
from collections.abc import Callable

from filings.display.wire import TooMuch

CODINGS = frozenset({"", "identity", "gzip", "x-gzip", "deflate"})
_CHUNK = 64 * 1024


def read_body(response: http.client.HTTPResponse, coding: str, most: int) -> bytes:
    """The decoded body. Raises TooMuch beyond ``most`` bytes, IncompleteRead when the line broke off."""
    decode = _decoder(coding, most)
    parts: list[bytes] = []
    size = 0
    while chunk := response.read1(_CHUNK):
        part = decode(chunk)
        size += len(part)
        if size > most:
            raise TooMuch
        parts.append(part)
    if response.length:
        raise http.client.IncompleteRead(b"", response.length)
    return b"".join(parts)


def _decoder(coding: str, most: int) -> Callable[[bytes], bytes]:
    """Unpacks chunk by chunk and never more than one byte beyond ``most`` of each, so that no bomb goes off."""
    if coding in ("", "identity"):
        return lambda chunk: chunk
    unpacker = zlib.decompressobj(wbits=47)  # gzip or zlib, by its head
    is_first = True

    def decode(chunk: bytes) -> bytes:
        nonlocal unpacker, is_first
        try:
            return unpacker.decompress(chunk, most + 1)
        except zlib.error:
            if coding != "deflate" or not is_first:
                raise
            unpacker = zlib.decompressobj(
                wbits=-15
            )  # "deflate" without its head, as some servers send it
            return unpacker.decompress(chunk, most + 1)
        finally:
            is_first = False

    return decode
