"""What an organisation and a membership may be: jurisdictions, and the three administrators apart."""

import pytest
from django.core.exceptions import ValidationError

from portal.accounts.models import Membership, Organization, User
from portal.accounts.roles import SEPARATE_ROLES, Role
from tests import make


def authority(jurisdiction: str | None, division_code: str = "110000") -> Organization:
    return Organization(
        name="某网信办", kind="authority", division_code=division_code, jurisdiction=jurisdiction
    )


@pytest.mark.parametrize(
    ("typed", "division_code", "kept"),
    [
        ("00", "110000", ""),
        ("11", "110000", "11"),
        ("9901", "990100", "9901"),
        ("990101", "990101", "990101"),
    ],
)
def test_an_authority_stands_over_the_nation_or_its_own_division(
    typed: str, division_code: str, kept: str
) -> None:
    office = authority(typed, division_code)
    office.clean()
    assert office.jurisdiction == kept


def test_the_nation_is_everywhere_and_a_division_only_itself() -> None:
    nation, division = authority("00"), authority("11")
    nation.clean()
    division.clean()
    assert [nation.covers(place) for place in ("110101", "990101")] == [True, True]
    assert [division.covers(place) for place in ("110101", "990101")] == [True, False]


@pytest.mark.parametrize(
    "typed", ["99", "1", "110", "11000", "1a", "１１", "000", "0000", "12", "1100000", " 11", "-1"]
)
def test_a_jurisdiction_of_another_shape_or_place_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError, match="应为 2、4 或 6 位数字，并与行政区划代码的开头一致"):
        authority(typed).clean()


@pytest.mark.parametrize("typed", ["", None])
def test_a_new_authority_without_a_jurisdiction_is_not_one_over_the_nation(
    typed: str | None,
) -> None:
    with pytest.raises(ValidationError, match="全国性部门填 00"):
        authority(typed).clean()


def test_a_saved_authority_over_the_nation_stays_one(db: None) -> None:
    capital = make.organization("国家互联网信息办公室", "110000", jurisdiction="")
    capital.full_clean()
    assert capital.jurisdiction == ""


@pytest.mark.parametrize("typed", ["00", "11", "110101"])
@pytest.mark.parametrize("kind", ["company", "research_unit", "service_centre"])
def test_only_an_authority_has_a_jurisdiction(kind: str, typed: str) -> None:
    place = Organization(name="x", kind=kind, division_code="110101", jurisdiction=typed)
    with pytest.raises(ValidationError, match="只有主管部门填写管辖区划前缀"):
        place.clean()


def test_a_company_with_an_empty_field_has_no_jurisdiction() -> None:
    company = Organization(name="x", division_code="110101", jurisdiction="", uscc="")
    company.clean()
    assert (company.jurisdiction, company.uscc) == (None, None)
    assert not company.covers("110101")


@pytest.fixture
def office(db: None) -> Organization:
    return make.organization("演示省网信办", "990000", jurisdiction="99")


def appointed(user: User, office: Organization, role: Role, **fields: bool) -> Membership:
    return Membership(user=user, organization=office, role=role, **fields)


@pytest.mark.parametrize("held", sorted(SEPARATE_ROLES))
@pytest.mark.parametrize("more", [*sorted(SEPARATE_ROLES), Role.FILING_OFFICER, Role.PROVIDER])
def test_an_administrator_holds_nothing_else(office: Organization, held: Role, more: Role) -> None:
    if held == more:
        office = make.organization("另一机关", "990000", jurisdiction="9900")
        make.person("hu", office, held).memberships.get().full_clean()
        return
    for first, second in ((held, more), (more, held)):
        user = make.person(f"{first}", office, first)
        with pytest.raises(ValidationError, match="系统管理员、安全管理员、审计员不得兼任其他角色"):
            appointed(user, office, second).full_clean()


def test_officers_may_hold_several_roles(office: Organization) -> None:
    user = make.person("hu", office, Role.FILING_OFFICER)
    appointed(user, office, Role.ENFORCEMENT_OFFICER).full_clean()
    assert user.has_role(Role.FILING_OFFICER)


def test_a_role_that_was_switched_off_does_not_count(office: Organization) -> None:
    user = make.person("hu", office, Role.AUDITOR)
    user.memberships.update(is_active=False)
    appointed(user, office, Role.FILING_OFFICER).full_clean()
    with pytest.raises(ValidationError, match="不得兼任"):
        appointed(make.person("wu", office, Role.AUDITOR), office, Role.UNIT).full_clean()


def test_switching_a_separate_role_off_is_always_possible(office: Organization) -> None:
    user = make.person("hu", office, Role.FILING_OFFICER, Role.AUDITOR)
    both = user.memberships.get(role=Role.AUDITOR)
    both.is_active = False
    both.full_clean()
    both.is_active = True
    with pytest.raises(ValidationError, match="不得兼任"):
        both.full_clean()


def test_nobody_is_appointed_to_be_the_system(office: Organization) -> None:
    user = make.person("hu", office)
    with pytest.raises(ValidationError) as refused:
        appointed(user, office, Role.SYSTEM).full_clean()
    assert refused.value.message_dict == {"role": ["“系统”不是可以任命的角色"]}
