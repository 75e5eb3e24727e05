"""Leads from every source, warnings with their limits, assessments by a team; and who sees none of it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from enforcement.leads import open_leads
from enforcement.models import Lead
from enforcement.selectors.following import followed_by
from enforcement.states import EvaluationState, LeadState, ObservationState
from portal.cases import tips
from portal.cases.models import Case
from portal.cases.selectors import visible_to
from portal.cases.tips import Tip
from portal.deadlines.models import Deadline
from portal.notices.models import Notice
from portal.workflow import catalogue
from portal.workflow.errors import GuardFailed, NotPermitted
from portal.workflow.system_acts import perform_as_system
from portal.workflow.timeline import Reader
from tests import make
from tests.enforcement import monitoring_building as building
from tests.enforcement.people import EnforcementCast, act, cast, edited, fresh, opened
from tests.portal.letter_contents import unsaid_in

OFFICE_PEOPLE = {"bo", "bei", "hu", "cao", "yan", "lu", "fa", "ren"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> EnforcementCast:
    return cast()


def seers(story: EnforcementCast, case: Any) -> set[str]:
    """Who finds the case among what they may know of."""
    return {name for name, user in story.people.items() if case.pk in _seen(user)}


def _seen(user: Any) -> set[int]:
    return set(visible_to(user).values_list("pk", flat=True))


def holders(story: EnforcementCast, case: Any) -> set[str]:
    """Who has a role towards the case."""
    return {name for name, user in story.people.items() if case.roles_of(user)}


@pytest.fixture
def one_tip(story: EnforcementCast) -> Iterator[Tip]:
    """A source that keeps telling of the same finding."""
    origin = opened("lead", story.bo, story.company_a, source="inspection", facts="现场发现。")
    tip = Tip(
        source="display_check",
        key="check-7",
        origin=origin.pk,
        organization=story.company_a.pk,
        facts="首页没有标明备案编号。",
        found_at=make.NOW,
    )
    kept = dict(tips._SOURCES)
    tips._SOURCES.clear()
    tips.register_tips(
        "display_check", lambda known: () if known.filter(key="check-7").exists() else (tip,)
    )
    yield tip
    tips._SOURCES.clear()
    tips._SOURCES.update(kept)


def test_a_finding_leads_once_however_often_it_is_looked_at(
    story: EnforcementCast, one_tip: Tip
) -> None:
    assert [open_leads(make.NOW) for _ in range(3)] == [1, 0, 0]
    lead = Lead.objects.get(source="display_check")
    assert (lead.state, lead.key, lead.organization) == ("open", "check-7", story.company_a)
    assert lead.title == "青云智能科技有限公司编号标明核验线索"
    assert lead.authority == story.office


def test_the_trail_of_a_lead_reads_without_the_names_of_the_program(
    story: EnforcementCast, one_tip: Tip
) -> None:
    open_leads(make.NOW)
    lead = Lead.objects.get(source="display_check")
    perform_as_system(
        lead.pk, "take_up", now=make.NOW, data={"triage_reason": "已办理JC2026000001"}
    )
    reader = Reader(catalogue.kind("lead"), fresh(lead))
    notes = "\n".join(item["note"] for item in reader.items(lead.events.order_by("seq")))
    assert "研判意见：已办理JC2026000001" in notes
    assert not re.search(r"\b(by|key)\b", notes)


def test_a_worker_that_comes_second_opens_no_second_lead(
    story: EnforcementCast, one_tip: Tip, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("enforcement.leads.waiting", lambda: iter([one_tip, one_tip]))
    assert open_leads(make.NOW) == 1
    assert Lead.objects.filter(source="display_check").count() == 1


def test_a_tip_of_which_no_lead_can_be_made_does_not_stop_the_others(
    story: EnforcementCast,
    one_tip: Tip,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    gone, unknown = replace(one_tip, organization=0, key="gone"), replace(one_tip, source="rumour")
    monkeypatch.setattr("enforcement.leads.waiting", lambda: iter([gone, unknown, one_tip]))
    assert open_leads(make.NOW) == 1
    assert Lead.objects.get(source="display_check").key == "check-7"
    told = [record.getMessage() for record in caplog.records if record.name == "enforcement.each"]
    names = ("display_check gone", "rumour check-7")
    assert told == [f"no case was opened for {name}" for name in names]


def test_a_lead_is_to_be_judged_within_five_working_days(story: EnforcementCast) -> None:
    lead = building.lead(story)
    limit = Deadline.objects.get(case=lead, code="lead.triage")
    assert limit.last_day == date(2026, 9, 30)  # 22nd + 5 working days over the Mid-Autumn holiday
    act(lead, "set_aside", story.bo, reason="查无实据。")
    limit.refresh_from_db()
    assert limit.outcome == Deadline.Outcome.MET


def test_what_was_set_aside_can_be_taken_up_again(story: EnforcementCast) -> None:
    lead = building.lead(story, LeadState.SET_ASIDE)
    act(lead, "reopen", story.bei, reason="收到新的材料。")
    again = fresh(lead)
    assert again.state == LeadState.OPEN
    assert again.deadlines.filter(code="lead.triage", closed_at=None).count() == 1


def test_a_measure_that_rests_on_a_lead_takes_it_up_when_it_is_handed_in(
    story: EnforcementCast,
) -> None:
    lead = building.lead(story)
    case = opened("observation", story.bo, story.company_a, lead=lead, origin=None)
    edited(case, story.bo, **building.SEEN)
    assert fresh(lead).state == LeadState.OPEN
    act(case, "register", story.bo)
    assert fresh(lead).state == LeadState.TAKEN_UP
    assert fresh(lead).triage_reason == f"已办理{case.number}"


def test_a_lead_names_what_followed_to_those_who_may_see_it(story: EnforcementCast) -> None:
    lead = building.lead(story)
    first = building.observation(story, ObservationState.OBSERVED, lead=lead)
    second = building.observation(story, lead=lead)
    assert [one.pk for one in followed_by(lead, story.bei)] == [first.pk, second.pk]
    assert followed_by(lead, story.ai) == followed_by(lead, story.gu) == []


def test_leads_are_the_offices_and_the_reporters_own(story: EnforcementCast) -> None:
    mine = opened("lead", story.chen, story.company_a, source="filing_review", facts="材料矛盾。")
    assert seers(story, mine) == OFFICE_PEOPLE | {"chen"}
    assert holders(story, mine) == seers(story, mine)
    other = building.lead(story)
    assert seers(story, other) == OFFICE_PEOPLE
    with pytest.raises(NotPermitted):
        act(mine, "set_aside", story.chen, reason="不办。")


@pytest.mark.parametrize(
    ("state", "extra"),
    [
        (ObservationState.DRAFT, set()),
        (ObservationState.OBSERVED, set()),
        (ObservationState.WARNED, {"ai"}),
        (ObservationState.ANSWERED, {"ai"}),
        (ObservationState.CLOSED, set()),
    ],
)
def test_the_company_knows_of_a_risk_from_the_warning_on(
    story: EnforcementCast, state: ObservationState, extra: set[str]
) -> None:
    case = building.observation(story, state)
    assert seers(story, case) == OFFICE_PEOPLE | extra
    assert holders(story, case) == seers(story, case)


def test_a_warning_is_answered_within_five_working_days(story: EnforcementCast) -> None:
    case = building.observation(story, ObservationState.WARNED)
    limit = Deadline.objects.get(case=case, code="observation.answer")
    assert limit.last_day == date(2026, 9, 30)
    assert Notice.objects.get(case=case, code="risk_warning").addressee == story.company_a
    with pytest.raises(GuardFailed, match="晚于原定"):
        act(case, "extend_answer", story.bo, until=date(2026, 9, 30), reason="再等等。")
    act(case, "extend_answer", story.bo, until=date(2026, 10, 9), reason="核查范围较大。")
    assert unsaid_in(case, "warning_extended") == []
    limit.refresh_from_db()
    assert limit.last_day == date(2026, 10, 9)


def test_a_quiet_closing_tells_nobody_who_was_not_warned(story: EnforcementCast) -> None:
    quiet = building.observation(story, ObservationState.CLOSED)
    warned = building.observation(story, ObservationState.ANSWERED)
    act(warned, "close", story.bo, conclusion="风险已经消除。")
    told = Notice.objects.filter(code="observation_closed").values_list("case", flat=True)
    assert set(told) == {warned.pk}
    assert quiet.told_at is None


def test_two_make_a_team_and_one_person_twice_does_not(story: EnforcementCast) -> None:
    case = building.evaluation(story)
    for names in (("bo",), ("bo", "bo")):
        with pytest.raises(GuardFailed):
            act(case, "begin", story.bo, officers=building.team(story, *names))
    with pytest.raises(GuardFailed, match="不是有管辖权的执法人员"):
        act(case, "begin", story.bo, officers=building.team(story, "bo", "gu"))
    act(case, "begin", story.bo, officers=building.team(story))
    assert fresh(case).state == EvaluationState.IN_PROGRESS


def test_an_assessment_ends_when_every_point_has_its_finding(story: EnforcementCast) -> None:
    case = building.evaluation(story, EvaluationState.IN_PROGRESS)
    act(case, "record_findings", story.bo, findings=building.FINDINGS[:-1], counter_measures=[])
    with pytest.raises(GuardFailed, match="滥用"):
        act(case, "complete", story.bo, conclusion="可控。")
    with pytest.raises(GuardFailed, match="不是本事项指定"):
        act(case, "record_findings", story.hu, findings=building.FINDINGS, counter_measures=[])
    act(case, "record_findings", story.bei, findings=building.FINDINGS, counter_measures=[])
    act(case, "complete", story.bei, conclusion="可控。")
    done = fresh(case)
    assert done.state == EvaluationState.COMPLETED
    assert seers(story, done) == OFFICE_PEOPLE | {"ai"}


def test_whoever_stepped_aside_sees_the_case_no_more(story: EnforcementCast) -> None:
    case = building.evaluation(story, EvaluationState.IN_PROGRESS)
    act(case, "step_aside", story.bo, reason="曾在该企业任职。")
    again = fresh(case)
    assert seers(story, again) == OFFICE_PEOPLE - {"bo"}
    assert holders(story, again) == seers(story, again)
    with pytest.raises(GuardFailed, match="已经回避"):
        act(case, "change_team", story.bei, officers=building.team(story, "bo", "bei"))


def test_the_number_of_a_case_that_one_may_not_see_is_no_origin(story: EnforcementCast) -> None:
    from enforcement.forms.lead import NewLeadForm  # noqa: PLC0415 -- needs the app ready

    hidden = building.lead(story)
    data = {"source": "monitoring", "facts": "情况", "origin": hidden.number}
    form = NewLeadForm(data, user=story.chen)
    assert not form.is_valid()
    assert form.errors["origin"] == ["“来源事项编号”没有对应的事项，或者您无权查看"]
    assert Case.objects.filter(number=hidden.number).exists()
