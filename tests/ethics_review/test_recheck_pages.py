"""A recheck through its pages: the unit applies, the authority forms the group, the experts hold, the unit reads."""

import re
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client

from ethics_review.models import Recheck, Review
from ethics_review.states import RecheckState, ReviewState
from portal.accounts.models import User
from portal.deadlines.models import Deadline
from tests import make
from tests.ethics_review import building
from tests.ethics_review import people as ethics
from tests.ethics_review.people import PANEL, EthicsCast
from tests.workflow.door_cast import Visit, call, clock, visit

__all__ = ["clock", "visit"]
SUMMARY = "程序合规，风险判断合理。"


@pytest.fixture
def cast(db: None, clock: None) -> EthicsCast:
    return ethics.cast()


def page_of(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return answer.content.decode()


def act(client: Client, case: Model, name: str, **posted: Any) -> Any:
    posted["version"] = make.version_of(case)
    return client.post(f"/cases/{case.number}/actions/{name}/", posted)


def in_state(cast: EthicsCast, state: RecheckState) -> Recheck:
    return building.recheck(cast, state)


def state_of(case: Model) -> str:
    return str(type(case).objects.values_list("state", flat=True).get(pk=case.pk))


def posted_panel(cast: EthicsCast, *names: str) -> dict[str, Any]:
    posted: dict[str, Any] = {"experts-count": "7"}
    for index, name in enumerate(names or PANEL):
        posted[f"experts-{index}-expert"] = cast.people[name].pk
        posted[f"experts-{index}-discipline"] = PANEL.get(name, "technology")
    return posted


# --- Applying ---------------------------------------------------------------------------------------------------------
def test_the_unit_begins_from_the_review_that_the_address_names(
    cast: EthicsCast, visit: Visit
) -> None:
    review = building.review(cast, ReviewState.AWAITING_RECHECK)
    for filer in (cast.lin, cast.gao):
        told = page_of(visit(filer), f"/cases/new/recheck/?review={review.number}")
        assert f'<option value="{review.number}" selected>' in told
    answer = visit(cast.lin).post("/cases/new/recheck/", {"review": review.number})
    assert answer.status_code == 302
    made = Recheck.objects.get()
    assert (made.review, made.created_by, made.organization) == (review, cast.lin, cast.unit_a)
    assert made.title == "专家复核：出行行为预测模型研究"


def test_reviews_that_do_not_wait_or_are_others_cannot_be_chosen(
    cast: EthicsCast, visit: Visit
) -> None:
    waiting = building.review(cast, ReviewState.AWAITING_RECHECK)
    approved = building.review(cast, ReviewState.APPROVED)
    told = page_of(visit(cast.lin), "/cases/new/recheck/")
    assert waiting.number in told
    assert approved.number not in told
    assert waiting.number not in page_of(visit(cast.dai), "/cases/new/recheck/")
    for number in (approved.number, "LS2026999999", "'"):
        answer = visit(cast.lin).post("/cases/new/recheck/", {"review": number})
        assert answer.status_code == 422
        assert "您可以申请专家复核的活动中没有这一项" in answer.content.decode()
    answer = visit(cast.dai).post("/cases/new/recheck/", {"review": waiting.number})
    assert answer.status_code == 422
    assert not Recheck.objects.exists()


def test_a_review_has_one_recheck_at_a_time(cast: EthicsCast, visit: Visit) -> None:
    case = in_state(cast, RecheckState.APPLIED)
    answer = visit(cast.lin).post("/cases/new/recheck/", {"review": case.review.number})
    assert answer.status_code == 422
    make.act(case, "withdraw", cast.gao, reason="材料有误，重新申请。")
    answer = visit(cast.lin).post("/cases/new/recheck/", {"review": case.review.number})
    assert answer.status_code == 302


def test_what_is_missing_is_told_before_it_is_handed_in(cast: EthicsCast, visit: Visit) -> None:
    review = building.review(cast, ReviewState.AWAITING_RECHECK)
    client = visit(cast.lin)
    client.post("/cases/new/recheck/", {"review": review.number})
    case = Recheck.objects.get()
    for section in ("statement", "papers"):
        page_of(client, f"/cases/{case.number}/edit/{section}/")
    answer = act(client, case, "submit")
    told = answer.content.decode()
    assert answer.status_code == 422
    for sentence in ("“复核申请说明”没有填写", "“联系人”没有填写", "没有上传“复核申请表”"):
        assert sentence in told
    assert state_of(case) == "draft"


def test_handing_in_starts_the_thirty_days(cast: EthicsCast, visit: Visit) -> None:
    case = in_state(cast, RecheckState.DRAFT)
    assert act(visit(cast.gao), case, "submit").status_code == 302
    case.refresh_from_db()
    assert case.authority == cast.department
    limit = Deadline.objects.get(case_id=case.pk, closed_at=None)
    assert (limit.code, str(limit.last_day)) == ("ethics.recheck", "2026-10-22")


# --- The group --------------------------------------------------------------------------------------------------------
def test_the_officer_names_the_group_by_the_page(cast: EthicsCast, visit: Visit) -> None:
    case, client = in_state(cast, RecheckState.RECEIVED), visit(cast.ou)
    told = page_of(client, f"/cases/{case.number}/actions/form_panel/")
    assert f">{cast.e1}（演示省科学技术厅）</option>" in told
    for barred in (cast.m1, cast.lin, cast.su, cast.dai):
        assert f'<option value="{barred.pk}"' not in told
    answer = act(client, case, "form_panel", **posted_panel(cast))
    assert answer.status_code == 302, answer.content.decode()
    group = {(seat.user, seat.discipline) for seat in case.group()}
    assert group == {(cast.people[name], field) for name, field in PANEL.items()}
    told = page_of(client, f"/cases/{case.number}/")
    assert f"复核专家：{cast.e1}（人工智能技术）、" in told, "the timeline names the experts"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"experts-4-expert": "", "experts-4-discipline": ""}, "复核专家组不少于 5 人，现有 4 人"),
        ({"experts-3-discipline": "ethics"}, "复核专家组缺少法律方面的专家"),
        ({"experts-4-discipline": ""}, "第 5 项没有选择“专业背景”"),
        ({"experts-4-expert": "999999"}, "第 5 项的“专家”不在可选的范围之内"),
        ({"experts-count": "x"}, "至少填写一项"),
    ],
)
def test_an_unsound_group_is_refused_with_its_reason(
    cast: EthicsCast, visit: Visit, changed: dict[str, str], sentence: str
) -> None:
    case = in_state(cast, RecheckState.RECEIVED)
    answer = act(visit(cast.ou), case, "form_panel", **posted_panel(cast) | changed)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert state_of(case) == "received"


