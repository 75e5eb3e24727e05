"""Display checks are claimed, answered, stored and settled once, whatever happens."""

from datetime import datetime, timedelta

import pytest
from django.db import InternalError, transaction

from filings.checking import asking, claims, settling
from filings.display.examine import Finding
from filings.display.results import Result
from filings.models import DisplayCheck, Filing
from filings.states import FilingState
from portal.workflow.errors import Reason, Stale
from tests import make
from tests.filings.display.rounds import (
    AFTER,
    DAY,
    MISSED,
    SHOWN,
    acts,
    answer,
    check,
    website,
)
from tests.make import Cast

pytestmark = pytest.mark.django_db


def test_a_worker_that_comes_back_late_changes_nothing(filing: Filing) -> None:
    asking.insert(filing, ("https://a.example/",), AFTER)
    lost = claims.claim(AFTER)
    assert lost is not None
    assert claims.claim(AFTER + timedelta(minutes=9)) is None
    second = claims.claim(AFTER + timedelta(minutes=10))
    assert second is not None
    assert claims.store(second, SHOWN, AFTER + timedelta(minutes=11))
    assert not claims.store(lost, MISSED, AFTER + timedelta(minutes=12))
    done = DisplayCheck.objects.get()
    assert (done.result, done.finished_at, done.attempts) == (
        "shown",
        AFTER + timedelta(minutes=11),
        2,
    )


def test_a_late_worker_drops_its_finding_also_before_the_second_has_answered(
    filing: Filing,
) -> None:
    asking.insert(filing, ("https://a.example/",), AFTER)
    lost, _second = claims.claim(AFTER), claims.claim(AFTER + timedelta(minutes=10))
    assert lost is not None
    assert not claims.store(lost, MISSED, AFTER + timedelta(minutes=11))
    assert DisplayCheck.objects.get().result == ""


def test_a_page_that_ends_its_worker_three_times_is_given_up(filing: Filing) -> None:
    asking.insert(filing, ("https://a.example/",), AFTER)
    looked: list[str] = []
    for attempt in range(1, 5):
        found = claims.claim(AFTER + attempt * timedelta(minutes=10))
        assert found is not None
        if attempt == 4:
            claims.work(
                found, lambda: AFTER, lambda address, entry: looked.append(address) or SHOWN
            )
    done = DisplayCheck.objects.get()
    assert (done.result, looked) == ("unreadable", [])
    assert "多次中断" in done.reason


def test_a_settlement_cut_off_after_its_act_is_not_repeated(
    filing: Filing, monkeypatch: pytest.MonkeyPatch
) -> None:
    asking.insert(filing, ("https://a.example/",), AFTER)
    found = claims.claim(AFTER)
    assert found is not None
    claims.store(found, MISSED, AFTER)
    act = settling.perform_as_system

    def cut_off(*args: object, **kwargs: object) -> None:
        act(*args, **kwargs)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(settling, "perform_as_system", cut_off)
        with pytest.raises(KeyboardInterrupt):
            settling.settle(AFTER)
    assert DisplayCheck.objects.get().settled_at is None
    assert settling.settle(AFTER) == 1
    assert acts(filing) == ["report_display_missing"]
    assert settling.settle(AFTER) == 0


def test_one_filing_that_cannot_be_settled_does_not_hold_up_another(
    filing: Filing, people: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = make.filing(people, FilingState.RECORDED, products=[website("https://b.example/")])
    needed = settling.needed

    def broken(one: Filing, now: datetime) -> str:
        if one.pk == filing.pk:
            raise ZeroDivisionError
        return needed(one, now)

    monkeypatch.setattr(settling, "needed", broken)
    for one in (filing, other):
        asking.insert(one, asking.addresses_of(one).addresses, AFTER)
    answer(SHOWN, AFTER)
    assert (acts(filing), acts(other)) == ([], ["confirm_display"])


def test_what_a_page_says_cannot_break_the_row(filing: Filing) -> None:
    asking.insert(filing, ("https://a.example/",), AFTER)
    nasty = Finding(
        Result.SHOWN, "r" * 900, "\x00a\ud800" + "e" * 900, "u" * 3000, 200, "x" * 99, b"\x00\xff"
    )
    answer(nasty, AFTER)
    done = DisplayCheck.objects.select_related("body").get()
    assert (len(done.reason), len(done.final_url), done.excerpt[:2]) == (500, 2000, "ae")
    assert (bytes(done.body.data), done.body.size) == (b"\x00\xff", 2)


@pytest.mark.parametrize("changes", [{"result": "shown"}, {"body": None}, {"reason": "x"}])
def test_an_answered_check_is_evidence_that_the_database_keeps(
    filing: Filing, changes: dict[str, object]
) -> None:
    done = check(filing, MISSED, AFTER)
    DisplayCheck.objects.filter(pk=done.pk).update(settled_at=AFTER + DAY)
    with pytest.raises(InternalError, match="append-only"), transaction.atomic():
        DisplayCheck.objects.filter(pk=done.pk).update(**{"excerpt": "y"} | changes)
    with pytest.raises(InternalError, match="append-only"), transaction.atomic():
        done.delete()
    assert DisplayCheck.objects.get().result == "both_missing"


def test_a_finding_that_lost_every_race_is_settled_by_the_next_run(
    filing: Filing, monkeypatch: pytest.MonkeyPatch
) -> None:
    asking.insert(filing, ("https://a.example/",), AFTER)

    def outrun(*args: object, **kwargs: object) -> None:
        raise Stale(Reason("已被他人修改"))

    with monkeypatch.context() as patched:
        patched.setattr(settling, "perform_as_system", outrun)
        answer(MISSED, AFTER)
    assert DisplayCheck.objects.get().settled_at is None
    assert settling.settle(AFTER) == 1
    assert acts(filing) == ["report_display_missing"]
