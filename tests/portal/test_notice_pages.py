"""Who reads a notice, and what its document is called."""

import hashlib
from datetime import timedelta

import pytest
import time_machine
from django.db.models import Q
from django.test import Client

from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.cases import selectors as case_selectors
from portal.cases.models import Case, StoredFile
from portal.cases.selectors import within
from portal.notices import outbox, selectors
from portal.notices.models import Notice
from portal.service import kinds as service_kinds
from portal.service.kinds import Serving
from tests.portal.notice_cast import CODE, NOW, case_of, happened, organization, person, says

PDF = b"%PDF-1.7 a letter"
SHA256 = hashlib.sha256(PDF).hexdigest()


@pytest.fixture
def case(db: None, monkeypatch: pytest.MonkeyPatch) -> Case:
    def visible(user: User) -> Q:
        own = Q(organization__in=user.organization_ids(frozenset({Role.PROVIDER})))
        region = within(user.jurisdictions(Role.FILING_OFFICER, Role.AUDITOR))
        return own | Q(received_at__isnull=False) & region

    monkeypatch.setitem(case_selectors._VISIBLE, "notice_test", visible)
    serving = Serving(roles=frozenset({Role.FILING_OFFICER}))
    monkeypatch.setitem(service_kinds._KINDS, "notice_test", serving)
    return case_of(organization("青云"), organization("演示省网信办", jurisdiction="99"))


@pytest.fixture
def letter(case: Case) -> Notice:
    """A filing notice whose document is there, of a filing that is in force."""
    Case.objects.filter(pk=case.pk).update(in_force=True)
    [notice] = outbox.queue([says("filing_recorded", case, happened(case, "record"))])
    notice.file = StoredFile.objects.create(sha256=SHA256, data=PDF, size=len(PDF))
    notice.status, notice.rendered_at, notice.verification_code = Notice.Status.READY, NOW, CODE
    notice.save()
    return notice


@pytest.fixture
def ai(case: Case) -> User:
    return person("ai", case.organization, Role.PROVIDER)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def status_for(user: User, address: str) -> int:
    return signed_in(user).get(address).status_code


def strangers(case: Case) -> dict[str, User]:
    return {
        "another company": person("dai", organization("白鹿"), Role.PROVIDER),
        "an officer elsewhere": person(
            "eve",
            organization("北京网信办", jurisdiction="11", division_code="110000"),
            Role.FILING_OFFICER,
        ),
        "someone of the region without a role over cases": person(
            "gao", organization("演示省系统处", jurisdiction="99"), Role.SYSTEM_ADMIN
        ),
    }


@pytest.mark.parametrize("form", ["/notices/{}/", "/notices/{}/pdf/", "/api/v1/notices/{}/pdf/"])
def test_a_notice_is_read_by_both_ends_and_the_region_and_by_nobody_else(
    letter: Notice, ai: User, form: str
) -> None:
    assert letter.issuer is not None
    address = form.format(letter.pk)
    readers = [
        ai,
        person("bo", letter.issuer, Role.FILING_OFFICER),
        person("auditor", organization("国家网信办", jurisdiction=""), Role.AUDITOR),
    ]
    assert [status_for(user, address) for user in readers] == [200, 200, 200]
    answers = {who: status_for(user, address) for who, user in strangers(letter.case).items()}
    assert set(answers.values()) == {404}


def test_a_notice_that_does_not_exist_answers_like_a_hidden_one(letter: Notice, ai: User) -> None:
    assert status_for(ai, "/notices/999999/pdf/") == 404


def test_one_has_to_sign_in(letter: Notice) -> None:
    answer = Client().get(f"/notices/{letter.pk}/pdf/")
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"?next=/notices/{letter.pk}/pdf/")
    assert Client().get(f"/api/v1/notices/{letter.pk}/pdf/").status_code in {401, 403}


def test_the_document_is_a_download_with_a_speaking_name(letter: Notice, ai: User) -> None:
    answer = signed_in(ai).get(f"/notices/{letter.pk}/pdf/")
    assert (answer.content, answer["Content-Type"]) == (PDF, "application/pdf")
    assert answer["X-Content-Type-Options"] == "nosniff"
    name = "%E5%A4%87%E6%A1%88%E9%80%9A%E7%9F%A5%E4%B9%A6-F2026-000123.pdf"
    assert answer["Content-Disposition"] == f"attachment; filename*=utf-8''{name}"


def test_only_the_addressees_first_opening_is_remembered(letter: Notice, ai: User) -> None:
    assert letter.issuer is not None
    signed_in(person("bo", letter.issuer, Role.FILING_OFFICER)).get(f"/notices/{letter.pk}/pdf/")
    signed_in(ai).head(f"/notices/{letter.pk}/pdf/")
    letter.refresh_from_db()
    assert letter.opened_at is None
    for minutes in (1, 2):
        with time_machine.travel(NOW + timedelta(minutes=minutes), tick=False):
            signed_in(ai).get(f"/notices/{letter.pk}/pdf/")
    letter.refresh_from_db()
    assert letter.opened_at == NOW + timedelta(minutes=1)


def test_a_letter_in_the_making_says_so(case: Case, ai: User) -> None:
    [notice] = outbox.queue([says("filing_received", case, happened(case, "submit"))])
    page = signed_in(ai).get(f"/notices/{notice.pk}/pdf/")
    assert (page.status_code, "文书正在生成" in page.text) == (200, True)
    assert signed_in(ai).get(f"/api/v1/notices/{notice.pk}/pdf/").status_code == 409
    notice.refresh_from_db()
    assert notice.opened_at is None


def test_a_failed_letter_shows_the_reason(case: Case, ai: User) -> None:
    [notice] = outbox.queue([says("filing_received", case, happened(case, "submit"))])
    Notice.objects.filter(pk=notice.pk).update(status="failed", last_error="字库缺字：“𪚥”")
    page = signed_in(ai).get(f"/notices/{notice.pk}/")
    assert "文书生成失败：字库缺字：“𪚥”" in page.text


def test_a_message_is_read_on_its_page(case: Case, ai: User) -> None:
    said = says(
        "deadline_reminder",
        case,
        happened(case, "x"),
        case_title="<b>算法</b>",
        last_day="2026-04-21",
        moment="",
    )
    [notice] = outbox.queue([said])
    page = signed_in(ai).get(f"/notices/{notice.pk}/")
    assert "最后一日为2026年4月21日" in page.text
    assert "&lt;b&gt;算法&lt;/b&gt;" in page.text
    notice.refresh_from_db()
    assert notice.opened_at is not None


def test_the_list_holds_what_was_said_to_my_organisations(letter: Notice, ai: User) -> None:
    outsider = person("dai", organization("白鹿"), Role.PROVIDER)
    assert "备案通知书" in signed_in(ai).get("/notices/").text
    assert "备案通知书" not in signed_in(outsider).get("/notices/").text
    assert list(selectors.notices_for(ai)) == [letter]
    assert list(selectors.notices_for(outsider)) == []


def test_the_notices_of_a_case_are_the_readers_own(letter: Notice, ai: User) -> None:
    readers = {
        who: list(selectors.notices_of(letter.case, user))
        for who, user in strangers(letter.case).items()
    }
    assert list(selectors.notices_of(letter.case, ai)) == [letter]
    assert set(map(len, readers.values())) == {0}
