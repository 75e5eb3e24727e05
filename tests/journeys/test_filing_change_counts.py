"""From which day a change counts, and what a withdrawal leaves of it: under both texts, to the exact dates."""

from datetime import date, timedelta

import pytest
from pytest_django.fixtures import Settings

from filings.models import Filing
from filings.states import FilingState as S
from portal.deadlines import sweep
from portal.deadlines.models import Lead
from tests import make
from tests.journeys.recorded_life import (
    DRAFT,
    IN_FORCE,
    cast,
    declare,
    filing,
    limit,
    profile,
    recorded,
    running,
)
from tests.make import Cast, at

__all__ = ["cast", "filing", "profile"]


def renewed(case: Filing, cast: Cast, name: str, *, changed_on: date, now: str) -> Filing:
    """A change of the safety officer to ``name``, declared and handed in."""
    declared = {"changed_on": changed_on, "reason": "换安全责任人"}
    make.act(case, "declare_change", cast.ai, now=at(now), **declared)
    make.edit(case, cast.ai, now=at(now), safety_officer_name=name)
    make.act(case, "submit_change", cast.ai, now=at(now))
    return make.fresh(case)


#: Received on Monday 2026-09-07, recorded on the 22nd; the change happened on Thursday the 10th, in between.
BETWEEN = [(DRAFT, date(2026, 9, 30)), (IN_FORCE, date(2026, 10, 13))]


@pytest.mark.parametrize(("text", "last_day"), BETWEEN)
def test_what_changed_before_there_was_a_number_counts_from_the_number(
    cast: Cast, settings: Settings, text: str, last_day: date
) -> None:
    settings.ALGORITHM_PROFILE = text
    case = make.filing(cast, S.RECORD_PROPOSED, now=at("2026-09-07 10:00"))
    make.act(case, "record", cast.chen, now=at("2026-09-22 10:00"))
    declare(case, cast, date(2026, 9, 10), now="2026-09-28 09:00")
    due = limit(case, "change")
    assert (due.last_day, due.overdue_at(at("2026-09-28 09:00"))) == (last_day, False)
    assert make.fresh(case).changed_on == date(2026, 9, 10)


#: Handed in on Monday 2026-11-02, accepted on Monday the 30th.
REVIEWED = [
    (DRAFT, date(2026, 11, 2), date(2026, 12, 7)),
    (DRAFT, date(2026, 11, 9), date(2026, 12, 7)),
    (IN_FORCE, date(2026, 11, 9), date(2026, 12, 14)),
    (DRAFT, date(2026, 12, 1), date(2026, 12, 8)),
    (DRAFT, date(2026, 10, 30), date(2026, 11, 6)),
    (IN_FORCE, date(2026, 10, 30), date(2026, 11, 13)),
]


@pytest.mark.parametrize(("text", "changed_on", "last_day"), REVIEWED)
def test_what_changes_during_a_review_counts_from_its_end_and_what_was_kept_silent_before_does_not(
    cast: Cast, settings: Settings, text: str, changed_on: date, last_day: date
) -> None:
    case = recorded(cast, settings, text, date(2026, 9, 22))
    renewed(case, cast, "王五", changed_on=date(2026, 11, 2), now="2026-11-02 09:00")
    make.act(case, "accept_change", cast.bo, now=at("2026-11-30 10:00"))
    declare(case, cast, changed_on, now="2026-12-01 09:00")
    assert limit(case, "change").last_day == last_day


def test_a_change_that_was_handed_in_and_withdrawn_takes_nothing_from_the_earlier_review(
    cast: Cast, settings: Settings
) -> None:
    case = recorded(cast, settings, DRAFT, date(2026, 9, 22))
    renewed(case, cast, "王五", changed_on=date(2026, 11, 2), now="2026-11-02 09:00")
    make.act(case, "accept_change", cast.bo, now=at("2026-11-30 10:00"))
    renewed(case, cast, "赵六", changed_on=date(2026, 12, 1), now="2026-12-01 09:00")
    make.act(case, "withdraw_change", cast.ai, now=at("2026-12-01 10:00"), reason="误报")
    declare(case, cast, date(2026, 11, 9), now="2026-12-01 11:00")
    assert limit(case, "change").last_day == date(2026, 12, 7)


@pytest.mark.parametrize("again_on", [date(2026, 9, 22), date(2026, 11, 2)], ids=["same", "later"])
@pytest.mark.parametrize("swept", [False, True], ids=["the act notices", "the sweep noticed"])
def test_withdrawing_and_declaring_again_leaves_the_first_as_late_with_one_lead(
    filing: Filing, cast: Cast, again_on: date, swept: bool
) -> None:
    declare(filing, cast, date(2026, 9, 22), now="2026-09-22 11:00")
    first = limit(filing, "change")
    if swept:
        sweep.sweep(at("2026-10-30 00:00"))
    make.act(filing, "withdraw_change", cast.ai, now=at("2026-11-02 09:00"), reason="误报")
    first.refresh_from_db()
    assert (first.outcome, first.closed_at) == ("late", at("2026-11-02 09:00"))
    assert (make.fresh(filing).change_reason, running(filing)) == ("", {"display", "confirmation"})
    again = {"changed_on": again_on, "reason": "换安全责任人"}
    make.act(filing, "declare_change", cast.ai, now=at("2026-11-02 10:00"), **again)
    sweep.sweep(at("2026-11-02 10:01"))
    make.edit(filing, cast.ai, now=at("2026-11-02 11:00"), safety_officer_name="王五")
    make.act(filing, "submit_change", cast.ai, now=at("2026-11-02 11:00"))
    lead = Lead.objects.get()
    assert (lead.code, lead.missed_at) == ("algorithm.change", first.moment)
    assert lead.corrected_at is None
    later = "late" if again_on == date(2026, 9, 22) else "met"
    outcomes = filing.deadlines.filter(code="algorithm.change").order_by("pk")
    assert list(outcomes.values_list("outcome", flat=True)) == ["late", later]


def test_a_change_that_is_withdrawn_in_time_leaves_no_lead(filing: Filing, cast: Cast) -> None:
    declare(filing, cast, date(2026, 9, 22), now="2026-09-22 11:00")
    last_second = limit(filing, "change").moment - timedelta(seconds=1)
    make.act(filing, "withdraw_change", cast.ai, now=last_second, reason="误报")
    assert (limit(filing, "change").outcome, Lead.objects.count()) == ("void", 0)
