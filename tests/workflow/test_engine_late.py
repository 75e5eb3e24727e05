"""Acting late is possible, is marked, and opens one lead, whether or not the sweep noticed first."""

from datetime import date

import pytest

from filings.states import FilingState as S
from portal.audit import verification
from portal.deadlines import sweep
from portal.deadlines.models import Deadline, Lead
from portal.notices.models import Notice
from tests import make
from tests.make import Cast, at

LAST_SECOND = at("2026-09-28 23:59:59")
MIDNIGHT = at("2026-09-29 00:00")
AFTERWARDS = at("2026-10-09 15:00")


def outcome(case_id: int, code: str) -> str:
    return Deadline.objects.get(case_id=case_id, code=code).outcome


@pytest.mark.parametrize(
    ("moment", "expected", "leads"),
    [(LAST_SECOND, "met", 0), (MIDNIGHT, "late", 1), (at("2026-09-29 00:00:01"), "late", 1)],
)
def test_the_last_second_is_in_time_and_midnight_is_late(
    cast: Cast, moment: object, expected: str, leads: int
) -> None:
    case = make.complete_draft(cast)
    make.act(case, "submit", cast.ai, now=moment)
    assert outcome(case.pk, "algorithm.initial") == expected
    assert Lead.objects.count() == leads


@pytest.mark.parametrize("swept", [False, True], ids=["the act notices", "the sweep noticed"])
def test_a_late_submission_is_accepted_marked_and_opens_one_lead(cast: Cast, swept: bool) -> None:
    case = make.complete_draft(cast)
    if swept:
        assert sweep.sweep(AFTERWARDS) == 3
    submitted = make.act(case, "submit", cast.ai, now=AFTERWARDS)
    assert submitted.case.state == S.SUBMITTED
    assert outcome(case.pk, "algorithm.initial") == "late"
    lead = Lead.objects.get()
    assert (lead.case_id, lead.missed_at, lead.opened_at) == (case.pk, MIDNIGHT, AFTERWARDS)
    assert lead.event.action == "deadline_due"
    assert sweep.sweep(at("2026-10-10 09:00")) == 0
    assert Lead.objects.count() == 1


def test_what_passed_stands_before_the_act_in_the_trail(cast: Cast) -> None:
    case = make.complete_draft(cast)
    length = case.chain_length
    make.act(case, "submit", cast.ai, now=AFTERWARDS)
    later = case.events.filter(seq__gt=length).order_by("seq")
    assert list(later.values_list("action", "occurred_at", "recorded_at")) == [
        ("deadline_three_left", at("2026-09-23 00:00"), AFTERWARDS),
        ("deadline_one_left", at("2026-09-28 00:00"), AFTERWARDS),
        ("deadline_due", MIDNIGHT, AFTERWARDS),
        ("submit", AFTERWARDS, AFTERWARDS),
    ]
    assert list(verification.verify()) == []


def test_a_refused_act_does_not_witness_what_has_passed(cast: Cast) -> None:
    """Refusal changes nothing at all; the sweep will see to it."""
    case = make.draft(cast)
    with pytest.raises(Exception, match="未填写"):
        make.act(case, "submit", cast.ai, now=AFTERWARDS)
    assert [event.action for event in case.events.all()] == ["created"]
    assert sweep.sweep(AFTERWARDS) == 3


def test_nothing_is_emitted_after_a_limit_was_met(cast: Cast) -> None:
    case = make.complete_draft(cast)
    make.act(case, "submit", cast.ai)
    sweep.sweep(at("2026-10-15 00:00"))
    assert not case.events.filter(action__startswith="deadline_").exists()
    assert (
        not Deadline.objects.get(code="algorithm.initial")
        .milestones.filter(emitted_at=None)
        .exists()
    )


def test_a_late_decision_is_still_a_decision(cast: Cast) -> None:
    case = make.filing(cast, S.RECORD_PROPOSED)
    late = at("2026-11-11 00:00")
    recorded = make.act(case, "record", cast.chen, now=late).case
    assert (recorded.state, recorded.in_force) == (S.RECORDED, True)
    assert outcome(case.pk, "algorithm.decision") == "late"
    assert Lead.objects.count() == 0
    assert Notice.objects.filter(code="deadline_escalated", addressee=cast.capital).count() == 1


def limits(case_id: int) -> list[tuple[str, str, str]]:
    rows = Deadline.objects.filter(case_id=case_id).order_by("pk")
    return [(d.code, str(d.last_day), d.outcome) for d in rows]


def test_a_withdrawal_voids_the_authoritys_limit_and_the_companys_runs_on(cast: Cast) -> None:
    case = make.filing(cast)
    make.act(case, "withdraw", cast.ai, now=at("2026-09-24 09:00"), reason="暂缓")
    assert limits(case.pk) == [
        ("algorithm.initial", "2026-09-28", "met"),
        ("algorithm.decision", "2026-11-10", "void"),
        ("algorithm.initial", "2026-09-28", ""),
    ]
    assert sweep.sweep(AFTERWARDS) == 2
    assert Lead.objects.get().missed_at == MIDNIGHT


