"""Examining a file that anybody may have sent: in a process of its own, with little time and memory."""

import logging
import subprocess
import sys
from pathlib import Path

from portal.signing import stamping
from portal.signing.findings import Claims, Examined, Finding

__all__ = ["MAX_BYTES", "Claims", "Examined", "Finding", "examine"]

logger = logging.getLogger(__name__)
_ROOT = Path(__file__).resolve().parents[2]
#: No letter comes near this size.
MAX_BYTES = 20 * 1024 * 1024
#: Real seconds for one file on a busy machine; the child's own limit counts computing only.
PATIENCE = 30.0
_BROKEN = Examined(Finding.BROKEN)


def examine(data: bytes) -> Examined:
    """What is to be thought of the file. Never raises for what stands in ``data``.

    Whether the portal issued this very file, its own records say best; compare their digests first.
    """
    if not looks_like_pdf(data):
        return Examined(Finding.NOT_A_PDF)
    if len(data) > MAX_BYTES:
        return _BROKEN
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
        return _BROKEN
    if ended.returncode != 0:
        logger.info("a file troubled its reader: %s", ended.stderr[-500:].decode(errors="replace"))
        return _BROKEN
    return Examined.from_json(ended.stdout.decode())


def looks_like_pdf(data: bytes) -> bool:
    """Whether a PDF begins near the start, as readers accept it."""
    return b"%PDF-" in data[:1024]
