"""Assigning: by whoever works on the case, to whoever does so too, in the trail, and unseen by the company."""

import json
import re

import pytest
from django.test import Client

from filings.states import FilingState as S
from portal.accounts.absence import Roster
from portal.accounts.models import Absence, Membership, User
from portal.accounts.roles import Role
from portal.audit import verification
from portal.clock import china_date
from portal.workflow import catalogue, engine
from portal.workflow.assignment import assign, colleagues, described
from portal.workflow.errors import GuardFailed, NotPermitted
from portal.workflow.side_acts import UnknownCase, working_roles
from tests import make
from tests.make import NOW, Cast
from tests.together import of_kind, together
from tests.workflow.door_cast import Visit, call, clock, people, visit
from tests.workflow.officers import afresh, begin, colleague, results, work

__all__ = ["clock", "people", "visit"]


def test_working_roles_are_those_that_the_machine_names_on_the_deciding_side() -> None:
    assert working_roles(catalogue.kind("filing")) == {
        Role.FILING_OFFICER,
        Role.FILING_SUPERVISOR,
    }


def test_an_officer_gives_a_case_to_a_colleague_and_the_trail_says_so(cast: Cast) -> None:
    case, gao = make.filing(cast), colleague(cast, "gao")
    event = assign(case.pk, assignee=gao, actor=cast.bo, now=NOW)
    assert event is not None
    found = make.fresh(case)
    assert found.assignee == gao
    assert (event.action, event.actor, event.role) == ("assigned", cast.bo, "filing_officer")
    assert event.data["assignee"] == "Gao（gao）"
    assert event.data["assignee_before"] == "无"
    assert list(verification.verify()) == []


def test_assigning_leaves_the_version_so_that_an_open_form_stays_good(cast: Cast) -> None:
    case = make.filing(cast, S.CORRECTION_REQUESTED)
    assign(case.pk, assignee=cast.bo, actor=cast.bo, now=NOW)
    done = engine.edit(
        case.pk, actor=cast.ai, data={"intent": "改过"}, version=case.version, now=NOW
    )
    assert done.case.version == case.version + 1
    assert make.fresh(case).assignee == cast.bo


def test_what_changes_nothing_writes_nothing(cast: Cast) -> None:
    case = make.filing(cast)
    assert assign(case.pk, assignee=None, actor=cast.bo, now=NOW) is None
    assert assign(case.pk, assignee=cast.bo, actor=cast.bo, now=NOW) is not None
    events = case.events.count()
    assert assign(case.pk, assignee=cast.bo, actor=cast.bo, now=NOW) is None
    assert case.events.count() == events


@pytest.mark.django_db(transaction=True)
def test_assigning_beside_an_act_of_the_company_lets_both_through() -> None:
    cast = make.cast()
    case, gao = make.filing(cast, S.CORRECTION_REQUESTED), colleague(cast, "gao")
    data = {"data": {}, "version": case.version, "now": NOW}
    done = together(
        lambda: engine.perform(case.pk, "submit_correction", actor=cast.ai, **data),
        lambda: assign(case.pk, assignee=gao, actor=cast.bo, now=NOW),
        lambda: assign(case.pk, assignee=cast.bo, actor=cast.chen, now=NOW),
    )
    assert of_kind(done, Exception) == []
    found = make.fresh(case)
    assert found.state == S.SUBMITTED
    assert found.assignee in (gao, cast.bo)
    assert found.events.filter(action="assigned").count() == 2
    assert list(verification.verify()) == []


@pytest.mark.parametrize("state", [S.DEREGISTERED, S.CANCELLED, S.REVOKED])
def test_what_is_at_its_end_is_given_to_nobody(people: Cast, visit: Visit, state: S) -> None:
    case, client = make.filing(people, state), visit(people.bo)
    for assignee in (people.bo, None):
        with pytest.raises(GuardFailed, match=r"\A已办结，无需分派\Z"):
            assign(case.pk, assignee=assignee, actor=people.bo, now=NOW)
    job = begin(people.bo, "assign", [case, make.filing(people)], {"assignee": "bo"})
    work()
    assert results(job) == [("refused", "已办结，无需分派"), ("done", "已分派给 Bo")]
    page = client.get(f"/cases/{case.number}/").content.decode()
    assert "已办结，无需分派" in page
    assert f"/cases/{case.number}/assign/" not in page
    answer = client.post(f"/cases/{case.number}/assign/", {"assignee": "bo"})
    assert (answer.status_code, "已办结，无需分派" in answer.content.decode()) == (422, True)


@pytest.mark.parametrize("state", [S.RECORDED, S.DECLINED, S.WITHDRAWN])
def test_what_may_come_back_can_be_given_to_somebody(cast: Cast, state: S) -> None:
    assert assign(make.filing(cast, state).pk, assignee=cast.bo, actor=cast.bo, now=NOW)


