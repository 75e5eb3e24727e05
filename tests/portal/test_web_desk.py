"""The desk shows each role its own work by due date, and nobody else's."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from enforcement.leads import open_leads
from enforcement.models import Lead
from filings.states import FilingState
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.deadlines.sweep import sweep
from tests import make
from tests.make import Cast, at
from tests.portal.web_cast import SetClock, Visit, figures, people, read, rows_in, set_clock, visit

__all__ = ["people", "set_clock", "visit"]
LAST_DAY = at("2026-11-10 10:00")  # 30 working days after 2026-09-22
DAY_AFTER = at("2026-11-11 00:00")


def test_a_visitor_who_is_not_signed_in_is_sent_to_the_login(db: None, client: Client) -> None:
    response = client.get("/desk/")
    assert (response.status_code, response["Location"]) == (302, "/accounts/login/?next=/desk/")


def test_company_finds_its_next_duty_its_drafts_and_the_way_to_a_new_filing(
    people: Cast, visit: Visit
) -> None:
    make.draft(people)
    page = read(visit(people.ai), "/desk/")
    assert figures(page) == {
        "/desk/to-do/": 1,
        "/desk/overdue/": 0,
        "/desk/today/": 0,
        "/desk/tomorrow/": 0,
        "/desk/notices/": 0,
    }
    assert "下一项义务" in page
    assert "最迟 2026年9月28日24:00前" in page
    assert 'href="/cases/new/filing/"' in page


def test_officer_finds_a_filing_among_those_due_today_tomorrow_and_overdue(
    people: Cast, visit: Visit, set_clock: SetClock
) -> None:
    make.filing(people)
    days = {
        "later": (at("2026-11-05 10:00"), 0, 0, 0),
        "tomorrow": (at("2026-11-09 10:00"), 0, 0, 1),
        "today": (LAST_DAY, 0, 1, 0),
        "the last second": (at("2026-11-10 23:59:58"), 0, 1, 0),
        "overdue": (DAY_AFTER, 1, 0, 0),
    }
    officer = visit(people.bo)
    for moment, overdue, today, tomorrow in days.values():
        set_clock(moment)
        shown = figures(read(officer, "/desk/"))
        found = [shown[f"/desk/{name}/"] for name in ("overdue", "today", "tomorrow", "running")]
        assert found == [overdue, today, tomorrow, 1]


def test_every_figure_leads_to_a_list_of_exactly_so_many_rows(
    people: Cast, visit: Visit, set_clock: SetClock
) -> None:
    make.filing(people, FilingState.RECORD_PROPOSED)
    make.filing(people)
    make.filing(people, FilingState.RECORDED)
    make.filing(people, FilingState.CORRECTION_REQUESTED)
    make.draft(people)
    sweep(DAY_AFTER)
    open_leads(DAY_AFTER)
    set_clock(DAY_AFTER)
    checked = 0
    for person in (people.ai, people.bo, people.chen, people.fang):
        client = visit(person)
        for address, number in figures(read(client, "/desk/")).items():
            assert (address, rows_in(read(client, address))) == (address, number)
            checked += number > 0
    assert checked == 11  # three each of company, officer and capital; the lead and all that waits


def test_outsiders_desks_and_lists_never_name_the_case(
    people: Cast, visit: Visit, set_clock: SetClock
) -> None:
    filing = make.filing(people)
    sweep(DAY_AFTER)
    set_clock(DAY_AFTER)
    for outsider in (people.dai, people.eve):
        client = visit(outsider)
        page = read(client, "/desk/")
        assert set(figures(page).values()) == {0}
        for address in ["/desk/", *figures(page)]:
            assert filing.number not in read(client, address)
            assert make.NAME not in read(client, address)


def test_supervisor_sees_what_is_overdue_by_region_with_days_and_the_on_time_rate(
    people: Cast, visit: Visit, set_clock: SetClock
) -> None:
    make.filing(people)
    make.filing(people, FilingState.RECORDED)
    set_clock(at("2026-11-13 09:00"))
    page = read(visit(people.chen), "/desk/")
    shown = figures(page)
    assert [shown[f"/desk/{name}/"] for name in ("escalated", "on-time", "late")] == [1, 1, 0]
    assert "<strong>100.0%</strong>" in page
    assert "演示地区 1 项" in page
    assert "已逾期 3 天" in page


def test_supervisors_region_link_keeps_only_that_region(people: Cast, visit: Visit) -> None:
    client = visit(people.chen)
    assert "已逾期" not in read(client, "/desk/escalated/?region=11")
    assert "北京市" in read(client, "/desk/escalated/?region=11")
    assert "共 0 项" in read(client, "/desk/escalated/?region=%E4%B8%8D")


def test_enforcer_sees_the_missed_duty_of_a_draft_but_not_the_draft(
    people: Cast, visit: Visit, set_clock: SetClock
) -> None:
    draft = make.draft(people)
    sweep(at("2026-09-29 00:00"))
    assert open_leads(at("2026-09-29 00:01")) == 1
    set_clock(at("2026-09-30 09:00"))
    client = visit(people.fang)
    page = read(client, "/desk/leads/")
    assert f"{people.company_a.name}义务逾期线索" in page
    lead = Lead.objects.get()
    assert lead.number in page
    told = read(client, f"/cases/{lead.number}/")
    assert draft.number in told
    assert "最后一日为 2026-09-28，期满没有履行" in told
    assert make.NAME not in page + told
    assert client.get(f"/cases/{draft.number}/").status_code == 404


def test_enforcer_is_told_what_the_company_did_since(
    people: Cast, visit: Visit, set_clock: SetClock
) -> None:
    draft = make.complete_draft(people)
    sweep(at("2026-09-29 00:00"))
    open_leads(at("2026-09-29 00:01"))
    make.act(draft, "submit", people.ai, now=at("2026-09-30 10:00"))
    set_clock(at("2026-10-09 09:00"))
    told = read(visit(people.fang), f"/cases/{Lead.objects.get().number}/")
    assert "已于 2026-09-30 逾期履行" in told


def test_leads_of_another_province_stay_there(people: Cast, visit: Visit) -> None:
    make.draft(people)
    sweep(at("2026-09-29 00:00"))
    assert open_leads(at("2026-09-29 00:01")) == 1
    stranger = make.person("gus", people.other_office, Role.ENFORCEMENT_OFFICER)
    page = read(visit(stranger), "/desk/")
    assert "/desk/leads/" not in figures(page)
    assert '<a href="/desk/leads/">待研判线索</a>' in page  # among the lists in which nothing waits
    assert figures(read(visit(people.fang), "/desk/"))["/desk/leads/"] == 1


def test_auditor_reads_the_events_of_everything_and_finds_them_by_number(
    people: Cast, visit: Visit
) -> None:
    first, second = make.draft(people), make.filing(people)
    auditor = make.person("aud", people.capital, Role.AUDITOR)
    client = visit(auditor)
    page = read(client, "/desk/")
    assert first.number in page
    assert second.number in page
    narrowed = read(client, f"/audit/trail/?number={first.number}")
    assert rows_in(narrowed) == first.events.count()
    assert second.number not in narrowed


def test_lists_of_other_roles_do_not_exist(people: Cast, visit: Visit) -> None:
    company = visit(people.ai)
    others = ("leads", "escalated", "nonsense")
    assert {company.get(f"/desk/{slug}/").status_code for slug in others} == {404}
    assert visit(people.bo).get("/desk/cases/").status_code == 404


def test_a_person_without_a_membership_is_told_what_to_do(people: Cast, visit: Visit) -> None:
    nobody = User.objects.create_user("nobody", password=make.PASSWORD)
    page = read(visit(nobody), "/desk/")
    assert "您的账户还没有任职" in page
    assert figures(page) == {}


@pytest.mark.parametrize("who", ["ai", "bo", "chen", "fang", "aud", "adm"])
def test_the_desk_costs_the_same_few_queries_for_one_row_and_for_many(
    people: Cast, visit: Visit, who: str
) -> None:
    make.person("aud", people.capital, Role.AUDITOR)
    make.person("adm", people.capital, Role.SYSTEM_ADMIN)
    client = visit(User.objects.get(username=who))
    late = at("2027-01-05 09:00")
    make.filing(people, FilingState.RECORD_PROPOSED)
    make.draft(people)
    sweep(late)
    one = _queries(client)
    for _ in range(2):
        make.filing(people, FilingState.RECORD_PROPOSED)
        make.draft(people)
    sweep(late)
    assert _queries(client) == one
    assert one <= 8


def _queries(client: Client) -> int:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        read(client, "/desk/")
    return len(caught)
