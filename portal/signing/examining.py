"""Examining a file that anybody may have sent: in a process of its own, with little time and memory."""

import logging
import subprocess
import sys
import threading
from pathlib import Path

from portal.signing import stamping
from portal.signing.findings import Claims, Examined, Finding

__all__ = ["MAX_BYTES", "Busy", "Claims", "Examined", "Finding", "examine"]

logger = logging.getLogger(__name__)
_ROOT = Path(__file__).resolve().parents[2]
#: No letter comes near this size.
MAX_BYTES = 20 * 1024 * 1024
#: Real seconds for one file on a busy machine; the child's own limit counts computing only.
PATIENCE = 12.0
#: So many files are examined at once in one process; whoever comes then waits a moment and is sent away.
_places = threading.BoundedSemaphore(2)
_WAIT = 2.0
#: After so many seconds it is worth coming again.
BUSY_SECONDS = 30
_BROKEN = Examined(Finding.BROKEN)


class Busy(Exception):
    """Too many files are being examined just now, or the machine has no time. Try again in half a minute."""


def examine(data: bytes) -> Examined:
    """What is to be thought of the file. Never raises for what stands in ``data``; Busy where there is no time.

    Whether the portal issued this very file, its own records say best; compare their digests first.
    """
    if not looks_like_pdf(data):
        return Examined(Finding.NOT_A_PDF)
    if len(data) > MAX_BYTES:
        return _BROKEN
    if not _places.acquire(timeout=_WAIT):
        raise Busy
    try:
        return _read(data)
    finally:
        _places.release()


def _read(data: bytes) -> Examined:
    try:
        ended = subprocess.run(  # noqa: S603 -- this program's own module, no shell, fixed words
            [sys.executable, "-m", "portal.signing.reader"],
            input=stamping.trust().to_json().encode() + b"\n" + data,
            capture_output=True,
            timeout=PATIENCE,
            cwd=_ROOT,
            env={"PYTHONPATH": str(_ROOT), "LANG": "C.UTF-8"},
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Busy from None  # what computes too long is ended by its own limit; this one was not let compute
    if ended.returncode != 0:
        logger.info("a file troubled its reader: %s", ended.stderr[-500:].decode(errors="replace"))
        return _BROKEN
    return Examined.from_json(ended.stdout.decode())


def looks_like_pdf(data: bytes) -> bool:
    """Whether a PDF begins near the start, as readers accept it."""
    return b"%PDF-" in data[:1024]
