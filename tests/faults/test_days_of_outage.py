"""The worker stood still for days; when it comes back, the record is as if it had never been away."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from filings.models import Filing
from filings.states import FilingState as S
from portal.audit import verification
from portal.deadlines import sweep
from portal.deadlines.models import Deadline, Lead
from portal.notices.models import Notice
from tests import make
from tests.make import Cast, at

BACK = at("2026-11-16 08:00")


@pytest.fixture
def cast(db: None) -> Cast:
    return make.cast()


def record(case: Filing) -> list[tuple[str, object]]:
    events = case.events.filter(action__startswith="deadline_").order_by("seq")
    return list(events.values_list("action", "occurred_at"))


def test_the_record_is_the_same_as_with_a_sweep_every_hour(cast: Cast) -> None:
    watched = [make.filing(cast), make.draft(cast)]
    moment = make.NOW
    while moment < BACK:
        sweep.sweep(moment)
        moment += timedelta(hours=1)
    unwatched = [make.filing(cast), make.draft(cast)]
    sweep.sweep(BACK)
    assert [record(case) for case in unwatched] == [record(case) for case in watched]
    assert Lead.objects.values_list("missed_at", flat=True).distinct().get() == at(
        "2026-09-29 00:00"
    )


def test_one_letter_for_each_deadline_not_one_for_each_day(cast: Cast) -> None:
    make.filing(cast)
    make.draft(cast)
    assert sweep.sweep(BACK) == 7
    letters = Notice.objects.filter(code__startswith="deadline_")
    assert sorted(letters.values_list("code", flat=True)) == [
        "deadline_escalated",
        "deadline_overdue",
        "deadline_overdue",
    ]


def test_people_worked_on_meanwhile_and_nothing_is_told_twice(cast: Cast) -> None:
    case = make.complete_draft(cast)
    make.act(case, "submit", cast.ai, now=at("2026-10-12 09:00"))
    make.act(case, "propose_record", cast.bo, now=at("2026-11-03 09:00"))
    make.act(case, "record", cast.chen, now=at("2026-11-10 09:00"))
    assert sweep.sweep(BACK) == 2  # of the display duty, which began with the record
    assert sorted(action for action, _ in record(case)) == [
        "deadline_due",
        "deadline_halfway",
        "deadline_halfway",
        "deadline_one_left",
        "deadline_three_left",
        "deadline_three_left",
    ]
    assert sweep.sweep(BACK) == 0
    assert make.fresh(case).state == S.RECORDED
    assert list(verification.verify()) == []


def test_the_command_shows_what_it_would_do_and_changes_nothing(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    case = make.filing(cast)
    moment = "2026-11-10T08:00+08:00"
    call_command("sweep_deadlines", "--at", moment, "--dry-run")
    assert capsys.readouterr().out.splitlines() == [
        f"2026-10-21 00:00  {case.number}  algorithm.decision  期限过半",
        f"2026-11-06 00:00  {case.number}  algorithm.decision  剩余三日",
        f"2026-11-10 00:00  {case.number}  algorithm.decision  最后一日",
        "将发出 3 个节点，未作改动",
    ]
    assert record(case) == []
    call_command("sweep_deadlines", "--at", moment)
    assert capsys.readouterr().out == "已发出 3 个节点\n"
    assert len(record(case)) == 3


def test_an_outage_over_the_end_of_a_window_closes_it_at_its_moment(cast: Cast) -> None:
    case = make.filing(cast)
    Deadline.objects.filter(case_id=case.pk, closed_at=None).update(on_miss="lapse")
    sweep.sweep(BACK)
    window = Deadline.objects.get(case_id=case.pk, code="algorithm.decision")
    assert (window.outcome, window.closed_at) == ("lapsed", at("2026-11-11 00:00"))
