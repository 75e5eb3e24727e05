"""What a paper must say: the prior notice (penalty law, 44, 63 and 64) and the decision (59)."""

from collections.abc import Collection, Mapping

from portal.law.rows import ListItem
from portal.law.rulebook import Rulebook
from portal.workflow.errors import Reason

DECISION = "decision_contents"
NOTICE = "notice_contents"


def missing(
    rulebook: Rulebook,
    list_name: str,
    filled: Mapping[str, str],
    *,
    not_needed: Collection[str] = (),
) -> list[Reason]:
    """What the paper lacks: a sentence for every entry of the list without a text.

    ``filled`` maps the code of an entry to what the paper says there; blanks alone say nothing. ``not_needed`` names
    entries that do not arise in this case, as the hearing where there is no right to one. Raises UnknownRow for an
    unknown list, ValueError for a code that the list does not have.
    """
    items = rulebook.items(list_name)
    unknown = {*filled, *not_needed}.difference(item.code for item in items)
    if unknown:
        raise ValueError(f"{list_name} has no {', '.join(sorted(unknown))}")
    return [
        _lacking(item) for item in items if _lacks(item, filled) and item.code not in not_needed
    ]


def _lacks(item: ListItem, filled: Mapping[str, str]) -> bool:
    return not filled.get(item.code, "").strip()


def _lacking(item: ListItem) -> Reason:
    return Reason(f"缺少“{item.summary}”", item.code, item.citation, "content_missing")
