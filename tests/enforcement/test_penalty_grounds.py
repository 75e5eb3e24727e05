"""What a penalty may rest on: an order that was refused, the text that governs, days that can be counted."""

from datetime import date
from typing import Any

import pytest

from enforcement.forms.penalty import FactsSection
from enforcement.models import OrderItem, Penalty
from enforcement.rules.choice_of_law import Choice, Compared, text_problems
from enforcement.states import PenaltyState as S
from portal.law.rulebook import rulebook
from portal.workflow.errors import GuardFailed
from tests import make
from tests.enforcement import inspecting as ins
from tests.enforcement.decided import decided
from tests.enforcement.penalty_building import MILD, PenaltyStory
from tests.enforcement.people import EnforcementCast, act, edited, fresh, opened
from tests.enforcement.standing import story  # noqa: F401 -- the fixture

pytestmark = pytest.mark.django_db
ISSUED, OVER = make.at("2026-07-01 09:00"), make.at("2026-07-20 09:00")


def refused(course: PenaltyStory, name: str, who: str, /, **changes: Any) -> set[str]:
    """The codes of the reasons for which an act is refused."""
    with pytest.raises(GuardFailed) as failed:
        course.act(name, who, **changes)
    return {reason.code for reason in failed.value.reasons}


def order(cast: EnforcementCast, ref: str = "model_review") -> Any:
    """An order of company A that ran out without a report."""
    case = opened("rectification", cast.bo, cast.company_a, now=ISSUED, lead=None, origin=None)
    item = {"ref": ref, "problem": "not_executed", "demand": "定期审核模型。"}
    edited(case, cast.bo, now=ISSUED, **{**ins.ORDER, "days": 5, "order_items": [item]})
    act(case, "issue", cast.bo, now=ISSUED)
    ins.serve(cast, case, ISSUED)
    return fresh(case)


def by_refusal(case: Any) -> dict[str, Any]:
    """The severe step rests on the order alone."""
    return {"refused": True, "refused_order": case, "serious": False, "serious_reasons": ""}


def found_refused(cast: EnforcementCast, case: Any, result: str = "pending") -> Any:
    """Two officers look, and find that nobody reported; ``result`` is what they wrote of the items."""
    act(case, "note_silence", cast.bo, now=OVER, officers=ins.team(cast))
    act(case, "find_unrectified", cast.bei, now=OVER, conclusion="期满没有报告。")
    OrderItem.objects.filter(order=case.pk).update(result=result)
    return fresh(case)


def test_an_order_that_merely_ran_out_is_no_refusal(story: EnforcementCast) -> None:  # noqa: F811
    case = order(story)
    course = PenaltyStory(story).charged(**by_refusal(case))
    assert refused(course, "propose_opening", "bo") == {"not_refused"}
    found_refused(story, case)
    assert course.act("propose_opening", "bo").state == S.PROPOSED


def test_the_refused_order_is_about_what_is_charged(story: EnforcementCast) -> None:  # noqa: F811
    other = order(story, ref="opt_out")
    found_refused(story, other)
    course = PenaltyStory(story).charged(**by_refusal(other))
    assert refused(course, "propose_opening", "bo") == {"other_duty"}
    done = order(story)
    found_refused(story, done, result="complied")
    course.fill(refused_order=done)
    assert refused(course, "propose_opening", "bo") == {"not_refused"}


def test_a_refusal_that_no_longer_holds_bars_notice_discussion_and_decision(
    story: EnforcementCast,  # noqa: F811
) -> None:
    case = found_refused(story, order(story))
    course = PenaltyStory(story).to_reviewed(**by_refusal(case))
    case.items.update(result="complied")
    assert refused(course, "notify", "bo") == {"not_refused"}
    case.items.update(result="failed")
    course.act("notify", "bo")
    course.act("record_notice_service", "bo")
    course.act("make_statement", "ai")
    course.act("waive_hearing", "ai")
    case.items.update(result="complied")
    assert refused(course, "deliberate", "cao") == {"not_refused"}
    assert "not_refused" in refused(course, "decide", "cao")


