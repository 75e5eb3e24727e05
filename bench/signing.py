"""Signing, examining, and a letter from the queue to the ready file.

    python bench/signing.py

P6: at most 110 ms of one core a letter of one page, rendered, signed and stored. Times are processor time.
"""

import resource
import statistics
import time
from collections.abc import Callable
from datetime import timedelta

from _scratch import database

from portal.notices import outbox
from portal.notices.models import Notice
from portal.notices.render import render_letter
from portal.signing import certificates, demo, judging, papers, stamping
from portal.signing.examining import examine
from tests.portal.notice_cast import NOW, case_of, happened, organization, says

ROUNDS = 30
GOAL = 0.11  # seconds
ONE_PAGE = "filing_withdrawn"


def seconds(work: Callable[[], object], clock: Callable[[], float] = time.process_time) -> float:
    """The median of several runs, the first left out: it loads libraries and fonts."""
    work()
    times = []
    for _ in range(ROUNDS):
        started = clock()
        work()
        times.append(clock() - started)
    return statistics.median(times)


def report(name: str, taken: float) -> None:
    """One line."""
    print(f"{name:<52}{taken * 1000:7.1f} ms")


demo.begin(certificates.keyring(), NOW)
with database():
    case = case_of(organization("青云"), organization("演示省网信办", jurisdiction="99"))

    def issue() -> None:
        """One letter through the outbox."""
        outbox.queue([says(ONE_PAGE, case, happened(case, "submit"))])
        issued = outbox.drain(NOW + timedelta(days=1))
        if issued != 1:
            raise RuntimeError(Notice.objects.order_by("pk").last().last_error)

    whole = seconds(issue)
    letter = Notice.objects.filter(status="ready").order_by("pk").last()
    data = bytes(letter.file.data)
    report("queued, rendered, signed and stored", whole)
    plain = render_letter(letter)
    report("  of it signed", seconds(lambda: papers.sign_pdf(plain, reason="-", signed_at=NOW)))
    report("judged in this process", seconds(lambda: judging.judge(data, stamping.trust())))
    ROUNDS = 5
    report(
        "examined in a process of its own (real time)",
        seconds(lambda: examine(data), time.perf_counter),
    )
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{len(data):,} bytes a letter, peak memory {memory:.0f} MB")
    print("P6 " + ("met" if whole <= GOAL else f"MISSED: {whole / GOAL:.1f} × the goal"))
