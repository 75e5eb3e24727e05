"""A worker killed in the middle of a batch: what it committed stays once, what it held is done by the next."""

import subprocess
import sys
import time

from filings.states import FilingState as S
from portal.audit import verification
from portal.audit.models import AuditEvent
from portal.cases.models import Case
from portal.notices.models import Notice
from portal.workflow.models import BatchItem
from tests import make
from tests.workflow.officers import begin, results, state, work

#: Works until it is inside the transaction of the twentieth case, after that case's message was written.
STUCK_WORKER = """
import django, sys, time; django.setup()
from datetime import datetime
from portal.workflow import reminding
from portal.workflow.batch import working
queue, seen = reminding.outbox.queue, []
def stuck(said):
    written = queue(said); seen.append(1)
    if len(seen) == 20:
        print("inside", flush=True); time.sleep(60)
    return written
reminding.outbox.queue = stuck
while working.step(datetime.fromisoformat(sys.argv[1])): pass
"""
CASES = 60


def test_a_worker_killed_in_a_batch_leaves_each_case_to_be_reminded_once(
    child_environment: dict[str, str],
) -> None:
    cast = make.cast()
    cases: list[Case] = [make.filing(cast, S.WITHDRAWN) for _ in range(CASES)]
    job = begin(cast.bo, "remind", cases)
    command = [sys.executable, "-c", STUCK_WORKER, make.NOW.isoformat()]
    with subprocess.Popen(
        command, env=child_environment, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "inside\n"
        child.kill()
    assert [status for status, _ in results(job)] == ["done"] * 19 + ["queued"] * 41
    assert reminders() == 19
    stop = time.monotonic() + 15
    while work() or (
        BatchItem.objects.filter(status="queued").exists() and time.monotonic() < stop
    ):
        time.sleep(0.1)  # the server needs a moment to let go of the dead one's locks
    assert results(job) == [("done", "已催办")] * CASES
    assert reminders() == CASES
    assert set(AuditEvent.objects.filter(action="reminded").values_list("case", flat=True)) == {
        case.pk for case in cases
    }
    assert state(job) == "finished"
    assert list(verification.verify()) == []


def reminders() -> int:
    """How many cases were reminded; each message has its event and each event its message."""
    messages = Notice.objects.filter(code="officer_reminder")
    assert messages.values("case").distinct().count() == messages.count()
    assert AuditEvent.objects.filter(action="reminded").count() == messages.count()
    return messages.count()