def test_an_expert_named_twice_is_refused(cast: EthicsCast, visit: Visit) -> None:
    case = in_state(cast, RecheckState.RECEIVED)
    posted = posted_panel(cast) | {"experts-4-expert": cast.e1.pk}
    answer = act(visit(cast.ou), case, "form_panel", **posted)
    assert answer.status_code == 422
    assert f"{cast.e1}重复列入" in answer.content.decode()


def test_a_recused_expert_is_replaced_before_the_vote(cast: EthicsCast, visit: Visit) -> None:
    case = in_state(cast, RecheckState.PANEL_FORMED)
    answer = act(visit(cast.e1), case, "declare_interest", conflicted="yes")
    assert answer.status_code == 422
    assert "请写明存在什么利益关系" in answer.content.decode()
    act(visit(cast.e1), case, "declare_interest", conflicted="yes", statement="曾在该单位任职")
    page_of(visit(cast.e1), f"/cases/{case.number}/", 404)
    for name in ("e2", "e3", "e4", "e5"):
        assert (
            act(visit(cast.people[name]), case, "declare_interest", conflicted="no").status_code
            == 302
        )
    client = visit(cast.ou)
    answer = act(client, case, "open_voting", ends_at="2026-09-25T18:00")
    assert f"{cast.e1}应当回避，请先更换" in answer.content.decode()
    told = page_of(client, f"/cases/{case.number}/actions/replace_expert/")
    assert f'<option value="{cast.e6.pk}">' in told
    answer = act(
        client,
        case,
        "replace_expert",
        leaving=cast.e1.pk,
        expert=cast.e6.pk,
        discipline="technology",
        reason="回避",
    )
    assert answer.status_code == 302
    answer = act(client, case, "open_voting", ends_at="2026-09-25T18:00")
    assert f"{cast.e6}尚未声明利益关系" in answer.content.decode()
    act(visit(cast.e6), case, "declare_interest", conflicted="no")
    assert act(client, case, "open_voting", ends_at="2026-09-25T18:00").status_code == 302
    assert case.open_round().electors.count() == 5


