"""Time and memory of one letter: the first of a process, then the following ones.

    python bench/notices.py

P6: at most 70 ms a letter after the first, rendered and ready as PDF/A.
"""

import os
import resource
import statistics
import sys
import time
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).parent.parent))
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
django.setup()

from filings.notices import FILING_NOTICES  # noqa: E402 -- Django comes first
from portal.notices.render import render_letter  # noqa: E402 -- Django comes first
from tests.portal.notice_cast import unsaved_letter  # noqa: E402 -- Django comes first

ROUNDS = 6
GOAL = 0.07  # seconds


def seconds(code: str) -> float:
    """How long one letter takes."""
    started = time.perf_counter()
    render_letter(unsaved_letter(code))
    return time.perf_counter() - started


first = seconds("filing_recorded")
later = [seconds(kind.code) for _ in range(ROUNDS) for kind in FILING_NOTICES]
median = statistics.median(later)
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(f"first letter of a process   {first:6.2f} s")
print(
    f"each later letter           {median:6.2f} s   {median / GOAL:.1f} × the goal of {GOAL:.2f} s"
)
print("P6 " + ("met" if median <= GOAL else "MISSED"))
print(f"peak memory                 {memory:6.0f} MB after {len(later) + 1} letters")
