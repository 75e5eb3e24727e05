"""Opening is service: once, by the right people, with consent where it is needed, and never in the reader's way."""

from datetime import date, timedelta

import pytest
from django.test import Client

from ethics_review.models import Review
from portal.accounts.models import User
from portal.audit import verification
from portal.cases.models import Case
from portal.mail.readers import readers
from portal.notices import opening
from portal.notices.models import Notice
from portal.service import consents, openings
from portal.service.models import ServiceAttempt, ServiceRecord
from tests import make
from tests.enforcement import inspecting, people
from tests.enforcement.decided import DECIDED
from tests.ethics_review import building
from tests.ethics_review import people as ethics
from tests.portal.web_cast import SetClock, Visit, set_clock, visit
from tests.service.letters import AGREED, CONFIRMATION, agreed, letter, penalty, ready
from tests.together import together

__all__ = ["set_clock", "visit"]
READ = make.at("2026-03-02 09:17")


def pdf(client: Client, notice: Notice) -> int:
    """Fetch the document; answers the status."""
    return client.get(f"/notices/{notice.pk}/pdf/").status_code


def kept() -> list[tuple[str, str]]:
    return list(ServiceRecord.objects.values_list("status", "method"))


@pytest.mark.django_db
def test_the_first_opening_serves_and_every_clock_runs_from_that_minute(
    set_clock: SetClock, visit: Visit
) -> None:
    case = penalty()
    decision = letter(case.case)
    agreed(case)
    set_clock(READ)
    assert pdf(visit(case.cast.ai), decision) == 200
    record = ServiceRecord.objects.get()
    assert record.served_at is not None
    assert record.served_at - READ < timedelta(minutes=1)
    assert (record.status, record.method) == ("served", "portal")
    assert case.limit("penalty.payment").last_day == date(2026, 3, 17)
    assert case.limit("penalty.payment").started_at == record.served_at
    event = case.case.events.filter(action="record_service").get()
    assert (event.role, event.actor.username) == ("system", "system")
    set_clock(READ + timedelta(days=9))
    assert pdf(visit(case.cast.ai), decision) == 200
    assert ServiceAttempt.objects.count() == 1
    assert [one for one in verification.verify() if "送达" in one.reason] == []


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["bo", "cao", "ren", "dai", "gu"])
def test_a_look_by_others_serves_nothing(set_clock: SetClock, visit: Visit, who: str) -> None:
    case = penalty()
    decision = letter(case.case)
    agreed(case)
    set_clock(READ)
    status = pdf(visit(getattr(case.cast, who)), decision)
    assert status == (404 if who in ("dai", "gu") else 200)
    assert kept() == []
    assert Notice.objects.get(pk=decision.pk).opened_at is None


@pytest.mark.django_db
def test_without_consent_in_force_an_opening_is_an_opening(
    set_clock: SetClock, visit: Visit
) -> None:
    case = penalty()
    decision = letter(case.case)
    given = agreed(case)
    consents.withdraw(given.pk, actor=case.cast.ai, now=READ - timedelta(hours=1))
    set_clock(READ)
    assert pdf(visit(case.cast.ai), decision) == 200
    assert kept() == []
    assert Notice.objects.get(pk=decision.pk).opened_at is not None
    agreed(case, now=READ + timedelta(hours=1))
    set_clock(READ + timedelta(hours=2))
    assert pdf(visit(case.cast.ai), decision) == 200
    assert kept() == [("served", "portal")]


@pytest.mark.django_db
def test_where_the_case_has_moved_on_only_the_opening_is_kept(
    set_clock: SetClock, visit: Visit
) -> None:
    case = penalty()
    older = letter(case.case)
    confirmed = {"address": "fawu@qingyun.example", "signatory": "王五"}
    case.act("confirm_electronic_service", "ai", "2026-02-27 11:00", **confirmed)
    letter(case.case, at=DECIDED + timedelta(hours=2))
    set_clock(READ)
    assert pdf(visit(case.cast.ai), older) == 200
    assert kept() == []
    assert Notice.objects.get(pk=older.pk).opened_at is not None
    assert Case.objects.get(pk=case.case.pk).state == "decided"


