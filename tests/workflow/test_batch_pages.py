"""The pages of batch work: choose, say what, watch, come back; companies and outsiders find nothing of it."""

import re
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from filings.models import Filing
from portal.audit.models import AuditEvent
from portal.cases.models import Case
from portal.workflow.batch import choosing
from portal.workflow.models import BatchItem, BatchJob
from tests import make
from tests.make import NAME, Cast
from tests.workflow.door_cast import Visit, clock, people, visit
from tests.workflow.officers import begin, colleague, results, work

__all__ = ["clock", "people", "visit"]
NEW = "/cases/batches/new/"


def page_of(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return answer.content.decode()


def hidden(page: str) -> dict[str, list[str]]:
    """What the page would send on by itself."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page):
        found.setdefault(name, []).append(value)
    return found


def sent_on(client: Client, posted: dict[str, object], **more: str) -> dict[str, list[str]]:
    """The fields of the page that asks, filled in."""
    answer = client.post(NEW, posted)
    assert answer.status_code == 200
    return hidden(answer.content.decode()) | {name: [value] for name, value in more.items()}


# --- Choosing and starting --------------------------------------------------------------------------------------------
def test_officers_can_tick_cases_and_companies_cannot(people: Cast, visit: Visit) -> None:
    case = make.filing(people)
    page = page_of(visit(people.bo), "/cases/")
    assert f'<input type="checkbox" name="case" value="{case.number}"' in page
    for label in ("分派", "催办", "导出"):
        assert f">{label}</button>" in page
    for outsider in (people.ai,):
        told = page_of(visit(outsider), "/cases/")
        assert case.number in told
        assert "checkbox" not in told
        assert "批量" not in told


def test_the_ticked_cases_are_named_before_anything_is_done(people: Cast, visit: Visit) -> None:
    cases = [make.filing(people) for _ in range(2)]
    client = visit(people.bo)
    asked = client.post(NEW, {"do": "assign", "case": [c.number for c in cases]})
    page = asked.content.decode()
    assert "分派 2 个事项" in page
    assert all(case.number in page for case in cases)
    assert '<option value="bo">Bo（bo）</option>' in page
    assert hidden(page)["case"] == [c.number for c in cases]
    assert not BatchJob.objects.exists()


def test_a_job_is_started_once_however_often_its_page_is_sent(people: Cast, visit: Visit) -> None:
    case = make.filing(people)
    client = visit(people.bo)
    fields = sent_on(client, {"do": "assign", "case": [case.number]}, assignee="bo")
    first, second = client.post(NEW, fields), client.post(NEW, fields | {"assignee": [":none"]})
    [job] = BatchJob.objects.all()
    assert first["Location"] == second["Location"] == f"/cases/batches/{job.pk}/"
    assert (job.summary, job.created_by) == ("分派给 Bo", people.bo)


def test_everything_that_matches_the_filter_goes_in_whatever_page_it_is_on(
    people: Cast, visit: Visit
) -> None:
    cases = [make.filing(people) for _ in range(2)]
    client = visit(people.bo)
    posted = {"do": "export", "all": "yes", "f_kind": "filing", "f_state": "submitted"}
    fields = sent_on(client, posted)
    assert "case" not in fields
    client.post(NEW, fields)
    assert set(BatchItem.objects.values_list("case", flat=True)) == {c.pk for c in cases}


def test_what_changed_under_a_filter_is_told_before_the_work_begins(
    people: Cast, visit: Visit
) -> None:
    make.filing(people)
    client = visit(people.bo)
    fields = sent_on(client, {"do": "export", "all": "yes"})
    make.filing(people)
    answer = client.post(NEW, fields)
    assert "符合条件的事项刚刚有增减" in answer.content.decode()
    assert "导出 2 个事项" in answer.content.decode()
    assert not BatchJob.objects.exists()


def test_a_mistake_in_the_form_starts_nothing(people: Cast, visit: Visit) -> None:
    case = make.filing(people)
    client = visit(people.bo)
    fields = sent_on(client, {"do": "assign", "case": [case.number]}, assignee="eve")
    answer = client.post(NEW, fields)
    assert answer.status_code == 422
    assert "没有这一人员，或者不能分派给该人员" in answer.content.decode()
    fields = sent_on(client, {"do": "remind", "case": [case.number]}, note="长" * 201)
    assert client.post(NEW, fields).status_code == 422
    assert not BatchJob.objects.exists()


# --- Hostile input ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("posted", "told"),
    [
        ({"do": "assign"}, "请至少选择一个事项"),
        ({}, "请选择要办理的工作"),
        ({"do": "delete", "case": ["BA2026000001"]}, "请选择要办理的工作"),
        ({"do": "assign", "case": ["x" * 21]}, "cases 应为由事项编号组成的列表"),
        ({"do": "assign", "case": ["a\nb"]}, "cases 应为由事项编号组成的列表"),
        ({"do": "export", "all": "yes", "f_state": "nonsense"}, "状态"),
        ({"do": "export", "all": "yes", "f_due_before": "yesterday"}, "到期早于"),
        ({"do": "export", "all": "yes", "f_assignee": "eve"}, "没有这一承办人"),
        ({"do": "export", "all": "yes", "f_state": "draft"}, "“状态”没有这一选项"),
        ({"do": "export", "all": "yes", "f_state": "declined"}, "没有符合条件的事项"),
        (
            {"do": "remind", "case": [f"BA2026{n:06}" for n in range(1001)]},
            "一次至多办理 1000 个事项",
        ),
    ],
)
def test_nonsense_is_refused_with_a_sentence(
    people: Cast, visit: Visit, posted: dict[str, object], told: str
) -> None:
    make.filing(people)
    answer = visit(people.bo).post(NEW, posted)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not BatchJob.objects.exists()


def test_a_thousand_cases_are_allowed(people: Cast, visit: Visit) -> None:
    numbers = [f"BA2026{n:06}" for n in range(1000)]
    client = visit(people.bo)
    fields = sent_on(client, {"do": "remind", "case": numbers})
    assert client.post(NEW, fields).status_code == 302
    job = BatchJob.objects.get()
    assert set(results(job)) == {("refused", "该事项不存在，或者您无权查看")}
    assert job.items.count() == 1000


def test_a_filter_with_too_many_matches_is_refused(
    people: Cast, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choosing, "MOST", 1)
    make.filing(people)
    make.filing(people)
    answer = visit(people.bo).post(NEW, {"do": "export", "all": "yes"})
    assert "一次至多办理 1 个事项" in answer.content.decode()


def test_cases_of_another_region_slipped_into_the_form_do_not_exist(
    people: Cast, visit: Visit
) -> None:
    case = make.filing(people)
    client = visit(people.eve)
    posted = {"do": "assign", "case": [case.number, "BA2099000009"]}
    asked = client.post(NEW, posted).content.decode()
    assert NAME not in asked
    assert "另有 2 个编号不存在，或者您无权查看" in asked
    client.post(NEW, sent_on(client, posted, assignee="eve"))
    work()
    page = page_of(client, f"/cases/batches/{BatchJob.objects.get().pk}/")
    assert page.count("该事项不存在，或者您无权查看") == 2
    assert NAME not in page
    assert make.fresh(case).assignee is None


@pytest.mark.parametrize("who", ["ai", "dai"])
def test_for_people_without_deciding_work_there_are_no_batches(
    people: Cast, visit: Visit, who: str
) -> None:
    case = make.filing(people)
    job = begin(people.bo, "assign", [case], {"assignee": "bo"})
    client = visit(getattr(people, who))
    for path in ("", "new/", f"{job.pk}/", f"{job.pk}/table.csv", "999999/", f"{2**31}/"):
        assert client.get(f"/cases/batches/{path}").status_code == 404
    key = str(uuid.uuid4())
    fields = {"do": "assign", "case": [case.number], "assignee": "bo", "confirm": "yes"}
    assert client.post(NEW, fields | {"count": "1", "request_key": key}).status_code == 404
    assert BatchJob.objects.count() == 1
    assert not AuditEvent.objects.filter(action="assigned").exists()


def test_visitors_are_sent_to_the_sign_in(people: Cast, client: Client) -> None:
    job = begin(people.bo, "assign", [make.filing(people)], {"assignee": "bo"})
    for path in ("", f"{job.pk}/", f"{job.pk}/table.csv"):
        answer = client.get(f"/cases/batches/{path}")
        assert (answer.status_code, answer["Location"][:16]) == (302, "/accounts/login/")


def test_another_officers_job_does_not_exist_for_me(people: Cast, visit: Visit) -> None:
    job = begin(people.bo, "assign", [make.filing(people)], {"assignee": "bo"})
    client = visit(colleague(people, "gao"))
    assert client.get(f"/cases/batches/{job.pk}/").status_code == 404
    assert client.post(f"/cases/batches/{job.pk}/cancel/").status_code == 404
    assert f"第 {job.pk} 批" not in page_of(client, "/cases/batches/")
    assert results(job) == [("queued", "")]


# --- Watching ---------------------------------------------------------------------------------------------------------
def test_a_running_job_refreshes_its_page_until_it_ends(people: Cast, visit: Visit) -> None:
    job = begin(people.bo, "assign", [make.filing(people)], {"assignee": "bo"})
    client, path = visit(people.bo), f"/cases/batches/{job.pk}/"
    before = client.get(path)
    assert before["Refresh"] == "3"
    assert '<progress value="0" max="1">' in before.content.decode()
    assert "取消等待中的 1 项" in before.content.decode()
    work()
    after = client.get(path)
    assert "Refresh" not in after
    assert '<progress value="1" max="1">' in after.content.decode()
    assert "已分派给 Bo" in after.content.decode()


def test_a_job_is_found_again_in_the_list(people: Cast, visit: Visit) -> None:
    job = begin(people.bo, "assign", [make.filing(people), "BA2099000001"], {"assignee": "bo"})
    page = page_of(visit(people.bo), "/cases/batches/")
    assert f"第 {job.pk} 批：分派 2 个事项" in page
    assert "未办理 1" in page


def test_results_can_be_narrowed_and_turned(people: Cast, visit: Visit) -> None:
    numbers = [f"BA2099{n:06}" for n in range(60)]
    job = begin(people.bo, "assign", [make.filing(people), *numbers], {"assignee": "bo"})
    work()
    client, path = visit(people.bo), f"/cases/batches/{job.pk}/"
    assert page_of(client, path).count("<tr>") == 51
    assert page_of(client, f"{path}?page=2").count("<tr>") == 12
    assert page_of(client, f"{path}?status=done").count("<tr>") == 2
    assert page_of(client, f"{path}?status=nonsense&page=zero").count("<tr>") == 51


def test_the_buttons_call_off_and_try_again(people: Cast, visit: Visit) -> None:
    job = begin(people.bo, "assign", [make.filing(people)], {"assignee": "bo"})
    client = visit(people.bo)
    told = client.post(f"/cases/batches/{job.pk}/cancel/", follow=True).content.decode()
    assert "已取消 1 项。" in told
    assert results(job) == [("cancelled", "办理前已取消")]
    job.refresh_from_db()
    assert job.finished_at is not None
    BatchItem.objects.filter(job=job).update(status="failed")
    assert "重试出错的 1 项" in page_of(client, f"/cases/batches/{job.pk}/")
    client.post(f"/cases/batches/{job.pk}/retry/")
    assert results(job) == [("queued", "")]
    assert client.get(f"/cases/batches/{job.pk}/cancel/").status_code == 405


# --- Costs ------------------------------------------------------------------------------------------------------------
def test_pages_cost_the_same_few_queries_for_few_rows_and_for_many(
    people: Cast, visit: Visit
) -> None:
    template = make.filing(people)
    client = visit(people.bo)
    begin(people.bo, "assign", [template], {"assignee": "bo"})
    work()
    job = BatchJob.objects.get()
    paths = ["/cases/", f"/cases/batches/{job.pk}/", "/cases/batches/"]
    few = [queries(client, path) for path in paths]
    twins = [make.filing(people) for _ in range(4)]
    many = begin(people.bo, "assign", [template, *twins], {"assignee": "bo"})
    work()
    paths[1] = f"/cases/batches/{many.pk}/"
    assert [queries(client, path) for path in paths] == few
    assert few[1] <= 9


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def test_starting_a_job_costs_the_same_for_one_case_and_for_many(people: Cast) -> None:
    cases: list[Case] = [make.filing(people) for _ in range(5)]
    begin(people.bo, "remind", cases[:1])  # from now on the officer's roles are known
    costs = []
    for chosen in (cases[:1], cases):
        with CaptureQueriesContext(connection) as seen:
            begin(people.bo, "remind", chosen)
        costs.append(len(seen))
    assert costs[0] == costs[1]
    assert Filing.objects.count() == 5
