"""What a decision does to a filing, in one transaction with its service, and how it is taken back."""

from datetime import date
from typing import Any

import pytest

from enforcement import suspensions
from filings.models import Filing
from filings.register import RegistryEntry
from portal.audit import verification
from portal.notices.models import Notice
from portal.workflow import catalogue
from portal.workflow.errors import GuardFailed, NotPermitted
from tests import make
from tests.enforcement import people
from tests.enforcement.decided import AUTUMN, IN_PERSON, Decision, decided, filing_of

pytestmark = pytest.mark.django_db

SERVE_AT = make.at("2026-10-12 09:00")
UNTIL = date(2026, 11, 30)


def against(*measures: str, **more: Any) -> tuple[Decision, Filing]:
    """A decision with these measures that names a recorded filing."""
    cast = people.cast()
    filing = filing_of(cast)
    told = {"fine": 10_000, "suspend_until": UNTIL, **more}
    return decided(cast, measures=measures, target=filing.case, at=AUTUMN, **told), filing


def entry(filing: Filing) -> RegistryEntry:
    return RegistryEntry.objects.get(record_number=filing.record_number)


def test_a_revocation_takes_effect_with_the_service() -> None:
    case, filing = against("revoke_filing", "warning")
    assert make.fresh(filing.case).in_force
    case.serve(SERVE_AT)
    now = make.fresh(filing.case)
    assert (now.state, now.in_force, now.ended_by_decision) == (
        "revoked",
        False,
        case.case.number,
    )
    assert entry(filing).status == "revoked"
    assert not now.deadlines.filter(closed_at=None).exists()
    cause = now.events.get(action="revoke_by_decision").cause
    assert (cause.action, cause.case_id) == ("record_service", case.case.pk)
    assert case.case.state == "performed"  # a warning and a revocation leave nothing to be done
    told = Notice.objects.get(case=filing.case, code="filing_ended_by_decision")
    assert told.context["decision"] == case.case.number
    assert list(verification.verify()) == []


def test_a_revoked_decision_gives_the_number_back() -> None:
    case, filing = against("revoke_filing", "warning")
    case.serve(SERVE_AT)
    case.remedy("record_reconsideration", "2026-10-20")
    case.ends("2026-11-20", "revoked")
    now = make.fresh(filing.case)
    assert (now.state, now.in_force, now.ended_at, now.ended_by_decision) == (
        "recorded",
        True,
        None,
        "",
    )
    assert (entry(filing).status, entry(filing).note) == ("in_force", "")
    assert now.deadlines.filter(code="algorithm.confirmation", closed_at=None).exists()
    assert case.case.annulled


def test_a_cancellation_by_decision_is_an_end_of_its_own() -> None:
    case, filing = against("cancel_filing")
    case.serve(SERVE_AT)
    assert make.fresh(filing.case).state == "cancelled"
    assert entry(filing).status == "cancelled"


def test_updates_are_suspended_in_the_register_and_resume_after_the_last_day() -> None:
    case, filing = against("suspend_updates", "fine")
    case.serve(SERVE_AT)
    marked = entry(filing).suspension
    number = case.case.number
    assert marked == f"自 2026-10-12 起，至 2026-11-30（处罚决定 {number}）"
    assert (entry(filing).status, make.fresh(filing.case).state) == ("in_force", "recorded")
    assert suspensions.lift_due(make.at("2026-11-30 23:59")) == 0
    assert suspensions.lift_due(make.at("2026-12-01 00:00")) == 1
    assert suspensions.lift_due(make.at("2026-12-01 00:10")) == 0
    assert entry(filing).suspension == ""
    case.case = people.fresh(case.case)
    assert case.case.state == "served"  # the fine is still due
    case.pay("2026-10-20", "10000.00", "B-1", at="2026-12-02 09:00")
    assert case.case.state == "performed"


def test_an_officer_lifts_a_suspension_early_and_the_portal_never_does() -> None:
    case, filing = against("suspend_updates", fine=None)
    case.serve(SERVE_AT)
    with pytest.raises(NotPermitted):
        case.act("lift_suspension", "ai", "2026-10-20 09:00", reason="已经整改。")
    case.act("lift_suspension", "bo", "2026-10-20 09:00", reason="已经整改到位。")
    assert (case.case.state, entry(filing).suspension) == ("performed", "")


