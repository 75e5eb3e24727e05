"""Three different ends: deregistered on application, cancelled ex officio, revoked for cause. None is undone."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from filings.models import Filing
from filings.states import IN_FORCE_STATES
from filings.states import FilingState as S
from portal.accounts.roles import Role
from portal.audit import verification
from portal.deadlines import selectors, sweep
from portal.deadlines.models import Lead
from portal.law.rulebook import rulebook
from portal.notices.models import Notice
from portal.workflow.errors import GuardFailed, Refused, WrongState
from portal.workflow.machine import actions_of
from tests import make
from tests.inputs import INPUT, somebody_for
from tests.journeys.recorded_life import (
    DRAFT,
    IN_FORCE,
    cast,
    entry_of,
    filing,
    limit,
    profile,
    running,
)
from tests.make import Cast, at
from tests.portal.web_cast import read

__all__ = ["cast", "filing", "profile"]
NEXT_DAY = at("2026-09-23 09:00")
MISSED = {"ground": "not_deregistered", "facts": "网站自八月起无法访问。"}
NOTICE = {"ground": "false_material", "facts": "自评估报告系伪造。", "evidence": "鉴定意见。"}
#: Five working days after Tuesday 2026-09-22 end on the 30th: the 25th is Mid-Autumn.
WINDOW = at("2026-10-01 00:00")
#: end → its entry's status, its mark, the letter that says so.
ENDS = {
    S.DEREGISTERED: ("cancelled", "已注销（2026年9月）", "filing_deregistered"),
    S.CANCELLED: ("cancelled", "已注销（2026年9月）", "filing_cancelled_ex_officio"),
    S.REVOKED: ("revoked", "已撤销（2026年9月）", "filing_revoked"),
}


def refused(case: Filing, name: str, actor: object, **data: object) -> list[str]:
    """The codes of the reasons for which an act is refused."""
    with pytest.raises(Refused) as caught:
        make.act(case, name, actor, **data)
    return [reason.code for reason in caught.value.reasons]


@pytest.mark.parametrize("end", ENDS)
def test_an_ended_entry_stays_in_the_register_with_its_mark(
    cast: Cast, profile: str, end: S, client: Client
) -> None:
    case = make.filing(cast, end)
    status, mark, letter = ENDS[end]
    entry = entry_of(case)
    assert (case.in_force, case.ended_at, running(case)) == (False, make.NOW, set())
    assert (entry.status, entry.note, entry.algorithm_name) == (status, mark, make.NAME)
    assert entry.versions.latest("version").action == status
    assert Notice.objects.get(code=letter).addressee == cast.company_a
    assert mark in read(client, entry.get_absolute_url())
    assert make.NAME in read(client, f"/registry/?q={case.record_number}")
    assert list(verification.verify()) == []


@pytest.mark.parametrize("end", ENDS)
def test_after_an_end_nothing_can_be_done_or_edited(cast: Cast, end: S) -> None:
    case = make.filing(cast, end)
    for name, step in actions_of(Filing).items():
        if (who := somebody_for(step)) != "system":
            with pytest.raises(WrongState):
                make.act(case, name, getattr(cast, who), now=NEXT_DAY, **INPUT.get(name, {}))
    with pytest.raises(WrongState):
        make.edit(case, cast.ai, now=NEXT_DAY, introduction="改")
    with pytest.raises(WrongState):
        make.attach(case, cast.ai, "licence", now=NEXT_DAY)
    assert make.fresh(case).version == case.version
    assert sweep.sweep(at("2028-01-01 00:00")) == 0


def test_the_three_ends_are_told_apart() -> None:
    assert len(set(ENDS)) == len({letter for _, _, letter in ENDS.values()}) == 3
    assert [S.DEREGISTERED.label, S.CANCELLED.label, S.REVOKED.label] == [
        "已注销",
        "已依职权注销",
        "已撤销备案",
    ]


GROUNDS = [
    (text, ground.code)
    for text in (DRAFT, IN_FORCE)
    for ground in rulebook(text).items("cancellation_grounds")
]


@pytest.mark.parametrize(("text", "ground"), GROUNDS)
def test_each_ground_of_each_text_cancels_and_its_letter_says_it(
    cast: Cast, settings: object, text: str, ground: str
) -> None:
    settings.ALGORITHM_PROFILE = text
    case = make.filing(cast, S.RECORDED)
    day = {"service_ended_on": date(2026, 8, 3)} if ground == "not_deregistered" else {}
    make.act(case, "cancel_ex_officio", cast.chen, ground=ground, facts="已核实", **day)
    case = make.fresh(case)
    assert (case.state, case.cancellation_ground) == (S.CANCELLED, ground)
    letter = Notice.objects.get(code="filing_cancelled_ex_officio")
    summary = next(
        g.summary for g in rulebook(text).items("cancellation_grounds") if g.code == ground
    )
    assert letter.context["ground"] == summary


@pytest.mark.parametrize("state", IN_FORCE_STATES)
def test_a_number_is_cancelled_from_wherever_it_holds_and_every_clock_stops(
    cast: Cast, profile: str, state: S
) -> None:
    case = make.filing(cast, state)
    make.act(case, "cancel_ex_officio", cast.bo, ground="site_closed", facts="已核实")
    assert (make.fresh(case).state, running(case)) == (S.CANCELLED, set())
    assert entry_of(case).algorithm_name == make.NAME


@pytest.mark.parametrize(
    ("text", "ended_on", "last_day"),
    [(IN_FORCE, date(2026, 9, 22), "2026-10-27"), (DRAFT, date(2026, 9, 22), "")],
)
def test_too_early_is_refused_with_the_day_named(
    cast: Cast, settings: object, text: str, ended_on: date, last_day: str
) -> None:
    """By the draft the limit of a service that has ended lies behind it; by the text in force it is yet to come."""
    settings.ALGORITHM_PROFILE = text
    case = make.filing(cast, S.RECORDED)
    claimed = {**MISSED, "service_ended_on": ended_on}
    if last_day:
        with pytest.raises(GuardFailed, match=f"注销期限至 {last_day} 届满，尚不能依职权注销"):
            make.act(case, "cancel_ex_officio", cast.bo, **claimed)
        midnight = at("2026-10-28 00:00")
        with pytest.raises(GuardFailed):
            make.act(
                case, "cancel_ex_officio", cast.bo, now=midnight - timedelta(seconds=1), **claimed
            )
        make.act(case, "cancel_ex_officio", cast.bo, now=midnight, **claimed)
    else:
        make.act(case, "cancel_ex_officio", cast.bo, **claimed)
    assert make.fresh(case).state == S.CANCELLED


def test_an_end_without_a_day_or_yet_to_come_is_refused(filing: Filing, cast: Cast) -> None:
    assert refused(filing, "cancel_ex_officio", cast.bo, **MISSED) == ["end_unknown"]
    ahead = {**MISSED, "service_ended_on": date(2026, 9, 23)}
    assert refused(filing, "cancel_ex_officio", cast.bo, **ahead) == ["not_ended_yet"]
    assert make.fresh(filing).version == filing.version


def test_who_has_applied_is_not_cancelled_for_not_having_applied(cast: Cast, profile: str) -> None:
    case = make.filing(cast, S.RECORDED)
    end = {"service_ends_on": date(2026, 7, 1), "reason": "业务调整"}
    make.act(case, "declare_termination", cast.ai, **end)
    make.act(case, "submit_deregistration", cast.ai, **INPUT["submit_deregistration"])
    assert limit(case, "deregistration").outcome == "late"
    claimed = {**MISSED, "service_ended_on": date(2026, 7, 1)}
    assert refused(case, "cancel_ex_officio", cast.bo, **claimed) == ["applied"]
    make.act(case, "return_deregistration", cast.bo, items=make.REASONS)
    assert refused(case, "cancel_ex_officio", cast.bo, **claimed) == ["applied"]
    given_until = limit(case, "deregistration_correction").moment
    assert given_until == at("2026-10-14 00:00")
    make.act(case, "cancel_ex_officio", cast.bo, now=given_until, **claimed)
    assert make.fresh(case).state == S.CANCELLED
    assert limit(case, "deregistration_correction").outcome == "late"


def test_the_company_states_its_case_in_time_and_a_second_officer_decides(
    filing: Filing, cast: Cast
) -> None:
    make.act(filing, "notify_revocation", cast.bo, **NOTICE)
    assert limit(filing, "revocation_statement").moment == WINDOW
    assert limit(filing, "revocation_decision").last_day == date(2026, 11, 10)
    assert refused(filing, "revoke", cast.chen, reason="x") == ["heard"]
    make.act(filing, "state_against_revocation", cast.ai, now=NEXT_DAY, statement="报告属实。")
    assert limit(filing, "revocation_statement").outcome == "met"
    assert Notice.objects.get(code="revocation_stated").addressee == cast.office
    assert refused(filing, "revoke", cast.bo, reason="x") == ["second_officer_revokes"]
    make.act(filing, "revoke", cast.chen, now=NEXT_DAY, reason="不予采纳")
    case = make.fresh(filing)
    assert (case.state, case.revocation_reason) == (S.REVOKED, "不予采纳")
    assert (case.revocation_proposed_by, case.revocation_statement) == (cast.bo, "报告属实。")
    assert (entry_of(case).status, running(case)) == ("revoked", set())
    assert limit(case, "revocation_decision").outcome == "met"


@pytest.mark.parametrize("end", ["revoke", "drop_revocation"])
def test_a_procedure_that_is_left_lying_comes_before_the_superior_until_it_is_decided(
    filing: Filing, cast: Cast, end: str
) -> None:
    make.act(filing, "notify_revocation", cast.bo, **NOTICE)
    due = limit(filing, "revocation_decision")
    assert (due.moment, due.amount) == (at("2026-11-11 00:00"), 30)
    assert filing.pk not in escalated_to(cast, due.moment - timedelta(seconds=1))
    sweep.sweep(due.moment)
    assert filing.pk in escalated_to(cast, due.moment)
    make.act(filing, end, cast.chen, now=due.moment, reason="期限届满，没有陈述申辩")
    assert limit(filing, "revocation_decision").outcome == "late"
    assert filing.pk not in escalated_to(cast, due.moment)
    assert Lead.objects.count() == 0


def escalated_to(cast: Cast, now: datetime) -> set[int]:
    """The cases on the supervisor's list of what the authorities are late with."""
    return {deadline.case_id for deadline in selectors.escalated(cast.chen, now)}


