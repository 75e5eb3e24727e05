"""Being away: who may enter it, who may stand in, whose work falls to whom."""

import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from portal.accounts import absence
from portal.accounts.absence import Roster, stand_ins_for
from portal.accounts.models import Absence, Membership, User
from portal.accounts.roles import Role
from portal.clock import china_date
from tests import make
from tests.make import NOW, Cast
from tests.portal.web_cast import SetClock, Visit, people, read, set_clock, visit
from tests.together import of_kind, together

__all__ = ["people", "set_clock", "visit"]
TODAY = china_date(NOW)
NEW = "/accounts/absences/new/"


def day(n: int) -> date:
    """So many days from today."""
    return TODAY + timedelta(days=n)


def away(user: User, stand_in: User | None = None, first: int = 0, last: int = 0) -> Absence:
    found = Absence(
        user=user,
        stand_in=stand_in,
        first_day=day(first),
        last_day=day(last),
        entered_by=user,
        entered_at=NOW,
    )
    absence.enter(found)
    return found


def officers(people: Cast, *names: str) -> list[User]:
    return [make.person(name, people.office, Role.FILING_OFFICER) for name in names]


# --- Whose work falls to whom -----------------------------------------------------------------------------------------
def test_work_falls_to_the_stand_in_on_the_days_between_both_included(people: Cast) -> None:
    [gao] = officers(people, "gao")
    away(people.bo, gao, 1, 3)
    found = [Roster.of(day(n)).responsible(people.bo) for n in range(5)]
    assert found == [people.bo, gao, gao, gao, people.bo]
    assert Roster.of(day(1)).covered_by(gao) == [people.bo]
    assert Roster.of(day(0)).covered_by(gao) == []


def test_a_stand_in_who_is_away_passes_the_work_on(people: Cast) -> None:
    gao, hu, jia = officers(people, "gao", "hu", "jia")
    away(people.bo, gao)
    away(gao, hu)
    away(hu, jia)
    roster = Roster.of(TODAY)
    assert roster.deputy(people.bo) == jia
    assert set(roster.covered_by(jia)) == {people.bo, gao, hu}
    assert roster.covered_by(hu) == []


def test_a_circle_of_stand_ins_leaves_the_work_where_it_is(people: Cast) -> None:
    gao, hu = officers(people, "gao", "hu")
    away(people.bo, gao)
    away(gao, hu)
    away(hu, people.bo)
    roster = Roster.of(TODAY)
    assert [roster.deputy(user) for user in (people.bo, gao, hu)] == [None] * 3
    assert roster.responsible(people.bo) == people.bo


def test_nobody_stands_in_without_a_stand_in_or_with_one_who_has_left(people: Cast) -> None:
    [gao] = officers(people, "gao")
    away(people.bo)
    away(people.chen, gao)
    User.objects.filter(pk=gao.pk).update(is_active=False)
    roster = Roster.of(TODAY)
    assert roster.is_away(people.bo)
    assert roster.deputy(people.bo) is None
    assert roster.deputy(people.chen) is None
    assert not roster.is_away(gao)


def test_the_stand_in_holds_the_same_roles_over_the_same_place(people: Cast) -> None:
    [gao] = officers(people, "gao")
    city = make.organization("演示市互联网信息办公室", "990100", jurisdiction="9901")
    make.person("below", city, Role.FILING_OFFICER)
    twin = make.organization("演示省第二办公室", "990000", jurisdiction="99")
    hu = make.person("hu", twin, Role.FILING_OFFICER)
    [gone] = officers(people, "gone")
    Membership.objects.filter(user=gone).update(is_active=False)
    assert list(stand_ins_for(people.bo)) == [gao, hu]
    assert list(stand_ins_for(people.chen)) == []
    both = make.person("both", people.office, Role.FILING_OFFICER, Role.ENFORCEMENT_OFFICER)
    assert list(stand_ins_for(both)) == []
    Membership.objects.create(
        user=people.fang, organization=people.office, role=Role.FILING_OFFICER
    )
    assert list(stand_ins_for(both)) == [people.fang]
    assert list(stand_ins_for(people.ai)) == []