@pytest.mark.django_db
def test_what_fails_behind_an_opening_never_keeps_the_paper_back(
    set_clock: SetClock, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object) -> None:
        raise RuntimeError("down")

    monkeypatch.setattr(opening, "_followers", [broken])
    case = penalty()
    set_clock(READ)
    assert pdf(visit(case.cast.ai), letter(case.case)) == 200


@pytest.mark.django_db
def test_an_applicant_who_opens_the_committees_decision_may_appeal_from_then(
    set_clock: SetClock, visit: Visit
) -> None:
    cast = ethics.cast()
    story = building.tale(cast)
    review = building.rejected(story)
    letters = Notice.objects.filter(case_id=review.pk, code="ethics_rejected")
    decision = ready(letters.get())
    later = story.now + timedelta(hours=3)
    set_clock(later)
    assert pdf(visit(cast.su), decision) == 200
    assert pdf(visit(cast.qi), decision) == 200
    assert Review.objects.get(pk=review.pk).served_at is None
    assert Notice.objects.get(pk=decision.pk).opened_at is None  # they wrote it
    User.objects.update(email="somebody@example.com")
    mailed = {person.username for _, person in readers([decision])}
    assert (cast.lin.username in mailed, mailed & {"su", "qi"}) == (True, set())
    assert pdf(visit(cast.lin), decision) == 200
    served = Review.objects.get(pk=review.pk).served_at
    assert served is not None
    assert served >= later
    window = review.deadlines.get(code="ethics.appeal_window")
    assert window.started_at == served
    assert kept() == [("served", "portal")]


@pytest.mark.django_db
def test_the_period_of_an_order_runs_from_its_opening_and_both_sides_read_that_it_did_not_before(
    set_clock: SetClock, visit: Visit
) -> None:
    cast = people.cast()
    case = inspecting.order(cast)
    inspecting.issue(cast, case)
    consents.sign(cast.company_a, actor=cast.ai, now=AGREED, data=CONFIRMATION)
    order = ready(Notice.objects.get(case_id=case.pk, code="rectification_order"))
    set_clock(make.at("2026-09-23 08:00"))
    for who in (cast.ai, cast.bo):
        shown = visit(who).get(f"/cases/{case.number}/").content.decode()
        assert "期限自送达之日起算，尚未登记送达" in shown
    assert visit(cast.gu).get(f"/cases/{case.number}/").status_code == 404
    assert not case.deadlines.filter(code="enforcement.rectification").exists()
    assert pdf(visit(cast.ai), order) == 200
    # Ten natural days from 09-23 end on Saturday 10-03, in the holiday: Thursday 10-08.
    limit = case.deadlines.get(code="enforcement.rectification")
    assert limit.last_day == date(2026, 10, 8)
    assert limit.started_at == Notice.objects.get(pk=order.pk).service.served_at
    shown = visit(cast.ai).get(f"/cases/{case.number}/").content.decode()
    assert "尚未登记送达" not in shown
    assert "最后一日 2026-10-08" in shown
    assert [one for one in verification.verify() if "送达" in one.reason] == []


@pytest.mark.django_db(transaction=True)
def test_two_tabs_and_the_api_at_once_make_one_service(visit: Visit) -> None:
    case = penalty()
    decision = letter(case.case)
    agreed(case)
    case.case.refresh_from_db()
    reader = case.cast.ai
    together(*[lambda: openings.opened(decision, reader, READ)] * 4)
    assert kept() == [("served", "portal")]
    assert ServiceAttempt.objects.count() == 1
    assert case.case.events.filter(action="record_service").count() == 1
    assert case.case.deadlines.filter(code="penalty.payment").count() == 1
    plain = letter(case.case, "penalty_recusal_answer")
    together(*[lambda: openings.opened(plain, reader, READ)] * 4)
    assert plain.service.attempts.count() == 1