def test_a_filing_withdrawn_and_handed_in_again_too_late_is_late(cast: Cast) -> None:
    case = make.filing(cast)
    make.act(case, "withdraw", cast.ai, now=at("2026-09-24 09:00"), reason="暂缓")
    make.act(case, "resubmit", cast.ai, now=AFTERWARDS)
    assert [outcome for code, _, outcome in limits(case.pk) if code == "algorithm.initial"] == [
        "met",
        "late",
    ]
    assert Lead.objects.count() == 1


def test_a_withdrawal_before_the_service_starts_counts_from_the_declared_start(cast: Cast) -> None:
    case = make.filing(cast, service_started_on=date(2026, 12, 1))
    make.act(case, "withdraw", cast.ai, reason="暂缓")
    assert limits(case.pk) == [
        ("algorithm.initial", "2026-12-15", "met"),
        ("algorithm.decision", "2026-11-10", "void"),
        ("algorithm.initial", "2026-12-15", ""),
    ]
    sweep.sweep(at("2026-12-16 00:00"))
    assert Lead.objects.get().missed_at == at("2026-12-16 00:00")


def test_withdrawing_and_resubmitting_after_the_due_date_stays_one_lead(cast: Cast) -> None:
    case = make.complete_draft(cast)
    make.act(case, "submit", cast.ai, now=AFTERWARDS)
    for day in ("10-12", "10-13", "10-14"):
        make.act(case, "withdraw", cast.ai, now=at(f"2026-{day} 09:00"), reason="暂缓")
        sweep.sweep(at(f"2026-{day} 10:00"))
        make.act(case, "resubmit", cast.ai, now=at(f"2026-{day} 11:00"))
    ended = Deadline.objects.filter(case_id=case.pk, code="algorithm.initial")
    assert list(ended.values_list("outcome", flat=True)) == ["late"] * 4
    lead = Lead.objects.get()
    assert (lead.code, lead.missed_at) == ("algorithm.initial", MIDNIGHT)
    assert (lead.opened_at, lead.corrected_at) == (AFTERWARDS, None)


def test_two_filings_that_miss_the_same_day_are_two_leads(cast: Cast) -> None:
    cases = [make.draft(cast), make.draft(cast)]
    sweep.sweep(MIDNIGHT)
    leads = Lead.objects.order_by("case_id").values_list("case_id", "missed_at")
    assert list(leads) == [(case.pk, MIDNIGHT) for case in cases]


def test_a_discarded_draft_can_be_changed_and_handed_in_after_all(cast: Cast) -> None:
    case = make.complete_draft(cast, service_started_on=date(2026, 12, 1))
    make.act(case, "discard", cast.ai)
    assert limits(case.pk) == [("algorithm.initial", "2026-12-15", "void")]
    make.edit(case, cast.ai, introduction="改过的简介")
    assert limits(case.pk)[1:] == [("algorithm.initial", "2026-12-15", "")]
    submitted = make.act(case, "resubmit", cast.ai, now=at("2026-10-12 09:00")).case
    assert (submitted.state, submitted.introduction) == (S.SUBMITTED, "改过的简介")
    assert submitted.received_at == at("2026-10-12 09:00")
    assert limits(case.pk)[1:] == [
        ("algorithm.initial", "2026-12-15", "met"),
        ("algorithm.decision", "2026-11-23", ""),
    ]


@pytest.mark.parametrize(
    ("start", "outcome"), [(make.STARTED, ""), (date(2027, 6, 1), "void")], ids=["runs", "is ahead"]
)
def test_discarding_a_draft_ends_the_duty_only_while_the_service_is_ahead(
    cast: Cast, start: date, outcome: str
) -> None:
    case = make.draft(cast, service_started_on=start)
    make.act(case, "discard", cast.ai)
    assert [found for _, _, found in limits(case.pk)] == [outcome]


def test_a_correction_does_not_stop_the_clock(cast: Cast) -> None:
    case = make.filing(cast, S.CORRECTION_REQUESTED)
    before = Deadline.objects.get(case_id=case.pk, code="algorithm.decision")
    make.act(case, "submit_correction", cast.ai, now=at("2026-10-20 09:00"))
    after = Deadline.objects.get(case_id=case.pk, code="algorithm.decision")
    assert (after.pk, after.moment, after.closed_at) == (before.pk, before.moment, None)


def test_a_refiled_filing_gets_the_whole_time_again(cast: Cast) -> None:
    case = make.filing(cast, S.DECLINED)
    make.act(case, "resubmit", cast.ai, now=at("2026-10-12 09:00"))
    decisions = Deadline.objects.filter(case_id=case.pk, code="algorithm.decision").order_by("pk")
    assert [(str(d.last_day), d.outcome) for d in decisions] == [
        ("2026-11-10", "met"),
        ("2026-11-23", ""),
    ]


def test_the_limit_copies_its_rule(cast: Cast) -> None:
    case = make.filing(cast)
    decision = Deadline.objects.get(case_id=case.pk, code="algorithm.decision")
    assert (decision.profile, decision.article) == ("algorithm-2021-draft", "第二十一条")
    assert (decision.amount, decision.unit, decision.party) == (30, "working_day", "authority")
    assert (decision.on_miss, decision.provisional) == ("escalate", False)
    assert decision.opened_by.action == "submit"
