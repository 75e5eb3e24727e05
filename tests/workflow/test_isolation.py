"""Nobody but the company and its own authority knows of a filing: rows, counts, papers, letters, clocks, trail."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from filings.models import Filing
from filings.states import FilingState as S
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.cases.models import Case
from portal.cases.selectors import visible_to
from portal.deadlines import selectors as deadline_selectors
from portal.notices import selectors as notice_selectors
from portal.notices.models import Notice
from portal.workflow.availability import may_edit, offers
from portal.workflow.reading import CaseFilter, case_for
from tests import make
from tests.make import Cast

STRANGERS = ("dai", "eve")
STATES = [
    S.SUBMITTED,
    S.CORRECTION_REQUESTED,
    S.RECORD_PROPOSED,
    S.RECORDED,
    S.DECLINED,
    S.WITHDRAWN,
]


def seen(user: User) -> set[int]:
    return set(visible_to(user).values_list("pk", flat=True))


@pytest.mark.parametrize("who", STRANGERS)
@pytest.mark.parametrize("state", S)
def test_a_stranger_learns_nothing_of_a_filing(cast: Cast, state: S, who: str) -> None:
    case, stranger = make.filing(cast, state), getattr(cast, who)
    assert seen(stranger) == set()
    assert visible_to(stranger).count() == 0
    assert listed(stranger) == []
    with pytest.raises(Http404):
        case_for(stranger, case.number)
    assert list(notice_selectors.notices_of(case, stranger)) == []
    assert list(notice_selectors.notices_for(stranger)) == []
    for notice in Notice.objects.all():
        assert notice_selectors.readable(stranger, notice.pk) is None
    assert list(deadline_selectors.running(stranger, make.NOW)) == []
    assert list(deadline_selectors.settled(stranger, make.NOW)) == []
    assert list(deadline_selectors.leads_for(stranger)) == []
    assert list(offers(case, stranger, make.NOW)) == []
    assert not may_edit(case, stranger)


def listed(user: User) -> list[Case]:
    form = CaseFilter({}, user=user, now=make.NOW)
    assert form.is_valid()
    return list(form.rows())


@pytest.mark.parametrize("state", S)
def test_a_company_sees_all_of_its_own(cast: Cast, state: S) -> None:
    case = make.filing(cast, state)
    assert seen(cast.ai) == {case.pk}
    kind, found = case_for(cast.ai, case.number)
    assert (kind.code, found) == ("filing", case)
    assert {n.pk for n in notice_selectors.notices_for(cast.ai)} == set(
        Notice.objects.filter(addressee=cast.company_a).values_list("pk", flat=True)
    )


@pytest.mark.parametrize("state", STATES)
def test_the_authority_of_the_place_and_the_nation_see_what_was_handed_in(
    cast: Cast, state: S
) -> None:
    case = make.filing(cast, state)
    assert [seen(who) for who in (cast.bo, cast.chen, cast.fang)] == [{case.pk}] * 3


def test_no_authority_sees_a_draft(cast: Cast) -> None:
    case = make.draft(cast)
    for officer in (cast.bo, cast.chen, cast.fang):
        assert seen(officer) == set()
        with pytest.raises(Http404):
            case_for(officer, case.number)


def test_a_discarded_draft_was_never_anybodys_business(cast: Cast) -> None:
    make.act(make.draft(cast), "discard", cast.ai)
    assert seen(cast.bo) == set()


def test_two_companies_of_one_province_do_not_meet(cast: Cast) -> None:
    own = make.filing(cast)
    theirs = make.engine.create(
        "filing",
        actor=cast.dai,
        organization=cast.company_b,
        data=make.opening(),
        now=make.NOW,
    ).case
    assert (seen(cast.ai), seen(cast.dai)) == ({own.pk}, {theirs.pk})
    assert [d.case_id for d in deadline_selectors.running(cast.dai, make.NOW)] == [theirs.pk]


def test_a_person_of_two_companies_sees_both_and_no_third(cast: Cast) -> None:
    case = make.filing(cast)
    both = make.person("zhou", cast.company_b, Role.PROVIDER)
    both.memberships.create(organization=cast.company_a, role=Role.PROVIDER)
    assert seen(User.objects.get(pk=both.pk)) == {case.pk}


@pytest.mark.parametrize("how", ["membership ended", "account closed"])
def test_who_left_sees_nothing_any_more(cast: Cast, how: str) -> None:
    make.filing(cast)
    if how == "membership ended":
        cast.ai.memberships.update(is_active=False)
    else:
        User.objects.filter(pk=cast.ai.pk).update(is_active=False)
    assert seen(User.objects.get(pk=cast.ai.pk)) == set()


@pytest.mark.parametrize(
    ("role", "sees"),
    [(Role.LEGAL_REVIEWER, True), (Role.AUDITOR, True), (Role.RECHECK_OFFICER, False)],
)
def test_roles_of_an_authority_that_work_with_filings_see_them(
    cast: Cast, role: Role, sees: bool
) -> None:
    make.filing(cast)
    assert bool(seen(make.person("xu", cast.office, role))) is sees


def test_an_unsigned_visitor_sees_nothing(cast: Cast) -> None:
    make.filing(cast)
    assert seen(AnonymousUser()) == set()


def test_a_province_whose_code_begins_alike_is_another_province(cast: Cast) -> None:
    """Jurisdiction is a prefix of the division code, never a part of it."""
    case: Filing = make.filing(cast)
    for prefix in ("90", "0101", "01"):
        place = make.organization(f"机关{prefix}", "110000", jurisdiction=prefix)
        assert seen(make.person(f"p{prefix}", place, Role.FILING_OFFICER)) == set()
    county = make.organization("演示区网信办", "990101", jurisdiction="990101")
    assert seen(make.person("county", county, Role.FILING_OFFICER)) == {case.pk}
