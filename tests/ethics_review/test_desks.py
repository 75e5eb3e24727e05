"""The desks of ethics review: whose turn it is, by the hour first, and nothing of what a person may not know."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ethics_review.models import Review
from ethics_review.selectors import presided_by
from ethics_review.states import MeetingState as M
from ethics_review.states import RecheckState as R
from ethics_review.states import ReviewState as S
from portal.accounts.roles import Role
from portal.cases.models import Case
from portal.web.ethics_lists import LISTS
from tests.ethics_review import building
from tests.ethics_review.building import tale
from tests.ethics_review.page_cast import EthicsCast, SetClock, Visit, people, set_clock, visit
from tests.make import NOW, at
from tests.portal.web_cast import figures, read, rows_in

__all__ = ["people", "set_clock", "visit"]
EVERYBODY = ("lin", "gao", "su", "qi", "wei", "m1", "gu", "ou", "e1", "fu", "dai")


def told(client: Client) -> dict[str, int]:
    """The figures of a desk by the last word of their address, without those that are nought."""
    shown = figures(read(client, "/desk/"))
    return {address.split("/")[2]: number for address, number in shown.items() if number}


def test_whoever_keeps_the_file_finds_what_is_to_be_accepted_arranged_and_served(
    people: EthicsCast, visit: Visit
) -> None:
    building.review(people, S.SUBMITTED)
    building.review(people, S.GENERAL_REVIEW)
    building.review(people, S.REJECTED)
    secretary = visit(people.su)
    found = told(secretary)
    assert (found["my-turn"], found["to-accept"], found["to-arrange"], found["to-serve"]) == (
        3,
        1,
        1,
        1,
    )
    page = read(secretary, "/desk/")
    for asked in ("请决定是否受理", "请安排会议或者指定委员", "请送达并登记"):
        assert asked in page
    chair = told(visit(people.qi))
    assert (chair["to-accept"], chair["to-arrange"]) == (1, 1)
    assert "to-serve" not in chair


def test_a_member_declares_then_votes_and_then_has_nothing_to_do(
    people: EthicsCast, visit: Visit
) -> None:
    story = tale(people)
    review = building.accepted(story)
    member, voter = visit(people.m3), visit(people.m1)
    assert told(member)["to-declare"] == 1
    building.voting(story, review)
    assert told(voter)["to-vote"] == 1
    assert "请投票" in read(voter, "/desk/")
    story.act(review, "cast_ballot", "m1", choice="approve")
    found = told(voter)
    assert "to-vote" not in found
    assert "my-turn" not in found
    assert "暂时没有等您办理的事项" in read(voter, "/desk/")


def test_a_members_desk_is_the_same_whatever_the_others_voted(
    people: EthicsCast, visit: Visit
) -> None:
    story = tale(people)
    review = building.accepted(story)
    building.voting(story, review)
    member = visit(people.m2)
    before = _matter(read(member, "/desk/"))
    for name, choice in (("qi", "approve"), ("wei", "reject"), ("wen", "abstain")):
        story.act(review, "cast_ballot", name, choice=choice)
        assert _matter(read(member, "/desk/")) == before


def _matter(page: str) -> str:
    """The page's own matter without what changes from one reading to the next."""
    return re.sub(r'csrf\w*" value="[^"]+"', "", page.partition("<main")[2])


def test_the_recused_find_neither_the_case_nor_a_count_of_it(
    people: EthicsCast, visit: Visit
) -> None:
    story = tale(people)
    review = building.accepted(story)
    story.act(review, "declare_interest", "m3", conflicted=True, statement="合作研究。")
    building.voting(story, review)
    client = visit(people.m3)
    assert told(client) == {"meetings": 1, "notices": 1}  # the meeting is everybody's
    for worklist in LISTS:
        response = client.get(f"/desk/{worklist.slug}/")
        assert review.number not in response.content.decode()
        assert review.title not in response.content.decode()


