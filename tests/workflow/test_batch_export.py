"""An export: one line a case, harmless in a spreadsheet, for its maker alone and while they may see the cases."""

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client

from filings.assessment_terms import AssessmentState
from filings.models import Filing
from filings.states import FilingState as S
from portal.accounts.models import Membership
from portal.accounts.roles import Role
from portal.cases.models import Case
from portal.workflow.assignment import assign
from portal.workflow.batch.exporting import harmless, table
from portal.workflow.models import BatchItem
from tests import make
from tests.filings import assessing
from tests.make import NAME, NOW, Cast
from tests.portal.web_cast import SetClock, set_clock
from tests.workflow.door_cast import Visit, call, clock, people, visit
from tests.workflow.officers import begin, results, work

__all__ = ["clock", "people", "set_clock", "visit"]


def rows_of(data: bytes) -> list[dict[str, str]]:
    """The table as a spreadsheet reads it."""
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_a_line_says_what_the_list_says_and_what_came_of_the_filing(
    people: Cast, visit: Visit
) -> None:
    recorded, fresh = make.filing(people, S.RECORDED), make.filing(people)
    assign(fresh.pk, assignee=people.bo, actor=people.bo, now=NOW)
    job = begin(people.bo, "export", [recorded, fresh])
    work()
    assert results(job) == [("done", "已列入清单")] * 2
    answer = visit(people.bo).get(f"/cases/batches/{job.pk}/table.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer["Cache-Control"] == "private, no-store"
    first, second = rows_of(answer.content)
    recorded.refresh_from_db()
    assert first["备案编号"] == recorded.record_number
    assert (first["备案日期"], first["级别"], first["高风险"]) == ("2026-09-22", "未分级", "否")
    expected = {
        "事项编号": fresh.number,
        "事项类型": "算法备案",
        "名称": NAME,
        "单位": "青云科技有限公司",
        "统一社会信用代码": people.company_a.uscc,
        "行政区划代码": "990101",
        "地区": "演示地区",
        "状态": "审核中",
        "收到时间": "2026-09-22 10:00",
        "受理机关": "演示省互联网信息办公室",
        "承办人": "Bo",
        "义务人": "主管部门",
        "期限届满": "2026-11-10",
        "是否逾期": "否",
        "备案编号": "",
    }
    assert {heading: second[heading] for heading in expected} == expected
    assert "safety@example.com" not in answer.content.decode()


def test_the_columns_stand_in_the_order_of_the_headings_also_for_kinds_of_every_sort(
    people: Cast, visit: Visit
) -> None:
    of_another_kind = assessing.assessment(people, AssessmentState.SUBMITTED)
    for cases in ([make.filing(people)], [of_another_kind, make.filing(people)]):
        job = begin(people.bo, "export", cases)
        work()
        data = visit(people.bo).get(f"/cases/batches/{job.pk}/table.csv").content
        assert data.decode("utf-8-sig").splitlines()[0] == (
            '"事项编号","事项类型","名称","单位","统一社会信用代码","行政区划代码","地区","状态","收到时间",'
            '"受理机关","承办人","最近的期限","义务人","期限届满","是否逾期","备案编号","备案日期","级别","高风险"'
        )
        assert [row["级别"] for row in rows_of(data)] == [""] * (len(cases) - 1) + ["未分级"]


def test_the_trail_says_who_took_it_out_to_the_authority_alone(people: Cast, visit: Visit) -> None:
    case = make.filing(people)
    begin(people.bo, "export", [case])
    work()
    path = f"cases/{case.number}/timeline/"
    seen = [e["label"] for e in call(visit(people.bo), "GET", path).json()]
    assert seen[0] == "列入导出"
    assert "exported" not in call(visit(people.ai), "GET", path).content.decode()


@pytest.mark.parametrize("who", ["ai", "dai", "eve", "chen", "fang"])
def test_nobody_else_has_the_job_or_its_table(people: Cast, visit: Visit, who: str) -> None:
    job = begin(people.bo, "export", [make.filing(people)])
    work()
    client: Client = visit(getattr(people, who))
    for path in ("", "table.csv"):
        assert client.get(f"/cases/batches/{job.pk}/{path}").status_code == 404
        assert call(client, "GET", f"batches/{job.pk}/{path}").status_code == 404
    for path in ("cancel/", "retry/"):
        assert client.post(f"/cases/batches/{job.pk}/{path}").status_code == 404


def test_what_the_maker_may_no_longer_see_is_left_out(people: Cast, visit: Visit) -> None:
    stays, goes = make.filing(people), make.filing(people)
    job = begin(people.bo, "export", [stays, goes])
    work()
    Case.objects.filter(pk=goes.pk).update(region="110101")
    client = visit(people.bo)
    rows = rows_of(client.get(f"/cases/batches/{job.pk}/table.csv").content)
    assert [row["事项编号"] for row in rows] == [stays.number]
    page = client.get(f"/cases/batches/{job.pk}/").content.decode()
    assert f"/cases/{goes.number}/" not in page
    assert page.count(NAME) == 1


def test_whoever_lost_the_role_has_no_batches_any_more(people: Cast, visit: Visit) -> None:
    job = begin(people.bo, "export", [make.filing(people)])
    work()
    Membership.objects.filter(user=people.bo).update(role=Role.AUDITOR)
    client = visit(people.bo)
    assert client.get(f"/cases/batches/{job.pk}/table.csv").status_code == 404
    assert client.get("/cases/batches/").status_code == 404


def test_the_table_is_there_from_the_end_of_the_job_for_seven_days(
    people: Cast, visit: Visit, set_clock: SetClock
) -> None:
    job = begin(people.bo, "export", [make.filing(people)])
    client, path = visit(people.bo), f"/cases/batches/{job.pk}/table.csv"
    early = client.get(path)
    assert early.status_code == 422
    assert "导出尚未完成" in early.content.decode()
    work()
    set_clock(NOW + timedelta(days=7) - timedelta(minutes=1))
    assert client.get(path).status_code == 200
    assert call(client, "GET", f"batches/{job.pk}/").json()["table"] == (
        f"/api/v1/batches/{job.pk}/table.csv"
    )
    set_clock(NOW + timedelta(days=7))
    late = client.get(path)
    assert late.status_code == 422
    assert "清单已过保存期限" in late.content.decode()
    assert "清单已过保存期限" in client.get(f"/cases/batches/{job.pk}/").content.decode()
    assert call(client, "GET", f"batches/{job.pk}/").json()["table"] is None


def test_other_kinds_of_job_have_no_table(people: Cast, visit: Visit) -> None:
    job = begin(people.bo, "assign", [make.filing(people)], {"assignee": "bo"})
    work()
    assert visit(people.bo).get(f"/cases/batches/{job.pk}/table.csv").status_code == 404


def test_an_export_of_nothing_has_nothing_to_download(people: Cast, visit: Visit) -> None:
    job = begin(people.bo, "export", ["BA2099000001"])
    answer = visit(people.bo).get(f"/cases/batches/{job.pk}/table.csv")
    assert answer.status_code == 422
    assert "没有可以下载的内容" in answer.content.decode()


# --- In a spreadsheet -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "＝cmd|'/c calc'!A1",
        "＋1",
        "－1",
        "＠x",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1",
        "\u3000=1",
        "\u200b=1",
        "\ufeff=1",
        "\u2212 1",
        "'=1",
        "911100000000000000",
    ],
)
def test_what_a_spreadsheet_might_calculate_begins_with_an_apostrophe(text: str) -> None:
    assert harmless(text) == f"'{text}"
    assert f'"\'{text}"'.encode() in table([[("名称", text)]])


