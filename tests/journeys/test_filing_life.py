"""The clocks of a recorded filing, under both texts, to the exact dates: changes, ends, confirmations.

Time passes only through ``sweep(now)`` and the acts themselves.
"""

from datetime import date, timedelta

import pytest
from pytest_django.fixtures import Settings

from filings.models import Filing
from filings.states import FilingState as S
from portal.accounts.models import system_user
from portal.audit import verification
from portal.deadlines import sweep
from portal.deadlines.models import Lead
from portal.deadlines.selectors import leads_for
from portal.workflow.errors import GuardFailed
from tests import make
from tests.journeys.recorded_life import (
    DRAFT,
    IN_FORCE,
    cast,
    declare,
    entry_of,
    filing,
    limit,
    profile,
    recorded,
    running,
)
from tests.make import Cast, at

__all__ = ["cast", "filing", "profile"]
ARRANGED = {"user_arrangements": "公告三十日", "data_arrangements": "到期删除"}

#: Monday 2026-11-02; across National Day with its worked Saturday; across Spring Festival with its two.
CHANGES = [
    (DRAFT, date(2026, 11, 2), date(2026, 11, 9)),
    (IN_FORCE, date(2026, 11, 2), date(2026, 11, 16)),
    (DRAFT, date(2026, 9, 28), date(2026, 10, 10)),
    (IN_FORCE, date(2026, 9, 28), date(2026, 10, 16)),
    (DRAFT, date(2026, 2, 9), date(2026, 2, 14)),
    (IN_FORCE, date(2026, 2, 9), date(2026, 2, 28)),
]
ARTICLES = {
    DRAFT: {"change": "第二十条第二款", "deregistration": "第二十条第三款"},
    IN_FORCE: {"change": "第二十四条第二款", "deregistration": "第二十四条第三款"},
}


@pytest.mark.parametrize(("text", "changed_on", "last_day"), CHANGES)
def test_a_change_is_due_on_its_last_day(
    cast: Cast, settings: Settings, text: str, changed_on: date, last_day: date
) -> None:
    case = declare(
        recorded(cast, settings, text, changed_on), cast, changed_on, now=f"{changed_on} 18:00"
    )
    running_one = limit(case, "change")
    assert (running_one.last_day, running_one.moment) == (
        last_day,
        at(f"{last_day + timedelta(days=1)} 00:00"),
    )
    assert (running_one.article, running_one.provisional) == (ARTICLES[text]["change"], False)


@pytest.mark.parametrize(("text", "changed_on", "last_day"), CHANGES)
@pytest.mark.parametrize(
    ("seconds", "outcome"), [(-36_000, "met"), (-1, "met"), (0, "late"), (1, "late")]
)
def test_the_last_second_of_the_last_day_is_in_time_and_the_next_is_late_and_accepted(
    cast: Cast,
    settings: Settings,
    text: str,
    changed_on: date,
    last_day: date,
    seconds: int,
    outcome: str,
) -> None:
    case = declare(
        recorded(cast, settings, text, changed_on), cast, changed_on, now=f"{changed_on} 18:00"
    )
    moment = at(f"{last_day + timedelta(days=1)} 00:00") + timedelta(seconds=seconds)
    handed_in = make.act(case, "submit_change", cast.ai, now=moment).case
    assert (handed_in.state, limit(case, "change").outcome) == (S.CHANGE_SUBMITTED, outcome)
    leads = leads_for(cast.fang).filter(code="algorithm.change")
    assert leads.count() == (outcome == "late")


def test_a_change_that_is_declared_late_opens_overdue_and_leads_once(
    filing: Filing, cast: Cast
) -> None:
    declared = {"changed_on": date(2026, 9, 22), "reason": "换安全责任人"}
    make.act(filing, "declare_change", cast.ai, now=at("2026-11-02 09:00"), **declared)
    overdue = limit(filing, "change")
    assert overdue.overdue_at(at("2026-11-02 09:00"))
    assert Lead.objects.count() == 0
    assert sweep.sweep(at("2026-11-02 09:01")) == 1
    lead = Lead.objects.get(code="algorithm.change")
    assert (lead.missed_at, lead.deadline) == (overdue.moment, overdue)
    assert sweep.sweep(at("2026-11-02 09:02")) == 0
    make.edit(filing, cast.ai, now=at("2026-11-02 09:04"), safety_officer_name="王五")
    make.act(filing, "submit_change", cast.ai, now=at("2026-11-02 09:05"))
    assert (limit(filing, "change").outcome, Lead.objects.count()) == ("late", 1)