def test_a_change_of_the_entry_keeps_the_mark_of_the_suspension() -> None:
    case, filing = against("suspend_updates", fine=None)
    case.serve(SERVE_AT)
    mine = make.fresh(filing.case)
    from filings import publishing  # noqa: PLC0415 -- the register's writer, as a change uses it

    publishing.publish(mine.public_entry(), now=make.at("2026-10-13 09:00"))
    assert entry(filing).suspension.startswith("自 2026-10-12 起")


def test_what_a_reconsideration_leaves_of_a_decision() -> None:
    case, filing = against("suspend_updates", "fine")
    case.serve(SERVE_AT)
    case.pay("2026-10-20", "10000.00", "B-1")
    case.remedy("record_reconsideration", "2026-10-21")
    with pytest.raises(GuardFailed, match="不应高于"):
        case.ends("2026-11-20", "altered", measures=["fine"], fine=20_000)
    case.ends("2026-11-20", "altered", measures=["fine"], fine=6_000)
    assert entry(filing).suspension == ""
    assert case.case.owed(date(2026, 11, 20)).overpaid == 4_000
    assert case.case.state == "performed"


def test_a_suspension_ends_with_the_number_and_no_longer_holds_up_its_own_case() -> None:
    case, filing = against("suspend_updates", fine=None)
    case.serve(SERVE_AT)
    ends = decided(case.cast, measures=("revoke_filing",), target=filing.case, at=AUTUMN)
    ends.serve(SERVE_AT)
    assert entry(filing).suspension == ""
    case.act("lift_suspension", "bo", "2026-10-20 09:00", reason="备案已经撤销。")
    assert case.case.state == "performed"


def test_nobody_leads_out_of_a_filing_whose_number_has_ended() -> None:
    assert set(catalogue.kind("filing").ends) == {"deregistered", "cancelled", "revoked"}


@pytest.mark.parametrize("measure", ["revoke_filing", "suspend_updates"])
def test_a_filing_of_somebody_else_stops_the_service(measure: str) -> None:
    cast = people.cast()
    other = make.filing(make.cast())
    case = decided(cast, measures=(measure,), target=other.case, at=AUTUMN)
    with pytest.raises(GuardFailed, match="不是当事人的算法备案"):
        case.serve(SERVE_AT)
    assert people.fresh(case.case).state == "decided"


def test_a_number_that_ended_meanwhile_is_left_alone_once_somebody_says_so() -> None:
    case, filing = against("revoke_filing", "warning")
    first, _ = case, filing
    first.serve(SERVE_AT)
    second = decided(case.cast, measures=("revoke_filing",), target=filing.case, at=AUTUMN)
    with pytest.raises(GuardFailed, match="已经失效"):
        second.serve(SERVE_AT)
    second.act("record_service", "bo", SERVE_AT, served_at=SERVE_AT, target_ended=True, **IN_PERSON)
    assert (second.case.state, second.case.consequences) == ("performed", [])


def test_a_fault_in_the_follow_up_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    case, filing = against("revoke_filing", "fine")
    before = (filing.events.count(), case.case.events.count(), Notice.objects.count())

    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("the register is gone")

    monkeypatch.setattr(Filing, "mark_revoked", broken)
    with pytest.raises(RuntimeError):
        case.serve(SERVE_AT)
    unserved = people.fresh(case.case)
    assert (unserved.state, unserved.served_at) == ("decided", None)
    assert not unserved.deadlines.filter(code="penalty.payment").exists()
    assert make.fresh(filing.case).in_force
    after = (filing.events.count(), unserved.events.count(), Notice.objects.count())
    assert after == before


def test_only_the_portal_carries_a_decision_out() -> None:
    _, filing = against("revoke_filing")
    with pytest.raises(NotPermitted):
        make.act(
            filing.case,
            "revoke_by_decision",
            filing.created_by,
            decision="CF-1",
            reason="自行撤销",
        )