# --- What the experts see ---------------------------------------------------------------------------------------------
def test_an_expert_declares_before_seeing_anything_of_the_content(
    cast: EthicsCast, visit: Visit
) -> None:
    case = in_state(cast, RecheckState.PANEL_FORMED)
    secret = ("同意提交专家复核。", "城市出行数据快速增长。", "申请专家复核。", "魏然")
    client, path = visit(cast.e1), f"/cases/{case.number}/"
    told = page_of(client, path)
    assert "请先声明利益关系" in told
    assert "出行行为预测模型研究" in told
    assert [word for word in secret if word in told] == []
    sent = call(client, "GET", f"cases/{case.number}/").content.decode()
    assert [word for word in secret if word in sent] == []
    paper = case.documents.get(slot="application")
    assert client.get(f"/cases/{case.number}/documents/{paper.pk}/").status_code == 404
    act(client, case, "declare_interest", conflicted="no")
    told = page_of(client, path)
    assert [word for word in secret if word not in told] == []
    assert client.get(f"/cases/{case.number}/documents/{paper.pk}/").status_code == 200
    review_paper = case.review.documents.get(slot="commitment")
    path = f"/cases/{case.review.number}/documents/{review_paper.pk}/"
    assert path in told
    assert client.get(path).status_code == 200


def test_the_whole_walk_of_a_vote(cast: EthicsCast, visit: Visit) -> None:
    for name in PANEL:
        User.objects.filter(pk=cast.people[name].pk).update(display_name=f"教授{name}")
    case, officer = in_state(cast, RecheckState.PANEL_FORMED), visit(cast.ou)
    path = f"/cases/{case.number}/"
    for name in PANEL:
        act(visit(cast.people[name]), case, "declare_interest", conflicted="no")
    assert act(officer, case, "open_voting", ends_at="2026-09-25T18:00").status_code == 302
    choices = dict(zip(PANEL, ("agree", "disagree", "agree", "agree", "agree"), strict=True))
    for index, (name, choice) in enumerate(choices.items()):
        told = page_of(officer, path)
        assert f"等待 {5 - index} 人（共 5 人）" in told
        assert "各专家的意见" not in told
        sent = act(
            visit(cast.people[name]),
            case,
            "cast_opinion",
            choice=choice,
            compliance=f"合规性意见{name}",
            reasonableness=f"合理性意见{name}",
        )
        assert sent.status_code == 302
    told = page_of(officer, path)
    assert "第 1 次表决：同意" in told
    assert "全组 5 人，同意 4 人，不同意 1 人；同意须有 4 人以上" in told
    assert "合规性意见e2" in told
    assert "合规性意见e2" in page_of(visit(cast.e1), path)
    _unit_sees_nothing_of_it(cast, visit, case)
    answer = act(officer, case, "issue_opinion", summary=SUMMARY, confirm="yes")
    assert answer.status_code == 302
    told = page_of(visit(cast.lin), path)
    assert "专家组 5 人，同意 4 人，不同意 1 人；同意须有 4 人以上" in told
    assert SUMMARY in told
    _unit_sees_nothing_of_it(cast, visit, case)
    review = Review.objects.get(pk=case.review_id)
    assert (review.state, review.recheck_opinion) == ("recheck_returned", "agree")


def _unit_sees_nothing_of_it(cast: EthicsCast, visit: Visit, case: Recheck) -> None:
    """No names of experts, no declarations, no ballots, on no page and in no answer of the API."""
    words = ["教授", "合规性意见", "声明利益关系", "提交复核意见", "复核表决"]
    for reader in (cast.lin, cast.gao):
        client = visit(reader)
        parts = ("", "timeline/", "notices/", "actions/", "deadlines/")
        told = page_of(client, f"/cases/{case.number}/") + "".join(
            call(client, "GET", f"cases/{case.number}/{part}").content.decode() for part in parts
        )
        assert [word for word in words if word in told] == []


def test_nobody_reads_a_ballot_before_the_vote_is_closed(cast: EthicsCast, visit: Visit) -> None:
    case = in_state(cast, RecheckState.PANEL_FORMED)
    for name in PANEL:
        make.act(case, "declare_interest", cast.people[name], conflicted=False)
    make.act(case, "open_voting", cast.ou, ends_at=building.ENDS_AT)
    text = {"compliance": "独一无二的合规意见", "reasonableness": "独一无二的合理意见"}
    act(visit(cast.e1), case, "cast_opinion", choice="disagree", **text)
    for reader in (cast.ou, cast.ren, cast.e1, cast.e2, cast.gao):
        client = visit(reader)
        told = page_of(client, f"/cases/{case.number}/")
        for part in ("", "timeline/"):
            told += call(client, "GET", f"cases/{case.number}/{part}").content.decode()
        assert "独一无二" not in told


