"""Rows of service, the trail and the case tell the same: what is changed behind the portal's back is found."""

from typing import Any

import pytest
from django.db import connection, transaction

from portal.cases.uploads import store_bytes
from portal.notices.models import Notice
from portal.service import recording
from portal.service.integrity import services_match
from portal.service.models import ServiceAttempt
from tests import make
from tests.enforcement.decided import Decision
from tests.service.letters import HANDED_OVER, Outcome, letter, penalty, tell
from tests.service.test_recorded_service import RETURNED

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Decision:
    """A decision that came back by post, was then handed over; another letter that is under way."""
    one = penalty()
    tell(letter(one.case), RETURNED, Outcome.FAILED, one.cast.bo, "2026-03-03 10:00")
    decision = Notice.objects.filter(code="penalty_decision").latest("pk")
    tell(decision, HANDED_OVER, Outcome.SERVED, one.cast.bo, "2026-03-04 10:00")
    other = letter(one.case, "penalty_recusal_answer")
    tell(other, HANDED_OVER, Outcome.SERVED, one.cast.bo, "2026-03-04 11:00")
    return one


def behind_its_back(statement: str, *values: Any) -> None:
    """As an administrator of the database could."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, values)
        cursor.execute("SET LOCAL session_replication_role = origin")


def found() -> set[str]:
    return {one.reason for one in services_match()}


UNLIKE = "送达的登记与办理过程不符"
LOST = "办理过程登记了送达，但没有送达经过"
OTHER_MOMENT = "事项中的送达时间与送达记录不符"
ATTEMPT = "UPDATE service_serviceattempt SET"


TAMPERED = [
    (f"{ATTEMPT} reason = '拒收' WHERE outcome = 'failed'", {UNLIKE}),
    (f"{ATTEMPT} ended_at = ended_at - interval '1 day' WHERE outcome = 'failed'", {UNLIKE}),
    (f"{ATTEMPT} address = '别处' WHERE outcome = 'failed'", {UNLIKE}),
    (f"{ATTEMPT} outcome = 'underway', ended_at = NULL WHERE outcome = 'failed'", {UNLIKE}),
    ("DELETE FROM service_serviceattempt WHERE outcome = 'failed'", {LOST}),
    (
        "UPDATE enforcement_penalty SET served_at = served_at - interval '20 days'",
        {OTHER_MOMENT},
    ),
    ("UPDATE enforcement_penalty SET served_at = NULL", {OTHER_MOMENT}),
]


def test_what_was_changed_in_the_database_is_named(case: Decision) -> None:
    assert found() == set()
    for statement, reasons in TAMPERED:
        before = transaction.savepoint()
        behind_its_back(statement)
        assert found() == reasons, statement
        transaction.savepoint_rollback(before)


def test_a_service_taken_out_whole_is_missed(case: Decision) -> None:
    behind_its_back("DELETE FROM service_serviceattempt")
    behind_its_back("DELETE FROM service_servicerecord")
    assert found() == {LOST, OTHER_MOMENT}
    assert not ServiceAttempt.objects.exists()


def test_a_proof_that_was_exchanged_is_named(case: Decision) -> None:
    failed = ServiceAttempt.objects.get(outcome="failed")
    at = make.at("2026-03-05 10:00")
    recording.add_proof(failed, make.upload("receipt"), actor=case.cast.bo, now=at)
    assert found() == set()
    other = store_bytes(b"%PDF-1.7 another")
    behind_its_back(f"{ATTEMPT} file_id = %s WHERE outcome = 'failed'", other.pk)
    assert found() == {"送达凭证文件与办理过程不符"}


def test_an_end_told_otherwise_than_its_try_is_named(case: Decision) -> None:
    begun = letter(case.case, "penalty_recusal_answer", at=make.at("2026-03-02 08:00"))
    posted = {"method": RETURNED.method, "tracking": "EA1", "address": "一号"}
    start = type(RETURNED)(**posted, started_at=make.at("2026-03-02 09:00"))
    tell(begun, start, Outcome.UNDERWAY, case.cast.bo, "2026-03-04 12:00")
    back = type(RETURNED)(**posted, ended_at=make.at("2026-03-04 09:00"), reason="退回")
    tell(begun, back, Outcome.FAILED, case.cast.bo, "2026-03-04 13:00")
    assert found() == set()
    behind_its_back(f"{ATTEMPT} tracking = 'EA2' WHERE tracking = 'EA1'")
    assert found() == {UNLIKE}
