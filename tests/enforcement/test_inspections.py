"""Inspections: two officers who are two, every article answered, a record that both stand for, signatures, secrecy."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from enforcement.forms.rectification import OrderSection
from enforcement.integrity import records_match
from enforcement.kinds.inspection import detail, to_json
from enforcement.leads import open_leads
from enforcement.models import InspectionRecord, Lead
from enforcement.states import InspectionState as S
from enforcement.states import LeadState
from portal.cases.selectors import papers_for, visible_to
from portal.deadlines.models import Deadline
from portal.notices.models import Notice
from portal.workflow.errors import GuardFailed, NotPermitted
from tests import make
from tests.enforcement import complaining
from tests.enforcement import inspecting as building
from tests.enforcement import monitoring_building as monitoring
from tests.enforcement.inspecting import CAME, NOW, PLAN, RECORD, answers, team
from tests.enforcement.people import EnforcementCast, act, edited, fresh, opened
from tests.enforcement.standing import story

__all__ = ["story"]
pytestmark = pytest.mark.django_db
OFFICE = {"bo", "bei", "hu", "cao", "yan", "lu", "fa", "ren"}


def seers(story: EnforcementCast, case: Any) -> set[str]:
    """Who finds the case among what they may know of."""
    return {n for n, user in story.people.items() if visible_to(user).filter(pk=case.pk).exists()}


def holders(story: EnforcementCast, case: Any) -> set[str]:
    """Who has a role towards the case."""
    return {name for name, user in story.people.items() if case.roles_of(user)}


def refusal(case: Any, name: str, actor: Any, **told: Any) -> str:
    """The sentence with which an act is refused."""
    with pytest.raises(GuardFailed) as refused:
        act(case, name, actor, **told)
    return refused.value.reasons[0].message


@pytest.mark.parametrize("state", list(S))
def test_the_company_knows_of_an_inspection_from_the_notice_or_the_arrival_on(
    story: EnforcementCast, state: S
) -> None:
    case = building.inspection(story, state)
    told = set() if state in (S.DRAFT, S.CANCELLED) else {"ai"}
    assert seers(story, case) == holders(story, case) == OFFICE | told


def test_one_officer_twice_is_no_team_of_two(story: EnforcementCast) -> None:
    case = building.inspection(story)
    assert refusal(case, "notify", story.bo, officers=team(story, "bo")).endswith(
        "1 人，应不少于 2 人，而且不是同一人"
    )
    told = refusal(case, "notify", story.bo, officers=team(story, "bo", "bo"))
    assert told == "同一人只能指定一次"
    told = refusal(case, "notify", story.bo, officers=team(story, "bo", "gu"))
    assert told == "Gu不是有管辖权的执法人员"
    blank = [{**row, "credential": ""} for row in team(story)]
    assert refusal(case, "notify", story.bo, officers=blank) == "没有填写Bo的执法证号"


def test_the_notice_comes_three_working_days_before_and_says_who_where_and_what(
    story: EnforcementCast,
) -> None:
    case = building.inspection(story, planned_on=date(2026, 10, 9))
    limit = Deadline.objects.get(case=case, code="inspection.notice")
    # Friday 10-09 is not counted: back over 10-08 and the National Day holiday to 09-30 and 09-29.
    assert limit.last_day == date(2026, 9, 29)
    building.notify(story, case)
    limit.refresh_from_db()
    assert limit.outcome == Deadline.Outcome.MET
    letter = Notice.objects.get(case=case, code="inspection_notice")
    assert letter.addressee == story.company_a
    assert [one["credential"] for one in letter.context["officers"]] == ["99-bo", "99-bei"]
    told = letter.context
    assert (told["planned_on"], told["place"]) == ("2026-10-09", PLAN["place"])
    assert (told["scope"], told["prepare"]) == (PLAN["scope"], PLAN["prepare"])


def test_nobody_arrives_before_the_announced_day_or_without_credentials(
    story: EnforcementCast,
) -> None:
    case = building.inspection(story)
    building.notify(story, case)
    told = {"arrived_at": CAME, "receiver": "王五", "credentials_shown": True}
    assert refusal(case, "arrive", story.bo, **told) == "已通知企业于 2026-09-28 检查，不能提前到场"
    later = building.inspection(story, S.NOTIFIED)
    shown = {**told, "credentials_shown": False}
    assert refusal(later, "arrive", story.bo, **shown) == "没有出示执法证件的，当事人有权拒绝检查"
    assert refusal(later, "arrive", story.hu, **told) == "您不是本事项指定的执法人员"


def test_an_unannounced_inspection_runs_no_limit_of_notice_and_takes_its_lead_up(
    story: EnforcementCast,
) -> None:
    lead = monitoring.lead(story)
    case = opened("inspection", story.bo, story.company_a, lead=lead, origin=None)
    edited(case, story.bo, **(PLAN | {"announced": False}))
    assert not Deadline.objects.filter(case=case).exists()
    act(case, "change_team", story.bo, officers=team(story))
    assert (
        refusal(case, "notify", story.bo, officers=team(story))
        == "本次检查不事先通知，请到场时登记"
    )
    building.arrive(story, case)
    assert fresh(case).state == S.ON_SITE
    assert fresh(lead).state == LeadState.TAKEN_UP


def test_the_record_waits_for_every_article_and_for_the_questions_of_the_log_duty(
    story: EnforcementCast,
) -> None:
    case = building.inspection(story, S.ON_SITE, items=["opt_out", "logs"])
    rows = answers(case, **building.VIOLATED)
    assert [row["item"] for row in rows] == [
        "opt_out",
        "logs",
        "logs.mechanism",
        "logs.scope",
        "logs.duration",
        "logs.integrity",
        "logs.provision",
    ]
    act(case, "answer_checklist", story.bei, answers=rows[:2])
    assert "没有填写检查结果" in refusal(case, "record", story.bei, **RECORD)
    contradicting = [
        {**row, "finding": "compliant"} if row["item"] == "logs" else row for row in rows
    ]
    act(case, "answer_checklist", story.bo, answers=contradicting)
    assert "日志留存一项也应填写不符合" in refusal(case, "record", story.bei, **RECORD)
    silent = [{**row, "note": ""} for row in rows]
    act(case, "answer_checklist", story.bo, answers=silent)
    assert "请写明所见情况" in refusal(case, "record", story.bei, **RECORD)
    act(case, "answer_checklist", story.bo, answers=rows)
    early = {**RECORD, "left_at": CAME}
    assert refusal(case, "record", story.bei, **early) == "结束时间应晚于到场时间"
    act(case, "record", story.bei, **RECORD)
    assert fresh(case).state == S.RECORDED


def test_the_writer_of_a_record_does_not_confirm_it_and_nobody_signs_before(
    story: EnforcementCast,
) -> None:
    case = building.inspection(story, S.RECORDED)
    signed = {"signatory": "王五", "position": "合规总监", "remarks": "以整改为准。"}
    told = "笔录尚未由另一名执法人员确认"
    assert refusal(case, "sign_record", story.ai, **signed) == told
    assert detail(case, story.ai)["record"] is None
    assert "record" not in to_json(case, story.ai)
    assert "checklist" not in to_json(case, story.ai)
    told = "笔录由您作成，应由另一名执法人员确认"
    assert refusal(case, "confirm_record", story.bei) == told
    assert refusal(case, "confirm_record", story.hu) == "您不是本事项指定的执法人员"
    act(case, "confirm_record", story.bo)
    shown = detail(fresh(case), story.ai)["record"]
    assert [row["item"] for row in shown["broken"]] == ["opt_out", "logs", "logs.duration"]
    act(case, "sign_record", story.ai, **signed)
    assert fresh(case).signature == {"how": "portal", **signed}


def test_who_joined_after_the_record_does_not_confirm_it(story: EnforcementCast) -> None:
    case = building.inspection(story, S.RECORDED)
    act(case, "change_team", story.hu, officers=team(story, "bo", "bei", "hu"))
    told = "您不在笔录写明的执法人员之中，不能确认"
    assert refusal(case, "confirm_record", story.hu) == told
    building.confirm(story, case)


def test_one_officer_who_is_left_neither_confirms_nor_concludes(story: EnforcementCast) -> None:
    case = building.inspection(story, S.RECORDED)
    lost = building.inspection(story, S.SIGNED)
    for one in (case, lost):
        act(one, "step_aside", story.bei, reason="曾在该企业任职。")
    assert "1 人，应不少于 2 人" in refusal(case, "confirm_record", story.bo)
    assert "1 人，应不少于 2 人" in refusal(lost, "conclude", story.bo, conclusion="没有问题。")


def test_the_result_waits_for_the_answer_to_a_request_for_recusal(story: EnforcementCast) -> None:
    case = building.inspection(story, S.SIGNED)
    about = {"officer": story.bei, "reason": "其配偶在竞争企业任职。"}
    act(case, "request_recusal", story.ai, **about)
    told = "企业的回避申请还没有答复"
    assert refusal(case, "conclude", story.bo, conclusion="没有问题。") == told
    act(case, "refuse_recusal", story.cao, **about)
    building.conclude(story, case)


def test_a_case_rests_on_nothing_about_another_company(story: EnforcementCast) -> None:
    lead, found = monitoring.lead(story), building.inspection(story, S.CONCLUDED)
    heard = complaining.lodged(story).complaint
    other = "该事项涉及其他单位，不能作为本事项的来源"
    for kind in ("inspection", "rectification", "penalty", "observation", "evaluation"):
        for name, source in (("lead", lead), ("origin", found), ("origin", heard)):
            given = {"lead": None, "origin": None, name: source}
            with pytest.raises(ValidationError) as refused:
                opened(kind, story.bo, story.company_b, **given)
            assert refused.value.message_dict == {name: [other]}
    assert opened("rectification", story.bo, story.company_a, lead=lead, origin=heard).pk


def test_a_record_is_frozen_with_its_evidence_and_no_hand_can_change_it(
    story: EnforcementCast,
) -> None:
    case = building.inspection(story, S.ON_SITE)
    paper = make.attach(case, story.bo, "evidence", now=NOW, body=b"log index").event.data["sha256"]
    with pytest.raises(NotPermitted):
        make.attach(fresh(case), story.hu, "evidence", now=NOW)
    building.record(story, case)
    kept = InspectionRecord.objects.get(inspection=case)
    assert kept.content["evidence"] == [{"name": "evidence.png", "sha256": paper}]
    assert kept.content["officers"][0]["credential"] == "99-bo"
    assert kept.event.data["content_sha256"] == fresh(case).record_digest()
    with pytest.raises(NotPermitted):  # the record is made
        make.attach(fresh(case), story.bo, "evidence", now=NOW)
    assert [one.name for one in papers_for(fresh(case), story.ai)] == ["evidence.png"]
    assert list(records_match()) == []
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        InspectionRecord.objects.update(number=7)


def test_a_corrected_record_is_another_version_and_is_confirmed_anew(
    story: EnforcementCast,
) -> None:
    case = building.inspection(story, S.RECORDED)
    building.confirm(story, case)
    act(case, "correct_record", story.bo, reason="地点写错。")
    act(case, "record", story.bo, **{**RECORD, "findings": "更正后的情况。"})
    assert fresh(case).confirmed_at is None
    assert [one.number for one in fresh(case).revisions.all()] == [1, 2]
    assert refusal(case, "confirm_record", story.bo).startswith("笔录由您作成")
    # The period for the result began with the first record: twenty working days from 09-22.
    limit = Deadline.objects.get(case=case, code="inspection.report")
    assert limit.last_day == date(2026, 10, 27)


def test_a_refused_signature_is_recorded_with_its_witness(story: EnforcementCast) -> None:
    case = building.inspection(story, S.RECORDED)
    building.confirm(story, case)
    signed = {"signatory": "王五", "position": "合规总监"}
    told = "请先上传企业人员签名的笔录扫描件"
    assert refusal(case, "record_paper_signature", story.bo, **signed) == told
    act(case, "record_refusal", story.bo, reason="称需请示。", witnesses="物业赵六")
    building.conclude(story, case)
    letter = Notice.objects.get(case=case, code="inspection_result")
    assert letter.context["signed"] == "企业人员拒绝签名：称需请示。（见证人：物业赵六）"
    assert [one["note"] for one in letter.context["violations"]] == [
        building.VIOLATED["opt_out"],
        building.VIOLATED["logs"],
        "只有一个月。",
    ]


def test_the_head_answers_a_request_for_recusal_and_the_recused_sees_nothing_more(
    story: EnforcementCast,
) -> None:
    case = building.inspection(story, S.ON_SITE)
    asked = {"officer": story.bei, "reason": "其配偶在竞争企业任职。"}
    act(case, "request_recusal", story.ai, **asked)
    assert "正在等待答复" in refusal(case, "request_recusal", story.ai, **asked)
    answered = {"officer": story.bei, "reason": "情况属实。"}
    with pytest.raises(NotPermitted):
        act(case, "grant_recusal", story.bo, **answered)
    act(case, "grant_recusal", story.cao, **answered)
    case = fresh(case)
    assert "bei" not in seers(story, case) | holders(story, case)
    act(case, "answer_checklist", story.bo, answers=answers(case))
    assert "1 人，应不少于 2 人" in refusal(case, "record", story.bo, **RECORD)
    back = refusal(case, "change_team", story.bo, officers=team(story, "bo", "bei"))
    assert "Bei" in back
    act(case, "change_team", story.bo, officers=team(story, "bo", "hu"))
    act(case, "record", story.bo, **RECORD)


def test_an_obstructed_inspection_is_a_lead_once(story: EnforcementCast) -> None:
    case = building.inspection(story, S.ON_SITE)
    act(case, "record_obstruction", story.bo, facts="拒绝打开日志系统。")
    assert [open_leads(NOW), open_leads(NOW)] == [1, 0]
    lead = Lead.objects.get(source="inspection", key=case.number)
    assert (lead.origin_id, lead.organization) == (case.pk, story.company_a)
    assert "第二十四条第二款" in lead.facts
    assert "obstruction" not in to_json(fresh(case), story.ai)


def test_an_order_that_rests_on_an_inspection_offers_its_violations(
    story: EnforcementCast,
) -> None:
    case = building.inspection(story, S.CONCLUDED)
    order = opened("rectification", story.bo, story.company_a, lead=None, origin=fresh(case))
    form = OrderSection(case=order, user=story.bo)
    assert [row["ref"] for row in form.initial["order_items"]] == ["opt_out", "logs"]
    assert building.VIOLATED["opt_out"] in form.initial["facts"]
