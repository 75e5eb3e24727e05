"""Reading a page in a process of its own: whatever it does to the parsers, it costs seconds and nobody else's memory.

Checked alone, some pages of 2 MiB keep a parser busy for hours. The child has a time and a memory limit, and gets
neither the portal's environment nor its database.
"""

import base64
import json
import logging
import subprocess
import sys
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from filings.display.entry import Entry
from filings.display.results import Result
from filings.display.verdict import Needs, Source, Verdict

logger = logging.getLogger(__name__)
_ROOT = Path(__file__).resolve().parents[2]
#: Real seconds for one reading on a busy machine; the child's own limit counts computing only.
PATIENCE = 30.0
TIRED = Verdict(Result.UNREADABLE, "网页结构过于复杂，没有读完")


def needs(source: Source) -> Needs | None:
    """As ``verdict.needs``; None where the page broke its reader."""
    told = _ask(source, {"what": "needs"})
    return Needs(tuple(told["sheets"]), told["sent_on"]) if told else None


def judge(
    source: Source, entry: Entry, sheets: Mapping[str, str], arrived: Collection[str] = ()
) -> Verdict:
    """As ``verdict.judge``; UNREADABLE where the page breaks its reader."""
    request = {
        "what": "judge",
        "portal": entry.portal,
        "digits": entry.digits,
        "sheets": dict(sheets),
        "arrived": list(arrived),
    }
    told = _ask(source, request)
    return Verdict.from_json(json.dumps(told)) if told else TIRED


def _ask(source: Source, request: dict[str, Any]) -> dict[str, Any] | None:
    """The child's answer; None when it did not live to give one."""
    request |= {
        "body": base64.b64encode(source.body).decode(),
        "content_type": source.content_type,
        "url": source.url,
    }
    try:
        ended = subprocess.run(  # noqa: S603 -- this program's own module, no shell, fixed words
            [sys.executable, "-m", "filings.display.reader"],
            input=json.dumps(request).encode(),
            capture_output=True,
            timeout=PATIENCE,
            cwd=_ROOT,
            env={"PYTHONPATH": str(_ROOT), "LANG": "C.UTF-8"},
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    if ended.stderr:
        logger.info("a page troubled its reader: %s", ended.stderr[-500:].decode(errors="replace"))
    if ended.returncode != 0:
        return None
    told: dict[str, Any] = json.loads(ended.stdout)
    return told