def test_an_assignment_can_be_taken_back(cast: Cast) -> None:
    case = make.filing(cast)
    assign(case.pk, assignee=cast.bo, actor=cast.bo, now=NOW)
    event = assign(case.pk, assignee=None, actor=cast.chen, now=NOW)
    assert event is not None
    assert event.data["assignee_before"] == "Bo（bo）"
    assert make.fresh(case).assignee is None


@pytest.mark.parametrize("who", ["dai", "eve"])
def test_for_outsiders_the_case_does_not_exist(cast: Cast, who: str) -> None:
    case = make.filing(cast)
    with pytest.raises(UnknownCase, match="不存在"):
        assign(case.pk, assignee=cast.bo, actor=getattr(cast, who), now=NOW)
    assert make.fresh(case).assignee is None


def test_a_draft_does_not_exist_for_its_authority_either(cast: Cast) -> None:
    case = make.draft(cast)
    with pytest.raises(UnknownCase):
        assign(case.pk, assignee=cast.bo, actor=cast.bo, now=NOW)


@pytest.mark.parametrize("who", ["ai", "fang"])
def test_those_who_see_the_case_but_do_not_decide_it_may_not_assign_it(
    cast: Cast, who: str
) -> None:
    case = make.filing(cast)
    with pytest.raises(NotPermitted, match="您无权办理该事项"):
        assign(case.pk, assignee=cast.bo, actor=getattr(cast, who), now=NOW)


@pytest.mark.parametrize("who", ["eve", "fang", "ai"])
def test_nobody_gets_a_case_that_they_could_not_work_on(cast: Cast, who: str) -> None:
    case = make.filing(cast)
    with pytest.raises(GuardFailed, match="没有办理该事项的角色"):
        assign(case.pk, assignee=getattr(cast, who), actor=cast.bo, now=NOW)


def test_nobody_gets_a_case_after_their_account_was_switched_off(cast: Cast) -> None:
    case, gao = make.filing(cast), colleague(cast, "gao")
    User.objects.filter(pk=gao.pk).update(is_active=False)
    with pytest.raises(GuardFailed):
        assign(case.pk, assignee=afresh(gao), actor=cast.bo, now=NOW)


def test_colleagues_are_those_of_ones_own_place_and_below_never_above(cast: Cast) -> None:
    city = make.organization("演示市互联网信息办公室", "990100", jurisdiction="9901")
    make.person("hu", city, Role.FILING_OFFICER)
    gone = colleague(cast, "gone")
    Membership.objects.filter(user=gone).update(is_active=False)
    assert {m.user.username for m in colleagues(cast.bo)} == {"bo", "fang", "hu"}
    assert {m.user.username for m in colleagues(cast.chen)} == {"bo", "chen", "eve", "fang", "hu"}
    assert list(colleagues(cast.ai)) == []


def test_a_case_in_the_hands_of_somebody_away_is_described_so(cast: Cast) -> None:
    case, gao = make.filing(cast), colleague(cast, "gao")
    assign(case.pk, assignee=cast.bo, actor=cast.bo, now=NOW)
    case, today = make.fresh(case), china_date(NOW)
    assert described(case, Roster.of(today), cast.bo) == "Bo（本人）"
    away = Absence.objects.create(
        user=cast.bo, first_day=today, last_day=today, entered_by=cast.bo, entered_at=NOW
    )
    assert described(case, Roster.of(today), cast.chen) == "Bo（今日缺勤，无人代理）"
    away.stand_in = gao
    away.save()
    assert described(case, Roster.of(today), cast.chen) == "Bo（今日缺勤，由 Gao 代理）"
    assert described(case, Roster.of(today), gao) == "Bo（今日缺勤，由您代理）"


# --- What the company learns ------------------------------------------------------------------------------------------
def test_the_company_never_learns_who_sees_to_its_case(people: Cast, visit: Visit) -> None:
    case, gao = make.filing(people), colleague(people, "gao")
    assign(case.pk, assignee=gao, actor=people.bo, now=NOW)
    company = visit(people.ai)
    for path in (f"/cases/{case.number}/", "/cases/", "/desk/"):
        page = company.get(path).content.decode()
        assert "承办人" not in page
        assert not re.search(r"\bGao\b", page)
        assert "分派" not in page
    for path in ("timeline/", "", "actions/", "deadlines/"):
        told = json.dumps(call(company, "GET", f"cases/{case.number}/{path}").json())
        assert "assign" not in told
        assert not re.search(r"\bgao\b", told, re.IGNORECASE)
    listed = call(company, "GET", "cases/?assignee=gao")
    assert (
        listed.json()["count"] == 1
    )  # no such filter for a company: nothing can be guessed with it


def test_the_officer_reads_it_in_the_trail(people: Cast, visit: Visit) -> None:
    case, gao = make.filing(people), colleague(people, "gao")
    assign(case.pk, assignee=gao, actor=people.bo, now=NOW)
    page = visit(people.bo).get(f"/cases/{case.number}/").content.decode()
    assert "承办人：Gao（gao）" in page
    assert call(visit(gao), "GET", f"cases/{case.number}/").json()["assignee"] == "gao"
    assert "assignee" not in call(visit(people.fang), "GET", f"cases/{case.number}/").json()
    events = call(visit(gao), "GET", f"cases/{case.number}/timeline/").json()
    assert [e["label"] for e in events if e["action"] == "assigned"] == ["分派"]


