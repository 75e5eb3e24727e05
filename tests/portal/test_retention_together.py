"""Destructions that meet a hold, a kill or another worker: what is committed is whole, and nothing is done twice."""

import subprocess
import sys
import time

import pytest

from portal.audit import verification
from portal.cases.uploads import store_bytes
from portal.retention import holds, working
from portal.retention.models import Destruction, DestructionRecord
from tests import make
from tests.make import Cast
from tests.portal import retaining
from tests.portal.retaining import DUE, Administrators, papers_of
from tests.together import of_kind, together

STUCK = """
import django, sys, time; django.setup()
from datetime import datetime
from portal.retention import working
def stuck(*args):
    print("inside", flush=True); time.sleep(60)
working._tell = stuck
working.step(datetime.fromisoformat(sys.argv[1]))
"""


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return make.cast()


@pytest.fixture
def two(cast: Cast) -> Administrators:
    return retaining.administrators(cast)


def finish() -> int:
    """The server needs a moment to notice that the other side is gone."""
    stop = time.monotonic() + 15
    open_ones = Destruction.objects.filter(state="approved")
    batches = 0
    while open_ones.exists() and time.monotonic() < stop:
        batches += retaining.carry_out()
        time.sleep(0.05)
    return batches


def test_a_hold_and_a_destruction_at_once_leave_all_or_nothing(
    cast: Cast, two: Administrators
) -> None:
    for _ in range(4):
        case = retaining.ended(cast)
        retaining.signed(two)
        results = together(
            lambda case=case: holds.place(case=case, reason="复议", actor=cast.chen, now=DUE),
            lambda: working.step(DUE),
        )
        assert of_kind(results, Exception) == []
        finish()
        gone = {paper.destroyed_at is not None for paper in papers_of(case)}
        order = [e.action for e in case.events.filter(seq__gt=case.chain_length).order_by("seq")]
        assert (gone, order) in (
            ({False}, ["hold_placed"]),
            ({True}, ["material_destroyed", "hold_placed"]),
        )
    assert list(verification.verify()) == []


def test_two_workers_do_each_item_once(
    cast: Cast, two: Administrators, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "BATCH", 2)
    case = retaining.ended(cast)
    retaining.signed(two)
    results = together(retaining.carry_out, retaining.carry_out)
    assert of_kind(results, Exception) == []
    finish()
    told = [
        row
        for event in case.events.filter(action="material_destroyed")
        for row in event.data["rows"]
    ]
    assert sorted(told) == [paper.pk for paper in papers_of(case)]
    assert DestructionRecord.objects.count() == 1
    assert list(verification.verify()) == []


def test_a_worker_killed_in_the_middle_leaves_its_batch_whole_for_the_next(
    cast: Cast, two: Administrators, child_environment: dict[str, str]
) -> None:
    case = retaining.ended(cast)
    made = retaining.signed(two)
    command = [sys.executable, "-c", STUCK, DUE.isoformat()]
    with subprocess.Popen(
        command, env=child_environment, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "inside\n"
        child.kill()
    assert {paper.destroyed_at for paper in papers_of(case)} == {None}
    assert all(bytes(paper.file.data) for paper in papers_of(case))
    assert set(made.items.values_list("status", flat=True)) == {"queued"}
    assert finish() == 2  # the batch, then the record
    assert {paper.destroyed_at for paper in papers_of(case)} == {DUE}
    assert case.events.filter(action="material_destroyed").count() == 1
    assert list(verification.verify()) == []


def test_equal_bytes_brought_in_during_a_destruction_are_there_afterwards(
    cast: Cast, two: Administrators
) -> None:
    case, draft = retaining.ended(cast), make.draft(cast)
    retaining.signed(two)
    results = together(
        lambda: working.step(DUE), lambda: make.attach(draft, cast.ai, "licence", now=DUE)
    )
    assert of_kind(results, Exception) == []
    finish()
    [new] = papers_of(draft)
    assert bytes(new.file.data) == b"paper licence"
    assert store_bytes(b"paper licence").destroyed_at is None
    assert {paper.destroyed_at for paper in papers_of(case)} == {DUE}
    assert list(verification.verify()) == []
