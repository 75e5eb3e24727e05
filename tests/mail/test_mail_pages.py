"""The pages about mail: one's own preferences, the mails of a notice, and what the system administrator decides."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.mail import planning
from portal.mail.models import Delivery, Outage, Preference
from portal.notices.models import Notice
from portal.web import readiness
from tests import make
from tests.mail import world
from tests.make import NOW, Cast


@pytest.fixture(autouse=True)
def server(settings: Any) -> None:
    settings.MAIL_URL, settings.MAIL_FROM = "smtp://127.0.0.1:9?tls=off", world.SENDER


@pytest.fixture
def cast(db: None) -> Cast:
    return world.cast()


@pytest.fixture
def sun(cast: Cast) -> User:
    """The system administrator."""
    return make.person("sun", cast.capital, Role.SYSTEM_ADMIN)


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def letter(cast: Cast) -> Notice:
    """A letter of the office to company A, of which one person there is mailed."""
    case = make.filing(cast)
    Notice.objects.update(mail_planned_at=NOW)
    letter = world.letter(case, cast.company_a, cast.office, title="备案材料接收回执（副本）")
    planning.plan(NOW)
    return letter


def fail(state: str = "uncertain") -> Delivery:
    Delivery.objects.update(
        state=state, address="ai@example.com", reply="连接中断", attempts=1, handed_over_at=NOW
    )
    return world.only()


# --- Preferences ------------------------------------------------------------------------------------------------------
def test_a_person_chooses_for_each_group_and_reads_what_cannot_be_switched_off(cast: Cast) -> None:
    client = signed_in(cast.ai)
    page = client.get("/notices/preferences/").content.decode()
    assert "法定通知，不能关闭" in page
    assert "ai@example.com" in page
    groups = ("deadlines", "filings", "ethics_review", "enforcement")
    assert all(f'name="{group}"' in page for group in groups)
    choice = dict.fromkeys(groups, "weekly") | {"filings": "off"}
    assert client.post("/notices/preferences/", choice).status_code == 302
    kept = Preference.objects.values_list("person__username", "group", "cadence")
    assert set(kept) == {("ai", group, cadence) for group, cadence in choice.items()}
    assert client.post("/notices/preferences/", choice).status_code == 302
    assert Preference.objects.count() == 4


def test_a_choice_that_does_not_exist_is_refused_whole(cast: Cast) -> None:
    answer = signed_in(cast.ai).post(
        "/notices/preferences/", {"deadlines": "hourly", "filings": "off"}
    )
    assert answer.status_code == 422
    assert "“期限提醒与催办”没有这一选项" in answer.content.decode()
    assert not Preference.objects.exists()


def test_a_stranger_has_no_preferences(db: None) -> None:
    assert Client().get("/notices/preferences/").status_code == 302


# --- The mails of a notice --------------------------------------------------------------------------------------------
def test_the_officer_sees_that_it_was_accepted_but_not_the_address(
    cast: Cast, letter: Notice
) -> None:
    fail("accepted")
    page = signed_in(cast.bo).get(f"/notices/{letter.pk}/").content.decode()
    assert "邮件服务器已接收" in page
    assert "a***@example.com" in page
    assert "ai@example.com" not in page


def test_the_addressee_sees_the_own_mail_only(cast: Cast, letter: Notice) -> None:
    fail("accepted")
    gu = make.person("gu", cast.company_a, Role.PROVIDER)
    assert "a***@example.com" in signed_in(cast.ai).get(f"/notices/{letter.pk}/").content.decode()
    assert "example.com" not in signed_in(gu).get(f"/notices/{letter.pk}/").content.decode()


def test_the_outsider_sees_no_such_notice(cast: Cast, letter: Notice) -> None:
    for outsider in (cast.dai, cast.eve):
        assert signed_in(outsider).get(f"/notices/{letter.pk}/").status_code == 404


# --- What failed ------------------------------------------------------------------------------------------------------
def test_what_is_uncertain_is_sent_again_only_when_the_administrator_says_so(
    cast: Cast, letter: Notice, sun: User
) -> None:
    mail, client = fail(), signed_in(sun)
    page = client.get("/notices/mail/").content.decode()
    assert "再发一次（可能重复）" in page
    assert "a***@example.com" in page
    for told in ("ai@example.com", letter.title, letter.case.number):
        assert told not in page
    assert client.post(f"/notices/mail/{mail.pk}/", {"decision": "again"}).status_code == 302
    again = world.only()
    assert (again.state, again.decided_by, again.token) == ("waiting", sun, mail.token)
    client.post(f"/notices/mail/{mail.pk}/", {"decision": "again"})
    assert "不在待处理之列" in client.get("/notices/mail/").content.decode()


def test_the_administrator_may_leave_it(letter: Notice, sun: User) -> None:
    mail = fail("refused")
    signed_in(sun).post(f"/notices/mail/{mail.pk}/", {"decision": "leave"})
    assert (world.only().state, world.only().decided_by) == ("cancelled", sun)


def test_a_wrong_decision_changes_nothing(letter: Notice, sun: User) -> None:
    mail, client = fail("refused"), signed_in(sun)
    client.post(f"/notices/mail/{mail.pk}/", {"decision": "burn"})
    assert world.only().state == "refused"
    assert client.post("/notices/mail/999999/", {"decision": "again"}).status_code == 404


@pytest.mark.parametrize("who", ["ai", "bo", "chen", "dai"])
def test_to_everybody_else_the_page_does_not_exist(cast: Cast, letter: Notice, who: str) -> None:
    mail, client = fail(), signed_in(getattr(cast, who))
    assert client.get("/notices/mail/").status_code == 404
    assert client.post(f"/notices/mail/{mail.pk}/", {"decision": "again"}).status_code == 404
    assert world.only().state == "uncertain"


def test_failures_and_outages_are_told_to_the_operator(letter: Notice) -> None:
    assert readiness._mail(NOW) == readiness.Check(True, "邮件发送正常")
    fail()
    sentence = "有 1 封邮件没有发出或者不知是否发出，需要人工处理"
    assert readiness._mail(NOW) == readiness.Check(False, sentence)
    said = StringIO()
    with pytest.raises(CommandError, match=sentence):
        call_command("mail_status", stdout=said)
    assert "不知是否发出：1" in said.getvalue()
    assert "a***@example.com" in said.getvalue()
    Outage.objects.create(since=NOW, problem="拒绝连接", try_after=NOW)
    assert "拒绝连接" in readiness._mail(NOW).detail


def test_without_a_server_there_is_nothing_to_report(letter: Notice, settings: Any) -> None:
    settings.MAIL_URL = ""
    assert readiness._mail(NOW) == readiness.Check(True, "没有配置邮件服务器，不发送邮件")