def test_a_committees_people_stand_in_within_their_committee(people: Cast) -> None:
    unit = make.organization("演示研究院", "990103")
    other = make.organization("另一研究院", "990104")
    secretary = make.person("secretary", unit, Role.SECRETARY)
    second = make.person("second", unit, Role.SECRETARY)
    make.person("third", other, Role.SECRETARY)
    assert list(stand_ins_for(secretary)) == [second]


# --- Entering ---------------------------------------------------------------------------------------------------------
def test_two_absences_of_one_person_never_overlap(people: Cast) -> None:
    away(people.bo, None, 2, 4)
    for first, last in ((0, 2), (4, 9), (3, 3), (0, 9)):
        with pytest.raises(ValidationError, match="与已登记的缺勤重叠：2026-09-24 至 2026-09-26"):
            away(people.bo, None, first, last)
    away(people.bo, None, 0, 1)
    away(people.bo, None, 5, 5)
    away(people.chen, None, 2, 4)
    assert Absence.objects.count() == 4


@pytest.mark.django_db(transaction=True)
def test_the_same_days_entered_twice_at_once_stand_once() -> None:
    cast = make.cast()
    results = together(*[lambda: away(cast.bo)] * 4)
    assert len(of_kind(results, ValidationError)) == 3
    assert Absence.objects.count() == 1


def test_the_database_refuses_what_no_form_would_let_through(people: Cast) -> None:
    wrong = ({"first_day": day(1), "last_day": day(0)}, {"stand_in": people.bo})
    for fields in wrong:
        given = {"first_day": day(0), "last_day": day(0)} | fields
        with pytest.raises(IntegrityError), transaction.atomic():
            Absence.objects.create(user=people.bo, entered_by=people.bo, entered_at=NOW, **given)


def test_an_officer_enters_an_absence_and_sees_it(people: Cast, visit: Visit) -> None:
    [gao] = officers(people, "gao")
    client = visit(people.bo)
    posted = {"first_day": "2026-09-23", "last_day": "2026-09-25", "stand_in": gao.pk}
    page = client.post(NEW, posted | {"note": "出差"}, follow=True).content.decode()
    assert "已登记 Bo 的缺勤。" in page
    assert "2026年9月23日" in page
    assert "出差" in page
    [row] = Absence.objects.all()
    assert (row.user, row.stand_in, row.entered_by, row.entered_at.date()) == (
        people.bo,
        gao,
        people.bo,
        NOW.date(),
    )
    seen = read(visit(gao), "/accounts/absences/")
    assert "2026年9月25日" in seen
    assert ">取消<" not in seen  # who stands in reads it, and cannot call it off


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"first_day": ""}, "请填写首日"),
        ({"last_day": "soon"}, "末日应为 2026-10-09 这样的日期"),
        ({"last_day": "2026-09-22", "first_day": "2026-09-23"}, "末日不能早于首日"),
        ({"first_day": "2026-09-01", "last_day": "2026-09-21"}, "末日不能早于今天"),
        ({"last_day": "9999-12-31"}, "一次登记至多到次年年底"),
        ({"stand_in": "999999"}, "代理人须在同一管辖范围担任同样的角色"),
        ({"stand_in": "x"}, "代理人须在同一管辖范围担任同样的角色"),
        ({"note": "长" * 101}, "说明"),
    ],
)
def test_a_mistake_is_refused_with_a_sentence(
    people: Cast, visit: Visit, changes: dict[str, str], told: str
) -> None:
    posted = {"first_day": "2026-09-23", "last_day": "2026-09-23"} | changes
    answer = visit(people.bo).post(NEW, posted)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not Absence.objects.exists()


