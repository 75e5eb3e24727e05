"""Batch work from the ledger: what is ticked, or all that match its filter; for those who decide on filings alone."""

import re

import pytest
from django.test import Client

from filings.states import FilingState as S
from portal.accounts.roles import Role
from portal.cases.models import Case
from portal.workflow.batch import choosing
from portal.workflow.models import BatchItem, BatchJob
from tests import make
from tests.make import Cast
from tests.workflow.door_cast import Visit, clock, people, visit
from tests.workflow.officers import results, work

__all__ = ["clock", "people", "visit"]
LEDGER, NEW = "/desk/filings/", "/cases/batches/new/"


def hidden(page: str) -> dict[str, str]:
    """What the page that asks would send on by itself."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))


def form_of(client: Client, address: str) -> dict[str, str]:
    """The fields that the ledger's batch form brings along, without scripts."""
    page = client.get(address).content.decode()
    return hidden(page[page.index(f'action="{NEW}"') :])


def test_officers_and_supervisors_can_tick_filings_and_others_read(
    people: Cast, visit: Visit
) -> None:
    case = make.filing(people)
    auditor = make.person("audrey", people.office, Role.AUDITOR)
    for worker in (people.bo, people.chen):
        page = visit(worker).get(LEDGER).content.decode()
        assert f'<input type="checkbox" name="case" value="{case.number}"' in page
        assert "符合筛选条件的全部 1 项" in page
        for label in ("分派", "催办", "导出"):
            assert f">{label}</button>" in page
    for reader in (people.fang, auditor):
        page = visit(reader).get(LEDGER).content.decode()
        assert case.number in page
        assert "checkbox" not in page
        assert NEW not in page
    asked = {"do": "export", "list": "filings", "all": "yes"}
    assert visit(auditor).post(NEW, asked).status_code == 404


def test_all_that_match_the_ledgers_filter_are_meant(people: Cast, visit: Visit) -> None:
    wanted = [make.filing(people, S.RECORDED) for _ in range(2)]
    make.filing(people)
    client = visit(people.bo)
    address = f"{LEDGER}?grade=none&state=recorded"
    posted = form_of(client, address) | {"do": "assign", "all": "yes"}
    asked = client.post(NEW, posted).content.decode()
    assert "分派 2 个事项" in asked
    assert f'<a class="btn btn-outline" href="{LEDGER}?state=recorded&amp;grade=none">' in asked
    answer = client.post(NEW, hidden(asked) | {"assignee": "bo"})
    assert answer.status_code == 302
    work()
    assert results(BatchJob.objects.get()) == [("done", "已分派给 Bo")] * 2
    assigned = Case.objects.filter(assignee=people.bo)
    assert set(assigned.values_list("pk", flat=True)) == {case.pk for case in wanted}
    assert ">Bo（本人）<" in client.get(address).content.decode()


def test_the_ticked_ones_alone_are_meant_whatever_the_filter_says(
    people: Cast, visit: Visit
) -> None:
    one, _other = make.filing(people), make.filing(people)
    client = visit(people.bo)
    posted = form_of(client, f"{LEDGER}?state=submitted") | {"do": "export", "case": one.number}
    asked = client.post(NEW, posted).content.decode()
    assert client.post(NEW, hidden(asked)).status_code == 302
    assert list(BatchItem.objects.values_list("number", flat=True)) == [one.number]


def test_rights_are_looked_at_again_for_every_filing(people: Cast, visit: Visit) -> None:
    stays, goes = make.filing(people), make.filing(people)
    client = visit(people.bo)
    asked = client.post(NEW, form_of(client, LEDGER) | {"do": "export", "all": "yes"})
    client.post(NEW, hidden(asked.content.decode()))
    Case.objects.filter(pk=goes.pk).update(region="110101")
    work()
    found = dict(BatchItem.objects.values_list("number", "status"))
    assert found == {stays.number: "done", goes.number: "refused"}


def test_more_than_most_are_refused_and_cannot_be_chosen(
    people: Cast, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choosing, "MOST", 1)
    monkeypatch.setattr("portal.workflow.views.assigning.MOST", 1)
    for _ in range(2):
        make.filing(people)
    client = visit(people.bo)
    assert "一次至多 1 项，请先缩小筛选范围" in client.get(LEDGER).content.decode()
    answer = client.post(NEW, {"do": "export", "all": "yes", "list": "filings"})
    assert answer.status_code == 422
    assert "一次至多办理 1 个事项" in answer.content.decode()


@pytest.mark.parametrize(
    ("posted", "told"),
    [
        ({"f_state": "draft"}, "“状态”没有这一选项"),
        ({"f_q": "算" * 101}, "查询词至多 100 字"),
        ({"f_year": "nonsense"}, "“备案年份”没有这一选项"),
        ({"f_q": "没有这样的名称"}, "没有符合条件的事项"),
    ],
)
def test_a_nonsensical_filter_is_refused_with_a_sentence(
    people: Cast, visit: Visit, posted: dict[str, str], told: str
) -> None:
    make.filing(people)
    sent = {"do": "export", "all": "yes", "list": "filings"} | posted
    answer = visit(people.bo).post(NEW, sent)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not BatchJob.objects.exists()


def test_the_list_of_cases_offers_a_state_to_those_who_can_see_it(
    people: Cast, visit: Visit
) -> None:
    offered = '<option value="draft">'
    of_filings = {"kind": "filing"}
    assert offered in visit(people.ai).get("/cases/", of_filings).content.decode()
    assert offered not in visit(people.ai).get("/cases/").content.decode()  # states go by a kind
    for officer in (people.bo, people.chen):
        assert offered not in visit(officer).get("/cases/", of_filings).content.decode()
