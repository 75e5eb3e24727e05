"""The admin's account pages: the keeper of accounts cannot make a superuser or touch one."""

from typing import Any

from django.contrib.auth.models import Permission

from portal.accounts.models import ApiToken, Membership, User
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


def root_client(visit: Visit) -> tuple[User, Any]:
    root = User.objects.create_superuser("root", password=make.PASSWORD)
    return root, visit(root)


def person_form(user: User, **more: str) -> dict[str, str]:
    words = {"username": user.username, "display_name": "x", "is_active": "on"}
    dates = {"date_joined_0": "2026-09-01", "date_joined_1": "00:00:00"}
    return words | dates | more


def memberships(*rows: tuple[int, str], known: int = 0) -> dict[str, str]:
    """The lines of the form for new memberships."""
    lines = {"memberships-TOTAL_FORMS": f"{len(rows)}", "memberships-INITIAL_FORMS": f"{known}"}
    for n, (place, role) in enumerate(rows):
        lines |= {
            f"memberships-{n}-organization": f"{place}",
            f"memberships-{n}-role": role,
            f"memberships-{n}-is_active": "on",
        }
    return lines


def roles_of(user: User) -> list[str]:
    return sorted(user.memberships.values_list("role", flat=True))


def test_nobody_gives_oneself_a_role(people: Cast, visit: Visit) -> None:
    root, client = root_client(visit)
    form = person_form(root, is_staff="on", is_superuser="on")
    row = memberships((people.office.pk, "filing_officer"))
    client.post(f"/admin/accounts/user/{root.pk}/change/", form | row)
    assert roles_of(root) == []
    assert "memberships-0-role" not in read(client, f"/admin/accounts/user/{root.pk}/change/")


def test_nobody_changes_a_role_of_ones_own(people: Cast, visit: Visit) -> None:
    root, client = root_client(visit)
    own = Membership.objects.create(user=root, organization=people.office, role="system_admin")
    form = person_form(root, is_staff="on", is_superuser="on")
    row = memberships((people.capital.pk, "filing_supervisor"), known=1)
    row["memberships-0-id"] = f"{own.pk}"
    client.post(f"/admin/accounts/user/{root.pk}/change/", form | row)
    own.refresh_from_db()
    assert (own.organization, own.role) == (people.office, "system_admin")


def test_others_are_given_roles(people: Cast, visit: Visit) -> None:
    client = root_client(visit)[1]
    someone = make.person("hu", people.office)
    row = memberships((people.office.pk, "filing_officer"))
    url = f"/admin/accounts/user/{someone.pk}/change/"
    assert client.post(url, person_form(someone) | row).status_code == 302
    assert roles_of(someone) == ["filing_officer"]


def test_an_officer_is_not_made_an_auditor_too(people: Cast, visit: Visit) -> None:
    client = root_client(visit)[1]
    row = memberships((people.office.pk, "filing_officer"), (people.office.pk, "auditor"), known=1)
    row["memberships-0-id"] = f"{people.bo.memberships.get().pk}"
    url = f"/admin/accounts/user/{people.bo.pk}/change/"
    page = client.post(url, person_form(people.bo) | row)
    assert page.status_code == 200
    assert "系统管理员、安全管理员、审计员不得兼任其他角色" in page.content.decode()
    assert roles_of(people.bo) == ["filing_officer"]


def test_an_officer_and_auditor_are_not_appointed_in_one_go(people: Cast, visit: Visit) -> None:
    client = root_client(visit)[1]
    someone = make.person("hu", people.office)
    row = memberships((people.office.pk, "filing_officer"), (people.office.pk, "auditor"))
    page = client.post(f"/admin/accounts/user/{someone.pk}/change/", person_form(someone) | row)
    assert page.status_code == 200
    assert roles_of(someone) == []


def test_a_person_is_added_together_with_a_role(people: Cast, visit: Visit) -> None:
    client = root_client(visit)[1]
    form = {
        "username": "newcomer",
        "password1": make.PASSWORD,
        "password2": make.PASSWORD,
        "usable_password": "true",
    }
    page = client.post(
        "/admin/accounts/user/add/", form | memberships((people.office.pk, "filing_officer"))
    )
    assert page.status_code == 302
    assert roles_of(User.objects.get(username="newcomer")) == ["filing_officer"]


def test_an_emptied_jurisdiction_does_not_make_an_authority_nationwide(
    people: Cast, visit: Visit
) -> None:
    client = root_client(visit)[1]
    form = {"name": "演示省网信办", "kind": "authority", "division_code": "990000"}
    client.post(f"/admin/accounts/organization/{people.office.pk}/change/", form)
    people.office.refresh_from_db()
    assert people.office.jurisdiction == "99"
