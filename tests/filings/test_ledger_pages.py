"""What the page of a recorded filing says comes next, to whom, and what it keeps for later."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from filings.models import Filing
from filings.states import FilingState as S
from tests import make
from tests.make import Cast, filing, fresh
from tests.portal.web_cast import Visit, figures, people, read, set_clock, visit

__all__ = ["people", "set_clock", "visit"]
TOLD = {"ground": "false_material", "facts": "伪造。", "evidence": "鉴定。"}


def page_of(client: Client, case: Filing) -> str:
    return read(client, f"/cases/{case.number}/")


def here(page: str) -> list[str]:
    """The acts that are shown at once, in their order; those of other stages are folded away."""
    shown = page.partition("可办理事项</h3>")[2].partition("<details")[0]
    return re.findall(r'class="btn [^"]*"[^>]*>([^<]+)<', shown)


def next_step(page: str) -> str:
    return re.findall(r'id="next-title">下一步</h2>\s*<p class="lead">([^<]*)<', page)[0]


def test_before_a_prior_notice_nobody_reads_of_revocation_among_what_can_be_done(
    people: Cast, visit: Visit
) -> None:
    case = filing(people, S.RECORDED)
    assert here(page_of(visit(people.ai), case)) == [
        "确认信息仍然准确",
        "申报变更",
        "申报终止服务",
    ]
    assert here(page_of(visit(people.bo), case)) == [
        "查看确认编号已标明",
        "分级分类",
        "查看未见编号或链接",
        "依职权注销",
        "告知拟撤销备案",
    ]


def test_after_a_prior_notice_the_statement_stands_first_and_the_proposer_reads_why_not(
    people: Cast, visit: Visit
) -> None:
    case = filing(people, S.RECORDED)
    make.act(case, "notify_revocation", people.bo, **TOLD)
    assert here(page_of(visit(people.ai), case))[0] == "陈述申辩"
    proposer = page_of(visit(people.bo), case)
    assert "须由提出撤销意见以外的第二名工作人员作出决定" in proposer
    assert "由您以外的第二名工作人员决定是否撤销" in next_step(proposer)
    assert "期限尚未届满" in page_of(visit(people.chen), case)
    make.act(case, "state_against_revocation", people.ai, statement="不属实。")
    assert "企业已经陈述申辩，请决定是否撤销" in next_step(page_of(visit(people.chen), case))
    assert "陈述申辩" not in here(page_of(visit(people.ai), case))


@pytest.mark.parametrize(
    ("state", "company", "officer"),
    [
        (S.RECORDED, "已备案。请在", "已备案，目前没有等待审核的事项。"),
        (S.CHANGE_DUE, "请修改发生变化的内容", "企业正在办理变更，提交之前无需审核。"),
        (S.CHANGE_SUBMITTED, "变更正在审核", "请核对变更前后的差异"),
        (S.TERMINATION_DUE, "请说明对用户和数据的安排", "企业已申报终止服务，等待其申请注销。"),
        (S.DEREGISTRATION_SUBMITTED, "注销申请正在办理", "请核对对用户和数据的安排"),
        (S.DEREGISTERED, "已注销。请从网站", "目前没有需要办理的事项。"),
        (S.CANCELLED, "备案已被依职权注销", "目前没有需要办理的事项。"),
        (S.REVOKED, "备案已被撤销", "目前没有需要办理的事项。"),
    ],
)
def test_each_side_reads_whose_turn_it_is(
    people: Cast, visit: Visit, state: S, company: str, officer: str
) -> None:
    case = filing(people, state)
    assert next_step(page_of(visit(people.ai), case)).startswith(company)
    assert next_step(page_of(visit(people.bo), case)).startswith(officer)


def test_the_company_reads_how_many_places_it_has_changed(people: Cast, visit: Visit) -> None:
    case = filing(people, S.CHANGE_DUE)
    make.edit(case, people.ai, model_name="青云排序二代", principle="按时效打分。")
    assert "已修改 2 处" in next_step(page_of(visit(people.ai), case))


def test_a_reader_who_decides_nothing_is_not_told_to_decide(people: Cast, visit: Visit) -> None:
    case = filing(people, S.CHANGE_SUBMITTED)
    page = page_of(visit(people.fang), case)
    assert next_step(page).startswith("等待")
    assert here(page) == []


def test_an_answer_that_only_has_to_be_mended_keeps_the_page_and_its_button(
    people: Cast, visit: Visit
) -> None:
    case = filing(people, S.RECORDED)
    sent: dict[str, Any] = {"version": case.version, "reason": "更名"}
    sent["changed_on"] = (date(2026, 9, 22) + timedelta(days=1)).isoformat()
    address = f"/cases/{case.number}/actions/declare_change/"
    refused = visit(people.ai).post(address, sent)
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "“变更发生日”不能晚于今天，变更发生后再申报（第二十条第二款）" in page
    assert '<button class="btn btn-primary" type="submit">申报变更</button>' in page
    assert fresh(case).state == S.RECORDED


def test_an_end_lists_only_the_limits_that_run(people: Cast, visit: Visit) -> None:
    case = filing(people, S.RECORDED)
    page = read(visit(people.bo), f"/cases/{case.number}/actions/cancel_ex_officio/")
    listed = re.findall(r"<li>(不再计算期限：[^<]+)</li>", page)
    assert len(listed) == case.deadlines.filter(closed_at=None).count() == 2


def test_a_second_change_does_not_begin_with_the_day_of_the_first(
    people: Cast, visit: Visit
) -> None:
    case = filing(people, S.CHANGE_SUBMITTED)
    make.act(case, "accept_change", people.bo)
    page = read(visit(people.ai), f"/cases/{case.number}/actions/declare_change/")
    assert 'value="2026-09-22"' not in page


def test_the_trail_says_the_ground_in_words(people: Cast, visit: Visit) -> None:
    case = filing(people, S.CANCELLED)
    page = page_of(visit(people.ai), case)
    assert "site_closed" not in page
    assert "注销的情形：" in page


def test_the_version_in_force_is_marked(people: Cast, visit: Visit) -> None:
    case = filing(people, S.CHANGE_SUBMITTED)
    told = page_of(visit(people.bo), case).partition('id="revisions"')[2].partition("</ol>")[0]
    versions = [re.sub(r"<[^>]+>|\s+", "", one) for one in told.split("<li>")[1:]]
    assert [("第2版" in versions[0], "现行" in versions[0]), "现行" in versions[1]] == [
        (True, False),
        True,
    ]


def test_a_companys_list_of_what_to_do_holds_changes_ends_and_accusations(
    people: Cast, visit: Visit
) -> None:
    every = {state: filing(people, state) for state in S}
    make.act(every[S.RECORDED], "notify_revocation", people.bo, **TOLD)
    client = visit(people.ai)
    page = read(client, "/desk/to-do/")
    waiting = {S.DRAFT, S.CORRECTION_REQUESTED, S.DECLINED, S.WITHDRAWN}
    waiting |= {S.CHANGE_DUE, S.TERMINATION_DUE, S.RECORDED}
    assert {state for state, case in every.items() if case.number in page} == waiting
    assert figures(read(client, "/desk/"))["/desk/to-do/"] == len(waiting)
    make.act(every[S.RECORDED], "state_against_revocation", people.ai, statement="不属实。")
    assert every[S.RECORDED].number not in read(client, "/desk/to-do/")


def test_the_companys_next_duty_is_the_change_once_it_is_declared(
    people: Cast, visit: Visit
) -> None:
    case = filing(people, S.RECORDED)
    changed = date(2026, 9, 22)
    make.act(case, "declare_change", people.ai, changed_on=changed, reason="更名")
    page = read(visit(people.ai), "/desk/")
    assert "最迟 2026年9月30日24:00前" in page  # the 25th is the Mid-Autumn Festival
    assert fresh(case).deadlines.get(code="algorithm.change").last_day == date(2026, 9, 30)
