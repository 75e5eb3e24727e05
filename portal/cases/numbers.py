"""Gap-free numbers: one counter row a series, locked from the increment to the commit."""

from datetime import date

from django.db import connection

_NEXT = """
INSERT INTO cases_numbercounter (series, last) VALUES (%s, 1)
ON CONFLICT (series) DO UPDATE SET last = cases_numbercounter.last + 1 RETURNING last
"""


def next_in(series: str) -> int:
    """The next number of ``series``, from 1. The caller's transaction holds the row, so a rollback leaves no gap.

    Lock order: cases first, counters after, nothing behind them.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [series])
        return int(cursor.fetchone()[0])


def case_number(prefix: str, on: date) -> str:
    """The next case number of the year, e.g. ``BA2026000017``."""
    return f"{prefix}{on.year}{next_in(f'{prefix}{on.year}'):06d}"
