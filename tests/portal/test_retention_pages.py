"""The pages of retention: numbers for administrators, holds for who answers for an inquiry, nothing for all others."""

import csv
import io
import re

import pytest
from django.core.management import call_command
from django.test import Client

from portal.accounts.roles import Role
from portal.retention import holds
from portal.retention.models import Destruction, LegalHold
from tests import make
from tests.make import Cast, at
from tests.portal import retaining
from tests.portal.retaining import DUE, Administrators, papers_of
from tests.portal.web_cast import SetClock, Visit, people, read, set_clock, visit

__all__ = ["people", "set_clock", "visit"]
HOME = "/retention/"
PROPOSE = "/retention/propose/ended_case_papers/"


@pytest.fixture
def two(people: Cast, set_clock: SetClock) -> Administrators:
    set_clock(DUE)
    return retaining.administrators(people)


def post(client: Client, path: str, **data: str) -> tuple[int, str]:
    response = client.post(path, data)
    return response.status_code, response.content.decode()


def test_two_administrators_destroy_what_is_due_and_see_numbers_alone(
    people: Cast, two: Administrators, visit: Visit
) -> None:
    case = retaining.ended(people)
    count = len(papers_of(case))
    sun, shen = visit(two.system), visit(two.security)
    for page in (read(sun, HOME), read(sun, PROPOSE)):
        assert case.title not in page
        assert people.company_a.name not in page
    assert f"<dt>到期</dt><dd>{count} 项</dd>" in read(sun, PROPOSE)
    assert post(sun, PROPOSE)[0] == 302
    made = Destruction.objects.get()
    place = f"/retention/destructions/{made.pk}/"
    assert "等待另一类管理员批准" in read(sun, place)
    assert post(sun, f"{place}approve/")[0] == 403
    assert f"批准并销毁 {count} 项" in read(shen, place)
    assert post(shen, f"{place}approve/")[0] == 302
    running = shen.get(place)
    assert running["Refresh"] == "3"
    retaining.carry_out()
    page = read(shen, place)
    assert f"销毁 {count} 项" in page
    assert made.record.hash in page
    assert not any(text in page for text in (case.title, *(p.name for p in papers_of(case))))
    assert post(shen, f"{place}approve/")[0] == 409


def test_the_list_is_taken_along_as_a_table_of_numbers_and_hashes(
    people: Cast, two: Administrators, visit: Visit
) -> None:
    case = retaining.ended(people)
    made = retaining.destroyed(two)
    answer = visit(make.person("an", people.office, Role.AUDITOR)).get(
        f"/retention/destructions/{made.pk}/table.csv"
    )
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == ["序号", "事项编号", "大小（字节）", "SHA-256", "结果", "说明", "时间"]
    assert [row[1:6] for row in rows[1:]] == [
        [case.number, str(p.size), p.file_id, "已销毁", "内容已销毁"] for p in papers_of(case)
    ]
    assert {row[6] for row in rows[1:]} == {"2036-09-23 00:00:00"}


def test_the_case_says_what_was_destroyed_instead_of_giving_a_link(
    people: Cast, two: Administrators, visit: Visit
) -> None:
    case = retaining.ended(people)
    [paper, *_] = papers_of(case)
    path = f"/cases/{case.number}/documents/{paper.pk}/"
    ai, bo = visit(people.ai), visit(people.bo)
    assert path in read(ai, f"/cases/{case.number}/")
    retaining.destroyed(two)
    for client in (ai, bo):
        page = read(client, f"/cases/{case.number}/")
        assert path not in page
        assert paper.name in page
        assert "已于 2036-09-23 按留存规则销毁" in page
        assert "XH2036000001" in page
        assert "已于 2036-09-23 按留存规则销毁" in read(client, path, 410)
    answer = ai.get(f"/api/v1{path}")
    assert (answer.status_code, answer.json()["code"]) == (410, "destroyed")
    shown = ai.get(f"/api/v1/cases/{case.number}/documents/").json()[0]
    assert (shown["destroyed_at"], shown["destruction"]) == (
        *("2036-09-23T00:00:00+08:00", "XH2036000001"),
    )
    assert "按留存规则销毁</" in read(bo, f"/cases/{case.number}/")
    assert visit(people.dai).get(path).status_code == 404


