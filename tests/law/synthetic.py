"""Invented test data: a whole arrangement for 2027. No notice of that year stands behind any of it."""

from collections.abc import Iterable
from datetime import date, timedelta

from portal.law.calendar import Arrangement, DayEntry

_SPANS = (
    ("元旦", "2027-01-01", 1),
    ("春节", "2027-02-05", 7),
    ("清明节", "2027-04-05", 1),
    ("劳动节", "2027-05-01", 3),
    ("端午节", "2027-06-09", 1),
    ("中秋节", "2027-09-15", 1),
    ("国庆节", "2027-10-01", 7),
)
#: Every day off of the invented year with the name of its festival.
OFF_2027: dict[date, str] = {
    date.fromisoformat(first) + timedelta(days=n): name
    for name, first, length in _SPANS
    for n in range(length)
}


def overlay(days: Iterable[date] = OFF_2027) -> dict[date, DayEntry]:
    """These days off as the calendar takes them."""
    return {
        day: DayEntry(day, Arrangement.OFF, OFF_2027.get(day, ""), "试验通知", 2027) for day in days
    }
