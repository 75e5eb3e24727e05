"""The admin's account pages: the keeper of accounts cannot make a superuser or touch one."""

from django.contrib.auth.models import Permission

from portal.accounts.models import ApiToken, User
from tests import make
from tests.make import NOW, Cast
from tests.portal.web_cast import Visit, people, read, set_clock, visit

__all__ = ["people", "set_clock", "visit"]


def keeper() -> User:
    user = User.objects.create_user("keeper", password=make.PASSWORD, is_staff=True)
    names = ["view_user", "change_user", "add_user", "view_apitoken", "delete_apitoken"]
    user.user_permissions.add(*Permission.objects.filter(codename__in=names))
    return user


def test_a_keeper_of_accounts_cannot_give_the_highest_rights(people: Cast, visit: Visit) -> None:
    client = visit(keeper())
    words = {
        "username": "ai",
        "display_name": "Ai",
        "is_active": "on",
        "is_staff": "on",
        "is_superuser": "on",
    }
    assert client.post(f"/admin/accounts/user/{people.ai.pk}/change/", words).status_code == 302
    changed = User.objects.get(pk=people.ai.pk)
    assert (changed.is_staff, changed.is_superuser) == (False, False)


def test_a_superuser_is_read_only_for_a_keeper_of_accounts(people: Cast, visit: Visit) -> None:
    root = User.objects.create_superuser("root", password=make.PASSWORD)
    client = visit(keeper())
    assert client.post(f"/admin/accounts/user/{root.pk}/change/", {}).status_code == 403
    assert client.post(f"/admin/accounts/user/{root.pk}/password/", {}).status_code == 403


def test_people_are_switched_off_and_never_deleted(people: Cast, visit: Visit) -> None:
    root = User.objects.create_superuser("root", password=make.PASSWORD)
    client = visit(root)
    assert client.post(f"/admin/accounts/user/{people.ai.pk}/delete/").status_code == 403
    assert (
        client.post(f"/admin/accounts/organization/{people.office.pk}/delete/").status_code == 403
    )


def test_tokens_are_listed_without_their_text_and_can_be_revoked(
    people: Cast, visit: Visit
) -> None:
    clear = ApiToken.issue(people.ai, now=NOW)
    token = ApiToken.objects.get()
    client = visit(keeper())
    page = read(client, f"/admin/accounts/apitoken/{token.pk}/change/")
    assert clear not in page
    assert token.digest not in page
    assert (
        client.post(f"/admin/accounts/apitoken/{token.pk}/delete/", {"post": "yes"}).status_code
        == 302
    )
    assert ApiToken.objects.count() == 0
