"""Somebody who owns the database: triggers off, damage done, and undone again before the test's own end."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction

from portal.audit import verification


@pytest.fixture(autouse=True)
def everything_is_put_back(db: None) -> Iterator[None]:
    """The damage is undone before the test's own end, which checks foreign keys."""
    before = transaction.savepoint()
    yield
    transaction.savepoint_rollback(before)


@contextmanager
def intruder() -> Iterator[None]:
    """A database owner with the triggers switched off."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = origin")


def sql(statement: str, *values: Any) -> int:
    """Run one statement as the intruder; how many rows it touched."""
    with intruder(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def found() -> list[str]:
    """What the check says."""
    return [str(one) for one in verification.verify()]
