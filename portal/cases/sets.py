"""Rows by sets: one statement for many rows where the ORM's bulk methods would cost more than all the rest.

Used where very much falls due at one midnight; everything else goes through the ORM.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from psycopg2.extras import Json, execute_values


def insert(
    table: str, rows: Sequence[dict[str, Any]], *, ignore_conflicts: bool = False
) -> list[int]:
    """Insert ``rows`` (all with the same columns) and answer their new ids; dicts and lists are stored as JSON.

    With ``ignore_conflicts`` rows that exist already are passed over, and the ids are only those of the new ones.
    """
    if not rows:
        return []
    columns = list(rows[0])
    conflict = "ON CONFLICT DO NOTHING " if ignore_conflicts else ""
    statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES %s {conflict}RETURNING id"  # noqa: S608
    return [
        key
        for (key,) in _execute(
            statement, [[_value(row[c]) for c in columns] for row in rows], fetch=True
        )
    ]


def update(table: str, rows: Sequence[dict[str, Any]]) -> None:
    """Set the columns of each row that its dict names beside ``id``."""
    if not rows:
        return
    columns = list(rows[0])
    sets = ", ".join(f"{c} = v.{c}" for c in columns if c != "id")
    statement = (
        f"UPDATE {table} SET {sets} FROM (VALUES %s) AS v ({', '.join(columns)}) "  # noqa: S608
        f"WHERE {table}.id = v.id"
    )
    _execute(statement, [[row[c] for c in columns] for row in rows])


def _execute(statement: str, values: list[list[Any]], *, fetch: bool = False) -> list[tuple[int]]:
    with connection.cursor() as cursor:
        found = execute_values(cursor.cursor, statement, values, page_size=len(values), fetch=fetch)
    return list(found or [])


def _value(value: Any) -> Any:
    return Json(value) if isinstance(value, dict | list) else value
