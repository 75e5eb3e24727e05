"""What the database itself refuses: changed events, states without an event, cases without a first event."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction

from filings.models import Filing
from filings.states import FilingState as S
from portal.audit import chain
from portal.audit.models import AuditEvent
from portal.cases.models import Case
from portal.workflow import engine
from tests import make

#: The trigger that speaks; psycopg2 garbles the Chinese of what is raised at COMMIT.
UNAUDITED = "case_state_needs_event"


@pytest.fixture
def filing(transactional_db: None) -> Filing:
    return make.filing(make.cast())


def sql(statement: str, *params: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


CHANGES: dict[str, Callable[[], object]] = {
    "UPDATE": lambda: sql("UPDATE audit_auditevent SET action = 'x'"),
    "UPDATE of one unhashed column": lambda: sql("UPDATE audit_auditevent SET written_at = now()"),
    "DELETE": lambda: sql("DELETE FROM audit_auditevent"),
    "queryset.update": lambda: AuditEvent.objects.update(data={}),
    "queryset.delete": lambda: AuditEvent.objects.all().delete(),
    "save": lambda: AuditEvent.objects.latest("pk").save(),
    "bulk_update": lambda: AuditEvent.objects.bulk_update(AuditEvent.objects.all(), ["action"]),
    "ON CONFLICT DO UPDATE": lambda: AuditEvent.objects.bulk_create(
        AuditEvent.objects.all(),
        update_conflicts=True,
        unique_fields=["case", "seq"],
        update_fields=["action"],
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_an_event_can_neither_be_changed_nor_deleted(filing: Filing, change: str) -> None:
    before = list(AuditEvent.objects.values())
    with pytest.raises(DatabaseError):
        CHANGES[change]()
    assert list(AuditEvent.objects.values()) == before


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_auditevent SET hash = ''", "DELETE FROM audit_auditevent"]
)
def test_the_refusal_says_why(filing: Filing, statement: str) -> None:
    with pytest.raises(DatabaseError, match="审计记录只能追加，不能修改或删除"):
        sql(statement)


STATE_CHANGES: dict[str, Callable[[int], object]] = {
    "raw SQL": lambda pk: sql("UPDATE cases_case SET state = 'recorded' WHERE id = %s", pk),
    "queryset.update": lambda pk: Case.objects.filter(pk=pk).update(state=S.RECORDED),
    "queryset.update of the child": lambda pk: Filing.objects.filter(pk=pk).update(
        state=S.RECORDED
    ),
    "bulk_update": lambda pk: Case.objects.bulk_update([Case(pk=pk, state=S.RECORDED)], ["state"]),
    "a forged instance": lambda pk: Case(pk=pk, state=S.RECORDED).save(update_fields=["state"]),
    "a deferred field": lambda pk: deferred(pk),
}


def deferred(pk: int) -> None:
    """The Python guard knows only states that were loaded; the database does not care."""
    case = Case.objects.only("number").get(pk=pk)
    case.state = S.RECORDED
    case.save(update_fields=["state"])


@pytest.mark.parametrize("way", STATE_CHANGES)
def test_a_state_changed_outside_the_engine_is_refused_at_commit(filing: Filing, way: str) -> None:
    with pytest.raises(DatabaseError, match=UNAUDITED):
        STATE_CHANGES[way](filing.pk)
    assert Case.objects.get(pk=filing.pk).state == S.SUBMITTED


def test_the_refusal_names_the_case_and_the_state(filing: Filing) -> None:
    with pytest.raises(DatabaseError, match=rf"{filing.number}.*recorded"):
        Case.objects.filter(pk=filing.pk).update(state=S.RECORDED)


def test_an_event_of_an_earlier_transaction_does_not_excuse_a_change(filing: Filing) -> None:
    """The filing was a draft, and an event says so; but not in this transaction."""
    with pytest.raises(DatabaseError, match=UNAUDITED):
        Case.objects.filter(pk=filing.pk).update(state=S.DRAFT)


def test_an_event_of_another_case_does_not_excuse_a_change(filing: Filing) -> None:
    other = engine.create(
        "filing",
        actor=filing.created_by,
        organization=filing.organization,
        data=make.opening(),
        now=make.NOW,
    ).case
    entry = chain.Entry(
        case=Case.objects.get(pk=other.pk),
        action="x",
        actor=filing.created_by,
        role="provider",
        after=S.RECORDED,
        occurred_at=make.NOW,
        recorded_at=make.NOW,
    )

    @transaction.atomic
    def change() -> None:
        chain.append(entry)
        Case.objects.filter(pk=filing.pk).update(state=S.RECORDED)

    with pytest.raises(DatabaseError, match=UNAUDITED):
        change()


def test_a_transaction_id_given_by_hand_is_overwritten(filing: Filing) -> None:
    forged = AuditEvent.objects.create(
        case=filing,
        seq=99,
        action="x",
        after=S.RECORDED,
        actor=filing.created_by,
        role="provider",
        occurred_at=make.NOW,
        recorded_at=make.NOW,
        transaction_id=1,
    )
    forged.refresh_from_db()
    assert forged.transaction_id > 1


@pytest.mark.parametrize("how", ["create", "bulk_create"])
def test_a_case_without_its_first_event_is_refused_at_commit(filing: Filing, how: str) -> None:
    case = Case(
        number="X1",
        kind="filing",
        organization=filing.organization,
        region="990101",
        law_profile=filing.law_profile,
        created_at=make.NOW,
        created_by=filing.created_by,
    )
    with pytest.raises(DatabaseError, match=UNAUDITED):
        case.save() if how == "create" else Case.objects.bulk_create([case])
    assert not Case.objects.filter(number="X1").exists()


def test_other_columns_may_change_without_an_event(filing: Filing) -> None:
    assert Case.objects.filter(pk=filing.pk).update(title="新名称") == 1


def test_a_case_with_a_history_cannot_be_deleted(filing: Filing) -> None:
    with pytest.raises(DatabaseError):
        sql("DELETE FROM cases_case WHERE id = %s", filing.pk)
    assert Case.objects.filter(pk=filing.pk).exists()
