"""What runs for whom, what is overdue, what was missed: at the instants that part the days."""

from datetime import timedelta

import pytest

from filings.models import Filing
from filings.states import FilingState as S
from portal.accounts.models import User
from portal.deadlines import selectors, sweep
from portal.deadlines.models import Deadline
from tests import make
from tests.make import Cast, at

MOMENT = at("2026-11-11 00:00")
SECOND = timedelta(seconds=1)


@pytest.fixture
def cast(db: None) -> Cast:
    return make.cast()


@pytest.fixture
def filing(cast: Cast) -> Filing:
    return make.filing(cast)


@pytest.mark.parametrize(
    ("now", "part"),
    [
        (at("2026-11-08 23:59:59"), None),
        (at("2026-11-09 00:00"), "tomorrow"),
        (at("2026-11-09 23:59:59"), "tomorrow"),
        (at("2026-11-10 00:00"), "today"),
        (MOMENT - SECOND, "today"),
        (MOMENT, "overdue"),
        (MOMENT + SECOND, "overdue"),
    ],
)
def test_a_day_belongs_to_one_list_only(filing: Filing, now: object, part: str | None) -> None:
    window = selectors.Window.at(now)
    found = [
        name
        for name in ("overdue", "today", "tomorrow")
        if Deadline.objects.filter(getattr(window, name)).exists()
    ]
    assert found == ([part] if part else [])


def test_each_side_awaits_its_own_limits(cast: Cast, filing: Filing) -> None:
    draft = make.draft(cast)
    waiting = {who: awaited(getattr(cast, who)) for who in ("ai", "bo", "chen", "dai", "eve")}
    assert waiting == {
        "ai": [(draft.pk, "algorithm.initial")],
        "bo": [(filing.pk, "algorithm.decision")],
        "chen": [(filing.pk, "algorithm.decision")],
        "dai": [],
        "eve": [],
    }


def awaited(user: User) -> list[tuple[int, str]]:
    return list(selectors.awaiting(user, make.NOW).values_list("case_id", "code"))


def test_a_company_sees_the_authoritys_limit_run_too(cast: Cast, filing: Filing) -> None:
    assert [d.code for d in selectors.running(cast.ai, make.NOW)] == ["algorithm.decision"]


def test_an_overdue_decision_stands_on_the_superiors_list(cast: Cast, filing: Filing) -> None:
    assert list(selectors.escalated(cast.chen, MOMENT - SECOND)) == []
    assert [d.case_id for d in selectors.escalated(cast.chen, MOMENT)] == [filing.pk]
    assert list(selectors.escalated(cast.eve, MOMENT)) == []


def test_an_overdue_duty_of_a_company_is_not_an_officers_delay(cast: Cast) -> None:
    make.draft(cast)
    assert list(selectors.escalated(cast.chen, at("2026-12-01 00:00"))) == []


def test_only_met_and_late_decisions_count_into_the_on_time_rate(cast: Cast) -> None:
    recorded = make.filing(cast, S.RECORDED)
    make.filing(cast, S.WITHDRAWN)
    assert [(d.case_id, d.outcome) for d in selectors.settled(cast.chen, make.NOW)] == [
        (recorded.pk, "met")
    ]


def test_a_lead_is_shown_to_the_enforcers_of_the_place_alone(cast: Cast) -> None:
    case = make.draft(cast)
    sweep.sweep(at("2026-10-01 00:00"))
    elsewhere = make.person("wei", cast.other_office, "enforcement_officer")
    assert [lead.case_id for lead in selectors.leads_for(cast.fang)] == [case.pk]
    for other in (elsewhere, cast.bo, cast.chen, cast.ai, cast.dai):
        assert list(selectors.leads_for(other)) == []
