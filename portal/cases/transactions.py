"""Which transaction wrote a row: what becomes visible late is found by it, never by the row's id (ADR 0022)."""

from typing import Any

from django.db import connection, models


class TransactionId(models.Func):
    """The writing transaction's 64-bit id, filled in by the database."""

    template = "pg_current_xact_id()::text::bigint"
    output_field: Any = models.BigIntegerField()


def horizon() -> int:
    """Every transaction below this one has ended: whatever it wrote is visible, and nothing more will come of it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        (oldest,) = cursor.fetchone()
    return int(oldest)


def unheard_of() -> int:
    """From this transaction on none has ended, and none of those that we may see has begun."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT greatest(pg_snapshot_xmax(pg_current_snapshot())::text::bigint,"
            " pg_current_xact_id_if_assigned()::text::bigint + 1)"
        )
        (first,) = cursor.fetchone()
    return int(first)
