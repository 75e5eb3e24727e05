"""The end of a service: announced, applied for, granted; or the number cancelled ex officio. No database."""

from datetime import date

import pytest

from filings.machines.limits import (
    DEREGISTRATION,
    DEREGISTRATION_CORRECTION,
    DEREGISTRATION_DECISION,
    OF_A_NUMBER,
)
from filings.states import IN_FORCE_STATES
from filings.states import FilingState as S
from portal.law.rulebook import rulebook
from portal.workflow.machine import Opens, Says
from tests import make
from tests.machines.unsaved import (
    ACTIONS,
    AI,
    BO,
    CHEN,
    NUMBER,
    perform,
    recorded,
    refusal,
    told,
)

ARRANGED = {"user_arrangements": "公告三十日", "data_arrangements": "到期删除"}
DRAFT, IN_FORCE = "algorithm-2021-draft", "algorithm-2022"
PENDING = ("", "撤销备案程序尚未办结，暂不办理注销")
ENDS_LATER = ("", "服务终止日尚未到来，备案编号到终止日仍须有效，届时再准予注销")
APPLIED = (
    "service_ended_on",
    "企业已经申请注销，正在办理，不能以逾期未注销为由依职权注销",
)
TODAY = date(2026, 9, 22)
END = date(2026, 11, 30)


@pytest.mark.parametrize("end", [date(2026, 8, 31), END], ids=["already ended", "yet to end"])
def test_announcing_keeps_the_day_and_forgets_older_returns(end: date) -> None:
    case = recorded(deregistration_returns=make.REASONS)
    perform(case, "declare_termination", AI, service_ends_on=end, reason="业务调整")
    assert (case.state, case.in_force) == (S.TERMINATION_DUE, True)
    assert (case.service_ends_on, case.termination_reason) == (end, "业务调整")
    assert case.deregistration_returns == []
    assert ACTIONS["declare_termination"].opens == (Opens(DEREGISTRATION, since="service_ends_on"),)


def test_applying_states_the_arrangements_for_users_and_data() -> None:
    case = perform(recorded(S.TERMINATION_DUE), "submit_deregistration", AI, **ARRANGED)
    assert case.state == S.DEREGISTRATION_SUBMITTED
    assert (case.user_arrangements, case.data_arrangements) == ("公告三十日", "到期删除")
    step = ACTIONS["submit_deregistration"]
    assert step.closes == (DEREGISTRATION, DEREGISTRATION_CORRECTION)
    assert step.opens == (Opens(DEREGISTRATION_DECISION, since="deregistration_counts_from"),)


@pytest.mark.parametrize(
    ("ends_on", "counts_from"),
    [
        (date(2026, 8, 31), TODAY),
        (TODAY, TODAY),
        (date(2026, 9, 23), date(2026, 9, 23)),
        (END, END),
    ],
)
def test_the_decision_counts_from_the_application_or_the_end_whichever_is_later(
    ends_on: date, counts_from: date
) -> None:
    case = recorded(S.TERMINATION_DUE, service_ends_on=ends_on)
    perform(case, "submit_deregistration", AI, **ARRANGED)
    assert case.deregistration_submitted_at == make.NOW
    assert case.deregistration_counts_from == counts_from


@pytest.mark.parametrize(
    ("moment", "granted"),
    [
        ("2026-11-29 23:59:59", False),
        ("2026-11-30 00:00:00", True),
        ("2026-12-01 09:00:00", True),
    ],
)
def test_a_number_holds_until_the_day_on_which_the_service_ends(moment: str, granted: bool) -> None:
    case = recorded(S.DEREGISTRATION_SUBMITTED, service_ends_on=END)
    refused = refusal(case, "deregister", BO, now=make.at(moment))
    assert told(refused) == ([] if granted else [ENDS_LATER])


def test_a_deregistered_number_holds_no_more_and_stays_the_number() -> None:
    case = perform(recorded(S.DEREGISTRATION_SUBMITTED, service_ends_on=TODAY), "deregister", BO)
    assert (case.state, case.in_force, case.ended_at) == (S.DEREGISTERED, False, make.NOW)
    assert case.record_number == NUMBER


def test_a_returned_application_carries_its_reasons() -> None:
    case = perform(
        recorded(S.DEREGISTRATION_SUBMITTED), "return_deregistration", BO, items=make.REASONS
    )
    assert (case.state, case.deregistration_returns) == (S.TERMINATION_DUE, make.REASONS)


@pytest.mark.parametrize("state", [S.TERMINATION_DUE, S.DEREGISTRATION_SUBMITTED])
def test_who_goes_on_takes_the_announcement_back(state: S) -> None:
    announced = {"service_ends_on": END, "termination_reason": "业务调整", **ARRANGED}
    case = recorded(state, deregistration_returns=make.REASONS, **announced)
    perform(case, "withdraw_termination", AI, reason="继续提供服务")
    assert (case.state, case.in_force, case.service_ends_on) == (S.RECORDED, True, None)
    assert (case.user_arrangements, case.data_arrangements) == ("", "")
    assert (case.termination_reason, case.deregistration_returns) == ("", [])
    assert ACTIONS["withdraw_termination"].says == (
        Says("filing_termination_withdrawn"),
        Says("termination_withdrawn", to="authority"),
    )


def test_leaving_does_not_end_an_inquiry() -> None:
    case = recorded(
        S.DEREGISTRATION_SUBMITTED, revocation_notified_at=make.NOW, service_ends_on=TODAY
    )
    assert told(refusal(case, "deregister", CHEN)) == [PENDING]
    assert told(refusal(case, "cancel_ex_officio", CHEN, ground="site_closed")) == [PENDING]
    perform(case, "drop_revocation", CHEN, reason="事实不成立")
    assert refusal(case, "deregister", CHEN) is None