def test_a_returned_change_has_ten_working_days_and_the_decision_a_new_clock(
    filing: Filing, cast: Cast
) -> None:
    declare(filing, cast, date(2026, 9, 22), now="2026-09-22 11:00")
    make.act(filing, "submit_change", cast.ai, now=at("2026-09-22 12:00"))
    assert limit(filing, "change_decision").last_day == date(2026, 11, 10)
    make.act(filing, "return_change", cast.bo, now=at("2026-09-23 10:00"), items=make.REASONS)
    assert running(filing) == {"change_correction", "display", "confirmation"}
    assert limit(filing, "change_correction").last_day == date(2026, 10, 14)
    make.edit(filing, cast.ai, now=at("2026-10-15 09:00"), safety_officer_name="赵六")
    again = make.act(filing, "submit_change", cast.ai, now=at("2026-10-15 09:30")).case
    assert (again.state, limit(filing, "change_correction").outcome) == (S.CHANGE_SUBMITTED, "late")
    assert Lead.objects.get().code == "algorithm.change_correction"
    accepted = make.act(filing, "accept_change", cast.bo, now=at("2026-10-16 09:00")).case
    assert (accepted.state, accepted.changed_at) == (S.RECORDED, at("2026-10-16 09:00"))
    assert [r.number for r in filing.revisions.all()] == [1, 2, 3]
    assert entry_of(filing).note == "变更算法安全责任人"


@pytest.mark.parametrize(
    ("text", "last_day"), [(DRAFT, date(2026, 10, 19)), (IN_FORCE, date(2026, 12, 28))]
)
def test_a_service_that_ends_on_the_30th_of_november(
    cast: Cast, settings: Settings, text: str, last_day: date
) -> None:
    """Thirty working days before it by the draft, twenty after it by the text in force."""
    case = recorded(cast, settings, text, date(2026, 9, 22))
    make.act(
        case,
        "declare_termination",
        cast.ai,
        now=at("2026-09-22 10:00"),
        service_ends_on=date(2026, 11, 30),
        reason="业务调整",
    )
    due = limit(case, "deregistration")
    assert (due.last_day, due.moment) == (last_day, at(f"{last_day + timedelta(days=1)} 00:00"))
    assert (due.article, due.provisional) == (ARTICLES[text]["deregistration"], False)
    make.act(
        case, "submit_deregistration", cast.ai, now=due.moment - timedelta(seconds=1), **ARRANGED
    )
    assert limit(case, "deregistration").outcome == "met"


def test_an_end_from_which_nobody_can_count_is_refused_and_changes_nothing(
    filing: Filing, cast: Cast
) -> None:
    never = {"service_ends_on": date.max, "reason": "业务调整"}
    with pytest.raises(GuardFailed, match="超出可计算的范围") as refused:
        make.act(filing, "declare_termination", cast.ai, **never)
    assert [reason.field for reason in refused.value.reasons] == ["service_ends_on"]
    assert (make.fresh(filing).state, make.fresh(filing).version) == (S.RECORDED, filing.version)


@pytest.mark.parametrize("swept", [False, True], ids=["the act notices", "the sweep noticed"])
def test_an_end_announced_after_its_limit_opens_overdue_and_leads_once(
    cast: Cast, settings: Settings, swept: bool
) -> None:
    case = recorded(cast, settings, DRAFT, date(2026, 9, 22))
    announced = at("2026-11-03 10:00")
    make.act(
        case,
        "declare_termination",
        cast.ai,
        now=announced,
        service_ends_on=date(2026, 11, 30),
        reason="业务调整",
    )
    overdue = limit(case, "deregistration")
    assert (overdue.last_day, overdue.overdue_at(announced)) == (date(2026, 10, 19), True)
    if swept:
        sweep.sweep(at("2026-11-03 10:01"))
        sweep.sweep(at("2026-11-04 10:01"))
    applied = make.act(
        case, "submit_deregistration", cast.ai, now=at("2026-11-05 10:00"), **ARRANGED
    ).case
    assert (applied.state, limit(case, "deregistration").outcome) == (
        S.DEREGISTRATION_SUBMITTED,
        "late",
    )
    lead = Lead.objects.get()
    assert (lead.code, lead.missed_at) == ("algorithm.deregistration", at("2026-10-20 00:00"))
    assert list(leads_for(cast.fang)) == [lead]


def test_an_announcement_that_is_taken_back_after_its_limit_ends_late_and_leads_once(
    cast: Cast, settings: Settings
) -> None:
    case = recorded(cast, settings, IN_FORCE, date(2026, 9, 22))
    end = {"service_ends_on": date(2026, 9, 15), "reason": "业务调整"}
    make.act(case, "declare_termination", cast.ai, now=at("2026-09-22 11:00"), **end)
    missed = limit(case, "deregistration").moment
    make.act(case, "withdraw_termination", cast.ai, now=missed, reason="误报")
    assert (limit(case, "deregistration").outcome, make.fresh(case).state) == ("late", S.RECORDED)
    assert make.fresh(case).termination_reason == ""
    sweep.sweep(missed + timedelta(days=1))
    lead = Lead.objects.get()
    assert (lead.code, lead.missed_at) == ("algorithm.deregistration", missed)


