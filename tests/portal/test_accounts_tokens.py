"""API tokens: shown once, kept as a digest, refused when wrong, expired or switched off."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from portal.accounts.models import ApiToken, User
from tests.make import NOW, Cast
from tests.portal.web_cast import SetClock, people, set_clock

__all__ = ["people", "set_clock"]


def make_token(*arguments: str) -> str:
    out = StringIO()
    call_command("create_token", *arguments, stdout=out)
    return out.getvalue().strip()


def status(client: Client, authorization: str) -> int:
    return client.get("/api/v1/cases/", headers={"authorization": authorization}).status_code


def test_the_clear_text_is_shown_once_and_never_stored(people: Cast, client: Client) -> None:
    clear = make_token("ai")
    stored = ApiToken.objects.get()
    assert clear not in (stored.digest, stored.prefix)
    assert stored.digest == ApiToken.digest_of(clear)
    assert status(client, f"Bearer {clear}") == 200


def test_a_token_ends_on_its_day(people: Cast, client: Client, set_clock: SetClock) -> None:
    clear = make_token("ai", "--days", "7")
    set_clock(NOW + timedelta(days=6, hours=23))
    assert status(client, f"Bearer {clear}") == 200
    set_clock(NOW + timedelta(days=7, hours=1))
    assert status(client, f"Bearer {clear}") == 401


def test_a_wrong_token_and_a_switched_off_owner_are_401(people: Cast, client: Client) -> None:
    clear = make_token("ai")
    assert status(client, "Bearer wrong") == 401
    User.objects.filter(pk=people.ai.pk).update(is_active=False)
    assert status(client, f"Bearer {clear}") == 401


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("nobody",), "没有用户名为 'nobody' 的用户"),
        (("ai", "--days", "0"), "--days 应在 1 至 3650 之间"),
        (("off",), "用户 off 已停用，不能新建令牌"),
    ],
)
def test_a_token_that_cannot_be_made_says_why(
    people: Cast, arguments: tuple[str, ...], sentence: str
) -> None:
    User.objects.create_user("off", is_active=False)
    with pytest.raises(CommandError, match=sentence):
        make_token(*arguments)
    assert ApiToken.objects.count() == 0
