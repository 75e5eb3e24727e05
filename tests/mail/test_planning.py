"""Who is mailed about which notice: whose it is and may read it, once, also when everything happens at once."""

from typing import Any

import pytest

from portal.accounts.models import Membership, User
from portal.accounts.roles import Role
from portal.mail import planning, sending
from portal.mail.models import Cadence, Delivery, Preference
from portal.notices import selectors
from portal.notices.models import Notice
from tests import make
from tests.mail import world
from tests.make import NOW, Cast
from tests.together import together
from tests.workflow import boards


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Any) -> None:
    settings.MAIL_URL, settings.MAIL_FROM = f"file://{tmp_path}", world.SENDER


@pytest.fixture
def cast(db: None) -> Cast:
    return world.cast()


def told() -> set[tuple[str, str]]:
    rows = Delivery.objects.filter(kind="notice")
    return set(rows.values_list("person__username", "state"))


def test_the_working_people_of_the_addressee_are_mailed_and_nobody_else(cast: Cast) -> None:
    case = make.filing(cast)
    for name, role in (("zu", Role.MEMBER), ("sy", Role.SYSTEM_ADMIN), ("au", Role.AUDITOR)):
        person = make.person(name, cast.office, role)
        User.objects.filter(pk=person.pk).update(email=f"{name}@example.com")
    world.message(case, cast.company_a)
    world.message(case, cast.office)
    Notice.objects.filter(form="letter").update(mail_planned_at=NOW)
    assert planning.plan(NOW) == 2
    assert told() == {("ai", "waiting"), ("bo", "waiting")}
    assert planning.plan(NOW) == 0


def test_a_notice_for_one_person_goes_to_that_person_alone(cast: Cast) -> None:
    case = make.filing(cast)
    Notice.objects.update(mail_planned_at=NOW)
    world.message(case, cast.company_a, recipient=cast.ai)
    planning.plan(NOW)
    assert told() == {("ai", "waiting")}


def test_of_a_case_with_an_inside_only_those_on_it_are_mailed(db: None) -> None:
    """Whoever is not (or no longer) on the deciding side, outsiders and the auditor learn nothing of it."""
    with boards.registered():
        people = boards.sitting()
        User.objects.exclude(username="system").update(email="somebody@example.com")
        case = boards.board(people)
        make.act(case, "call", people.chair)
        Membership.objects.filter(user=people.second).update(role=Role.PROVIDER)
        world.message(case, people.host)
        planning.plan(NOW)
        assert told() == {("first", "collected"), ("chair", "waiting")}


@pytest.mark.parametrize("change", ["inactive", "no address", "left", "cannot see"])
def test_who_cannot_read_it_is_not_mailed_not_even_when_that_comes_after_the_plan(
    cast: Cast, change: str
) -> None:
    case = make.draft(cast)

    def happens() -> None:
        person = User.objects.filter(pk=cast.ai.pk)
        if change == "inactive":
            person.update(is_active=False)
        elif change == "no address":
            person.update(email="")
        elif change == "left":
            Membership.objects.filter(user=cast.ai).update(is_active=False)
        else:
            Membership.objects.filter(user=cast.ai).update(organization=cast.company_b)

    world.message(case, cast.company_a)
    planning.plan(NOW)
    happens()
    world.message(case, cast.company_a, "deadline_escalated")
    planning.plan(NOW)
    assert Delivery.objects.count() == 1
    assert sending.drain(NOW) == 0
    assert world.only().state == "cancelled"


def test_a_superior_authority_is_mailed_of_what_it_is_told_of(cast: Cast) -> None:
    world.message(make.filing(cast), cast.capital, "deadline_escalated")
    Notice.objects.filter(form="letter").update(mail_planned_at=NOW)
    planning.plan(NOW)
    assert told() == {("chen", "waiting")}


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR])
def test_who_keeps_or_audits_the_portal_reads_no_notice_of_the_place(
    cast: Cast, role: Role
) -> None:
    notice = world.message(make.filing(cast), cast.capital, "deadline_escalated")
    keeper = make.person("keeper", cast.capital, role)
    assert not selectors.notices_for(keeper).exists()
    assert not selectors.takes_in(keeper, notice)
    assert (selectors.readable(keeper, notice.pk) is None) is (role != Role.AUDITOR)
    assert selectors.notices_for(cast.chen).filter(pk=notice.pk).exists()


def test_what_is_statutory_is_mailed_whatever_was_chosen(cast: Cast) -> None:
    case = make.draft(cast)
    for group in ("deadlines", "filings"):
        Preference.objects.create(person=cast.ai, group=group, cadence=Cadence.OFF)
    world.message(case, cast.company_a, "deadline_reminder")
    world.message(case, cast.company_a, "deadline_overdue")
    world.letter(case, cast.company_a, cast.office)
    planning.plan(NOW)
    assert list(Delivery.objects.values_list("notice__code", flat=True).order_by("pk")) == [
        "deadline_overdue",
        "filing_received",
    ]


def test_a_choice_made_after_the_plan_counts_still(cast: Cast) -> None:
    world.message(make.draft(cast), cast.company_a, "deadline_reminder")
    planning.plan(NOW)
    Preference.objects.create(person=cast.ai, group="deadlines", cadence=Cadence.OFF)
    assert sending.drain(NOW) == 0
    assert (world.only().state, world.only().reply) == ("cancelled", "收件人已关闭此类邮件")


def test_an_older_notice_that_becomes_ready_later_is_not_missed(cast: Cast) -> None:
    case = make.draft(cast)
    older = world.letter(case, cast.company_a, cast.office, status=Notice.Status.QUEUED)
    world.message(case, cast.company_a)
    assert planning.plan(NOW) == 1
    Notice.objects.filter(pk=older.pk).update(status=Notice.Status.READY)
    assert planning.plan(NOW) == 1
    assert Delivery.objects.filter(notice=older).count() == 1


def test_one_that_cannot_be_planned_does_not_silence_the_others(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = make.draft(cast)
    broken = world.message(case, cast.company_a)
    world.message(case, cast.company_a, "deadline_escalated")
    works = planning.cadence_of

    def breaks(notice: Notice, wishes: dict[str, str]) -> Cadence:
        if notice.pk == broken.pk:
            raise RuntimeError("no")
        return works(notice, wishes)

    monkeypatch.setattr(planning, "cadence_of", breaks)
    assert planning.plan(NOW) == 1
    monkeypatch.undo()
    assert planning.plan(NOW) == 1
    assert Delivery.objects.count() == 2


def test_while_mail_is_off_nothing_is_stored_up(cast: Cast) -> None:
    world.message(make.draft(cast), cast.company_a)
    assert planning.pass_over(NOW) == 1
    assert world.send() == 0
    assert not Delivery.objects.exists()


def test_planners_and_senders_at_once_send_each_mail_once(
    transactional_db: None, settings: Any, tmp_path: Any
) -> None:
    cast = world.cast()
    case = make.draft(cast)
    for code in ("deadline_overdue", "deadline_reminder", "deadline_escalated"):
        world.message(case, cast.company_a, code)
    together(*[lambda: planning.plan(NOW)] * 3)
    assert Delivery.objects.count() == 3
    together(*[lambda: sending.drain(NOW)] * 3)
    sending.drain(NOW)
    assert set(world.states()) == {"accepted"}
    assert list(Delivery.objects.values_list("attempts", flat=True)) == [1, 1, 1]
    assert len(list(tmp_path.glob("*.eml"))) == 3
