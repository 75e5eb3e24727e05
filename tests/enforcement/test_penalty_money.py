"""Payment, the extra fine and its pauses, postponement, instalments, demand and court: exact dates and amounts."""

from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from enforcement.models import Payment
from portal.workflow.availability import offers
from portal.workflow.engine import Outcome
from portal.workflow.errors import GuardFailed, Refused, WrongState
from tests import make
from tests.enforcement import people
from tests.enforcement.decided import SERVED, Decision, decided
from tests.portal.letter_contents import unsaid_in
from tests.together import of_kind, together


@pytest.fixture
def case(db: None) -> Decision:
    return decided(people.cast()).serve()


def extra(case: Decision, day: str) -> Decimal:
    return case.case.owed(date.fromisoformat(day)).extra


def refused(act: Any) -> str:
    with pytest.raises(GuardFailed) as problem:
        act()
    return problem.value.reasons[0].code


def test_a_fine_is_due_on_the_fifteenth_day_after_the_service(case: Decision) -> None:
    assert case.case.payment_last_day == date(2026, 3, 16)
    assert (case.case.state, case.case.standing_fine) == ("served", 10_000)


def test_a_fine_paid_in_full_performs_the_decision_and_closes_its_limit_as_met(
    case: Decision,
) -> None:
    case.pay("2026-03-10", "4000.00", "A-1")
    assert (case.case.state, case.limit("penalty.payment").closed_at) == ("served", None)
    case.pay("2026-03-16", "6000.00", "A-2", at="2026-03-20 09:00")
    assert case.case.state == "performed"
    assert case.limit("penalty.payment").outcome == "met"  # by its own day, though recorded later
    assert case.limit("penalty.court_enforcement").outcome == "void"
    assert [event.action for event in case.case.events.order_by("-seq")[:2]] == [
        "note_performed",
        "settle_fine",
    ]


def test_a_late_fine_is_settled_with_its_extra_fine_alone(case: Decision) -> None:
    case.pay("2026-03-17", "10000.00", "A-1")
    assert (case.case.state, extra(case, "2026-03-31")) == ("served", Decimal("300.00"))
    case.pay("2026-03-31", "300.00", "A-2")
    assert case.case.state == "performed"
    assert case.limit("penalty.payment").outcome == "late"


def test_the_extra_fine_rests_while_a_reconsideration_runs(case: Decision) -> None:
    case.remedy("record_reconsideration", "2026-03-20")
    assert extra(case, "2026-04-09") == Decimal("900.00")
    case.ends("2026-04-10", "upheld")
    assert extra(case, "2026-04-30") == Decimal("6900.00")  # 3 days and 20 days of 300
    assert case.case.owed(date(2026, 4, 30)).outstanding == Decimal("16900.00")


def test_the_extra_fine_reaches_the_fine_on_the_thirty_fourth_day_and_stays(case: Decision) -> None:
    assert extra(case, "2026-04-18") == Decimal("9900.00")
    assert extra(case, "2026-04-19") == extra(case, "2026-12-31") == Decimal("10000.00")
    assert case.case.owed(date(2026, 12, 31)).late.capped_on == date(2026, 4, 19)


def test_one_receipt_is_booked_once(case: Decision) -> None:
    case.pay("2026-03-10", "4000.00", "A-1")
    assert refused(lambda: case.pay("2026-03-11", "4000.00", "A-1")) == "recorded_before"
    assert Payment.objects.filter(penalty_id=case.case.pk).count() == 1


@pytest.mark.parametrize(
    ("day", "amount", "code"),
    [
        ("2026-02-28", "100.00", "before_service"),
        ("2026-03-10", "10000.01", "too_much"),
    ],
)
def test_a_payment_that_cannot_be_is_refused(
    case: Decision, day: str, amount: str, code: str
) -> None:
    assert refused(lambda: case.pay(day, amount, "A-1", at="2026-03-12 09:00")) == code


def test_two_officers_who_record_the_same_payment_at_once_book_it_once(
    transactional_db: None,
) -> None:
    case = decided(people.cast()).serve()

    def job(who: str) -> Outcome:
        told = {"paid_on": date(2026, 3, 10), "amount": Decimal("4000.00"), "reference": "A-1"}
        now, actor = make.at("2026-03-10 09:00"), getattr(case.cast, who)
        return people.act(case.case, "record_payment", actor, now=now, **told)

    results = together(partial(job, "bo"), partial(job, "bei"))
    assert len(of_kind(results, Outcome)) == len(of_kind(results, Refused)) == 1
    assert Payment.objects.filter(penalty_id=case.case.pk).count() == 1


def test_a_fine_is_put_off_on_an_application_made_in_time(case: Decision) -> None:
    later = {"until": date(2026, 5, 15), "reason": "经营困难属实。"}
    postpone = partial(case.act, "grant_postponement", "cao", "2026-03-18 09:00", **later)
    assert refused(postpone) == "asked_in_time"
    case.act("ask_for_postponement", "ai", "2026-03-16 23:59", reason="请求延期两个月。")
    postpone()
    assert unsaid_in(case.case, "penalty_postponed") == []
    assert case.limit("penalty.payment").last_day == date(2026, 5, 15)
    assert extra(case, "2026-05-16") == Decimal("300.00")
    assert extra(case, "2026-05-15") == 0


def test_nobody_asks_for_more_time_once_it_is_over(case: Decision) -> None:
    ask = partial(case.act, "ask_for_postponement", "ai", "2026-03-17 00:00", reason="请求延期。")
    assert refused(ask) == "not_overdue"


