"""A case that somebody holds keeps no reader waiting; the opening stands, and its service follows once."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection, transaction

from portal.cases.models import Case
from portal.service import openings
from portal.service.models import LetterOpening, ServiceRecord
from tests import make
from tests.service.letters import agreed, letter, penalty

READ = make.at("2026-03-02 09:17")
LATER = READ + timedelta(days=2)


@pytest.mark.django_db(transaction=True)
def test_a_held_case_costs_the_reader_no_wait_and_the_service_counts_from_the_opening(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(openings, "PATIENCE", 200)
    case = penalty()
    decision = letter(case.case)
    agreed(case)
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            Case.objects.select_for_update().get(pk=case.case.pk)
            held.set()
            done.wait(30)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(30)
    try:
        openings.opened(decision, case.cast.ai, READ)
        openings.opened(decision, case.cast.ai, READ + timedelta(minutes=5))
    finally:
        done.set()
        holder.join()
    kept = LetterOpening.objects.get()
    assert (kept.opened_at, kept.settled_at) == (READ, None)
    assert not ServiceRecord.objects.exists()
    assert [openings.settle(LATER), openings.settle(LATER)] == [1, 0]
    record = ServiceRecord.objects.get()
    assert (record.method, record.served_at) == ("portal", READ)
    assert case.limit("penalty.payment").last_day == date(2026, 3, 17)
    assert case.case.events.filter(action="record_service").count() == 1
    assert LetterOpening.objects.get().settled_at == LATER
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("0",)
