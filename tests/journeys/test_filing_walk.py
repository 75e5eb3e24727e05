"""One filing from the first day of its service to the public register, under both texts, to the exact dates.

Qingyun starts a ranking service on Monday 2026-09-14. Time passes only through ``sweep(now)``.
"""

from datetime import date, datetime

import pytest
from pytest_django.fixtures import Settings

from filings.models import Filing, RegistryEntry
from filings.states import FilingState as S
from portal.audit import verification
from portal.cases.models import Case
from portal.deadlines import selectors, sweep
from portal.deadlines.models import Deadline, Lead
from portal.notices import outbox
from portal.notices.models import Notice
from tests import make
from tests.make import Cast, at

ARTICLES = {
    "algorithm-2021-draft": {"initial": "第二十条第一款", "decision": "第二十一条"},
    "algorithm-2022": {"initial": "第二十四条第一款", "decision": "第二十五条"},
}
BEGUN = at("2026-09-14 09:00")
HANDED_IN = at("2026-09-22 10:00")
CORRECTED = at("2026-09-29 16:00")
PROPOSED = at("2026-10-28 11:00")
SIGNED = at("2026-10-29 15:00")


@pytest.fixture(params=ARTICLES)
def profile(request: pytest.FixtureRequest, settings: Settings) -> str:
    settings.ALGORITHM_PROFILE = request.param
    return str(request.param)


@pytest.fixture
def cast(db: None) -> Cast:
    return make.cast()


@pytest.fixture
def filing(profile: str, cast: Cast) -> Filing:
    return make.complete(make.draft(cast, now=BEGUN), cast.ai, now=BEGUN)


def limit(case: Case, name: str) -> Deadline:
    return Deadline.objects.get(case_id=case.pk, code=f"algorithm.{name}")


def days(*moments: str) -> int:
    """Let the clock strike at each midnight named; how many milestones were witnessed."""
    return sum(sweep.sweep(at(f"{moment} 00:00")) for moment in moments)


def trail(case: Case) -> list[tuple[str, datetime]]:
    return list(case.events.order_by("seq").values_list("action", "occurred_at"))


def test_the_first_limit_runs_to_the_28th_of_september(filing: Filing, profile: str) -> None:
    """Ten working days: Sunday the 20th is worked, Friday the 25th is Mid-Autumn."""
    initial = limit(filing, "initial")
    assert (initial.last_day, initial.moment) == (date(2026, 9, 28), at("2026-09-29 00:00"))
    assert (initial.profile, initial.article) == (profile, ARTICLES[profile]["initial"])
    assert (initial.amount, initial.provisional, filing.law_profile) == (10, False, profile)


def test_the_whole_way_in_time(filing: Filing, cast: Cast, profile: str) -> None:
    assert days("2026-09-20", "2026-09-21", "2026-09-22") == 1  # half of the company's ten days

    make.act(filing, "submit", cast.ai, now=HANDED_IN)
    assert limit(filing, "initial").outcome == "met"
    decision = limit(filing, "decision")
    assert (decision.last_day, decision.moment) == (date(2026, 11, 10), at("2026-11-11 00:00"))
    assert decision.article == ARTICLES[profile]["decision"]

    make.act(filing, "request_correction", cast.bo, now=at("2026-09-25 09:00"), items=make.REASONS)
    make.edit(filing, cast.ai, now=CORRECTED, subject_address="演示区新址")
    make.act(filing, "submit_correction", cast.ai, now=CORRECTED)
    assert limit(filing, "decision").last_day == date(2026, 11, 10)

    assert days("2026-10-20", "2026-10-21", "2026-10-28") == 1  # half of the authority's thirty
    make.act(filing, "propose_record", cast.bo, now=PROPOSED)
    recorded = make.act(filing, "record", cast.chen, now=SIGNED).case
    assert limit(filing, "decision").outcome == "met"
    assert (recorded.state, recorded.in_force, recorded.recorded_at) == (S.RECORDED, True, SIGNED)

    entry = RegistryEntry.objects.get(record_number=recorded.record_number)
    assert (entry.algorithm_name, entry.published_on) == (make.NAME, date(2026, 10, 29))
    assert (
        days("2026-11-03", "2026-11-05", "2026-11-06") == 4
    )  # the number is to be shown: a reminder
    assert days("2026-11-10", "2026-11-11", "2027-01-01") == 0
    assert [step for step in trail(filing) if not step[0].startswith("document")] == [
        ("created", BEGUN),
        ("edited", BEGUN),
        ("deadline_halfway", at("2026-09-21 00:00")),
        ("submit", HANDED_IN),
        ("request_correction", at("2026-09-25 09:00")),
        ("edited", CORRECTED),
        ("submit_correction", CORRECTED),
        ("deadline_halfway", at("2026-10-21 00:00")),
        ("propose_record", PROPOSED),
        ("record", SIGNED),
        ("deadline_halfway", at("2026-11-03 00:00")),
        ("deadline_three_left", at("2026-11-03 00:00")),
        ("deadline_one_left", at("2026-11-05 00:00")),
        ("deadline_due", at("2026-11-06 00:00")),
    ]
    assert list(verification.verify()) == []
    assert Lead.objects.count() == 0


