"""What letters of every kind state: the articles they rest on, the days, and how a decision can be challenged."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from portal.law.rulebook import Rulebook
from portal.notices import terms
from portal.workflow.machine import Context

#: What one kind of letter says of a filing beyond its name and number.
Contents = Callable[[Any, Context], dict[str, Any]]


def remedies(law: Rulebook) -> list[str]:
    """How a refusal or an end can be challenged, from the rulebook's own rows."""
    review, suit = law.limit("remedy.reconsideration"), law.limit("remedy.lawsuit")
    return [
        f"对本决定不服的，可以自知道之日起 {review.term}申请行政复议（{review.citation}）。",
        f"也可以自知道之日起 {suit.term}直接向人民法院提起行政诉讼（{suit.citation}）。",
        terms.WHERE_TO,
    ]


def remedy_terms(law: Rulebook) -> list[dict[str, Any]]:
    """The same two ways as numbers."""
    return terms.remedies(law.limit("remedy.reconsideration"), law.limit("remedy.lawsuit"))


def duty(law: Rulebook, code: str, way: str) -> dict[str, Any]:
    """A duty that goes on, in words and as numbers: ``change_limit`` with ``change_terms`` and the like."""
    row = law.limit(code)
    return {f"{way}_limit": row.summary, f"{way}_terms": [terms.told(row, way)]}


def consequence(law: Rulebook, code: str) -> str:
    """The article that a duty leads to when it is not done, with its law; empty where the text names none."""
    row = law.limit(code)
    return f"《{row.instrument}》{row.missed}" if row.missed else ""


def ground(law: Rulebook, list_name: str, code: str) -> str:
    """One of the grounds that the text lists, in words. Raises LookupError: no letter without its ground."""
    for item in law.items(list_name):
        if item.code == code:
            return item.summary
    raise LookupError(f"{law.profile} 的 {list_name} 中没有 {code!r}")


def iso(moment: date | datetime | None) -> str:
    """A day or moment as letters store it; empty before there is one."""
    return moment.isoformat() if moment else ""
