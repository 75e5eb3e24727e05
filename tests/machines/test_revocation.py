"""Revocation: told, heard, decided by a second officer, or dropped. Beside whatever else runs. No database."""

import pytest

from filings.machines.limits import OF_A_NUMBER, REVOCATION_DECISION, REVOCATION_STATEMENT
from filings.states import IN_FORCE_STATES
from filings.states import FilingState as S
from portal.accounts.roles import Role
from portal.law.rulebook import rulebook
from portal.workflow.machine import Opens, Says
from tests import make
from tests.machines.unsaved import (
    ACTIONS,
    AI,
    BO,
    CHEN,
    NUMBER,
    UnsavedFiling,
    perform,
    recorded,
    refusal,
    told,
)

NOTICE = {"ground": "false_material", "facts": "自评估报告系伪造。", "evidence": "鉴定意见。"}
UNTOLD = ("", "尚未发出撤销备案事先告知书")
UNHEARD = ("", "陈述申辩期限尚未届满，且企业尚未陈述申辩，不能作出决定")
ONE_PERSON = ("", "须由提出撤销意见以外的第二名工作人员作出决定")
WINDOW_ENDS = make.at("2026-09-30 00:00")


def notified(state: S = S.RECORDED, **fields: object) -> UnsavedFiling:
    case = perform(recorded(state, **fields), "notify_revocation", BO, **NOTICE)
    case.runs_until = WINDOW_ENDS
    return case


@pytest.mark.parametrize("state", IN_FORCE_STATES)
def test_the_company_is_told_what_it_is_about_and_nothing_else_changes(state: S) -> None:
    case = notified(state)
    assert (case.state, case.in_force) == (state, True)
    assert (case.revocation_ground, case.revocation_facts) == ("false_material", NOTICE["facts"])
    assert (case.revocation_evidence, case.revocation_notified_at) == ("鉴定意见。", make.NOW)
    assert case.revocation_proposed_by == BO
    opens = (Opens(REVOCATION_STATEMENT), Opens(REVOCATION_DECISION))
    assert ACTIONS["notify_revocation"].opens == opens


def test_either_decision_ends_the_time_in_which_to_take_it() -> None:
    for name in ("revoke", "drop_revocation"):
        assert ACTIONS[name].closes == (REVOCATION_DECISION,)
    assert [voids.code for voids in ACTIONS["drop_revocation"].voids] == [REVOCATION_STATEMENT]


@pytest.mark.parametrize("profile", ["algorithm-2021-draft", "algorithm-2022"])
def test_the_authority_decides_within_thirty_working_days_by_its_own_rule(profile: str) -> None:
    row = rulebook(profile).limit(REVOCATION_DECISION)
    assert (row.amount, row.unit, row.party) == (30, "working_day", "authority")
    assert (row.force, row.on_miss) == ("policy", "escalate")


def test_the_grounds_are_those_of_each_text() -> None:
    grounds = {
        profile: [ground.code for ground in rulebook(profile).items("revocation_grounds")]
        for profile in ("algorithm-2021-draft", "algorithm-2022")
    }
    assert grounds == {
        "algorithm-2021-draft": [
            "not_as_required",
            "concealment",
            "false_material",
            "deceit_or_bribery",
        ],
        "algorithm-2022": ["concealment", "false_material", "improper_means"],
    }


def test_one_procedure_at_a_time() -> None:
    assert told(refusal(notified(), "notify_revocation", CHEN, **NOTICE)) == [
        ("", "已经发出撤销备案事先告知书，程序尚未办结")
    ]


@pytest.mark.parametrize("name", ["state_against_revocation", "drop_revocation", "revoke"])
def test_nothing_of_it_happens_before_the_notice(name: str) -> None:
    actor = AI if Role.PROVIDER in ACTIONS[name].roles else CHEN
    assert told(refusal(recorded(), name, actor)) == [UNTOLD]


def test_a_statement_is_kept_and_told_to_the_authority() -> None:
    case = perform(notified(), "state_against_revocation", AI, statement="报告属实")
    assert (case.state, case.revocation_statement) == (S.RECORDED, "报告属实")
    assert case.revocation_stated_at == make.NOW
    step = ACTIONS["state_against_revocation"]
    assert step.closes == (REVOCATION_STATEMENT,)
    assert step.says == (Says("revocation_stated", to="authority"),)
    assert step.grave
    assert "一次说明全部意见：提交即视为陈述完毕" in step.explains


def test_a_company_speaks_once() -> None:
    case = perform(notified(), "state_against_revocation", AI, statement="报告属实")
    assert told(refusal(case, "state_against_revocation", AI)) == [("", "已经陈述申辩")]


def test_a_late_statement_is_heard_as_well() -> None:
    case = notified()
    assert refusal(case, "state_against_revocation", AI, now=make.at("2026-10-20 09:00")) is None


@pytest.mark.parametrize(
    ("moment", "open_to_decide"),
    [("2026-09-29 23:59:59", False), ("2026-09-30 00:00:00", True), ("2026-09-30 00:00:01", True)],
)
def test_who_says_nothing_is_waited_for_until_the_window_has_run_out(
    moment: str, open_to_decide: bool
) -> None:
    refused = refusal(notified(), "revoke", CHEN, now=make.at(moment))
    assert told(refused) == ([] if open_to_decide else [UNHEARD])


def test_who_has_spoken_need_not_be_waited_for() -> None:
    case = perform(notified(), "state_against_revocation", AI, statement="报告属实")
    assert refusal(case, "revoke", CHEN) is None


def test_four_eyes_and_a_hearing_are_both_named_where_both_are_missing() -> None:
    assert told(refusal(notified(), "revoke", BO)) == [UNHEARD, ONE_PERSON]


@pytest.mark.parametrize("state", IN_FORCE_STATES)
def test_a_revoked_number_holds_no_more_and_stays_the_number(state: S) -> None:
    case = perform(notified(state), "state_against_revocation", AI, statement="报告属实")
    perform(case, "revoke", CHEN, reason="不予采纳")
    assert (case.state, case.in_force, case.ended_at) == (S.REVOKED, False, make.NOW)
    assert (case.revocation_reason, case.record_number) == ("不予采纳", NUMBER)
    assert tuple(voids.code for voids in ACTIONS["revoke"].voids) == OF_A_NUMBER


@pytest.mark.parametrize("who", [BO, CHEN], ids=["whoever notified", "a second officer"])
def test_a_procedure_is_dropped_and_may_begin_anew(who: object) -> None:
    case = perform(notified(), "state_against_revocation", AI, statement="报告属实")
    perform(case, "drop_revocation", who, reason="事实不成立")
    assert (case.state, case.in_force, case.revocation_notified_at) == (S.RECORDED, True, None)
    assert case.revocation_reason == "事实不成立"
    assert told(refusal(case, "revoke", CHEN)) == [UNTOLD]
    again = perform(case, "notify_revocation", CHEN, **NOTICE | {"ground": "concealment"})
    assert (again.revocation_statement, again.revocation_stated_at) == ("", None)
    assert (again.revocation_reason, again.revocation_proposed_by) == ("", CHEN)
    again.runs_until = None
    assert told(refusal(again, "revoke", CHEN)) == [ONE_PERSON]
    assert refusal(again, "revoke", BO) is None
