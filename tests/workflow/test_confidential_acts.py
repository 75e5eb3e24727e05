"""What the deciding side does in confidence is read by its people and the auditor, and leaves the filer no trace."""

from collections.abc import Iterator

import pytest

from portal.accounts.models import Membership, User
from portal.accounts.roles import Role
from portal.audit.selectors import timeline
from portal.cases.models import Case
from portal.notices.models import Notice
from portal.workflow import catalogue
from portal.workflow.disclosure import readable
from portal.workflow.machine import Says, action
from portal.workflow.side_acts import working_roles
from tests import make
from tests.workflow import boards
from tests.workflow.boards import BoardState, Sitting
from tests.workflow.door_cast import Visit, call, clock, visit

__all__ = ["clock", "visit"]
SAID = {"choice": "no", "reasons": "不足", "round": 1}


@pytest.fixture
def people(db: None, clock: None) -> Iterator[Sitting]:
    with boards.registered():
        yield boards.sitting()


@pytest.fixture
def case(people: Sitting) -> Case:
    """A case in which one member has voted and the chair has set the clock."""
    case = boards.board(people)
    make.act(case, "vote", people.first, **SAID)
    make.act(case, "hurry", people.chair)
    return case


def read_by(user: User, case: Case) -> list[str]:
    own = catalogue.kind("board").load(Case.objects.get(pk=case.pk))
    return [event.action for event in readable(timeline(own), own, user)]


@pytest.mark.parametrize("who", ["first", "chair", "auditor"])
def test_the_inside_reads_what_was_done_in_confidence_once_the_papers_are_open(
    people: Sitting, case: Case, who: str
) -> None:
    if who != "auditor":
        assert not {"vote", "hurry"} & set(read_by(getattr(people, who), case))
        make.act(case, "declare", getattr(people, who))
    assert {"vote", "hurry"} <= set(read_by(getattr(people, who), case))


@pytest.mark.parametrize("who", ["li", "hu"])
def test_the_filers_people_do_not(people: Sitting, case: Case, who: str, visit: Visit) -> None:
    user = getattr(people, who)
    assert read_by(user, case) == ["submit", "document_attached", "created"]
    client = visit(user)
    page = client.get(f"/cases/{case.number}/").content.decode()
    assert "办理过程（3）" in page
    assert not {"表决", "催促", "commitment"} & set(page.split())
    told = call(client, "GET", f"cases/{case.number}/timeline/").json()
    assert [event["action"] for event in told] == ["submit", "document_attached", "created"]


def test_a_filer_who_is_overtaken_learns_the_version_and_not_the_act(
    people: Sitting, case: Case, visit: Visit
) -> None:
    sent = {"version": make.version_of(case) - 2, "data": {}}
    refused = call(visit(people.li), "PATCH", f"cases/{case.number}/", sent)
    told = refused.json()
    assert (refused.status_code, told["code"]) == (409, "stale_version")
    assert (told["version"], "since" in told) == (make.version_of(case), False)


def test_to_the_filer_and_to_strangers_the_act_does_not_exist(
    people: Sitting, case: Case, visit: Visit
) -> None:
    for user in (people.li, people.outsider, people.clerk):
        client = visit(user)
        assert client.get(f"/cases/{case.number}/actions/vote/").status_code == 404
        sent = {"version": 1, "data": SAID}
        path = f"cases/{case.number}/actions/vote/"
        assert call(client, "POST", path, sent).status_code == 404


def test_it_raises_the_version_and_runs_its_clock(people: Sitting, case: Case) -> None:
    before = make.version_of(case)
    make.act(case, "vote", people.second, **SAID)
    assert make.version_of(case) == before + 1
    assert case.deadlines.get(closed_at=None).code == boards.LIMIT


def test_what_it_says_to_the_authority_goes_out_in_the_authoritys_own_name(
    people: Sitting, case: Case, visit: Visit
) -> None:
    notice = Notice.objects.get(code=boards.TOLD)
    assert (notice.addressee, notice.issuer) == (people.host, people.host)
    for user in (people.li, people.hu, people.clerk, people.outsider):
        assert visit(user).get(f"/notices/{notice.pk}/").status_code == 404
    assert visit(people.chair).get(f"/notices/{notice.pk}/").status_code == 200


def test_what_is_said_to_an_internal_act_is_read_by_the_roles_that_the_case_names(
    people: Sitting, case: Case
) -> None:
    make.act(case, "remark", people.first, reasons="内部意见")
    own = catalogue.kind("board").load(case)

    def said_to(user: User) -> list[bool]:
        found = readable(timeline(own), own, user)
        return ["input" in event.data for event in found if event.action == "remark"]

    readers = (people.chair, people.auditor, people.li)
    assert [said_to(user) for user in readers] == [[False], [True], [False]]
    make.act(case, "declare", people.chair)  # once the papers are open to the chair
    assert [said_to(user) for user in readers] == [[True], [True], [False]]


def test_what_the_filer_is_changing_is_not_read_by_the_board(people: Sitting, case: Case) -> None:
    make.act(case, "declare", people.second)
    make.attach(case, people.li, "plan", now=make.at("2026-09-23 10:00"), body=b"later")
    counted = {
        user.username: read_by(user, case).count("document_attached")
        for user in (people.li, people.second, people.first, people.auditor)
    }
    assert counted == {"li": 2, "second": 1, "first": 0, "auditor": 2}


def test_an_act_in_confidence_cannot_be_declared_to_tell_the_filer() -> None:
    with pytest.raises(ValueError, match="不能声明为 confidential"):
        action(
            "表决", roles=[Role.MEMBER], source=["a"], confidential=True,
            says=[Says("filing_received")],
        )  # fmt: skip


def test_members_of_a_board_have_no_share_of_assignments_and_batches(
    people: Sitting, case: Case, visit: Visit
) -> None:
    assert working_roles(catalogue.kind("board")) == frozenset()
    client = visit(people.chair)
    for address in (f"/cases/{case.number}/assign/", "/batches/", "/desk/workload/"):
        assert client.get(address).status_code == 404
    assert "assignee" not in call(client, "GET", f"cases/{case.number}/").json()


def test_the_working_roles_of_an_authority_stay_what_they_were(people: Sitting) -> None:
    assert Role.FILING_OFFICER in working_roles(catalogue.kind("filing"))
    assert not working_roles(catalogue.kind("filing")) & boards.BOARD


def test_who_left_the_board_reads_nothing_any_more(people: Sitting, case: Case) -> None:
    Membership.objects.filter(user=people.first).update(is_active=False)
    gone = User.objects.get(pk=people.first.pk)
    assert "vote" not in read_by(gone, case)


def test_the_state_still_moves_in_sight_of_all(people: Sitting, case: Case) -> None:
    make.act(case, "finish", people.chair)
    assert Case.objects.get(pk=case.pk).state == BoardState.DONE
    assert read_by(people.li, case)[0] == "finish"
