"""What is done to a recorded filing while it holds: grades, the display duty, confirmations. No database."""

from datetime import date

import pytest

from filings.machines.limits import CONFIRMATION, DISPLAY, DISPLAY_CORRECTION
from filings.states import IN_FORCE_STATES
from filings.states import FilingState as S
from portal.accounts.roles import Role
from portal.law.rulebook import rulebook
from portal.workflow.machine import Opens, Says
from tests.inputs import GRADED
from tests.machines.unsaved import ACTIONS, AI, BO, CHEN, PORTAL, filing, perform, recorded

RECEIVED = (S.SUBMITTED, S.CORRECTION_REQUESTED, S.RECORD_PROPOSED)


@pytest.mark.parametrize("state", [*RECEIVED, *IN_FORCE_STATES])
@pytest.mark.parametrize("who", [BO, CHEN], ids=["officer", "supervisor"])
def test_a_filing_is_graded_from_its_receipt_to_its_end(state: S, who: object) -> None:
    case = perform(filing(state), "grade", who, **GRADED)
    assert (case.state, case.grade_level, case.high_risk) == (state, "high", True)


def test_a_grade_leaves_no_trace_outside_the_authority() -> None:
    step = ACTIONS["grade"]
    assert step.secret
    assert (step.says, step.opens, step.closes, step.target) == ((), (), (), None)


@pytest.mark.parametrize(
    ("profile", "article"),
    [("algorithm-2021-draft", "第十九条"), ("algorithm-2022", "第二十三条")],
)
def test_a_grade_rests_on_the_five_factors_of_the_text(profile: str, article: str) -> None:
    factors = rulebook(profile).items(ACTIONS["grade"].cites)
    assert [factor.code for factor in factors] == [
        "mobilisation",
        "content_category",
        "user_scale",
        "data",
        "intervention",
    ]
    assert {factor.article for factor in factors} == {article}


def test_a_confirmation_starts_the_next_year() -> None:
    case = perform(recorded(), "confirm_current", AI)
    assert (case.state, case.confirmed_on) == (S.RECORDED, date(2026, 9, 22))
    step = ACTIONS["confirm_current"]
    assert (step.closes, step.opens) == ((CONFIRMATION,), (Opens(CONFIRMATION),))


def test_what_is_being_changed_or_ended_is_not_confirmed() -> None:
    assert ACTIONS["confirm_current"].source == {S.RECORDED}


@pytest.mark.parametrize("name", ["confirm_display", "report_display_missing"])
@pytest.mark.parametrize("state", IN_FORCE_STATES)
def test_only_the_portal_says_what_it_found_on_a_page(name: str, state: S) -> None:
    assert ACTIONS[name].roles == {Role.SYSTEM}
    case = recorded(state)
    before = {k: v for k, v in vars(case).items() if k not in ("ctx", "_state")}
    perform(case, name, PORTAL)
    assert {k: v for k, v in vars(case).items() if k not in ("ctx", "_state")} == before


def test_a_number_that_is_shown_ends_both_clocks_and_one_that_is_not_starts_the_second() -> None:
    assert ACTIONS["confirm_display"].closes == (DISPLAY, DISPLAY_CORRECTION)
    missing = ACTIONS["report_display_missing"]
    assert missing.opens == (Opens(DISPLAY_CORRECTION),)
    assert missing.says == (Says("display_missing"),)


def test_recording_starts_the_clocks_of_upkeep() -> None:
    assert ACTIONS["record"].opens == (Opens(DISPLAY), Opens(CONFIRMATION))
