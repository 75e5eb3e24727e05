"""Sweeps beside sweeps and beside people: nothing twice, nothing after an end, nobody waits for the clock."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from django.db import connections, transaction
from django.db.models import Count

from filings.models import Filing
from portal.audit import verification
from portal.audit.models import AuditEvent
from portal.cases.models import Case
from portal.deadlines import sweep
from portal.deadlines.models import Deadline, Lead
from portal.notices.models import Notice
from portal.workflow.engine import Outcome
from portal.workflow.errors import Stale
from tests import make
from tests.make import Cast, at
from tests.together import of_kind, together

OVERDUE = at("2026-10-09 09:00")


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return make.cast()


@contextmanager
def busy(case: Case) -> Iterator[None]:
    """Somebody else holds the case."""
    held, release = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                Case.objects.select_for_update(no_key=True).get(pk=case.pk)
                held.set()
                release.wait(30)
        finally:
            connections.close_all()

    holder = threading.Thread(target=hold)
    holder.start()
    assert held.wait(30)
    try:
        yield
    finally:
        release.set()
        holder.join()


def passed(case: Filing) -> list[str]:
    events = case.events.filter(action__startswith="deadline_").order_by("seq")
    return list(events.values_list("action", flat=True))


ALL = ["deadline_three_left", "deadline_one_left", "deadline_due"]


def test_a_busy_case_is_passed_over_and_found_by_the_next_sweep(cast: Cast) -> None:
    one, other = make.draft(cast), make.draft(cast)
    with busy(one):
        assert sweep.sweep(OVERDUE) == 3
        assert (passed(one), passed(other)) == ([], ALL)
    assert sweep.sweep(OVERDUE) == 3
    assert (passed(one), passed(other)) == (ALL, ALL)


def test_sweeps_at_once_change_nothing_twice(cast: Cast) -> None:
    cases = [make.draft(cast) for _ in range(30)]
    counts = together(*(lambda: sweep.sweep(OVERDUE, limit=7) for _ in range(5)))
    counts.append(sweep.sweep(OVERDUE))
    assert sum(counts) == 90
    assert [passed(case) for case in cases] == [ALL] * 30
    assert Lead.objects.count() == 30
    assert Notice.objects.filter(code="deadline_overdue").count() == 30
    assert list(verification.verify()) == []


def test_sweeps_and_people_at_once_leave_every_trail_in_order(cast: Cast) -> None:
    ahead = date(2027, 6, 1)  # so that a withdrawal leaves no duty of the company running
    cases = [make.filing(cast, service_started_on=ahead) for _ in range(12)]
    late = at("2026-11-11 09:00")
    acts = [
        lambda case=case: make.act(case, "withdraw", cast.ai, now=late, reason="x")
        for case in cases
    ]
    results = together(*acts, *(lambda: sweep.sweep(late, limit=3) for _ in range(4)))
    assert of_kind(results, Exception) == []
    assert len(of_kind(results, Outcome)) == 12
    for case in cases:
        trail = list(case.events.order_by("seq").values_list("action", "occurred_at"))
        assert [action for action, _ in trail[-5:]] == [
            "deadline_halfway",
            "deadline_three_left",
            "deadline_one_left",
            "deadline_due",
            "withdraw",
        ]
        assert [at for _, at in trail] == sorted(at for _, at in trail)
    assert sweep.sweep(at("2027-01-01 00:00")) == 0
    assert list(verification.verify()) == []


def test_a_submission_at_midnight_beside_the_sweep_opens_one_lead(cast: Cast) -> None:
    cases = [make.complete_draft(cast) for _ in range(6)]
    midnight = at("2026-09-29 00:00")
    acts = [lambda case=case: make.act(case, "submit", cast.ai, now=midnight) for case in cases]
    results = together(*acts, lambda: sweep.sweep(midnight), lambda: sweep.sweep(midnight))
    assert [r for r in of_kind(results, Exception) if not isinstance(r, Stale)] == []
    outcomes = Deadline.objects.filter(code="algorithm.initial").values_list("outcome", flat=True)
    assert list(outcomes) == ["late"] * 6
    assert Lead.objects.count() == 6


def test_no_event_of_the_trail_has_a_twin(cast: Cast) -> None:
    for _ in range(10):
        make.draft(cast)
    together(*(lambda n=n: sweep.sweep(at(f"2026-09-{n} 12:00")) for n in (23, 28, 29, 30)))
    sweep.sweep(OVERDUE)
    twins = AuditEvent.objects.values("case", "action").annotate(n=Count("pk")).filter(n__gt=1)
    assert list(twins) == []
    assert AuditEvent.objects.filter(action__startswith="deadline_").count() == 30