# --- Outsiders, the clock, the other ways -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    "state", [RecheckState.APPLIED, RecheckState.PANEL_FORMED, RecheckState.OPINION_ISSUED]
)
def test_outsiders_find_nothing(cast: EthicsCast, visit: Visit, state: RecheckState) -> None:
    case = in_state(cast, state)
    for stranger in (cast.dai, cast.fu, cast.e7, cast.m1, cast.gu):
        client = visit(stranger)
        page_of(client, f"/cases/{case.number}/", 404)
        page_of(client, f"/cases/{case.number}/actions/issue_opinion/", 404)
        page_of(client, f"/cases/{case.number}/actions/cast_opinion/", 404)
        assert call(client, "GET", f"cases/{case.number}/").status_code == 404
        assert case.number not in page_of(client, "/cases/")


def test_the_unit_does_not_know_of_confidential_acts(cast: EthicsCast, visit: Visit) -> None:
    case = in_state(cast, RecheckState.PANEL_FORMED)
    for name in ("replace_expert", "declare_interest", "open_voting", "cast_opinion", "entrust"):
        gone = page_of(visit(cast.gao), f"/cases/{case.number}/actions/{name}/", 404)
        assert case.title not in gone


def test_the_hours_of_an_emergency_stand_at_the_head_of_the_recheck(
    cast: EthicsCast, visit: Visit
) -> None:
    story = building.tale(cast)
    case = building.paneled(story, building.preliminary(story, "emergency"))
    for reader in (cast.ou, cast.e1, cast.gao):
        told = page_of(visit(reader), f"/cases/{case.number}/")
        assert re.search('<span class="watched__left">剩 7[01] 小时', told)
        hours, days = "以此期限为准：应急审查一般在七十二小时内完成", "收到复核申请后三十日内"
        assert 0 < told.index(hours) < told.index(days)
        assert "以小时期限为准" in told


def test_without_an_emergency_the_thirty_days_stand_alone(cast: EthicsCast, visit: Visit) -> None:
    case = in_state(cast, RecheckState.PANEL_FORMED)
    told = page_of(visit(cast.ou), f"/cases/{case.number}/")
    assert "收到复核申请后三十日内" in told
    assert "期限为准" not in told


def test_a_request_for_more_names_what_the_law_lists(cast: EthicsCast, visit: Visit) -> None:
    case = in_state(cast, RecheckState.APPLIED)
    posted = {"items-requested-reason": "请补充测试报告。"}
    assert act(visit(cast.ou), case, "request_supplement", **posted).status_code == 302
    told = page_of(visit(cast.lin), f"/cases/{case.number}/")
    assert "请补充测试报告。" in told
    make.edit(case, cast.gao, statement="补充了测试报告。")
    assert "补充了测试报告。" not in page_of(visit(cast.ou), f"/cases/{case.number}/")
    assert act(visit(cast.gao), case, "resubmit_supplement").status_code == 302
    assert "补充了测试报告。" in page_of(visit(cast.ou), f"/cases/{case.number}/")


def test_withdrawing_in_the_middle_of_the_vote_sets_it_aside(
    cast: EthicsCast, visit: Visit
) -> None:
    case = in_state(cast, RecheckState.PANEL_FORMED)
    for name in PANEL:
        make.act(case, "declare_interest", cast.people[name], conflicted=False)
    make.act(case, "open_voting", cast.ou, ends_at=building.ENDS_AT)
    answer = act(visit(cast.gao), case, "withdraw", reason="活动取消。", confirm="yes")
    assert answer.status_code == 302
    [held] = case.rounds.all()
    assert held.outcome == "set_aside"
    assert not Deadline.objects.filter(case_id=case.pk, closed_at=None).exists()
    told = page_of(visit(cast.ou), f"/cases/{case.number}/")
    assert "作废，已经提交的意见不计" in told
    answer = act(
        visit(cast.e1), case, "cast_opinion", choice="agree", compliance="合", reasonableness="合"
    )
    assert answer.status_code == 409


def test_a_program_forms_the_group_by_the_same_form(cast: EthicsCast, visit: Visit) -> None:
    case, client = in_state(cast, RecheckState.RECEIVED), visit(cast.ou)
    path = f"cases/{case.number}/actions/form_panel/"
    rows = [{"expert": cast.people[n].pk, "discipline": d} for n, d in PANEL.items()]
    for wrong in ([], "x", [1], [{"expert": "x"}], [{**rows[0], "more": 1}], rows[:4]):
        sent = {"version": make.version_of(case), "data": {"experts": wrong}}
        answer = call(client, "POST", path, sent)
        assert answer.status_code == 422, wrong
    sent = {"version": make.version_of(case), "data": {"experts": rows}}
    answer = call(client, "POST", path, sent)
    assert answer.status_code == 200, answer.content
    told = call(client, "GET", f"cases/{case.number}/").json()["data"]
    assert [one["id"] for one in told["panel"]] == [cast.people[name].pk for name in PANEL]
