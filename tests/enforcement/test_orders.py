"""Orders to correct: the exact deadline, the moment of refusal, results item by item, two officers, secrecy."""

from datetime import date, timedelta
from typing import Any

import pytest

from enforcement.kinds.rectification import detail, hint
from enforcement.leads import open_leads
from enforcement.models import Lead, SelfInspection, failed_refs
from enforcement.selectors import findings
from enforcement.states import RectificationState as S
from portal.cases.selectors import papers_for, visible_to
from portal.deadlines import sweep
from portal.deadlines.models import Deadline
from portal.law.rulebook import rulebook
from portal.notices.models import Notice
from portal.workflow.errors import GuardFailed
from tests import make
from tests.enforcement import inspecting as building
from tests.enforcement.inspecting import NOW, results, team
from tests.enforcement.people import EnforcementCast, act, edited, fresh, opened
from tests.enforcement.standing import story
from tests.portal.letter_contents import unsaid_in

__all__ = ["story"]
pytestmark = pytest.mark.django_db
OFFICE = {"bo", "bei", "hu", "cao", "yan", "lu", "fa", "ren"}
#: Ten natural days from 09-22 end on 10-02, in the National Day holiday: the first working day after it is 10-08.
LAST_DAY = date(2026, 10, 8)
MOMENT = make.at("2026-10-09 00:00")


def refusal(case: Any, name: str, actor: Any, **told: Any) -> str:
    """The sentence with which an act is refused."""
    with pytest.raises(GuardFailed) as refused:
        act(case, name, actor, **told)
    return refused.value.reasons[0].message


@pytest.mark.parametrize("state", list(S))
def test_the_company_knows_of_an_order_once_it_is_issued(story: EnforcementCast, state: S) -> None:
    case = building.order(story, state)
    seers = {n for n, u in story.people.items() if visible_to(u).filter(pk=case.pk).exists()}
    holders = {name for name, user in story.people.items() if case.roles_of(user)}
    told = set() if state in (S.DRAFT, S.WITHDRAWN) else {"ai"}
    assert seers == holders == OFFICE | told
    assert bool(failed_refs(case)) == (state == S.UNRECTIFIED)


def test_the_letter_says_what_was_broken_what_to_do_until_when_and_where_to_object(
    story: EnforcementCast,
) -> None:
    case = building.order(story, S.ISSUED)
    limit = Deadline.objects.get(case=case, code="enforcement.rectification")
    assert (limit.amount, limit.last_day, limit.moment) == (10, LAST_DAY, MOMENT)
    told = Notice.objects.get(case=case, code="rectification_order").context
    assert told["facts"] == building.ORDER["facts"]
    assert (told["days"], told["deadlines"]) == (10, [])
    assert [one["article"] for one in told["items"]] == [
        "《互联网信息服务算法推荐管理规定（征求意见稿）》第十五条第一款",
        "《互联网信息服务算法推荐管理规定（征求意见稿）》第二十三条第二款",
    ]
    assert told["items"][0]["problem"] == "执行不到位"
    served = Notice.objects.get(case=case, code="rectification_served").context
    assert served["deadlines"][0]["last_day"] == "2026-10-08"
    assert told["missed"] == "第二十七条、第二十八条"
    assert "60日内依法申请行政复议" in told["remedies"][0]
    assert "6个月内依法向人民法院提起行政诉讼" in told["remedies"][0]


def test_no_period_runs_and_nobody_refuses_before_the_order_is_served(
    story: EnforcementCast,
) -> None:
    case = building.order(story)
    building.issue(story, case)
    code = "enforcement.rectification"
    assert not Deadline.objects.filter(case=case, code=code).exists()
    told = {"officers": team(story)}
    assert refusal(case, "note_silence", story.bei, now=MOMENT, **told) == "整改期限尚未届满"
    until = {"until": date(2026, 10, 23), "reason": "确有困难。"}
    said = "期限自送达之日起算，尚未登记送达"
    assert refusal(case, "extend", story.bo, **until) == said
    for who in (story.ai, story.bo):
        assert hint(fresh(case), who).startswith(said)
    early = building.handed_over(NOW - timedelta(minutes=1))
    told_early = refusal(case, "record_service", story.bo, **early)
    assert told_early == "送达时间不应早于发出文书的时间"
    two_days_later = make.at("2026-09-24 09:00")
    act(case, "record_service", story.bo, now=MOMENT, **building.handed_over(two_days_later))
    # Ten natural days from 09-24 end on Sunday 10-04, in the holiday: 10-08 again.
    limit = Deadline.objects.get(case=case, code=code)
    assert (limit.started_at, limit.last_day) == (two_days_later, LAST_DAY)
    kept = Notice.objects.get(case=case, code="rectification_order").service
    assert (kept.status, kept.method, kept.served_at) == ("served", "in_person", two_days_later)