GROUNDS = [
    (profile, ground.code)
    for profile in (DRAFT, IN_FORCE)
    for ground in rulebook(profile).items("cancellation_grounds")
]


def test_the_grounds_are_those_of_each_text() -> None:
    assert [code for profile, code in GROUNDS if profile == DRAFT] == [
        "not_deregistered",
        "licence_revoked",
        "site_closed",
        "service_terminated",
        "other_penalty",
    ]
    assert [code for profile, code in GROUNDS if profile == IN_FORCE] == [
        "not_deregistered",
        "site_closed",
        "licence_revoked",
        "other_penalty",
    ]


@pytest.mark.parametrize(("profile", "ground"), GROUNDS)
@pytest.mark.parametrize("state", IN_FORCE_STATES)
def test_each_ground_ends_a_number_in_every_state_in_which_it_holds(
    profile: str, ground: str, state: S
) -> None:
    case = recorded(state, profile=profile)
    day = date(2026, 8, 3) if ground == "not_deregistered" else None
    if day and state == S.DEREGISTRATION_SUBMITTED:  # who has applied has not stayed away
        given = {"ground": ground, "facts": "x", "service_ended_on": day}
        assert told(refusal(case, "cancel_ex_officio", BO, **given)) == [APPLIED]
        return
    perform(case, "cancel_ex_officio", BO, ground=ground, facts="已核实", service_ended_on=day)
    assert (case.state, case.in_force, case.ended_at) == (S.CANCELLED, False, make.NOW)
    assert (case.cancellation_ground, case.cancellation_facts) == (ground, "已核实")
    assert case.service_ends_on == day
    assert case.record_number == NUMBER


@pytest.mark.parametrize("profile", [DRAFT, IN_FORCE])
def test_who_was_sent_back_with_an_application_is_given_the_time_to_mend_it(profile: str) -> None:
    case = recorded(S.TERMINATION_DUE, profile=profile, service_ends_on=date(2026, 8, 3))
    case.runs_until = make.at("2026-09-30 00:00")
    claimed = {"ground": "not_deregistered", "facts": "x"}
    refused = refusal(case, "cancel_ex_officio", BO, **claimed)
    assert told(refused) == [APPLIED]
    assert refused is not None
    assert [reason.code for reason in refused.reasons] == ["applied"]
    assert refusal(case, "cancel_ex_officio", BO, now=case.runs_until, **claimed) is None
    assert refusal(case, "cancel_ex_officio", BO, ground="site_closed", facts="x") is None


def test_a_penalty_needs_no_missed_limit() -> None:
    for ground in ("licence_revoked", "site_closed", "other_penalty"):
        assert refusal(recorded(), "cancel_ex_officio", BO, ground=ground, facts="x") is None


def test_who_claims_a_missed_limit_names_the_end_of_the_service() -> None:
    refused = refusal(recorded(), "cancel_ex_officio", BO, ground="not_deregistered", facts="x")
    assert told(refused) == [("service_ended_on", "以逾期未注销为由的，应写明服务终止之日")]


@pytest.mark.parametrize(
    ("profile", "ended", "now", "last_day"),
    [
        (IN_FORCE, date(2026, 8, 31), "2026-09-28 23:59:59", "2026-09-28"),
        (DRAFT, date(2026, 9, 22), "2026-09-22 10:00", ""),
        (IN_FORCE, date(2026, 8, 31), "2026-09-29 00:00", ""),
    ],
)
def test_a_limit_that_still_runs_is_named_by_its_last_day(
    profile: str, ended: date, now: str, last_day: str
) -> None:
    refused = refusal(
        recorded(profile=profile),
        "cancel_ex_officio",
        BO,
        now=make.at(now),
        ground="not_deregistered",
        facts="x",
        service_ended_on=ended,
    )
    if last_day:
        sentence = f"按该终止日计算，注销期限至 {last_day} 届满，尚不能依职权注销"
        assert told(refused) == [("service_ended_on", sentence)]
    else:
        assert refused is None


def test_the_day_that_the_company_stated_itself_is_enough() -> None:
    case = recorded(S.TERMINATION_DUE, profile=IN_FORCE, service_ends_on=date(2026, 8, 3))
    perform(case, "cancel_ex_officio", BO, ground="not_deregistered", facts="x")
    assert (case.state, case.service_ends_on) == (S.CANCELLED, date(2026, 8, 3))


@pytest.mark.parametrize("profile", [DRAFT, IN_FORCE])
@pytest.mark.parametrize("end", [date(2026, 9, 23), END, date(2199, 12, 31), date.max])
def test_a_service_that_goes_on_is_not_ended_for_a_missed_limit(profile: str, end: date) -> None:
    case = recorded(profile=profile)
    refused = refusal(
        case, "cancel_ex_officio", BO, ground="not_deregistered", facts="x", service_ended_on=end
    )
    [(field, sentence)] = told(refused)
    assert field == "service_ended_on"
    assert sentence == f"服务终止之日（{end}）尚未到来，不能以逾期未注销为由依职权注销"


def test_an_end_stops_every_clock_of_the_number() -> None:
    for name in ("cancel_ex_officio", "revoke"):
        assert tuple(voids.code for voids in ACTIONS[name].voids) == OF_A_NUMBER
    step = ACTIONS["deregister"]
    stopped = {*step.closes, *(voids.code for voids in step.voids)}
    cannot_run_there = {
        "algorithm.change",
        "algorithm.change_correction",
        "algorithm.change_decision",
        "algorithm.deregistration",
        "algorithm.deregistration_correction",
        "algorithm.revocation_statement",
        "algorithm.revocation_decision",
    }
    assert stopped | cannot_run_there == set(OF_A_NUMBER)
