"""A notice may be for one person of an organisation: that person reads it, the others do not; and whoever may no
longer see the case reads nothing that is said of it."""

from collections.abc import Iterator

import pytest
from django.db import IntegrityError, transaction

from portal.accounts.models import Membership, User
from portal.accounts.roles import Role
from portal.cases.models import Case
from portal.notices import outbox
from portal.notices.models import Notice
from portal.notices.selectors import is_addressee, notices_for, notices_of, readable
from portal.web.worklists import unread
from portal.workflow import catalogue
from tests import make
from tests.make import NOW
from tests.workflow import boards
from tests.workflow.boards import Sitting
from tests.workflow.door_cast import Visit, call, clock, visit

__all__ = ["clock", "visit"]


@pytest.fixture
def people(db: None, clock: None) -> Iterator[Sitting]:
    with boards.registered():
        yield boards.sitting()


@pytest.fixture
def case(people: Sitting) -> Case:
    """A case to whose members the chair has written."""
    case = boards.board(people)
    make.act(case, "call", people.chair)
    return case


def to(person: User) -> Notice:
    return Notice.objects.get(recipient=person)


def said(case: Case, host: object, recipient: User | None) -> outbox.Said:
    event = case.events.get(action="submit")
    context = {"organization": {"name": "演示研究所"}}
    return outbox.Said(
        code=boards.CALLED, case=case, event=event, addressee=host, recipient=recipient,
        context=context, now=NOW,
    )  # fmt: skip


def test_each_member_gets_one_in_the_name_of_the_host(people: Sitting, case: Case) -> None:
    found = Notice.objects.filter(code=boards.CALLED).order_by("recipient__username")
    assert [(n.recipient, n.addressee, n.issuer) for n in found] == [
        (person, people.host, people.host) for person in (people.first, people.second)
    ]
    assert to(people.first).context["recipient"] == "First"


def test_the_person_reads_it_and_none_of_the_others(
    people: Sitting, case: Case, visit: Visit
) -> None:
    page = f"/notices/{to(people.first).pk}/"
    told = {
        name: visit(getattr(people, name)).get(page).status_code
        for name in ("first", "second", "chair", "clerk", "li", "hu", "outsider", "auditor")
    }
    assert told == {
        "first": 200, "auditor": 200,
        "second": 404, "chair": 404, "clerk": 404, "li": 404, "hu": 404, "outsider": 404,
    }  # fmt: skip


def test_it_stands_in_the_persons_lists_alone(people: Sitting, case: Case, visit: Visit) -> None:
    own = catalogue.kind("board").load(case)
    for person in (people.first, people.second):
        assert [n.recipient for n in notices_for(person)] == [person]
        assert [n.recipient for n in unread(person, NOW)] == [person]
        assert [n.recipient for n in notices_of(own, person)] == [person]
    for person in (people.chair, people.clerk, people.li, people.outsider):
        assert list(notices_for(person)) == []
        assert list(unread(person, NOW)) == []
        assert list(notices_of(own, person)) == []
    listed = call(visit(people.first), "GET", f"cases/{case.number}/notices/").json()
    assert [(n["recipient"], n["addressee"]) for n in listed] == [("First", "演示大学")]


def test_only_the_persons_own_look_opens_it(people: Sitting, case: Case, visit: Visit) -> None:
    notice = to(people.first)
    visit(people.auditor).get(f"/notices/{notice.pk}/")
    assert to(people.first).opened_at is None
    visit(people.first).get(f"/notices/{notice.pk}/")
    assert to(people.first).opened_at >= NOW
    assert [is_addressee(p, notice) for p in (people.first, people.second)] == [True, False]


def test_who_may_no_longer_see_the_case_reads_none_of_it(people: Sitting, case: Case) -> None:
    notice = to(people.first)
    Membership.objects.filter(user=people.first).update(role=Role.PROVIDER)
    gone = User.objects.get(pk=people.first.pk)
    assert readable(gone, notice.pk) is None
    assert list(notices_for(gone)) == []


def test_a_colleague_without_a_role_on_the_case_reads_nothing_that_the_place_is_told(
    people: Sitting, case: Case
) -> None:
    [notice] = outbox.queue([said(case, people.host, None)])
    assert readable(people.clerk, notice.pk) is None
    assert readable(people.chair, notice.pk) == notice
    assert list(notices_for(people.chair)) == [notice]


def test_an_authority_reads_what_it_is_told_of_a_case_that_it_does_not_see(
    people: Sitting, case: Case
) -> None:
    office = make.organization("演示省科技厅", "990000", jurisdiction="99")
    officer = make.person("gu", office, Role.RECHECK_OFFICER)
    whole, personal = (
        outbox.queue([said(case, office, recipient)]).last() for recipient in (None, officer)
    )
    assert whole is not None
    assert personal is not None
    assert [readable(officer, n.pk) for n in (whole, personal)] == [whole, None]
    assert list(notices_for(officer)) == [whole]


def test_said_again_it_stays_one_to_the_place_and_one_to_each(people: Sitting, case: Case) -> None:
    ends = [None, people.first, people.second, people.first, None]
    for _ in range(2):
        found = outbox.queue([said(case, people.host, end) for end in ends])
        assert [n.recipient for n in found] == [None, people.first, people.second]
    [only] = outbox.queue([said(case, people.host, people.second)])
    assert only.recipient == people.second


def test_the_database_refuses_a_second_one_to_the_place(people: Sitting, case: Case) -> None:
    [notice] = outbox.queue([said(case, people.host, None)])
    notice.pk, notice.verification_code = None, "2222-2222-2222-2222"
    with pytest.raises(IntegrityError, match="one_notice_per_cause"), transaction.atomic():
        notice.save(force_insert=True)


def test_a_word_that_the_case_does_not_know_fails_the_act(people: Sitting, case: Case) -> None:
    own = catalogue.kind("board").load(case)
    with pytest.raises(LookupError, match="没有称为“experts”的收件人"):
        own.addressees("experts")


def test_the_page_of_a_notice_names_whom_it_is_for(
    people: Sitting, case: Case, visit: Visit
) -> None:
    page = visit(people.first).get(f"/notices/{to(people.first).pk}/").content.decode()
    assert "<dt>收件人</dt><dd>First</dd>" in page
