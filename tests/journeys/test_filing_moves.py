"""A company that renames itself or moves: its account follows the change that proves it, its number never does."""

from datetime import date

import pytest

from filings.models import Filing
from filings.states import FilingState as S
from portal.accounts.models import Organization
from portal.audit import verification
from portal.notices.models import Notice
from portal.workflow.errors import GuardFailed
from tests import make
from tests.inputs import INPUT
from tests.journeys.recorded_life import entry_of
from tests.make import Cast, at
from tests.portal.web_cast import SetClock, Visit, people, set_clock, visit
from tests.workflow.door_cast import call

__all__ = ["people", "set_clock", "visit"]
NEW_PAPER = b"the licence under the new name"
DECIDED = at("2026-09-23 09:00")
NEW_NAME = "青云集团有限公司"


def renaming(people: Cast) -> Filing:
    """Recorded; a change of the company's name is declared and typed, without a new licence."""
    case = make.filing(people, S.RECORDED)
    declared = {"changed_on": date(2026, 9, 22), "reason": "更名"}
    make.act(case, "declare_change", people.ai, **declared)
    return make.edit(case, people.ai, subject_name=NEW_NAME).case


def account(case: Filing) -> tuple[str, str]:
    """Name and place of the company's account as they stand in the database."""
    own = Organization.objects.get(pk=case.organization_id)
    return own.name, own.division_code


def test_a_company_that_renamed_itself_proves_it_and_is_renamed_everywhere(people: Cast) -> None:
    case = renaming(people)
    with pytest.raises(GuardFailed, match="应上传更名后的主体证件") as refused:
        make.act(case, "submit_change", people.ai)
    assert [reason.field for reason in refused.value.reasons] == ["licence"]
    make.attach(case, people.ai, "licence", body=NEW_PAPER)
    make.act(case, "submit_change", people.ai)
    assert account(case) == ("青云科技有限公司", "990101")
    make.act(case, "accept_change", people.bo, now=DECIDED)
    assert account(case) == (NEW_NAME, "990101")
    entry = entry_of(case)
    assert (entry.subject_name, entry.record_number) == (NEW_NAME, case.record_number)
    assert entry.note == f"原主体名称“青云科技有限公司”变更为“{NEW_NAME}”"
    assert list(verification.verify()) == []


def test_the_same_licence_again_under_another_file_name_proves_nothing(people: Cast) -> None:
    case = renaming(people)
    make.attach(case, people.ai, "licence")
    with pytest.raises(GuardFailed, match="应上传更名后的主体证件"):
        make.act(case, "submit_change", people.ai)


@pytest.mark.parametrize("ending", ["withdraw_change", "return_change", "cancel_ex_officio"])
def test_a_rename_that_is_not_accepted_renames_nobody(people: Cast, ending: str) -> None:
    case = renaming(people)
    make.attach(case, people.ai, "licence", body=NEW_PAPER)
    make.act(case, "submit_change", people.ai)
    who = people.ai if ending == "withdraw_change" else people.bo
    make.act(case, ending, who, **INPUT[ending])
    assert account(case) == ("青云科技有限公司", "990101")
    assert entry_of(case).subject_name == "青云科技有限公司"


def test_an_account_that_was_renamed_elsewhere_is_left_alone_by_a_change_of_something_else(
    people: Cast,
) -> None:
    case = make.filing(people, S.CHANGE_SUBMITTED)
    Organization.objects.filter(pk=people.company_a.pk).update(name="青云控股有限公司")
    make.act(case, "accept_change", people.bo)
    assert account(case) == ("青云控股有限公司", "990101")
    assert entry_of(case).subject_name == "青云科技有限公司"


def test_a_company_that_moved_is_handed_over_when_its_change_is_accepted(
    people: Cast, visit: Visit
) -> None:
    case = make.filing(people, S.CHANGE_SUBMITTED)
    number, address = case.record_number, f"/cases/{case.number}/"
    assert visit(people.eve).get(address).status_code == 404
    make.act(case, "accept_change", people.bo, division_code="110105")
    case = make.fresh(case)
    assert (case.region, case.authority) == ("110105", people.other_office)
    assert (account(case), case.record_number) == (("青云科技有限公司", "110105"), number)
    assert visit(people.eve).get(address).status_code == 200
    assert visit(people.bo).get(address).status_code == 404
    letter = Notice.objects.get(code="filing_change_accepted")
    assert (letter.issuer, letter.context["issuer"]) == (people.office, people.office.name)


def test_who_moved_within_the_province_keeps_its_authority(people: Cast) -> None:
    case = make.filing(people, S.CHANGE_SUBMITTED)
    make.act(case, "accept_change", people.bo, division_code="990105")
    case = make.fresh(case)
    assert (case.region, case.authority) == ("990105", people.office)
    assert account(case) == ("青云科技有限公司", "990105")


@pytest.mark.parametrize("code", ["1", "12345", "1234567", "abcdef", "050000", "９９０１０１"])
def test_a_place_that_does_not_exist_is_refused_by_every_door(
    people: Cast, visit: Visit, set_clock: SetClock, code: str
) -> None:
    case = make.filing(people, S.CHANGE_SUBMITTED)
    set_clock(DECIDED)
    client, path = visit(people.bo), f"cases/{case.number}/actions/accept_change/"
    given = {"version": case.version, "data": {"division_code": code}}
    answer = call(client, "POST", path, given)
    assert (answer.status_code, set(answer.json()["errors"])) == (422, {"division_code"})
    typed = {"version": case.version, "confirm": "yes", "division_code": code}
    page = client.post(f"/{path}", typed)
    assert page.status_code == 422
    assert "division_code" in page.context["form"].errors
    assert (make.fresh(case).state, account(case)[1]) == (S.CHANGE_SUBMITTED, "990101")
