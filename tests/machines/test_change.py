"""A change: declared, handed in, accepted, returned or withdrawn. No database."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from filings.machines.limits import CHANGE, CHANGE_CORRECTION, CHANGE_DECISION
from filings.states import FilingState as S
from portal.accounts.models import Organization
from portal.accounts.roles import Role
from portal.workflow.errors import GuardFailed, NotPermitted
from portal.workflow.machine import Opens, Says
from tests import make
from tests.machines.unsaved import (
    ACTIONS,
    AI,
    BO,
    CHEN,
    EVE,
    NUMBER,
    OFFICE,
    filing,
    perform,
    recorded,
    refusal,
    told,
)

TODAY = date(2026, 9, 22)
ARTICLES = {"algorithm-2021-draft": "第二十条第二款", "algorithm-2022": "第二十四条第二款"}


def test_declaring_keeps_the_day_and_what_happened_and_forgets_older_returns() -> None:
    case = perform(
        recorded(change_returns=make.REASONS),
        "declare_change",
        AI,
        changed_on=TODAY,
        reason="更换安全责任人",
    )
    assert (case.state, case.in_force) == (S.CHANGE_DUE, True)
    assert (case.changed_on, case.change_reason, case.change_returns) == (
        TODAY,
        "更换安全责任人",
        [],
    )


def test_the_limit_of_a_change_runs_from_the_day_on_which_it_could_be_declared() -> None:
    assert ACTIONS["declare_change"].opens == (Opens(CHANGE, since="change_counts_from"),)


#: Recorded on the 22nd; where a change was accepted, it was handed in on the 24th and accepted on the 29th.
COUNTS_FROM = [
    (22, False, 22),
    (21, False, 22),
    (23, False, 23),
    (23, True, 23),
    (24, True, 29),
    (28, True, 29),
    (29, True, 29),
    (30, True, 30),
]


@pytest.mark.parametrize(("changed", "reviewed", "counts_from"), COUNTS_FROM)
def test_time_that_the_authority_took_does_not_count(
    changed: int, reviewed: bool, counts_from: int
) -> None:
    review = {
        "submitted_at": make.at("2026-09-24 10:00"),
        "changed_at": make.at("2026-09-29 10:00"),
    }
    case = recorded(changed_on=date(2026, 9, changed), **(review if reviewed else {}))
    assert case.change_counts_from == date(2026, 9, counts_from)


@pytest.mark.parametrize(("day", "allowed"), [(22, True), (1, True), (23, False), (30, False)])
def test_a_change_is_declared_when_it_has_happened(day: int, allowed: bool) -> None:
    refused = refusal(recorded(), "declare_change", AI, changed_on=date(2026, 9, day), reason="x")
    assert (refused is None) == allowed
    if refused:
        assert told(refused) == [("changed_on", "“变更发生日”不能晚于今天，变更发生后再申报")]


def test_today_is_the_date_in_china() -> None:
    late_evening_in_london = make.at("2026-09-23 00:30")
    case = recorded()
    assert (
        refusal(
            case,
            "declare_change",
            AI,
            now=late_evening_in_london,
            changed_on=date(2026, 9, 23),
            reason="x",
        )
        is None
    )


@pytest.mark.parametrize(("profile", "article"), ARTICLES.items())
def test_a_refusal_cites_the_article_of_the_filings_own_text(profile: str, article: str) -> None:
    refused = refusal(
        recorded(profile=profile), "declare_change", AI, changed_on=date(2027, 1, 1), reason="x"
    )
    assert refused is not None
    assert [reason.article for reason in refused.reasons] == [article]


def test_a_change_that_changes_nothing_is_not_taken() -> None:
    case = recorded(S.CHANGE_DUE)
    assert told(refusal(case, "submit_change", AI)) == [
        ("", "内容与已备案的完全相同，没有需要变更的事项")
    ]
    case.apply({"safety_officer_name": "王五"})
    assert refusal(case, "submit_change", AI) is None


def test_a_change_is_judged_as_strictly_as_a_filing() -> None:
    case = recorded(S.CHANGE_DUE)
    case.apply({"algorithm_name": "青云榜单算法", "subject_address": ""})
    case.authority_found = None
    assert [field for field, _ in told(refusal(case, "submit_change", AI))] == [
        "",
        "subject_address",
        "public_name",
    ]


def test_handing_in_a_change_says_when() -> None:
    case = recorded(S.CHANGE_DUE, title=make.NAME)
    case.apply({"algorithm_name": "青云榜单算法", "public_name": "青云榜单算法"})
    perform(case, "submit_change", AI)
    assert (case.state, case.change_submitted_at, case.submitted_at) == (
        S.CHANGE_SUBMITTED,
        make.NOW,
        make.NOW,
    )
    assert (case.title, case.recorded_version, case.in_force) == (make.NAME, 1, True)


def submitted(**changes: object) -> object:
    """A change that waits for its decision."""
    case = recorded(S.CHANGE_DUE, title=make.NAME)
    case.apply(changes or {"safety_officer_name": "王五"})
    return perform(case, "submit_change", AI)


def test_accepting_puts_the_version_into_force_and_never_touches_the_number() -> None:
    renamed = {"algorithm_name": "青云榜单算法", "public_name": "青云榜单算法"}
    case = perform(submitted(**renamed), "accept_change", CHEN, opinion="同意")
    assert (case.state, case.recorded_version, case.changed_at) == (S.RECORDED, 2, make.NOW)
    assert (case.record_number, case.title) == (NUMBER, "青云榜单算法")
    assert case.change_remarks == [f"算法名称由“{make.NAME}”变更为“青云榜单算法”"]


@pytest.mark.parametrize("confirmed_on", [None, date(2026, 9, 1)])
def test_accepting_confirms_nothing_and_touches_no_clock_but_its_own(
    confirmed_on: date | None,
) -> None:
    case = submitted()
    case.confirmed_on = confirmed_on
    assert perform(case, "accept_change", BO).confirmed_on == confirmed_on
    step = ACTIONS["accept_change"]
    assert (step.closes, step.voids, step.opens) == ((CHANGE_DECISION,), (), ())
    assert step.effects == ("move_subject", "publish_change")


def test_a_company_that_moved_is_handed_over_with_its_change() -> None:
    case = submitted()
    north = Organization(pk=9, name="北京市网信办", kind="authority", jurisdiction="11")
    case.organization = Organization(
        pk=1, name=case.organization.name, uscc=case.subject_uscc, division_code="990101"
    )
    case.authority_found = north
    perform(case, "accept_change", BO, division_code="110105")
    assert (case.region, case.authority) == ("110105", north)
    assert (case.organization.division_code, case.record_number) == ("110105", NUMBER)
    assert isinstance(refusal(case, "cancel_ex_officio", BO), NotPermitted)
    assert refusal(case, "notify_revocation", EVE) is None


def test_a_company_that_stayed_keeps_its_place() -> None:
    case = perform(submitted(), "accept_change", BO, division_code="")
    assert (case.region, case.organization.division_code) == ("990101", "990101")


def test_a_new_name_is_a_change_to_be_proved_by_a_new_licence() -> None:
    case = recorded(S.CHANGE_DUE)
    case.apply({"subject_name": "青云集团有限公司"})
    refused = refusal(case, "submit_change", AI)
    assert told(refused) == [("licence", "主体更名的，应上传更名后的主体证件")]
    assert refused is not None
    [reason] = refused.reasons
    assert (reason.code, reason.article) == ("renamed_without_licence", "第二十条第二款")
    case.licence = "another licence"
    assert refusal(case, "submit_change", AI) is None


def test_who_kept_the_name_needs_no_new_licence() -> None:
    case = recorded(S.CHANGE_DUE)
    case.apply({"subject_name": f" {case.subject_name} ", "safety_officer_name": "王五"})
    assert refusal(case, "submit_change", AI) is None


def test_where_nobody_answers_the_old_authority_keeps_its_name_on_it() -> None:
    case = submitted()
    case.authority_found = None
    perform(case, "accept_change", BO)
    assert case.authority == OFFICE


def test_a_returned_change_carries_its_reasons() -> None:
    case = perform(submitted(), "return_change", BO, items=make.REASONS)
    assert (case.state, case.change_returns, case.recorded_version) == (
        S.CHANGE_DUE,
        make.REASONS,
        1,
    )
    step = ACTIONS["return_change"]
    assert (step.closes, step.opens) == ((CHANGE_DECISION,), (Opens(CHANGE_CORRECTION),))
    assert ACTIONS["submit_change"].closes == (CHANGE, CHANGE_CORRECTION)


@pytest.mark.parametrize("handed_in", [False, True])
def test_a_withdrawn_change_leaves_what_was_recorded(handed_in: bool) -> None:
    case = recorded(S.CHANGE_DUE, change_reason="换人", change_returns=make.REASONS)
    before = case.content()
    case.apply(
        {
            "safety_officer_name": "王五",
            "monthly_users": 7,
            "products": [make.product(name="青云画报")],
        }
    )
    if handed_in:
        perform(case, "submit_change", AI)
    perform(case, "withdraw_change", AI, reason="没有换人")
    assert case.content() == before
    assert (case.state, case.recorded_version, case.in_force) == (S.RECORDED, 1, True)
    assert (case.change_reason, case.change_returns) == ("", [])


def test_a_withdrawn_change_stops_every_clock_of_the_change_and_no_other() -> None:
    step = ACTIONS["withdraw_change"]
    assert [voids.code for voids in step.voids] == [CHANGE, CHANGE_CORRECTION, CHANGE_DECISION]
    assert (step.closes, step.opens) == ((), ())


def test_the_authority_is_told_of_a_withdrawal_as_well() -> None:
    assert ACTIONS["withdraw_change"].says == (
        Says("filing_change_withdrawn"),
        Says("change_withdrawn", to="authority"),
    )


def test_the_day_from_which_the_first_filing_counted_is_fixed_once_there_is_a_number() -> None:
    case = recorded(S.CHANGE_DUE)
    for other in (date(2026, 1, 5), None):
        with pytest.raises(ValidationError) as refused:
            case.apply({"service_started_on": other})
        assert set(refused.value.message_dict) == {"service_started_on"}
    assert case.service_started_on == make.STARTED
    assert case.apply({"service_started_on": make.STARTED, "introduction": "改"}) == {
        "introduction"
    }
    draft = filing(S.DRAFT)
    assert draft.apply({"service_started_on": None}) == {"service_started_on"}


def test_only_the_company_declares_and_only_officers_decide() -> None:
    for name in ("declare_change", "submit_change", "withdraw_change"):
        assert ACTIONS[name].roles == {Role.PROVIDER}
    for name in ("accept_change", "return_change"):
        assert ACTIONS[name].roles == {Role.FILING_OFFICER, Role.FILING_SUPERVISOR}


def test_a_filing_without_a_number_has_nothing_to_change() -> None:
    assert filing(S.SUBMITTED).recorded_revision() is None
    refused = refusal(filing(S.SUBMITTED), "declare_change", AI, changed_on=TODAY, reason="x")
    assert refused is not None
    assert not isinstance(refused, GuardFailed)
