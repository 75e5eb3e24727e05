"""A start that turns out to be another one: what ran is dated anew, what was answered is judged anew."""

from datetime import date, datetime

import pytest

from filings.states import FilingState as S
from portal.audit import verification
from portal.cases.models import Case
from portal.deadlines import sweep
from portal.deadlines.importing import import_notice
from portal.deadlines.models import Deadline, DeadlineChange, Lead
from portal.deadlines.recompute import recompute
from tests import make
from tests.make import Cast, at

#: Ten working days after Monday 2026-08-03 end with 2026-08-17; after 2026-09-21 with 2026-10-12.
EARLIER, LATER = date(2026, 8, 3), date(2026, 9, 21)
TOO_LATE = at("2026-10-09 15:00")  # for the declared start 2026-09-14, in time for LATER
CORRECTED = at("2026-10-20 09:00")
OPEN_AGAIN = [S.CORRECTION_REQUESTED, S.DECLINED, S.WITHDRAWN]
Judged = list[tuple[str, str]]


def judged(case: Case) -> Judged:
    """Last day and outcome of every initial limit that the case ever had."""
    rows = Deadline.objects.filter(case_id=case.pk, code="algorithm.initial").order_by("pk")
    return [(str(d.last_day), d.outcome) for d in rows]


def leads(case: Case) -> list[tuple[datetime, datetime | None]]:
    """When the duty was missed, and when its date was corrected."""
    found = Lead.objects.filter(case_id=case.pk).order_by("missed_at")
    return list(found.values_list("missed_at", "corrected_at"))


@pytest.mark.parametrize("state", OPEN_AGAIN)
def test_a_limit_met_by_the_declared_start_and_missed_by_the_true_one_is_late(
    cast: Cast, state: S
) -> None:
    case = make.filing(cast, state)
    assert judged(case)[0] == ("2026-09-28", "met")
    event = make.edit(case, cast.ai, now=at("2026-09-23 09:00"), service_started_on=EARLIER).event
    assert judged(case)[0] == ("2026-08-17", "late")
    sweep.sweep(at("2026-09-23 10:00"))
    assert leads(case) == [(at("2026-08-18 00:00"), None)]
    lead = Lead.objects.get()
    assert (lead.event, lead.opened_at) == (event, at("2026-09-23 09:00"))
    moved = event.data["moved"][0]
    assert (moved["from"], moved["to"], moved["reason"]) == (
        "2026-09-28",
        "2026-08-17",
        "起算日更正",
    )
    assert list(verification.verify()) == []


@pytest.mark.parametrize("state", OPEN_AGAIN)
def test_a_limit_missed_by_the_declared_start_and_met_by_the_true_one_keeps_its_lead_marked(
    cast: Cast, state: S
) -> None:
    case = make.filing(cast, state, now=TOO_LATE)
    assert judged(case)[0] == ("2026-09-28", "late")
    assert leads(case) == [(at("2026-09-29 00:00"), None)]
    make.edit(case, cast.ai, now=CORRECTED, service_started_on=LATER)
    assert judged(case)[0] == ("2026-10-12", "met")
    assert (at("2026-09-29 00:00"), CORRECTED) in leads(case)


def test_a_correction_that_changes_no_outcome_marks_nothing(cast: Cast) -> None:
    case = make.filing(cast, S.DECLINED, now=TOO_LATE)
    make.edit(case, cast.ai, now=CORRECTED, service_started_on=date(2026, 9, 15))
    assert judged(case) == [("2026-09-29", "late")]
    assert leads(case) == [(at("2026-09-29 00:00"), None)]


def test_an_edit_of_something_else_judges_nothing_again(cast: Cast) -> None:
    case = make.filing(cast, S.DECLINED)
    event = make.edit(case, cast.ai, introduction="x").event
    assert event.data == {"version": case.version + 1, "fields": ["introduction"]}
    assert judged(case) == [("2026-09-28", "met")]
    assert DeadlineChange.objects.count() == 0


def test_an_overdue_draft_with_a_later_start_keeps_its_lead_marked(cast: Cast) -> None:
    case = make.draft(cast)
    now = at("2026-10-09 09:00")
    sweep.sweep(now)
    make.edit(case, cast.ai, now=TOO_LATE, service_started_on=LATER)
    assert judged(case) == [("2026-10-12", "")]
    assert leads(case) == [(at("2026-09-29 00:00"), TOO_LATE)]
    sweep.sweep(at("2026-10-13 00:00"))
    dues = case.events.filter(action="deadline_due").order_by("seq")
    assert [due.occurred_at for due in dues] == [at("2026-09-29 00:00"), at("2026-10-13 00:00")]


def test_an_overdue_draft_whose_later_start_is_overdue_too_is_not_marked(cast: Cast) -> None:
    case = make.draft(cast)
    make.edit(case, cast.ai, now=CORRECTED, service_started_on=LATER)
    assert judged(case) == [("2026-10-12", "")]
    assert leads(case)[0] == (at("2026-09-29 00:00"), None)


NEW_YEAR = "日期,类型,名称\n2027-01-01,休,元旦\n".encode()
IN_DECEMBER = at("2026-12-28 10:00")


def test_an_edit_between_an_import_and_its_recomputation_moves_nothing(cast: Cast) -> None:
    """The parties are told of a moved date by the recomputation; an edit must not take it away from them."""
    case = make.draft(cast, now=IN_DECEMBER, service_started_on=date(2026, 12, 25))
    assert judged(case) == [("2027-01-08", "")]
    import_notice(NEW_YEAR, now=IN_DECEMBER)
    event = make.edit(case, cast.ai, now=IN_DECEMBER, introduction="x").event
    assert judged(case) == [("2027-01-08", "")]
    assert "moved" not in event.data
    assert recompute(IN_DECEMBER).moved == 1
    assert judged(case) == [("2027-01-11", "")]