def test_the_chair_decides_what_carried_and_answers_what_was_asked(
    people: EthicsCast, visit: Visit
) -> None:
    building.review(people, S.APPEALED)
    building.review(people, S.AMENDMENT_SUBMITTED)
    story = tale(people)
    building.voted(story, "approve")
    chair = visit(people.qi)
    found = told(chair)
    assert (found["to-decide"], found["appealed"]) == (2, 1)
    assert "to-decide" not in told(visit(people.m1))


def test_hours_stand_first_with_what_is_left_of_them(
    people: EthicsCast, visit: Visit, set_clock: SetClock
) -> None:
    ordinary = building.review(people, S.GENERAL_REVIEW)
    urgent = building.review(people, S.EMERGENCY_REVIEW)
    set_clock(at("2026-09-24 09:00"))
    for who in (people.qi, people.m1):
        page = read(visit(who), "/desk/")
        matter = page.partition("<main")[2]
        assert matter.index(urgent.number) < matter.index(ordinary.number)
        assert figures(page)["/desk/hours/"] == 1
        assert re.search(r"剩\s*2\d 小时", matter)


def test_an_officer_finds_each_step_of_a_recheck_and_an_expert_his_own(
    people: EthicsCast, visit: Visit
) -> None:
    for state in (R.APPLIED, R.RECEIVED, R.PANEL_FORMED):
        building.recheck(people, state)
    found = told(visit(people.ou))
    assert (found["to-receive"], found["to-call"], found["to-open"]) == (1, 1, 1)
    assert found["my-turn"] == 3
    expert = visit(people.e1)
    assert told(expert)["to-declare"] == 1
    assert told(visit(people.e6)) == {}
    assert "被选入复核组后" in read(visit(people.e6), "/desk/")


def test_an_officer_is_told_to_issue_what_the_experts_carried(
    people: EthicsCast, visit: Visit
) -> None:
    story = tale(people)
    recheck = building.paneled(story, building.preliminary(story))
    building.declare(story, recheck, *building.PANEL)
    story.act(recheck, "open_voting", "ou", ends_at=building.ENDS_AT)
    assert told(visit(people.e2))["to-vote"] == 1
    assert "to-issue" not in told(visit(people.ou))
    for name in building.PANEL:
        opinion = {"choice": "agree", "compliance": "合规", "reasonableness": "合理"}
        story.act(recheck, "cast_opinion", name, **opinion)
    assert told(visit(people.ou))["to-issue"] == 1


def test_the_unit_is_told_to_apply_for_the_recheck_and_never_to_edit_its_registered_committee(
    people: EthicsCast, visit: Visit
) -> None:
    review = building.review(people, S.AWAITING_RECHECK)
    unit = visit(people.gao)
    assert figures(read(unit, "/desk/"))["/desk/to-do/"] == 1
    assert review.number in read(unit, "/desk/to-do/")
    building.recheck_draft(tale(people, NOW), review)
    page = read(unit, "/desk/to-do/")
    assert f'href="/cases/{review.number}/"' not in page
    assert rows_in(page) == 1  # the draft of the recheck


def test_a_year_report_is_asked_for_from_the_first_day_of_the_new_year(
    people: EthicsCast, visit: Visit, set_clock: SetClock
) -> None:
    secretary = visit(people.su)
    set_clock(at("2026-12-15 09:00"))
    assert "to-register" not in told(secretary)
    set_clock(at("2027-01-04 09:00"))
    assert told(secretary)["to-register"] == 1
    assert "请登记或者提交年度报告" in read(secretary, "/desk/")


def test_a_tracking_review_is_asked_for_thirty_days_ahead(
    people: EthicsCast, visit: Visit, set_clock: SetClock
) -> None:
    building.review(people, S.APPROVED)
    chair = visit(people.qi)
    set_clock(at("2027-08-20 09:00"))
    assert "to-track" not in told(chair)
    set_clock(at("2027-08-30 09:00"))
    assert told(chair)["to-track"] == 1