def test_an_order_is_served_electronically_or_announced_under_the_rules_of_all_service(
    story: EnforcementCast,
) -> None:
    case = building.order(story)
    building.issue(story, case)
    wire = {"service_method": "electronic", "served_at": NOW, "proof": "到达记录"}
    told = "当事人没有签订电子送达确认书，不能电子送达"
    assert refusal(case, "record_service", story.bo, **wire) == told
    later = make.at("2026-10-23 09:00")
    said = {"service_method": "public_notice", "notice_on": date(2026, 9, 22)}
    assert "公告送达是最后的方式" in refusal(case, "record_service", story.bo, now=later, **said)
    act(case, "record_service", story.bo, now=later, unknown_whereabouts=True, **said)
    # Thirty days after 22 September are over with 22 October.
    assert fresh(case).served_at == make.at("2026-10-23 00:00")


def test_an_order_without_items_is_not_issued(story: EnforcementCast) -> None:
    case = opened("rectification", story.bo, story.company_a, lead=None, origin=None)
    with pytest.raises(GuardFailed) as refused:
        act(case, "issue", story.bo)
    assert [reason.message for reason in refused.value.reasons] == [
        "“事实和问题”没有填写",
        "“整改期限（自然日）”没有填写",
        "“报告方式”没有填写",
        "责令改正至少列明一项",
    ]
    blank = [{"ref": None, "problem": None, "demand": "立即改正。"}]
    edited(case, story.bo, **(building.ORDER | {"order_items": blank}))
    assert refusal(case, "issue", story.bo) == "第 1 项没有写明违反的条款"


def test_nobody_refuses_one_second_before_the_moment(story: EnforcementCast) -> None:
    case = building.order(story, S.ISSUED)
    told = {"conclusion": "期满没有报告。"}
    looked = {"officers": team(story)}
    before = MOMENT - timedelta(seconds=1)
    for name, given in (("find_unrectified", told), ("note_silence", looked)):
        assert refusal(case, name, story.bo, now=before, **given) == "整改期限尚未届满"
    by_two = "请先由两名执法人员核实期满没有报告"
    assert refusal(case, "find_unrectified", story.bo, now=MOMENT, **told) == by_two
    act(case, "note_silence", story.bei, now=MOMENT, **looked)
    same = "复查、核实由您填写，应由另一名执法人员作出意见"
    assert refusal(case, "find_unrectified", story.bei, now=MOMENT, **told) == same
    stranger = "您不是本事项指定的执法人员"
    assert refusal(case, "find_unrectified", story.hu, now=MOMENT, **told) == stranger
    act(case, "find_unrectified", story.bo, now=MOMENT, **told)
    case = fresh(case)
    assert (case.state, case.refusal) == (S.UNRECTIFIED, ["整改期限届满，没有报告整改情况"])
    assert failed_refs(case)
    limit = Deadline.objects.get(case=case, code="enforcement.rectification")
    assert limit.outcome == Deadline.Outcome.LATE


def test_a_missed_order_is_a_lead_once_however_often_it_is_swept(story: EnforcementCast) -> None:
    case = building.order(story, S.ISSUED)
    for _ in range(2):
        sweep.sweep(MOMENT)
        open_leads(MOMENT)
    building.give_up(story, case, MOMENT)
    open_leads(MOMENT)
    lead = Lead.objects.get(source="missed_deadline", origin_id=case.pk)
    missed = rulebook(case.law_profile).limit("enforcement.rectification").summary
    assert lead.title == f"{story.company_a.name}义务逾期线索：{missed}"


