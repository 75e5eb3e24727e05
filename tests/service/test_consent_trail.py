"""Consents stand in no case: what was signed and withdrawn is in a trail of its own, sealed and checked."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from portal.audit import exports, verification
from portal.audit.models import AuditExport, SealedLeaf
from portal.service import consents
from portal.service.models import ConsentEvent, ElectronicServiceConsent
from tests import make
from tests.enforcement import people
from tests.enforcement.people import EnforcementCast
from tests.portal.intruding import intruder
from tests.portal.sealing_cast import own_rows_count, seal
from tests.service.letters import AGREED, CONFIRMATION

__all__ = ["own_rows_count"]
pytestmark = pytest.mark.django_db
MISMATCH = "确认书与其签订、撤回的记录不符"


def said(word: str) -> list[str]:
    """What the check says of them."""
    return [one.reason for one in verification.verify() if word in one.case_number or one.seal]


@pytest.fixture
def cast() -> EnforcementCast:
    return people.cast()


@pytest.fixture
def given(cast: EnforcementCast) -> ElectronicServiceConsent:
    """Signed, and withdrawn a year later."""
    made = consents.sign(cast.company_a, actor=cast.ai, now=AGREED, data=CONFIRMATION)
    return consents.withdraw(made.pk, actor=cast.ai, now=AGREED + timedelta(days=365))


def test_signing_and_withdrawing_leave_rows_that_stay(given: ElectronicServiceConsent) -> None:
    rows = given.events.values_list("what", "actor__username", "occurred_at")
    actor = given.confirmed_by.username
    ended = AGREED + timedelta(days=365)
    assert list(rows) == [("signed", actor, AGREED), ("withdrawn", actor, ended)]
    assert said("确认书") == []
    for change in (
        lambda: ConsentEvent.objects.update(occurred_at=ended),
        lambda: ConsentEvent.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


def test_a_changed_taken_out_or_made_up_confirmation_is_found(
    cast: EnforcementCast, given: ElectronicServiceConsent
) -> None:
    rows = ElectronicServiceConsent.objects.filter(pk=given.pk)
    told = {"email": "dai@elsewhere.example"}, {"withdrawn_at": None}, {"confirmed_at": make.NOW}
    for change in told:
        before = rows.values(*change).get()
        with intruder():
            rows.update(**change)
        assert said("确认书") == [MISMATCH]
        with intruder():
            rows.update(**before)
    assert said("确认书") == []
    with intruder():
        ConsentEvent.objects.filter(what="withdrawn").delete()
    assert said("确认书") == [MISMATCH]
    ElectronicServiceConsent.objects.create(
        organization=cast.company_b, confirmed_at=AGREED, confirmed_by=cast.ai, **CONFIRMATION
    )
    assert said("确认书") == [MISMATCH, MISMATCH]


@pytest.mark.usefixtures("own_rows_count")
def test_consents_and_exports_are_sealed_and_neither_goes_with_its_row(
    cast: EnforcementCast, given: ElectronicServiceConsent
) -> None:
    for _ in range(2):
        exports.record(actor=cast.ren, form="csv", narrowed={}, up_to=1, events=1, now=make.NOW)
    seal()
    found = SealedLeaf.objects.filter(source__in=("consent", "export"))
    sources = sorted(found.values_list("source", flat=True))
    assert sources == ["consent", "consent", "export", "export"]
    assert said("确认书") + said("审计导出") == []
    with intruder():
        ConsentEvent.objects.all().delete()
        ElectronicServiceConsent.objects.all().delete()
        AuditExport.objects.filter(number=2).delete()
    gone = [one for one in said("确认书") if "已不存在" in one]
    assert [("确认书" in one, "审计导出" in one) for one in gone] == [
        (True, False),
        (True, False),
        (False, True),
    ]