@pytest.mark.law("administrative-penalty-2021#37")
def test_an_act_before_there_was_any_rule_is_not_penalised_under_a_later_one(
    story: EnforcementCast,  # noqa: F811
    settings: Any,
) -> None:
    settings.ALGORITHM_PROFILE = "algorithm-2022"
    began = make.at("2023-01-09 09:00")
    course = PenaltyStory(story, began=began, penalty=MILD)
    days = {"act_on": date(2021, 10, 1), "act_ended_on": date(2021, 12, 1)}
    course.to_opened(**days, found_on=date(2023, 1, 5))
    course.act("add_evidence", "bo", taken_at=course.now)
    course.fill(**MILD, reasons="违反义务。")
    assert refused(course, "submit_for_review", "bo") == {"no_law_then"}
    # The rules took effect on 1 March 2022: what went on until then is theirs.
    course.fill(act_ended_on=date(2022, 3, 1))
    course.act("submit_for_review", "bo")
    assert course.act("pass_review", "fa").state == S.REVIEWED


def test_an_unclear_comparison_asks_for_reasons_and_another_text_bars() -> None:
    law = rulebook("algorithm-2022")
    said = ("行为时施行另一规定",)
    unclear = Choice("algorithm-2020", Compared.UNCLEAR, False, said)
    assert [one.code for one in text_problems(unclear, law, "")] == ["unclear_choice"]
    assert list(text_problems(unclear, law, "本案规定较轻。")) == []
    other = Choice("algorithm-2020", Compared.HEAVIER, False, said)
    assert [one.code for one in text_problems(other, law, "")] == ["other_text"]
    assert list(text_problems(Choice(law.profile, None, False, said), law, "")) == []
    # Under a draft nothing is imposed in earnest; the letters say that it has no force.
    assert list(text_problems(Choice(None, None, True, said), law, "")) == []


def test_a_day_that_nobody_can_count_from_is_refused_and_breaks_nothing(
    story: EnforcementCast,  # noqa: F811
) -> None:
    form = FactsSection({"act_on": "1950-01-01", "act_ended_on": "1950-02-01"})
    assert not form.is_valid()
    assert {"act_on", "act_ended_on"} <= set(form.errors)
    course = PenaltyStory(story, penalty=MILD)
    days = {"act_on": date(1950, 1, 1), "act_ended_on": date(1950, 2, 1)}
    course.charged(**days)
    assert "time_barred" in refused(course, "propose_opening", "bo")


def test_an_order_to_correct_in_a_decision_keeps_the_case_open_until_it_is_confirmed(
    story: EnforcementCast,  # noqa: F811
) -> None:
    one = decided(story, measures=("warning", "order_correction")).serve()
    assert one.case.state == S.SERVED
    one.act("confirm_correction", "bo", "2026-03-20 10:00", found="现场核实，已经改正。")
    assert (one.case.state, one.case.correction_note) == (S.PERFORMED, "现场核实，已经改正。")


def test_a_decision_found_unlawful_is_not_published_again(
    story: EnforcementCast,  # noqa: F811
) -> None:
    one = decided(story).serve()
    one.remedy("record_lawsuit", "2026-03-10")
    one.ends("2026-04-10", "unlawful")
    with pytest.raises(GuardFailed, match="确认违法"):
        one.act("publish", "bo", "2026-04-13 10:00", summary="未按规定备案。")


def test_a_service_by_public_notice_begins_in_time(story: EnforcementCast) -> None:  # noqa: F811
    one = decided(story)
    one.act(
        "record_public_notice",
        "bo",
        "2026-03-02 10:00",
        notice_on=date(2026, 3, 2),
        place="门户公告栏",
        reason="查无此处。",
        unknown_whereabouts=True,
    )
    empty = dict.fromkeys(("place", "receiver", "refusal", "witnesses", "proof"), "")
    one.act("record_service", "bo", "2026-04-02 10:00", service_method="public_notice", **empty)
    # Seven working days after Friday 27 February 2026 end on 10 March; the notice appeared on the 2nd.
    assert one.limit("penalty.service").outcome == "met"
    assert Penalty.objects.get(pk=one.case.pk).served_at == make.at("2026-04-02 00:00")