def test_people_of_another_place_or_role_cannot_stand_in(people: Cast, visit: Visit) -> None:
    client = visit(people.bo)
    posted = {"first_day": "2026-09-23", "last_day": "2026-09-23"}
    for other in (people.eve, people.chen, people.fang, people.ai, people.bo):
        assert client.post(NEW, posted | {"stand_in": other.pk}).status_code == 422
    assert not Absence.objects.exists()


def test_an_overlap_is_told_on_the_page(people: Cast, visit: Visit) -> None:
    away(people.bo, None, 0, 5)
    posted = {"first_day": "2026-09-23", "last_day": "2026-09-23"}
    answer = visit(people.bo).post(NEW, posted)
    assert (answer.status_code, "与已登记的缺勤重叠" in answer.content.decode()) == (422, True)


def test_a_supervisor_enters_for_the_people_below(people: Cast, visit: Visit) -> None:
    [gao] = officers(people, "gao")
    client = visit(people.chen)
    assert '<option value="bo">' in read(client, "/accounts/absences/")
    posted = {"first_day": "2026-09-22", "last_day": "2026-09-23", "stand_in": gao.pk}
    page = client.post(f"{NEW}?for=bo", posted, follow=True).content.decode()
    assert "由 Chen 登记" in page
    [row] = Absence.objects.all()
    assert (row.user, row.entered_by) == (people.bo, people.chen)


@pytest.mark.parametrize(
    ("who", "whose"),
    [
        ("bo", "chen"),
        ("bo", "eve"),
        ("chen", "ai"),
        ("chen", "fang"),
        ("bo", "nobody"),
        ("ai", ""),
        ("ai", "ai"),
        ("dai", "bo"),
    ],
)
def test_for_whom_one_may_not_enter_an_absence_the_page_does_not_exist(
    people: Cast, visit: Visit, who: str, whose: str
) -> None:
    client: Client = visit(getattr(people, who))
    posted = {"first_day": "2026-09-23", "last_day": "2026-09-23"}
    assert client.get(f"{NEW}?for={whose}").status_code == 404
    assert client.post(f"{NEW}?for={whose}", posted).status_code == 404
    assert not Absence.objects.exists()


# --- Ending -----------------------------------------------------------------------------------------------------------
def test_an_absence_to_come_is_called_off_and_a_running_one_ends(
    people: Cast, visit: Visit, set_clock: SetClock
) -> None:
    to_come, running = away(people.bo, None, 5, 6), away(people.bo, None, 0, 3)
    client = visit(people.bo)
    client.post(f"/accounts/absences/{to_come.pk}/end/")
    assert not Absence.objects.filter(pk=to_come.pk).exists()
    set_clock(NOW + timedelta(days=2))
    client.post(f"/accounts/absences/{running.pk}/end/")
    running.refresh_from_db()
    assert running.last_day == day(1)
    again = client.post(f"/accounts/absences/{running.pk}/end/", follow=True)
    assert "该缺勤已经结束或者取消" in again.content.decode()


@pytest.mark.parametrize("who", ["ai", "dai", "eve", "fang"])
def test_outsiders_neither_see_nor_end_it(people: Cast, visit: Visit, who: str) -> None:
    row = away(people.bo, None, 0, 3)
    client = visit(getattr(people, who))
    assert client.post(f"/accounts/absences/{row.pk}/end/").status_code == 404
    assert Absence.objects.filter(pk=row.pk, last_day=day(3)).exists()
    listed = client.get("/accounts/absences/")
    assert listed.status_code == (404 if who in ("ai", "dai") else 200)
    told = re.sub(r'value="[^"]*"', "", listed.content.decode())  # a token may spell any name
    assert "Bo" not in told


def test_a_visitor_is_sent_to_the_sign_in(people: Cast, client: Client) -> None:
    for path in ("/accounts/absences/", NEW):
        assert client.get(path).status_code == 302
