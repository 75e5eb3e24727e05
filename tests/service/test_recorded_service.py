"""Service recorded: clocks run from it alone, to the minute; tries in any order make one service; rows stay."""

import itertools
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from portal.accounts.models import system_user
from portal.cases.models import Case
from portal.notices.models import Notice
from portal.service import recording, standing
from portal.service.kinds import Told
from portal.service.methods import ServiceMethod as M
from portal.service.models import ServiceAttempt, ServiceRecord
from portal.workflow.errors import GuardFailed, NotPermitted, WrongState
from tests import make
from tests.enforcement.decided import DECIDED, IN_PERSON, Decision
from tests.service.letters import (
    CONFIRMATION,
    HANDED_OVER,
    Outcome,
    agreed,
    codes,
    letter,
    penalty,
    tell,
)

pytestmark = pytest.mark.django_db
RETURNED = Told(
    method=M.POST,
    started_at=make.at("2026-02-27 16:00"),
    ended_at=make.at("2026-03-03 09:30"),
    address="演示区一号",
    tracking="EA123456789CN",
    reason="查无此人，退回",
)


@pytest.fixture
def case() -> Decision:
    return penalty()


@pytest.fixture
def decision(case: Decision) -> Notice:
    return letter(case.case)


def test_every_clock_after_the_decision_runs_from_its_recorded_service(
    case: Decision, decision: Notice
) -> None:
    clocks = ["penalty.payment", "remedy.reconsideration", "remedy.lawsuit"]
    assert [case.limit(code) for code in clocks] == [None, None, None]
    tell(decision, HANDED_OVER, Outcome.SERVED, case.cast.bo, "2026-03-04 10:00")
    fresh = Case.objects.get(pk=case.case.pk)
    # Fifteen days (penalty law, 67); sixty, which end in the May holidays (reconsideration law, 20); six months.
    assert [case.limit(code).last_day for code in clocks] == [
        date(2026, 3, 17),
        date(2026, 5, 6),
        date(2026, 9, 2),
    ]
    assert case.limit("penalty.payment").started_at == HANDED_OVER.ended_at
    assert fresh.state == "served"


def test_the_cases_own_act_and_the_page_leave_the_same_record(
    case: Decision, decision: Notice
) -> None:
    case.serve(served_at=make.at("2026-03-02 15:20"), now=make.at("2026-03-04 10:00"))
    kept = ServiceRecord.objects.get(notice=decision)
    assert (kept.status, kept.method, kept.served_at) == (
        "served",
        "in_person",
        case.case.served_at,
    )
    told = kept.attempts.get()
    assert (told.receiver, told.place) == (IN_PERSON["receiver"], IN_PERSON["place"])
    with pytest.raises(WrongState):
        tell(decision, HANDED_OVER, Outcome.SERVED, case.cast.bo, "2026-03-04 11:00")


def test_a_failed_try_starts_no_clock_and_is_seen(case: Decision, decision: Notice) -> None:
    version = Case.objects.get(pk=case.case.pk).version
    tell(decision, RETURNED, Outcome.FAILED, case.cast.bo, "2026-03-03 10:00")
    assert case.limit("penalty.payment") is None
    assert standing.standing(decision).status == "failed"
    assert decision in standing.waiting(case.cast.bo, make.at("2026-03-03 11:00"))
    event = case.case.events.order_by("seq").last()
    assert (event.action, "查无此人" in event.data["told"]) == ("service_tried", True)
    assert Case.objects.get(pk=case.case.pk).version == version


def test_tries_in_whatever_order_make_one_service(case: Decision) -> None:
    begun = replace(RETURNED, ended_at=None, reason="")
    tries = [
        (RETURNED, Outcome.FAILED),
        (begun, Outcome.UNDERWAY),
        (HANDED_OVER, Outcome.SERVED),
        (replace(begun, receiver="前台", ended_at=make.at("2026-03-03 11:00")), Outcome.SERVED),
    ]
    for order in itertools.permutations(tries):
        plain = letter(case.case, "penalty_recusal_answer", at=DECIDED + timedelta(seconds=1))
        plain.event = case.case.events.order_by("seq").last()
        plain.save(update_fields=["event"])
        first = next(told for told, outcome in order if outcome == Outcome.SERVED)
        for told, outcome in order:
            with suppress(WrongState):
                tell(plain, told, outcome, case.cast.bo, "2026-03-04 10:00")
        kept = ServiceRecord.objects.get(notice=plain)
        assert (kept.status, kept.served_at) == ("served", first.ended_at)
        assert kept.attempts.filter(outcome="served").count() == 1
        assert not kept.attempts.filter(outcome="underway").exists()


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (replace(HANDED_OVER, ended_at=None), "no_moment"),
        (replace(HANDED_OVER, ended_at=make.at("2026-03-04 10:01")), "in_the_future"),
        (replace(HANDED_OVER, ended_at=DECIDED - timedelta(minutes=1)), "before_the_paper"),
        (Told(method=M.EMAIL, ended_at=make.at("2026-03-02 09:00")), "not_confirmed"),
        (Told(method=M.PUBLIC_NOTICE, announced_on=date(2026, 3, 2)), "not_the_last_resort"),
    ],
)
def test_what_proves_no_service_is_refused_whole(
    case: Decision, decision: Notice, told: Told, code: str
) -> None:
    with pytest.raises(GuardFailed) as refused:
        tell(decision, told, Outcome.SERVED, case.cast.bo, "2026-03-04 10:00")
    assert code in codes(refused)
    assert not ServiceRecord.objects.exists()


