"""Processes killed in the middle: what was not committed never was, what waits is done by the next."""

import subprocess
import sys
import time
from collections.abc import Callable

import pytest

from filings.models import Filing
from filings.states import FilingState as S
from portal.audit import verification
from portal.audit.models import AuditEvent
from portal.cases.models import NumberCounter, StoredFile
from portal.deadlines import sweep
from portal.notices import outbox
from portal.notices.models import Notice
from portal.signing import judging, stamping
from portal.signing.examining import Finding
from tests import make
from tests.make import Cast, at

STUCK_ACT = """
import django, sys, time; django.setup()
from datetime import datetime
from filings.models import Filing
from portal.accounts.models import User
from portal.workflow import engine
def stuck(case, event, ctx):
    print("inside", flush=True); time.sleep(60)
Filing.publish = stuck
chen = User.objects.get(username="chen")
pk, version, now = int(sys.argv[1]), int(sys.argv[2]), datetime.fromisoformat(sys.argv[3])
engine.perform(pk, "record", actor=chen, data={}, version=version, now=now)
"""
STUCK_SWEEP = """
import django, sys, time; django.setup()
from datetime import datetime
from portal.deadlines import sweep
queue = sweep.outbox.queue
def stuck(said):
    written = queue(said); print("inside", flush=True); time.sleep(60); return written
sweep.outbox.queue = stuck
sweep.sweep(datetime.fromisoformat(sys.argv[1]))
"""
STUCK_LETTER = """
import django, sys, time; django.setup()
from datetime import datetime
from portal.notices import issuing, outbox, render
from portal.signing import papers
place, name = {"rendering": (render, "render_letter"), "signing": (papers, "sign_pdf"),
               "storing": (issuing, "store_bytes")}[sys.argv[1]]
step = getattr(place, name)
def stuck(*args, **kwargs):
    step(*args, **kwargs)
    print("inside", flush=True); time.sleep(60)
setattr(place, name, stuck)
outbox.drain(datetime.fromisoformat(sys.argv[2]))
"""


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return make.cast()


def kill_inside(environment: dict[str, str], program: str, *arguments: object) -> None:
    """Start a program and kill it, with no time to say goodbye, once it is in the middle."""
    command = [sys.executable, "-c", program, *map(str, arguments)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "inside\n"
        child.kill()


def eventually(work: Callable[[], int]) -> int:
    """The server needs a moment to notice that the other side is gone."""
    stop = time.monotonic() + 15
    while not (done := work()) and time.monotonic() < stop:
        time.sleep(0.1)
    return done


def test_an_act_killed_before_its_commit_never_was(
    cast: Cast, child_environment: dict[str, str]
) -> None:
    case = make.filing(cast, S.RECORD_PROPOSED)
    events = AuditEvent.objects.count()
    kill_inside(child_environment, STUCK_ACT, case.pk, case.version, make.NOW.isoformat())
    assert make.fresh(case).state == S.RECORD_PROPOSED
    assert AuditEvent.objects.count() == events
    assert not NumberCounter.objects.filter(series__startswith="record:").exists()
    recorded = make.act(case, "record", cast.chen).case  # waits until the dead one's lock is gone
    assert recorded.record_number[-5:-2] == "001"
    assert list(verification.verify()) == []


def test_a_sweep_killed_in_the_middle_is_done_once_by_the_next(
    cast: Cast, child_environment: dict[str, str]
) -> None:
    cases = [make.draft(cast) for _ in range(5)]
    moment = at("2026-09-28 00:00")
    kill_inside(child_environment, STUCK_SWEEP, moment.isoformat())
    assert eventually(lambda: sweep.sweep(moment)) == 10
    assert [passed(case) for case in cases] == [["deadline_three_left", "deadline_one_left"]] * 5
    assert Notice.objects.count() == 5
    assert sweep.sweep(moment) == 0


def passed(case: Filing) -> list[str]:
    events = case.events.filter(action__startswith="deadline_").order_by("seq")
    return list(events.values_list("action", flat=True))


@pytest.mark.parametrize("step", ["rendering", "signing", "storing"])
def test_a_worker_killed_after_any_step_leaves_one_letter_that_is_issued_once(
    cast: Cast, child_environment: dict[str, str], step: str
) -> None:
    make.filing(cast)
    papers = StoredFile.objects.count()
    kill_inside(child_environment, STUCK_LETTER, step, make.NOW.isoformat())
    assert outbox.drain(make.NOW) == 0  # held back for a moment: the attempt was written down
    assert StoredFile.objects.count() == papers  # nothing half done is to be seen
    [waiting] = Notice.objects.all()
    later = at("2026-09-22 10:01")
    assert eventually(lambda: outbox.drain(later)) == 1
    [letter] = Notice.objects.all()
    assert (letter.status, letter.attempts) == ("ready", 2)
    assert (letter.number, letter.serial) == (waiting.number, waiting.serial)
    assert letter.file is not None
    examined = judging.judge(bytes(letter.file.data), stamping.trust())
    assert examined.finding is Finding.GENUINE_SIGNATURE
    assert StoredFile.objects.count() == papers + 1
    assert outbox.drain(later) == 0