@pytest.mark.parametrize("swept", [False, True], ids=["unnoticed", "swept"])
def test_who_says_nothing_is_decided_on_when_the_window_has_run_out(
    filing: Filing, cast: Cast, swept: bool
) -> None:
    make.act(filing, "notify_revocation", cast.bo, **NOTICE)
    with pytest.raises(GuardFailed, match="陈述申辩期限尚未届满"):
        make.act(filing, "revoke", cast.chen, now=WINDOW - timedelta(seconds=1), reason="x")
    if swept:
        sweep.sweep(WINDOW)
        assert limit(filing, "revocation_statement").outcome == "lapsed"
    colleague = make.person("gu", cast.office, Role.FILING_OFFICER)
    make.act(filing, "revoke", colleague, now=WINDOW, reason="期限届满，没有陈述申辩")
    assert make.fresh(filing).state == S.REVOKED
    assert limit(filing, "revocation_statement").outcome == "lapsed"


def test_a_late_statement_is_still_heard_before_the_decision(filing: Filing, cast: Cast) -> None:
    make.act(filing, "notify_revocation", cast.bo, **NOTICE)
    late = at("2026-10-12 09:00")
    make.act(filing, "state_against_revocation", cast.ai, now=late, statement="报告属实。")
    case = make.fresh(filing)
    assert (case.revocation_statement, case.revocation_stated_at) == ("报告属实。", late)
    assert limit(filing, "revocation_statement").outcome == "lapsed"
    assert refused(filing, "state_against_revocation", cast.ai, statement="再说") == ["not_stated"]


