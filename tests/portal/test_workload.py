"""The workload: each figure is its list, people are one's own, and rows cost no more than one."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from filings.states import FilingState as S
from portal.accounts.models import Absence, Membership
from portal.accounts.roles import Role
from portal.cases.models import Case
from portal.clock import china_date
from portal.workflow.assignment import assign
from tests import make
from tests.make import NOW, Cast, at
from tests.portal.web_cast import SetClock, Visit, people, read, rows_in, set_clock, visit

__all__ = ["people", "set_clock", "visit"]
OFFICE = "/desk/workload/"


def figures(page: str) -> dict[str, list[int]]:
    """Who → the numbers of their row."""
    found: dict[str, list[int]] = {}
    for who, number in re.findall(rf'href="{OFFICE}([^/"]+)/[a-z-]+/"[^>]*>(\d+)<', page):
        found.setdefault(who.replace("%3A", ":"), []).append(int(number))
    return found


@pytest.fixture
def story(people: Cast) -> Cast:
    """Bo has one filing and has ended one on time, Gao has two, nobody has the fifth."""
    gao = make.person("gao", people.office, Role.FILING_OFFICER)
    cases = [make.filing(people) for _ in range(4)]
    ended = make.filing(people, S.DECLINED)
    for case, who in zip([*cases, ended], [people.bo, gao, gao, None, people.bo], strict=True):
        assign(case.pk, assignee=who, actor=people.bo, now=NOW)
    return people


def test_each_person_has_a_row_and_what_nobody_has_too(story: Cast, visit: Visit) -> None:
    page = read(visit(story.bo), OFFICE)
    assert figures(page) == {
        ":none": [1, 0, 0, 0, 0],
        "bo": [1, 0, 0, 1, 0],
        "fang": [0, 0, 0, 0, 0],
        "gao": [2, 0, 0, 0, 0],
    }


def test_every_figure_leads_to_a_list_of_exactly_so_many_rows(
    story: Cast, visit: Visit, set_clock: SetClock
) -> None:
    late = make.filing(story)
    make.act(late, "decline", story.bo, now=at("2026-11-11 09:00"), items=make.REASONS)
    assign(late.pk, assignee=story.bo, actor=story.bo, now=NOW)
    checked = 0
    for moment in ("2026-09-22 10:00", "2026-11-09 10:00", "2026-11-11 10:00"):
        set_clock(at(moment))
        client = visit(story.chen)
        page = read(client, OFFICE)
        for address, number in re.findall(rf'href="({OFFICE}[^"]+)"[^>]*>(\d+)<', page):
            assert (address, rows_in(read(client, address))) == (address, int(number))
            checked += int(number) > 0
    assert checked == 19


def test_due_this_week_ends_on_sunday_and_overdue_begins_at_the_moment(
    story: Cast, visit: Visit, set_clock: SetClock
) -> None:
    """The decisions are due on Tuesday 2026-11-10, to the end of the day."""
    client = visit(story.bo)
    for moment, week, overdue in (
        ("2026-11-08 23:59", 0, 0),
        ("2026-11-09 00:00", 2, 0),
        ("2026-11-10 23:59", 2, 0),
        ("2026-11-11 00:00", 0, 2),
    ):
        set_clock(at(moment))
        assert figures(read(client, OFFICE))["gao"][:3] == [2, week, overdue]


def test_what_ended_counts_for_thirty_days(story: Cast, visit: Visit, set_clock: SetClock) -> None:
    client = visit(story.bo)
    for moment, ended in (("2026-10-22 09:59", 1), ("2026-10-22 10:00", 0)):
        set_clock(at(moment))
        assert figures(read(client, OFFICE))["bo"][3] == ended


def test_what_has_ended_stays_with_whoever_ended_it(story: Cast, visit: Visit) -> None:
    """Bo decided; whose case it is by now changes nothing."""
    client = visit(story.chen)
    before = {who: row[3:] for who, row in figures(read(client, OFFICE)).items()}
    ended = Case.objects.get(state=S.DECLINED)
    for assignee in (None, story.bo, story.chen):
        assign(ended.pk, assignee=assignee, actor=story.bo, now=NOW)
        now_told = figures(read(client, OFFICE))
        assert {who: row[3:] for who, row in now_told.items()} == before
    assert before["bo"] == [1, 0]
    assert rows_in(read(client, f"{OFFICE}bo/on-time/")) == 1
    assert rows_in(read(client, f"{OFFICE}chen/on-time/")) == 0


def test_what_somebody_of_another_office_ended_is_theirs_not_the_assignees(
    story: Cast, visit: Visit
) -> None:
    """The second signature under a record is Chen's, who sits in the capital and is not of Bo's team."""
    recorded = make.filing(story, S.RECORDED)
    assign(recorded.pk, assignee=story.bo, actor=story.bo, now=NOW)
    told = figures(read(visit(story.bo), OFFICE))
    assert (told["bo"][3], told[":others"]) == (1, [0, 0, 0, 1, 0])
    assert rows_in(read(visit(story.bo), f"{OFFICE}:others/on-time/")) == 1
    assert figures(read(visit(story.chen), OFFICE))["chen"] == [0, 0, 0, 1, 0]


def test_who_is_away_and_who_stands_in_is_said(story: Cast, visit: Visit) -> None:
    gao, today = story.bo.__class__.objects.get(username="gao"), china_date(NOW)
    Absence.objects.create(
        user=gao, stand_in=story.bo, first_day=today, last_day=today, entered_by=gao, entered_at=NOW
    )
    page = read(visit(story.chen), OFFICE)
    assert "今日缺勤" in page
    assert "由 Bo 代理" in page
    assert "今日代 Gao" in page


def test_what_belongs_to_somebody_who_left_is_not_lost(story: Cast, visit: Visit) -> None:
    Membership.objects.filter(user__username="gao").update(is_active=False)
    client = visit(story.bo)
    page = read(client, OFFICE)
    assert figures(page)[":others"] == [2, 0, 0, 0, 0]
    assert "gao" not in figures(page)
    assert rows_in(read(client, f"{OFFICE}:others/open/")) == 2
    assert client.get(f"{OFFICE}gao/open/").status_code == 404


def test_an_officer_sees_the_own_office_a_supervisor_all_below(story: Cast, visit: Visit) -> None:
    assert set(figures(read(visit(story.bo), OFFICE))) == {":none", "bo", "fang", "gao"}
    client = visit(story.chen)
    assert set(figures(read(client, OFFICE))) == {":none", "bo", "fang", "gao", "chen", "eve"}
    page = read(client, f"{OFFICE}?office={story.other_office.pk}")
    assert set(figures(page)) == {":none", "eve"}
    assert set(figures(read(client, f"{OFFICE}?office=999999"))) == {":none"}
    assert "bo" in figures(read(client, f"{OFFICE}?office=nonsense"))


def test_another_provinces_officer_sees_nothing_of_it(story: Cast, visit: Visit) -> None:
    client = visit(story.eve)
    page = read(client, OFFICE)
    assert figures(page) == {":none": [0] * 5, "eve": [0] * 5}
    for path in ("bo/open/", "gao/open/", "chen/open/", "eve/nonsense/", "nobody/open/", "x/x/"):
        assert client.get(f"{OFFICE}{path}").status_code == 404
    assert make.NAME not in read(client, f"{OFFICE}:none/open/")


@pytest.mark.parametrize("who", ["ai", "dai"])
def test_for_people_without_deciding_work_there_is_no_workload(
    story: Cast, visit: Visit, who: str
) -> None:
    client = visit(getattr(story, who))
    for path in ("", "bo/open/", ":none/open/"):
        assert client.get(f"{OFFICE}{path}").status_code == 404
    assert OFFICE not in read(client, "/desk/")


def test_the_page_costs_the_same_for_few_and_for_many(story: Cast, visit: Visit) -> None:
    client = visit(story.chen)

    def queries(path: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            read(client, path)
        return len(seen)

    paths = [OFFICE, f"{OFFICE}gao/open/", "/desk/mine/"]
    few = [queries(path) for path in paths]
    for n in range(3):
        more = make.person(f"more{n}", story.office, Role.FILING_OFFICER)
        case = make.filing(story)
        assign(case.pk, assignee=more, actor=story.bo, now=NOW)
        other = make.filing(story)
        assign(other.pk, assignee=more, actor=story.bo, now=NOW)
    assert [queries(path) for path in paths] == few
    assert few[0] <= 9
