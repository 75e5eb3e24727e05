"""The sweep witnesses each milestone once, dated when it fell due, however late it comes."""

from datetime import timedelta

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from filings.models import Filing
from filings.states import FilingState as S
from portal.accounts.roles import Role
from portal.audit import verification
from portal.deadlines import expiry, heartbeat, sweep
from portal.deadlines.models import Deadline, Lead, Milestone
from portal.deadlines.tasks import sweep as sweep_task
from portal.law.terms import OnMiss
from portal.notices.models import Notice
from tests import make
from tests.make import Cast, at

DECISION_DUE = at("2026-11-11 00:00")
DAYS_LATER = at("2026-11-16 09:30")
SECOND = timedelta(seconds=1)


@pytest.fixture
def cast(db: None) -> Cast:
    return make.cast()


@pytest.fixture
def filing(cast: Cast) -> Filing:
    return make.filing(cast)


def emitted(filing: Filing) -> list[tuple[str, object, object]]:
    events = filing.events.filter(action__startswith="deadline_").order_by("seq")
    return list(events.values_list("action", "occurred_at", "recorded_at"))


def test_nothing_due_costs_one_question(
    filing: Filing, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        assert sweep.sweep(make.NOW) == 0


@pytest.mark.parametrize(
    ("moment", "count"), [(DECISION_DUE - SECOND, 0), (DECISION_DUE, 1), (DECISION_DUE + SECOND, 1)]
)
def test_a_limit_ends_at_its_moment_not_a_second_before(
    filing: Filing, moment: object, count: int
) -> None:
    sweep.sweep(DECISION_DUE - 2 * SECOND)
    assert sweep.sweep(moment) == count


def test_each_milestone_comes_on_its_day(filing: Filing) -> None:
    days = [
        at(f"2026-{day} 00:01") for day in ("10-20", "10-21", "11-05", "11-06", "11-10", "11-11")
    ]
    assert [sweep.sweep(day) for day in days] == [0, 1, 0, 1, 1, 1]
    assert emitted(filing) == [
        ("deadline_halfway", at("2026-10-21 00:00"), at("2026-10-21 00:01")),
        ("deadline_three_left", at("2026-11-06 00:00"), at("2026-11-06 00:01")),
        ("deadline_one_left", at("2026-11-10 00:00"), at("2026-11-10 00:01")),
        ("deadline_due", at("2026-11-11 00:00"), at("2026-11-11 00:01")),
    ]


def test_after_days_of_outage_each_stands_at_its_own_moment_once(filing: Filing) -> None:
    assert [sweep.sweep(DAYS_LATER), sweep.sweep(DAYS_LATER), sweep.sweep(DAYS_LATER)] == [4, 0, 0]
    assert emitted(filing) == [
        ("deadline_halfway", at("2026-10-21 00:00"), DAYS_LATER),
        ("deadline_three_left", at("2026-11-06 00:00"), DAYS_LATER),
        ("deadline_one_left", at("2026-11-10 00:00"), DAYS_LATER),
        ("deadline_due", DECISION_DUE, DAYS_LATER),
    ]
    assert list(verification.verify()) == []


@pytest.mark.parametrize("limit", [1, 2, 500])
def test_after_an_outage_a_deadline_is_one_letter_about_the_last_point(
    filing: Filing, limit: int
) -> None:
    assert sweep.sweep(at("2026-11-10 08:00"), limit=limit) == 3
    [letter] = Notice.objects.filter(code__startswith="deadline_")
    assert (letter.code, letter.context["milestone"]) == ("deadline_reminder", "one_left")
    assert letter.event.action == "deadline_one_left"


def test_the_state_of_a_case_never_moves_by_itself(filing: Filing) -> None:
    sweep.sweep(at("2030-01-01 00:00"))
    after = make.fresh(filing)
    assert (after.state, after.version, after.record_number) == (S.SUBMITTED, filing.version, None)


def test_an_overdue_limit_runs_on(filing: Filing) -> None:
    sweep.sweep(DAYS_LATER)
    decision = Deadline.objects.get(case_id=filing.pk, code="algorithm.decision")
    assert (decision.closed_at, decision.overdue_at(DAYS_LATER)) == (None, True)


def test_a_company_is_reminded_of_its_own_limit(cast: Cast) -> None:
    make.draft(cast)
    sweep.sweep(at("2026-09-23 00:00"))
    [letter] = Notice.objects.all()
    assert (letter.code, letter.addressee) == ("deadline_reminder", cast.company_a)


def test_an_officers_delay_is_told_to_the_office_and_to_its_superior(
    cast: Cast, filing: Filing
) -> None:
    sweep.sweep(DECISION_DUE)
    letters = Notice.objects.filter(code__in=["deadline_overdue", "deadline_escalated"])
    assert {(n.code, n.addressee) for n in letters} == {
        ("deadline_overdue", cast.office),
        ("deadline_escalated", cast.capital),
    }
    assert Lead.objects.count() == 0


def test_the_nearest_superior_hears_of_a_delay(cast: Cast, filing: Filing) -> None:
    nearer = make.organization("演示大区", "990000", jurisdiction="9")
    make.person("hu", nearer, Role.FILING_SUPERVISOR)
    sweep.sweep(DECISION_DUE)
    assert Notice.objects.get(code="deadline_escalated").addressee == nearer


def test_a_missed_duty_of_a_company_opens_a_lead(cast: Cast) -> None:
    case = make.draft(cast)
    sweep.sweep(at("2026-09-29 00:00") - SECOND)
    assert Lead.objects.count() == 0
    sweep.sweep(at("2026-09-30 12:00"))
    lead = Lead.objects.get()
    assert (lead.case_id, lead.deadline.code) == (case.pk, "algorithm.initial")
    assert (lead.missed_at, lead.opened_at) == (at("2026-09-29 00:00"), at("2026-09-30 12:00"))
    assert lead.event.action == "deadline_due"


def test_a_window_closes_at_its_own_moment(filing: Filing) -> None:
    Deadline.objects.filter(code="algorithm.decision").update(on_miss=OnMiss.LAPSE)
    sweep.sweep(DAYS_LATER)
    decision = Deadline.objects.get(code="algorithm.decision")
    assert (decision.outcome, decision.closed_at) == ("lapsed", DECISION_DUE)
    assert Lead.objects.count() == 0


def test_a_window_that_lapsed_cannot_be_met_by_an_act_that_comes_later(
    cast: Cast, filing: Filing
) -> None:
    Deadline.objects.filter(code="algorithm.decision").update(on_miss=OnMiss.LAPSE)
    make.act(filing, "decline", cast.bo, now=DAYS_LATER, items=make.REASONS)
    decision = Deadline.objects.get(code="algorithm.decision")
    assert (decision.outcome, decision.closed_at) == ("lapsed", DECISION_DUE)


def test_an_app_hears_of_the_misses_it_asked_for(
    cast: Cast, filing: Filing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(expiry, "_listeners", {})
    heard: list[str] = []
    expiry.on_miss(OnMiss.ESCALATE, lambda missed: heard.extend(d.code for d, _ in missed))
    expiry.on_miss(OnMiss.LAPSE, lambda missed: heard.append("never"))
    make.draft(cast)
    sweep.sweep(DAYS_LATER)
    assert heard == ["algorithm.decision"]


def test_a_poisoned_row_does_not_stop_the_others_and_is_tried_again(
    cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    cases = [make.draft(cast) for _ in range(3)]
    bad = Milestone.objects.get(deadline__case_id=cases[1].pk, name="three_left")
    Milestone.objects.filter(pk=bad.pk).update(name="no_such_name")
    noon = at("2026-09-23 12:00")
    assert [sweep.sweep(noon), sweep.sweep(noon)] == [2, 0]
    assert [len(emitted(case)) for case in cases] == [1, 0, 1]
    assert f"milestone {bad.pk} could not be witnessed" in caplog.text
    Milestone.objects.filter(pk=bad.pk).update(name="three_left")
    assert sweep.sweep(noon) == 1
    assert emitted(cases[1]) == [("deadline_three_left", at("2026-09-23 00:00"), noon)]


def test_one_letter_a_deadline_also_when_a_poisoned_row_breaks_the_batch(cast: Cast) -> None:
    cases = [make.draft(cast) for _ in range(2)]
    Milestone.objects.filter(deadline__case_id=cases[0].pk, name="due").update(name="no_such_name")
    sweep.sweep(DAYS_LATER)
    letters = Notice.objects.filter(case_id=cases[1].pk)
    assert [letter.code for letter in letters] == ["deadline_overdue"]


def test_what_was_witnessed_is_the_events_own_milestone(filing: Filing) -> None:
    sweep.sweep(DAYS_LATER)
    for milestone in Milestone.objects.filter(deadline__case_id=filing.pk):
        assert milestone.event.action == f"deadline_{milestone.name}"
        assert (milestone.emitted_at, milestone.event.occurred_at) == (DAYS_LATER, milestone.at)
        assert milestone.event.role == Role.SYSTEM


def test_more_than_one_batch_is_swept_in_one_go(cast: Cast) -> None:
    cases = [make.draft(cast) for _ in range(7)]
    assert sweep.sweep(at("2026-09-23 00:00"), limit=3) == 7
    assert [len(emitted(case)) for case in cases] == [1] * 7


def test_the_worker_leaves_a_sign_of_life(db: None) -> None:
    assert heartbeat.last_beat(heartbeat.SWEEP) is None
    assert sweep_task() == 0
    assert heartbeat.last_beat(heartbeat.SWEEP) is not None
