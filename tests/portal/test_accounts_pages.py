"""Signing in and out, one's own organisation, one's own password."""

import re
from typing import Any

import pytest
from axes.utils import reset
from django.test import Client

from portal.accounts.models import Membership, User
from tests import make
from tests.make import PASSWORD, Cast
from tests.portal.web_cast import Visit, people, read, set_clock, visit

__all__ = ["people", "set_clock", "visit"]
NEW = "eine-andere-lange-Phrase-77"


def sign_in(client: Client, username: str, password: str, **more: str) -> Any:
    return client.post("/accounts/login/", {"username": username, "password": password, **more})


def test_signing_in_leads_to_the_desk(people: Cast, client: Client) -> None:
    response = sign_in(client, "ai", PASSWORD)
    assert (response.status_code, response["Location"]) == (302, "/desk/")


def test_signing_in_leads_on_to_the_page_that_asked_but_never_to_another_site(
    people: Cast, client: Client
) -> None:
    assert sign_in(client, "ai", PASSWORD, next="/law/")["Location"] == "/law/"
    client.post("/accounts/logout/")
    assert sign_in(client, "ai", PASSWORD, next="https://evil.example/")["Location"] == "/desk/"


@pytest.mark.parametrize(("username", "password"), [("ai", "wrong"), ("nobody", PASSWORD)])
def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(
    people: Cast, client: Client, username: str, password: str
) -> None:
    page = sign_in(client, username, password).content.decode()
    assert "用户名或密码不正确，请核对后重试（密码区分大小写）" in page


def test_a_person_who_was_switched_off_cannot_sign_in(people: Cast, client: Client) -> None:
    User.objects.filter(pk=people.ai.pk).update(is_active=False)
    assert "用户名或密码不正确" in sign_in(client, "ai", PASSWORD).content.decode()


def test_five_wrong_passwords_lock_the_name_even_for_the_right_one(
    people: Cast, client: Client, settings: Any
) -> None:
    settings.AXES_ENABLED = True
    answers = [sign_in(client, "ai", "wrong").status_code for _ in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    assert sign_in(client, "ai", PASSWORD).status_code == 429
    assert sign_in(client, "bo", PASSWORD).status_code == 302
    reset()


def test_signing_out_takes_a_post(people: Cast, visit: Visit) -> None:
    client = visit(people.ai)
    assert client.get("/accounts/logout/").status_code == 405
    assert client.post("/accounts/logout/")["Location"] == "/"
    assert client.get("/desk/").status_code == 302


def test_my_organisation_names_its_people_and_not_the_outsiders(people: Cast, visit: Visit) -> None:
    page = read(visit(people.ai), "/accounts/organization/")
    assert people.company_a.name in page
    assert "990101 演示地区" in page
    assert "备案填报人" in page
    assert people.company_b.name not in page
    assert not re.search(r"\bDai\b", page)


def test_former_members_and_roles_are_not_shown(people: Cast, visit: Visit) -> None:
    former = make.person("former", people.company_a, *[m.role for m in people.ai.memberships.all()])
    Membership.objects.filter(user=former).update(is_active=False)
    assert "Former" not in read(visit(people.ai), "/accounts/organization/")


def test_pages_of_an_account_need_one(db: None, client: Client) -> None:
    for address in ("/accounts/organization/", "/accounts/password/"):
        assert client.get(address)["Location"] == f"/accounts/login/?next={address}"


def test_a_new_password_ends_the_other_sessions(people: Cast, visit: Visit) -> None:
    here, elsewhere = visit(people.ai), visit(people.ai)
    words = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    assert here.post("/accounts/password/", words)["Location"] == "/accounts/organization/"
    assert here.get("/desk/").status_code == 200
    assert elsewhere.get("/desk/").status_code == 302


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"old_password": "wrong"}, "当前密码不正确"),
        ({"new_password2": NEW + "x"}, "两次填写的新密码不一致"),
        ({"new_password1": "short", "new_password2": "short"}, "密码长度太短"),
        ({"old_password": ""}, "请填写当前密码"),
    ],
)
def test_a_refused_password_says_why(
    people: Cast, visit: Visit, changes: dict[str, str], sentence: str
) -> None:
    words = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    page = visit(people.ai).post("/accounts/password/", words | changes).content.decode()
    assert sentence in page
    assert User.objects.get(pk=people.ai.pk).check_password(PASSWORD)