def test_more_time_is_asked_and_given_before_the_moment_alone(story: EnforcementCast) -> None:
    case = building.order(story, S.ISSUED)
    act(case, "ask_for_time", story.ai, reason="需要采购存储。")
    assert refusal(case, "ask_for_time", story.ai, reason="再问。") == "延期申请正在等待答复"
    until = {"until": date(2026, 10, 23), "reason": "确有困难。"}
    assert refusal(case, "extend", story.bo, now=MOMENT, **until) == "整改期限已经届满"
    early = {**until, "until": date(2026, 10, 8)}
    assert "应晚于原定的 2026-10-08" in refusal(case, "extend", story.bo, **early)
    far = {**until, "until": date(2027, 9, 23)}  # 365 days from 2026-09-22 end on 2027-09-22
    assert "最后一日不能晚于 2027-09-22" in refusal(case, "extend", story.bo, **far)
    act(case, "extend", story.bo, **until)
    assert unsaid_in(case, "rectification_extended") == []
    limit = Deadline.objects.get(case=case, code="enforcement.rectification")
    assert limit.moment == make.at("2026-10-24 00:00")
    told = refusal(case, "find_unrectified", story.bo, now=MOMENT, conclusion="期满。")
    assert told == "整改期限尚未届满"
    assert Notice.objects.filter(case=case, code="rectification_extended").count() == 1


def test_nobody_refuses_while_a_request_for_time_waits(story: EnforcementCast) -> None:
    case = building.order(story, S.ISSUED)
    act(case, "ask_for_time", story.ai, reason="需要采购存储。")
    act(case, "note_silence", story.bei, now=MOMENT, officers=team(story))
    told = {"conclusion": "期满没有报告。"}
    waits = "企业的延期申请还没有答复"
    assert refusal(case, "find_unrectified", story.bo, now=MOMENT, **told) == waits
    act(case, "decline_time", story.bo, now=MOMENT, reason="时间足够。")
    act(case, "find_unrectified", story.bo, now=MOMENT, **told)


def test_the_report_answers_every_item_and_its_proof_is_the_companys_until_then(
    story: EnforcementCast,
) -> None:
    case = building.order(story, S.ISSUED)
    shown = [{row["result"] for row in detail(case, who)["items"]} for who in (story.ai, story.bo)]
    assert shown == [{"待整改"}, {"待整改"}]
    make.attach(case, story.ai, "proof", now=NOW)
    assert list(papers_for(fresh(case), story.bo)) == []
    told = building.reported(case)
    half = {**told, "answers": told["answers"][:1]}
    assert refusal(case, "report_rectification", story.ai, **half) == "第 2 项没有填写整改情况"
    act(case, "report_rectification", story.ai, **told)
    assert [one.slot for one in papers_for(fresh(case), story.bo)] == ["proof"]
    limit = Deadline.objects.get(case=case, code="rectification.reinspection")
    assert limit.last_day == date(2026, 10, 13)  # ten working days from 09-22, 10-10 is worked


def test_the_two_who_reinspect_are_two_and_the_result_is_theirs_until_the_opinion(
    story: EnforcementCast,
) -> None:
    case = building.order(story, S.REPORTED)
    found = {"results": results("complied", "complied")}
    told = refusal(case, "reinspect", story.bei, officers=team(story, "bei"), **found)
    assert "1 人，应不少于 2 人" in told
    told = refusal(case, "reinspect", story.hu, officers=team(story), **found)
    assert told == "填写复查、核实结果的，应当是所列的执法人员"
    building.reinspect(story, case)
    told = "复查、核实由您填写，应由另一名执法人员作出意见"
    assert refusal(case, "verify", story.bei, conclusion="改正。") == told
    assert refusal(case, "verify", story.hu, conclusion="改正。") == "您不是本事项指定的执法人员"
    shown = detail(fresh(case), story.ai)
    assert [row["result"] for row in shown["items"]] == ["待复查", "待复查"]
    act(case, "verify", story.bo, conclusion="各项均已改正。")
    letter = Notice.objects.get(case=case, code="rectification_verified").context
    assert [row["result"] for row in letter["items"]] == ["已改正", "已改正"]
    assert letter["officers"] == ["Bo", "Bei"]