# --- The page ---------------------------------------------------------------------------------------------------------
def test_the_page_of_a_case_leads_to_its_assignment(people: Cast, visit: Visit) -> None:
    case, _gao = make.filing(people), colleague(people, "gao")
    client = visit(people.bo)
    assert "尚未分派" in client.get(f"/cases/{case.number}/").content.decode()
    page = client.get(f"/cases/{case.number}/assign/").content.decode()
    assert '<option value="gao">Gao（gao）</option>' in page
    answer = client.post(f"/cases/{case.number}/assign/", {"assignee": "gao"}, follow=True)
    assert "已办理：分派给 Gao。" in answer.content.decode()
    again = client.post(f"/cases/{case.number}/assign/", {"assignee": "gao"}, follow=True)
    assert "没有变动。" in again.content.decode()
    client.post(f"/cases/{case.number}/assign/", {"assignee": ":none", "seen": "gao"})
    assert make.fresh(case).assignee is None


def test_a_wrong_name_on_the_page_is_refused_with_a_sentence(people: Cast, visit: Visit) -> None:
    case = make.filing(people)
    client = visit(people.bo)
    for name in ("", "eve", "ai", "nobody", "x" * 5000):
        answer = client.post(f"/cases/{case.number}/assign/", {"assignee": name})
        assert answer.status_code == 422
        assert "承办人" in answer.content.decode()
    assert make.fresh(case).assignee is None


@pytest.mark.parametrize("who", ["ai", "dai", "eve", "fang"])
def test_for_all_others_the_page_does_not_exist(people: Cast, visit: Visit, who: str) -> None:
    case = make.filing(people)
    client: Client = visit(getattr(people, who))
    assert client.get(f"/cases/{case.number}/assign/").status_code == 404
    answer = client.post(f"/cases/{case.number}/assign/", {"assignee": "bo"})
    assert answer.status_code == 404
    assert make.fresh(case).assignee is None


# --- The list ---------------------------------------------------------------------------------------------------------
def test_the_list_is_narrowed_to_mine_nobodys_or_a_colleagues(people: Cast, visit: Visit) -> None:
    one, two, three = (make.filing(people) for _ in range(3))
    gao = colleague(people, "gao")
    assign(one.pk, assignee=people.bo, actor=people.bo, now=NOW)
    assign(two.pk, assignee=gao, actor=people.bo, now=NOW)
    client = visit(people.bo)

    def numbers(assignee: str) -> list[str]:
        rows = call(client, "GET", f"cases/?assignee={assignee}").json()["results"]
        return [row["number"] for row in rows]

    assert numbers(":me") == [one.number]
    assert numbers("gao") == [two.number]
    assert numbers(":none") == [three.number]
    assert call(client, "GET", "cases/?assignee=eve").status_code == 422
    today = china_date(NOW)
    Absence.objects.create(
        user=gao,
        stand_in=people.bo,
        first_day=today,
        last_day=today,
        entered_by=gao,
        entered_at=NOW,
    )
    assert numbers(":me") == [two.number, one.number]
    page = client.get("/cases/?assignee=:me").content.decode()
    assert "Gao（今日缺勤，由您代理）" in page


def test_a_stand_in_gets_no_sight_of_what_he_could_not_see(people: Cast, visit: Visit) -> None:
    case, today = make.filing(people), china_date(NOW)
    assign(case.pk, assignee=people.bo, actor=people.bo, now=NOW)
    Absence.objects.create(
        user=people.bo,
        stand_in=people.eve,
        first_day=today,
        last_day=today,
        entered_by=people.bo,
        entered_at=NOW,
    )
    client = visit(people.eve)
    assert call(client, "GET", "cases/?assignee=:me").json()["count"] == 0
    assert client.get(f"/cases/{case.number}/").status_code == 404
    assert case.number not in client.get("/desk/mine/").content.decode()


def test_the_desk_lists_what_is_in_my_hands_and_for_whom(people: Cast, visit: Visit) -> None:
    own, theirs, ended = make.filing(people), make.filing(people), make.filing(people, S.DECLINED)
    gao, today = colleague(people, "gao"), china_date(NOW)
    for case, who in ((own, people.bo), (theirs, gao), (ended, people.bo)):
        assign(case.pk, assignee=who, actor=people.bo, now=NOW)
    Absence.objects.create(
        user=gao,
        stand_in=people.bo,
        first_day=today,
        last_day=today,
        entered_by=gao,
        entered_at=NOW,
    )
    page = visit(people.bo).get("/desk/mine/").content.decode()
    assert own.number in page
    assert theirs.number in page
    assert ended.number not in page
    assert page.count("代 Gao") == 1