def test_a_hold_is_placed_and_lifted_on_pages_and_the_company_learns_nothing_of_it(
    people: Cast, two: Administrators, visit: Visit
) -> None:
    case = retaining.ended(people)
    chen = visit(people.chen)
    assert f"/retention/holds/new/?case={case.number}" in read(chen, f"/cases/{case.number}/")
    assert "/retention/" not in read(visit(people.bo), f"/cases/{case.number}/")
    assert f'value="{case.number}"' in read(chen, f"/retention/holds/new/?case={case.number}")
    status, _ = post(chen, "/retention/holds/new/", number=case.number, reason="行政复议")
    hold = LegalHold.objects.get()
    assert (status, hold.case_id, hold.placed_by) == (302, case.pk, people.chen)
    assert "行政复议" in read(chen, HOME)
    assert "行政复议" in read(visit(make.person("an", people.office, Role.AUDITOR)), HOME)
    assert "行政复议" not in (page := read(visit(two.system), HOME))
    assert "现有 1 项保全" in page
    assert case.number not in page
    assert "行政复议" in read(visit(people.bo), f"/cases/{case.number}/")
    assert "行政复议" not in read(visit(people.ai), f"/cases/{case.number}/")
    assert post(chen, f"/retention/holds/{hold.pk}/lift/", reason="")[0] == 422
    assert post(chen, f"/retention/holds/{hold.pk}/lift/", reason="已终结")[0] == 302
    assert read(chen, f"/retention/holds/{hold.pk}/lift/", 404)
    hold.refresh_from_db()
    assert (hold.lifted_by, hold.lifted_because) == (people.chen, "已终结")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"reason": "调查"}, "应当填写其中一项，且只填写一项"),
        (
            {"number": "BA2026000001", "uscc": "91990101MA0000001X", "reason": "调查"},
            "且只填写一项",
        ),
        ({"number": "BA2026000001"}, "理由"),
        ({"number": "BA2026000001", "reason": "调查"}, "该事项不存在，或者您无权查看"),
        ({"uscc": "company_a", "reason": "调查"}, "没有这一单位，或者不在您的管辖范围"),
    ],
)
def test_a_hold_on_what_is_not_ones_business_is_refused_with_a_sentence(
    people: Cast, visit: Visit, given: dict[str, str], said: str
) -> None:
    retaining.ended(people)
    head = visit(make.person("he", people.other_office, Role.ENFORCEMENT_HEAD))
    uscc = str(people.company_a.uscc)
    data = {key: uscc if value == "company_a" else value for key, value in given.items()}
    status, page = post(head, "/retention/holds/new/", **data)
    assert (status, said in page) == (422, True)
    assert not LegalHold.objects.exists()


def test_a_head_of_the_place_holds_an_organisation_and_another_province_does_not_see_it(
    people: Cast, visit: Visit
) -> None:
    head = visit(make.person("he", people.office, Role.ENFORCEMENT_HEAD))
    far = visit(make.person("hao", people.other_office, Role.ENFORCEMENT_HEAD))
    given = {"uscc": str(people.company_a.uscc), "reason": "专项调查"}
    assert post(head, "/retention/holds/new/", **given)[0] == 302
    [hold] = LegalHold.objects.all()
    assert hold.organization == people.company_a
    assert "专项调查" in read(head, HOME)
    assert "专项调查" not in read(far, HOME)
    assert post(far, f"/retention/holds/{hold.pk}/lift/", reason="x")[0] == 404


def test_nobody_else_has_these_pages(people: Cast, two: Administrators, visit: Visit) -> None:
    case = retaining.ended(people)
    made = retaining.propose(two.system)
    hold = holds.place(case=case, reason="复议", actor=people.chen, now=DUE)
    pages = [
        *(HOME, PROPOSE, f"/retention/destructions/{made.pk}/"),
        *(f"/retention/destructions/{made.pk}/table.csv", "/retention/holds/new/"),
        f"/retention/holds/{hold.pk}/lift/",
    ]
    for user in (people.ai, people.dai, people.bo, people.fang):
        assert [visit(user).get(page).status_code for page in pages] == [404] * 6
    assert [Client().get(page).status_code for page in pages] == [302] * 6
    auditor = visit(make.person("an", people.office, Role.AUDITOR))
    assert [auditor.get(page).status_code for page in pages] == [200, 404, 200, 200, 404, 404]
    assert [visit(people.chen).get(page).status_code for page in pages] == [
        *(200, 404, 404, 404, 200, 200),
    ]
    for act in ("approve", "decline"):
        path = f"/retention/destructions/{made.pk}/{act}/"
        for user in (people.ai, people.chen):
            assert visit(user).post(path, {"reason": "x"}).status_code == 404
        assert auditor.post(path, {"reason": "x"}).status_code == 404
    assert visit(two.system).get("/retention/propose/none/").status_code == 404
    assert visit(two.system).get("/retention/destructions/999999/").status_code == 404
    made.refresh_from_db()
    assert made.state == "proposed"


def test_a_list_is_taken_back_with_a_reason(
    people: Cast, two: Administrators, visit: Visit
) -> None:
    retaining.ended(people)
    place = f"/retention/destructions/{retaining.propose(two.system).pk}/"
    sun = visit(two.system)
    status, page = post(sun, f"{place}decline/", reason="")
    assert (status, "未能办理，请先更正" in page) == (422, True)
    assert post(sun, f"{place}decline/", reason="数目有误")[0] == 302
    assert "数目有误" in read(sun, place)
    assert re.search(r"chip--neutral\">未批准", read(sun, HOME))


def test_the_command_lists_what_is_due_and_carries_out_what_was_signed(
    people: Cast, two: Administrators, capsys: pytest.CaptureFixture[str]
) -> None:
    case = retaining.ended(people)
    count = len(papers_of(case))
    call_command("retention", at="2036-09-22T23:59:59+08:00")
    assert "截止 2026-09-21  到期 0 项" in capsys.readouterr().out
    retaining.signed(two, now=at("2036-09-23 00:00"))
    call_command("retention", dry_run=True)
    told = capsys.readouterr().out
    assert f"不少于10年（解释表 R2）  截止 2026-09-22  到期 {count} 项，另有 0 项处于保全" in told
    assert {paper.destroyed_at for paper in papers_of(case)} == {None}
    call_command("retention")
    assert "已执行 2 批" in capsys.readouterr().out
    assert all(paper.destroyed_at for paper in papers_of(case))