def test_what_failed_goes_back_once_and_then_counts_as_refused_after_the_moment(
    story: EnforcementCast,
) -> None:
    case = building.order(story, S.REPORTED)
    blank = [{**row, "remark": ""} for row in results("failed", "complied")]
    told = refusal(case, "reinspect", story.bei, officers=team(story), results=blank)
    assert told == "“关闭后立即停止个性化推荐。”未改正，请写明复查所见"
    building.reinspect(story, case, NOW, "failed", "complied")
    assert refusal(case, "verify", story.bo, conclusion="改正。") == "还有没有改正的事项"
    assert refusal(case, "find_unrectified", story.bo, conclusion="不改。") == "整改期限尚未届满"
    told = refusal(case, "return_for_more", story.bo, days=5, conclusion="第一项没有改正。")
    assert told == "新的最后一日 2026-09-28 早于原来的 2026-10-08，已经给予的期限不能缩短"
    act(case, "return_for_more", story.bo, days=20, conclusion="第一项没有改正。")
    assert unsaid_in(case, "rectification_returned") == []
    again = fresh(case)
    assert (again.state, again.deadline()) == (S.ISSUED, None)
    building.serve(story, again)
    again = fresh(again)
    assert again.deadline().last_day == date(2026, 10, 12)
    assert "退回的意见书" in again.deadline().steps[0]
    assert [one.position for one in again.open_items()] == [1]
    building.report(story, again)
    late = make.at("2026-10-13 00:00")
    building.reinspect(story, case, late, "failed", "complied")
    told = refusal(case, "return_for_more", story.bo, now=late, days=20, conclusion="再来。")
    assert told == "已经退回整改过一次"
    act(case, "find_unrectified", story.bo, now=late, conclusion="仍未改正。")
    assert fresh(case).refusal == ["“关闭后立即停止个性化推荐。”期满未改正"]
    letter = Notice.objects.get(case=case, code="rectification_refused").context
    assert [row["result"] for row in letter["items"]] == ["未改正", "已改正"]


def test_a_late_report_is_taken_in_and_judged_by_what_was_corrected(
    story: EnforcementCast,
) -> None:
    case = building.order(story, S.ISSUED)
    building.report(story, case, MOMENT)
    limit = Deadline.objects.get(case=case, code="enforcement.rectification")
    assert limit.outcome == Deadline.Outcome.LATE
    told = refusal(case, "find_unrectified", story.bo, now=MOMENT, conclusion="逾期。")
    assert told == "企业已经报告，请先复查"
    building.reinspect(story, case, MOMENT)
    told = refusal(case, "find_unrectified", story.bo, now=MOMENT, conclusion="逾期。")
    assert told == "没有未改正的事项"
    act(case, "verify", story.bo, now=MOMENT, conclusion="已经改正，逾期报告。")
    assert fresh(case).state == S.VERIFIED


def test_under_the_provisions_in_force_the_letter_threatens_with_their_articles(
    story: EnforcementCast, settings: Any
) -> None:
    settings.ALGORITHM_PROFILE = "algorithm-2022"
    case = building.order(story, S.ISSUED)
    told = Notice.objects.get(case=case, code="rectification_order").context
    assert (told["missed"], told["law_is_draft"]) == ("第三十一条、第三十二条", False)
    assert [one["short"] for one in told["items"]] == ["第十七条", "第二十八条第二款"]
    assert told["articles"] == ["《互联网信息服务算法推荐管理规定》第二十八条第一款"]


def test_what_the_review_of_a_self_inspection_found_is_offered_with_its_kind_of_problem(
    story: EnforcementCast,
) -> None:
    order = opened("rectification", story.bo, story.company_a, lead=None, origin=None)
    found = [
        {"item": "显著告知", "code": "disclosure", "problem": "ineffective", "note": "入口隐蔽。"}
    ]
    law = rulebook(order.law_profile)
    offered = findings._of_self_inspection(SelfInspection(findings=found), law)
    assert offered.facts == ["显著告知：入口隐蔽。"]
    assert [(row["ref"], row["problem"]) for row in offered.items] == [
        ("disclosure", "ineffective")
    ]
