"""What is left of a filing whose number has ended: the version in force, whatever was being changed in it."""

import json
from typing import Any

import pytest

from filings.ledger import filings_of
from filings.models import Filing
from filings.states import FilingState as S
from portal.accounts.models import User
from tests import make
from tests.inputs import INPUT
from tests.journeys.recorded_life import entry_of
from tests.make import Cast
from tests.portal.web_cast import SetClock, Visit, people, read, set_clock, visit

__all__ = ["people", "set_clock", "visit"]
SECRET = "尚未变更备案的新名称"
NEWS = {"algorithm_name": SECRET, "public_name": SECRET, "algorithm_type": "push"}
#: end → the acts that lead there from any state in which the number holds.
ENDS: dict[S, list[tuple[str, str]]] = {
    S.CANCELLED: [("cancel_ex_officio", "bo")],
    S.REVOKED: [
        ("notify_revocation", "bo"),
        ("state_against_revocation", "ai"),
        ("revoke", "chen"),
    ],
}


@pytest.fixture(params=ENDS)
def end(request: pytest.FixtureRequest) -> S:
    return S(request.param)


@pytest.fixture(params=[False, True], ids=["being typed", "under review"])
def ended(people: Cast, set_clock: SetClock, end: S, request: pytest.FixtureRequest) -> Filing:
    """Its number ended while another name, kind and licence were typed, or waited for their review."""
    case: Any = make.filing(people, S.CHANGE_DUE)
    case = make.edit(case, people.ai, **NEWS).case
    make.attach(case, people.ai, "licence", body=b"a paper of a change that was never accepted")
    if request.param:
        make.act(case, "submit_change", people.ai)
    for name, who in ENDS[end]:
        make.act(case, name, getattr(people, who), **INPUT[name])
    set_clock(make.NOW)
    assert make.fresh(case).state == end
    return make.fresh(case)


def api(visit: Visit, user: User, case: Filing) -> dict[str, Any]:
    answer = visit(user).get(f"/api/v1/cases/{case.number}/")
    assert answer.status_code == 200
    return dict(answer.json()["data"])


def test_officials_read_the_version_in_force_on_the_page_and_by_api(
    people: Cast, visit: Visit, ended: Filing
) -> None:
    for official in (people.bo, people.chen, people.fang):
        content = read(visit(official), f"/cases/{ended.number}/").partition("办理过程")[0]
        assert make.NAME in content
        told = api(visit, official, ended)
        assert (told["algorithm_name"], told["algorithm_type"]) == (make.NAME, "ranking")
        assert SECRET not in json.dumps({**told, "changes": []}, ensure_ascii=False)


def test_the_number_the_register_and_the_ledger_stay_with_the_version_in_force(
    people: Cast, ended: Filing
) -> None:
    shown = ended.as_handed_in()
    assert (shown.algorithm_name, shown.algorithm_type) == (make.NAME, "ranking")
    assert (ended.recorded_version, entry_of(ended).algorithm_name) == (1, make.NAME)
    row = filings_of(people.bo).get(pk=ended.pk)
    assert (row.filed_algorithm_type, row.title) == ("ranking", make.NAME)


def test_the_ledger_finds_it_by_its_kind_in_force_and_not_by_the_one_that_never_was(
    people: Cast, visit: Visit, ended: Filing
) -> None:
    client = visit(people.bo)
    assert ended.number in read(client, "/desk/filings/?algorithm_type=ranking")
    assert ended.number not in read(client, "/desk/filings/?algorithm_type=push")


def test_strangers_still_see_nothing_of_it(people: Cast, visit: Visit, ended: Filing) -> None:
    for stranger in (people.dai, people.eve):
        assert visit(stranger).get(f"/cases/{ended.number}/").status_code == 404
        assert visit(stranger).get(f"/api/v1/cases/{ended.number}/").status_code == 404