@pytest.mark.parametrize(
    "text", ["", "青云", "990101", "a=b", "2026-09-22", "网信算备9901号", "3（暂算）"]
)
def test_all_other_text_stands_as_it_is(text: str) -> None:
    assert harmless(text) == text


def test_quotes_commas_and_line_ends_stay_in_their_cell() -> None:
    rows = [[("名称", '甲"，\n乙,"丙'), ("单位", "=2")], [("单位", "青云")]]
    assert rows_of(table(rows)) == [
        {"名称": '甲"，\n乙,"丙', "单位": "'=2"},
        {"名称": "", "单位": "青云"},
    ]


def test_a_hostile_title_leaves_as_text(people: Cast, visit: Visit) -> None:
    case = make.filing(people)
    Filing.objects.filter(pk=case.pk).update(title='=HYPERLINK("http://evil.example","x")')
    job = begin(people.bo, "export", [case])
    work()
    data = visit(people.bo).get(f"/cases/batches/{job.pk}/table.csv").content
    [row] = rows_of(data)
    assert row["名称"].startswith("'=HYPERLINK")


def test_a_line_says_what_was_so_when_it_was_made(people: Cast) -> None:
    case = make.filing(people)
    job = begin(people.bo, "export", [case])
    work()
    assign(case.pk, assignee=people.bo, actor=people.bo, now=NOW)
    item = BatchItem.objects.get(job=job)
    assert item.row is not None
    assert dict(item.row)["承办人"] == ""