def test_an_announcement_counts_when_thirty_days_have_passed(
    case: Decision, decision: Notice
) -> None:
    tell(decision, RETURNED, Outcome.FAILED, case.cast.bo, "2026-03-03 10:00")
    announced = Told(
        method=M.PUBLIC_NOTICE,
        announced_on=date(2026, 3, 3),
        place="演示省日报",
        reason="邮寄被退回，注册地址无人",
    )
    tell(decision, announced, Outcome.UNDERWAY, case.cast.bo, "2026-03-03 10:30")
    assert standing.standing(decision).status == "pending"
    done = Told(method=M.PUBLIC_NOTICE)
    with pytest.raises(GuardFailed) as refused:
        tell(decision, done, Outcome.SERVED, case.cast.bo, "2026-04-02 23:59")
    assert "notice_runs" in codes(refused)
    tell(decision, done, Outcome.SERVED, case.cast.bo, "2026-04-03 09:00")
    kept = ServiceRecord.objects.get(notice=decision)
    assert (kept.method, kept.served_at) == ("public_notice", make.at("2026-04-03 00:00"))


def test_a_plain_letter_is_served_beside_the_case(case: Decision) -> None:
    other = letter(case.case, "penalty_recusal_answer")
    state = Case.objects.get(pk=case.case.pk).state
    tell(other, HANDED_OVER, Outcome.SERVED, case.cast.bo, "2026-03-04 10:00")
    assert standing.standing(other).is_served
    assert Case.objects.get(pk=case.case.pk).state == state
    assert case.case.events.order_by("seq").last().action == "letter_served"


@pytest.mark.parametrize("who", ["hu", "cao", "gu", "ai", "dai", "ren"])
def test_only_the_officers_of_the_case_record(case: Decision, decision: Notice, who: str) -> None:
    with pytest.raises(NotPermitted):
        tell(decision, RETURNED, Outcome.FAILED, getattr(case.cast, who), "2026-03-04 10:00")
    assert not ServiceRecord.objects.exists()


def test_what_was_said_stays_and_what_was_empty_is_filled_once(
    case: Decision, decision: Notice
) -> None:
    tell(decision, RETURNED, Outcome.FAILED, case.cast.bo, "2026-03-03 10:00")
    attempt = ServiceAttempt.objects.get()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        ServiceAttempt.objects.update(tracking="EA000")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        ServiceAttempt.objects.update(outcome="served")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        attempt.delete()
    proof = make.upload("receipt")
    recording.add_proof(attempt, proof, actor=case.cast.bo, now=make.at("2026-03-05 10:00"))
    assert ServiceAttempt.objects.get().file_id == proof.sha256
    with pytest.raises(WrongState):
        recording.add_proof(attempt, proof, actor=case.cast.bo, now=make.at("2026-03-05 11:00"))


def test_consent_in_general_serves_as_well_as_consent_in_the_case(
    case: Decision, decision: Notice
) -> None:
    agreed(case)
    wired = Told(
        method=M.ELECTRONIC,
        ended_at=make.at("2026-03-02 09:00"),
        address="ai.e",
        proof="对方系统的到达记录",
    )
    tell(decision, wired, Outcome.SERVED, case.cast.bo, "2026-03-04 10:00")
    assert ServiceRecord.objects.get(notice=decision).served_at == make.at("2026-03-02 09:00")


@pytest.mark.parametrize(
    ("who", "address", "code"),
    [
        ("bo", CONFIRMATION["email"], "recorded_by_the_system"),
        ("system", "somebody@else.example", "not_the_confirmed_address"),
        ("system", "", "not_the_confirmed_address"),
    ],
)
def test_an_e_mail_serves_at_the_confirmed_address_and_by_the_systems_record_alone(
    case: Decision, decision: Notice, who: str, address: str, code: str
) -> None:
    agreed(case)
    mailed = Told(
        method=M.EMAIL,
        ended_at=make.at("2026-03-02 09:00"),
        address=address,
        proof="邮件服务器已接收",
    )
    actor = system_user() if who == "system" else case.cast.bo
    with pytest.raises(GuardFailed) as refused:
        tell(decision, mailed, Outcome.SERVED, actor, "2026-03-04 10:00")
    assert codes(refused) == [code]
    assert not ServiceRecord.objects.exists()