def test_every_letter_of_the_way_becomes_a_document(
    filing: Filing, cast: Cast, profile: str
) -> None:
    make.act(filing, "submit", cast.ai, now=HANDED_IN)
    make.act(filing, "propose_record", cast.bo, now=PROPOSED)
    make.act(filing, "record", cast.chen, now=SIGNED)
    assert outbox.drain(SIGNED) == 2
    letters = Notice.objects.filter(form="letter").order_by("pk")
    assert [(n.code, n.status) for n in letters] == [
        ("filing_received", "ready"),
        ("filing_recorded", "ready"),
    ]
    for letter in letters:
        assert letter.file is not None
        assert bytes(letter.file.data).startswith(b"%PDF-")
        assert letter.context["law_is_draft"] is (profile == "algorithm-2021-draft")
        assert (
            ARTICLES[profile]["initial" if letter.code == "filing_received" else "decision"]
            in (letter.context["articles"][0])
        )


def test_the_officer_is_late(filing: Filing, cast: Cast) -> None:
    make.act(filing, "submit", cast.ai, now=HANDED_IN)
    make.act(filing, "propose_record", cast.bo, now=at("2026-11-10 17:00"))
    days("2026-10-21", "2026-11-06", "2026-11-10")
    noticed = at("2026-11-11 00:00:40")
    assert sweep.sweep(noticed) == 1
    overdue = filing.events.get(action="deadline_due")
    assert (overdue.occurred_at, overdue.recorded_at) == (at("2026-11-11 00:00"), noticed)
    assert [d.case_id for d in selectors.escalated(cast.chen, noticed)] == [filing.pk]
    assert make.fresh(filing).state == S.RECORD_PROPOSED  # nothing is deemed recorded

    recorded = make.act(filing, "record", cast.chen, now=at("2026-11-12 09:00")).case
    assert (recorded.state, limit(filing, "decision").outcome) == (S.RECORDED, "late")
    assert list(selectors.escalated(cast.chen, at("2026-11-12 09:01"))) == []


def test_the_company_is_late(filing: Filing, cast: Cast, profile: str) -> None:
    assert days("2026-09-21", "2026-09-23", "2026-09-28", "2026-09-29") == 4
    lead = selectors.leads_for(cast.fang).get()
    assert (lead.missed_at, lead.deadline.article) == (
        at("2026-09-29 00:00"),
        ARTICLES[profile]["initial"],
    )
    submitted = make.act(filing, "submit", cast.ai, now=at("2026-09-30 10:00")).case
    assert (submitted.state, limit(filing, "initial").outcome) == (S.SUBMITTED, "late")
    assert limit(filing, "decision").last_day == date(2026, 11, 17)
    assert Lead.objects.count() == 1


def test_refused_mended_and_recorded(filing: Filing, cast: Cast) -> None:
    make.act(filing, "submit", cast.ai, now=HANDED_IN)
    make.act(filing, "decline", cast.bo, now=at("2026-10-15 10:00"), items=make.REASONS)
    make.edit(filing, cast.ai, now=at("2026-10-16 10:00"), subject_address="演示区新址")
    make.act(filing, "resubmit", cast.ai, now=at("2026-10-16 11:00"))
    again = Deadline.objects.get(case_id=filing.pk, code="algorithm.decision", closed_at=None)
    assert again.last_day == date(2026, 11, 27)
    make.act(filing, "propose_record", cast.bo, now=at("2026-11-20 10:00"))
    recorded = make.act(filing, "record", cast.chen, now=at("2026-11-27 23:59:59")).case
    assert recorded.record_number is not None
    outcomes = Deadline.objects.filter(case_id=filing.pk).order_by("pk")
    assert list(outcomes.values_list("code", "outcome")) == [
        ("algorithm.initial", "met"),
        ("algorithm.decision", "met"),
        ("algorithm.decision", "met"),
        ("algorithm.display", ""),
        ("algorithm.confirmation", ""),
    ]
    assert [revision.number for revision in filing.revisions.all()] == [1, 2]


def test_a_profile_is_frozen_with_the_case(cast: Cast, settings: Settings) -> None:
    settings.ALGORITHM_PROFILE = "algorithm-2021-draft"
    filing = make.complete(make.draft(cast, now=BEGUN), cast.ai, now=BEGUN)
    settings.ALGORITHM_PROFILE = "algorithm-2022"
    make.act(filing, "submit", cast.ai, now=HANDED_IN)
    assert limit(filing, "decision").profile == "algorithm-2021-draft"
    assert make.draft(cast, now=HANDED_IN).law_profile == "algorithm-2022"