def test_a_pending_revocation_blocks_every_other_end_until_it_is_dropped(
    cast: Cast, profile: str
) -> None:
    case = make.filing(cast, S.DEREGISTRATION_SUBMITTED)
    make.act(case, "notify_revocation", cast.bo, **NOTICE)
    assert refused(case, "deregister", cast.chen) == ["no_revocation_pending"]
    closed = {"ground": "site_closed", "facts": "网站已关闭。"}
    assert refused(case, "cancel_ex_officio", cast.chen, **closed) == ["no_revocation_pending"]
    make.act(case, "drop_revocation", cast.bo, now=NEXT_DAY, reason="事实不成立")
    assert limit(case, "revocation_statement").outcome == "void"
    assert limit(case, "revocation_decision").outcome == "met"
    assert Notice.objects.filter(code="filing_revocation_dropped").count() == 1
    make.act(case, "deregister", cast.chen, now=NEXT_DAY)
    assert (make.fresh(case).state, entry_of(case).status) == (S.DEREGISTERED, "cancelled")


def test_a_revocation_runs_beside_a_change_and_ends_both(cast: Cast, profile: str) -> None:
    case = make.filing(cast, S.CHANGE_SUBMITTED)
    make.act(case, "notify_revocation", cast.bo, **NOTICE)
    make.act(case, "return_change", cast.bo, items=make.REASONS)
    assert running(case) == {
        "change_correction",
        "revocation_statement",
        "revocation_decision",
        "display",
        "confirmation",
    }
    make.act(case, "state_against_revocation", cast.ai, statement="报告属实。")
    make.act(case, "revoke", cast.chen, reason="不予采纳")
    assert (make.fresh(case).state, running(case)) == (S.REVOKED, set())


def test_who_goes_on_with_the_service_keeps_the_number(filing: Filing, cast: Cast) -> None:
    end = {"service_ends_on": date(2026, 12, 18), "reason": "业务调整"}
    make.act(filing, "declare_termination", cast.ai, **end)
    make.act(filing, "withdraw_termination", cast.ai, now=NEXT_DAY, reason="继续提供服务")
    case = make.fresh(filing)
    assert (case.state, case.in_force, case.service_ends_on) == (S.RECORDED, True, None)
    assert (entry_of(case).status, running(case)) == ("in_force", {"display", "confirmation"})
    assert entry_of(case).versions.count() == 1
