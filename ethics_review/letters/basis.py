"""What letters of every kind state: the articles they rest on, the moments, the limits that run."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from portal.law.rows import ListItem, Row
from portal.law.rulebook import Rulebook
from portal.workflow.limits_told import running
from portal.workflow.machine import Context

__all__ = ["Contents", "cited", "entry", "ground", "iso", "label", "listed", "running", "term"]

#: What one kind of letter says of a case beyond its name and number.
Contents = Callable[[Any, Context], dict[str, Any]]


def iso(moment: date | datetime | None) -> str:
    """A day or moment as letters store it; empty before there is one."""
    return moment.isoformat() if moment else ""


def label(terms: Any, value: str) -> str:
    """One of the terms in words; empty for none."""
    return str(terms(value).label) if value else ""


def entry(law: Rulebook, list_name: str, code: str) -> ListItem:
    """One entry of a list of the law. Raises LookupError: no letter without its ground."""
    for item in law.items(list_name):
        if item.code == code:
            return item
    raise LookupError(f"{law.profile} 的 {list_name} 中没有 {code!r}")


def ground(law: Rulebook, list_name: str, code: str) -> dict[str, str]:
    """``{"text", "citation"}`` of one entry of a list, empty for no code. Raises LookupError."""
    if not code:
        return {}
    item = entry(law, list_name, code)
    return {"text": item.summary, "citation": item.citation}


def cited(ctx: Context, *rests_on: str | Row) -> list[str]:
    """``《law》article、article`` for each law that these rows, limits, numbers or whole lists stand in."""
    laws: dict[str, dict[str, None]] = {}
    for one in rests_on:
        row = one if isinstance(one, Row) else ctx.law.cited(one)
        if row is None:
            raise LookupError(f"{ctx.law.profile} 中没有 {one!r}")
        # A list as a whole stands in the article, its entries in the items of the article.
        is_list = isinstance(row, ListItem) and not isinstance(one, Row)
        article = row.article.partition("第（")[0] if is_list else row.article
        laws.setdefault(row.instrument, {})[article] = None
    return [f"《{law}》{'、'.join(articles)}" for law, articles in laws.items()]


def term(ctx: Context, code: str) -> dict[str, str]:
    """``{"text", "citation"}`` of a limit: how long it is, in words, and where that stands."""
    row = ctx.law.limit(code)
    return {"text": row.term, "citation": row.citation}


def listed(review: Any, ctx: Context) -> list[dict[str, str]]:
    """The items by which the activity is on the recheck list, as ``ground`` gives them."""
    return [ground(ctx.law, "recheck", code) for code in review.listed_under]
