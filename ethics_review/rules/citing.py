"""How a rule names the article that it rests on."""

from portal.law.rows import Row
from portal.law.rulebook import Rulebook, UnknownRow


def cited(law: Rulebook, row: Row) -> str:
    """The row's article; with its instrument where that is another than the one the case is conducted under."""
    return row.article if row.instrument == law.title else row.citation


def cited_item(law: Rulebook, list_name: str, code: str) -> str:
    """The article of one entry of a list. Raises UnknownRow."""
    for row in law.items(list_name):
        if row.code == code:
            return cited(law, row)
    raise UnknownRow(f"{law.profile} 的清单 {list_name!r} 中没有 {code!r}")