def test_meetings_are_listed_without_their_agenda(people: EthicsCast, visit: Visit) -> None:
    for state in (M.DRAFT, M.CONVENED, M.IN_SESSION, M.HELD, M.CANCELLED):
        building.meeting(people, state)
    assert told(visit(people.su))["meetings"] == 3
    member = visit(people.m1)
    assert told(member)["meetings"] == 2
    page = read(member, "/desk/meetings/")
    titles = set(Review.objects.values_list("title", flat=True))
    assert titles
    assert not [title for title in titles if title in page]


def test_a_vice_chair_finds_the_chairs_work_where_the_chair_is_recused(
    people: EthicsCast, visit: Visit
) -> None:
    story = tale(people)
    review = building.accepted(story)
    assert "to-arrange" not in told(visit(people.wei))
    story.act(review, "declare_interest", "qi", conflicted=True, statement="合作研究。")
    assert told(visit(people.wei))["to-arrange"] == 1
    assert "to-arrange" not in told(visit(people.wen))
    assert "to-arrange" not in told(visit(people.qi))


def test_who_presides_is_the_same_asked_of_the_database_and_of_each_review(
    people: EthicsCast,
) -> None:
    story = tale(people)
    reviews = [building.submitted(story), *(building.accepted(story) for _ in range(3))]
    away = {"statement": "合作研究。", "conflicted": True}
    story.act(reviews[1], "declare_interest", "qi", **away)
    story.act(reviews[2], "declare_interest", "qi", **away)
    story.act(reviews[2], "declare_interest", "wei", **away)
    story.act(reviews[3], "name_presider", "qi", presider=people.wen)
    for name in ("qi", "wei", "wen", "m1", "su", "lin", "dai"):
        user = people.people[name]
        asked = set(Review.objects.filter(presided_by(user)).values_list("pk", flat=True))
        free = [r for r in Review.objects.all() if not r.is_recused(user)]
        assert {r.pk for r in free if r.pk in asked} == {
            r.pk for r in free if Role.CHAIR in r.roles_of(user)
        }


def test_every_figure_leads_to_a_list_of_exactly_so_many_rows_for_everybody(
    people: EthicsCast, visit: Visit
) -> None:
    for state in (S.DRAFT, S.SUBMITTED, S.EMERGENCY_REVIEW, S.AWAITING_RECHECK, S.APPEALED):
        building.review(people, state)
    building.recheck(people, R.PANEL_FORMED)
    building.meeting(people, M.CONVENED)
    checked = 0
    for name in EVERYBODY:
        client = visit(people.people[name])
        for address, number in figures(read(client, "/desk/")).items():
            assert (name, address, rows_in(read(client, address))) == (
                name,
                address,
                min(number, 20),
            )
            checked += number > 0
    assert checked > 30


def test_the_outsider_finds_nothing_of_it(people: EthicsCast, visit: Visit) -> None:
    for state in (S.SUBMITTED, S.EMERGENCY_REVIEW, S.AWAITING_RECHECK):
        building.review(people, state)
    client = visit(people.dai)
    assert told(client) == {}
    for worklist in LISTS:
        assert client.get(f"/desk/{worklist.slug}/").status_code == 404
    assert not [
        n for n in Case.objects.values_list("number", flat=True) if n in read(client, "/desk/")
    ]


@pytest.mark.parametrize("who", ["su", "qi", "wei", "m1", "gu", "ou", "e1", "lin"])
def test_a_desk_costs_the_same_queries_for_one_row_and_for_many(
    people: EthicsCast, visit: Visit, who: str
) -> None:
    client = visit(people.people[who])
    _fill(people)
    one = _queries(client)
    _fill(people)
    assert _queries(client) == one
    assert one <= 11


def _fill(people: EthicsCast) -> None:
    building.review(people, S.SUBMITTED)
    building.review(people, S.EMERGENCY_REVIEW)
    building.recheck(people, R.PANEL_FORMED)
    building.meeting(people, M.CONVENED)


def _queries(client: Any) -> int:
    with CaptureQueriesContext(connection) as caught:
        read(client, "/desk/")
    return len(caught)