@pytest.mark.parametrize(
    ("ends_on", "last_day"),
    [(date(2026, 9, 21), "2026-10-27"), (date(2026, 12, 18), "2027-01-15")],
    ids=["ended before", "ends later"],
)
def test_the_decision_runs_from_the_application_or_from_the_end_and_waits_for_it(
    cast: Cast, settings: Settings, ends_on: date, last_day: str
) -> None:
    case = recorded(cast, settings, DRAFT, date(2026, 9, 22))
    end = {"service_ends_on": ends_on, "reason": "业务调整"}
    make.act(case, "declare_termination", cast.ai, now=at("2026-09-22 11:00"), **end)
    make.act(case, "submit_deregistration", cast.ai, now=at("2026-09-22 12:00"), **ARRANGED)
    assert make.fresh(case).deregistration_submitted_at == at("2026-09-22 12:00")
    assert str(limit(case, "deregistration_decision").last_day) == last_day
    comes = max(at(f"{ends_on} 00:00"), at("2026-09-22 12:00"))
    if ends_on > date(2026, 9, 22):
        with pytest.raises(GuardFailed, match="服务终止日尚未到来"):
            make.act(case, "deregister", cast.bo, now=comes - timedelta(seconds=1))
    make.act(case, "deregister", cast.bo, now=comes)
    assert make.fresh(case).state == S.DEREGISTERED
    assert limit(case, "deregistration_decision").outcome == "met"


def test_a_returned_application_has_ten_working_days(filing: Filing, cast: Cast) -> None:
    end = {"service_ends_on": date(2026, 12, 18), "reason": "业务调整"}
    make.act(filing, "declare_termination", cast.ai, now=at("2026-09-22 11:00"), **end)
    make.act(filing, "submit_deregistration", cast.ai, now=at("2026-09-22 12:00"), **ARRANGED)
    assert limit(filing, "deregistration_decision").started_at == at("2026-12-18 00:00")
    make.act(
        filing, "return_deregistration", cast.bo, now=at("2026-09-23 10:00"), items=make.REASONS
    )
    assert running(filing) == {"deregistration_correction", "display", "confirmation"}
    assert limit(filing, "deregistration_correction").last_day == date(2026, 10, 14)
    make.act(filing, "submit_deregistration", cast.ai, now=at("2026-10-14 23:59:59"), **ARRANGED)
    assert limit(filing, "deregistration_correction").outcome == "met"
    assert Lead.objects.count() == 0


def test_a_year_after_the_last_confirmation_the_company_is_reminded_and_nothing_leads(
    filing: Filing, cast: Cast
) -> None:
    assert limit(filing, "confirmation").last_day == date(2027, 9, 22)
    assert limit(filing, "display").last_day == date(2026, 9, 30)
    sweep.sweep(at("2027-10-08 00:00"))
    assert limit(filing, "confirmation").overdue_at(at("2027-10-08 00:00"))
    assert Lead.objects.count() == 0
    make.act(filing, "confirm_current", cast.ai, now=at("2027-10-11 10:00"))
    assert running(filing) == {"confirmation", "display"}
    assert limit(filing, "confirmation").last_day == date(2028, 10, 11)
    assert entry_of(filing).confirmed_on == date(2027, 10, 11)
    assert entry_of(filing).versions.latest("version").action == "confirmed"


def test_an_accepted_change_is_no_confirmation_and_mends_no_missing_number(
    filing: Filing, cast: Cast
) -> None:
    make.act(filing, "report_display_missing", system_user(), now=at("2026-10-30 09:00"))
    before = limit(filing, "confirmation"), limit(filing, "display_correction")
    declare(filing, cast, date(2026, 11, 2), now="2026-11-02 09:00")
    make.act(filing, "submit_change", cast.ai, now=at("2026-11-03 09:00"))
    make.act(filing, "accept_change", cast.bo, now=at("2026-11-05 09:00"))
    assert (limit(filing, "confirmation"), limit(filing, "display_correction")) == before
    assert limit(filing, "confirmation").last_day == date(2027, 9, 22)
    assert running(filing) == {"confirmation", "display", "display_correction"}
    entry = entry_of(filing)
    assert (make.fresh(filing).confirmed_on, entry.confirmed_on) == (None, None)
    assert entry.status == "in_force"
    assert list(entry.versions.order_by("version").values_list("action", flat=True)) == [
        "published",
        "changed",
    ]
    make.act(filing, "confirm_current", cast.ai, now=at("2026-11-06 09:00"))
    declare(filing, cast, date(2026, 11, 9), now="2026-11-09 09:00")
    make.edit(filing, cast.ai, now=at("2026-11-09 09:00"), safety_officer_name="赵六")
    make.act(filing, "submit_change", cast.ai, now=at("2026-11-09 10:00"))
    make.act(filing, "accept_change", cast.bo, now=at("2026-11-10 09:00"))
    assert entry_of(filing).confirmed_on == date(2026, 11, 6)
    assert list(verification.verify()) == []
