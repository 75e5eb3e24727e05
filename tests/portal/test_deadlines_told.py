"""Who is told of a limit: the side that must act, its superior, and of other bodies' limits nobody."""

import pytest

from filings.models import Filing
from portal.accounts.models import Organization
from portal.accounts.roles import Role
from portal.deadlines import reminders, sweep
from portal.deadlines.models import Deadline
from portal.law.terms import OnMiss, Party
from portal.notices.models import Notice
from tests import make
from tests.make import Cast, at

DUE = at("2026-11-11 00:00")


@pytest.fixture
def cast(db: None) -> Cast:
    return make.cast()


@pytest.fixture
def filing(cast: Cast) -> Filing:
    return make.filing(cast)


def owed_by(filing: Filing, party: Party, on_miss: OnMiss = OnMiss.NONE) -> Deadline:
    """The decision's limit as if it were this party's."""
    found = Deadline.objects.filter(case_id=filing.pk, code="algorithm.decision")
    found.update(party=party, on_miss=on_miss)
    return found.get()


def letters() -> set[tuple[str, Organization]]:
    return {(n.code, n.addressee) for n in Notice.objects.filter(code__startswith="deadline_")}


@pytest.mark.parametrize("party", [Party.AUTHORITY, Party.ENFORCEMENT, Party.COMMITTEE])
def test_limits_of_the_deciding_side_are_told_to_the_authority(
    cast: Cast, filing: Filing, party: Party
) -> None:
    owed_by(filing, party)
    sweep.sweep(DUE)
    assert letters() == {("deadline_overdue", cast.office)}


@pytest.mark.parametrize("party", [Party.PROVIDER, Party.APPLICANT, Party.RESPONDENT])
def test_limits_of_the_filer_are_told_to_the_company(
    cast: Cast, filing: Filing, party: Party
) -> None:
    owed_by(filing, party)
    sweep.sweep(DUE)
    assert letters() == {("deadline_overdue", cast.company_a)}


def test_of_a_reconsideration_bodys_limit_nobody_is_told_and_the_trail_knows(
    filing: Filing,
) -> None:
    owed_by(filing, Party.RECONSIDERATION)
    assert sweep.sweep(DUE) == 4
    assert letters() == set()
    assert filing.events.filter(action="deadline_due").count() == 1


def test_the_sides_of_a_reconsideration_bodys_limit_are_those_who_wait_for_it(
    cast: Cast, filing: Filing
) -> None:
    limit = owed_by(filing, Party.RECONSIDERATION)
    assert reminders.addressee(filing, limit) is None
    assert set(reminders.both_sides(filing, limit)) == {cast.company_a, cast.office}


@pytest.mark.parametrize(
    ("superiors", "told"),
    [
        ({"filing": Role.FILING_SUPERVISOR}, "capital"),
        ({"filing": Role.RECHECK_OFFICER}, "rechecking"),
        ({"review": Role.FILING_SUPERVISOR}, None),
        ({}, None),
    ],
)
def test_a_delay_is_told_to_the_superior_of_its_own_kind_of_case(
    cast: Cast,
    filing: Filing,
    monkeypatch: pytest.MonkeyPatch,
    superiors: dict[str, Role],
    told: str | None,
) -> None:
    places = {
        "capital": cast.capital,
        "rechecking": make.organization("复核机关", "110000", jurisdiction=""),
    }
    make.person("hu", places["rechecking"], Role.RECHECK_OFFICER)
    monkeypatch.setattr(reminders, "SUPERIORS", superiors)
    owed_by(filing, Party.AUTHORITY, OnMiss.ESCALATE)
    sweep.sweep(DUE)
    above = {("deadline_escalated", places[told])} if told else set()
    assert letters() == {("deadline_overdue", cast.office)} | above


def test_a_reminder_names_the_law_as_well_as_the_article(cast: Cast, filing: Filing) -> None:
    sweep.sweep(DUE)
    letter = Notice.objects.get(code="deadline_overdue")
    article = "《互联网信息服务算法推荐管理规定（征求意见稿）》第二十一条"
    assert letter.context["article"] == article