def test_instalments_add_up_to_the_fine_and_each_is_late_by_itself(case: Decision) -> None:
    case.act("ask_for_postponement", "ai", "2026-03-10 09:00", reason="请求分两期。")
    rows = [
        {"due_on": date(2026, 3, 31), "amount": Decimal("4000.00")},
        {"due_on": date(2026, 4, 30), "amount": Decimal("5999.99")},
    ]
    grant = partial(case.act, "grant_instalments", "cao", "2026-03-11 09:00", reason="属实。")
    with pytest.raises(GuardFailed, match="9999.99"):
        grant(rows=rows)
    rows[1]["amount"] = Decimal("6000.00")
    grant(rows=rows)
    assert unsaid_in(case.case, "penalty_instalments") == []
    assert case.limit("penalty.payment").last_day == date(2026, 4, 30)
    assert extra(case, "2026-04-01") == Decimal("120.00")  # 3 % of the first part alone


def test_the_court_is_asked_after_the_demand_and_the_remedies_and_never_before(
    case: Decision,
) -> None:
    case.act("demand", "bo", "2026-04-01 09:00")
    assert unsaid_in(case.case, "penalty_demand") == []
    told = {"service_method": "in_person", "place": "演示区一号", "receiver": "王五"}
    served_at = make.at("2026-04-02 09:00")  # ten working days later: 2026-04-17, after Qingming
    case.act("record_demand_service", "bo", "2026-04-02 10:00", served_at=served_at, **told)
    assert case.limit("penalty.demand").last_day == date(2026, 4, 17)
    apply = partial(case.act, "apply_to_court", "bo", court="演示区人民法院")
    with pytest.raises(GuardFailed) as problem:
        apply("2026-04-17 23:00")
    codes = [reason.code for reason in problem.value.reasons]
    assert codes == ["demand_has_run", "court_is_open"]
    # The lawsuit can be brought until 2026-09-01; the court is asked within three months from there.
    assert case.case.remedies_end_on == date(2026, 9, 1)
    assert case.limit("penalty.court_enforcement").last_day == date(2026, 12, 1)
    assert refused(lambda: apply("2026-09-01 12:00")) == "court_is_open"
    apply("2026-09-02 09:00")
    assert case.limit("penalty.court_enforcement").outcome == "met"
    case.pay("2026-09-20", "20000.00", "法院-1")
    assert case.case.state == "performed"


def test_the_court_is_not_asked_while_a_lawsuit_runs_nor_after_three_months(case: Decision) -> None:
    case.act("demand", "bo", "2026-04-01 09:00")
    told = {"service_method": "post", "receiver": "前台", "proof": "EMS 1234"}
    served_at = make.at("2026-04-02 09:00")
    case.act("record_demand_service", "bo", "2026-04-02 10:00", served_at=served_at, **told)
    case.remedy("record_lawsuit", "2026-05-06")
    apply = partial(case.act, "apply_to_court", "bo", court="演示区人民法院")
    assert refused(lambda: apply("2026-09-10 09:00")) == "no_remedy_runs"
    case.ends("2026-09-15", "upheld")
    assert case.limit("penalty.court_enforcement").last_day == date(2026, 12, 15)
    assert refused(lambda: apply("2026-12-16 00:00")) == "court_is_open"


def test_nothing_is_paid_before_the_service(db: None) -> None:
    case = decided(people.cast())
    with pytest.raises(WrongState):
        case.pay("2026-03-01", "1.00", "A-1")
    assert case.limit("penalty.payment") is None


def test_the_case_is_closed_once_the_remedies_are_over_and_publication_is_settled(
    case: Decision,
) -> None:
    case.pay("2026-03-10", "10000.00", "A-1")
    close = partial(case.act, "close_case", "cao", report="罚款已经缴清。")
    with pytest.raises(GuardFailed) as problem:
        close("2026-03-11 09:00")
    assert [r.code for r in problem.value.reasons] == ["remedy_open", "publication_is_settled"]
    case.act("decline_publication", "cao", "2026-03-11 10:00", reason="没有社会影响。")
    assert refused(lambda: close("2026-09-01 12:00")) == "remedy_open"
    close("2026-09-02 09:00")
    assert case.case.state == "closed"


def test_the_service_opens_every_clock_from_its_own_day(case: Decision) -> None:
    days = {
        "penalty.payment": date(2026, 3, 16),
        "remedy.reconsideration": date(2026, 4, 30),
        "remedy.lawsuit": date(2026, 9, 1),
        "penalty.publication": date(2026, 3, 27),
        "penalty.court_enforcement": date(2026, 12, 1),
    }
    assert {code: case.limit(code).last_day for code in days} == days
    assert case.case.served_at == SERVED
    assert case.limit("penalty.service").outcome == "met"


def test_only_the_office_books_money(case: Decision) -> None:
    for who in ("ai", "dai", "gu", "fa"):
        with pytest.raises(Refused):
            case.act(
                "record_payment",
                who,
                "2026-03-10 09:00",
                paid_on=date(2026, 3, 10),
                amount=Decimal(1),
                reference="A-1",
            )
    assert case.case.payments.count() == 0


def test_what_the_money_does_not_wait_for_yet_is_no_act_of_today(case: Decision) -> None:
    """Nobody is shown an application that is over, nor the court half a year early."""
    late = make.at("2026-04-01 09:00")
    told = {
        offer.step.name: offer.elsewhere
        for user in (case.cast.ai, case.cast.bo, case.cast.cao)
        for offer in offers(case.case, user, late)
    }
    for name in ("ask_for_postponement", "grant_postponement", "grant_instalments"):
        assert told[name]
    assert told["apply_to_court"]
    assert not told["demand"]
