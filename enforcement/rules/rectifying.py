"""How an order to correct turned out, and when it counts as 拒不改正 (penalty law, 28; the rules' sanctions)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from enforcement.states import ItemResult
from portal.workflow.errors import Reason


@dataclass(frozen=True, slots=True)
class OrderItem:
    """One thing to correct: the article broken, what is demanded, what the re-inspection found."""

    code: str
    article: str
    demand: str
    result: str = ItemResult.PENDING
    note: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Whether the order was refused, which opens the severe step, and the sentences that say why."""

    holds: bool
    sentences: tuple[str, ...]


def order_problems(items: Sequence[OrderItem]) -> list[Reason]:
    """Why no such order can be issued: something to correct, with article and demand each."""
    if not items:
        return [Reason("责令改正至少列明一项", "items")]
    return [
        Reason(f"第 {number} 项没有写明{what}", f"items.{item.code}")
        for number, item in enumerate(items, start=1)
        for what, text in (("违反的条款", item.article), ("改正的要求", item.demand))
        if not text.strip()
    ]


def result_problems(items: Iterable[OrderItem]) -> list[Reason]:
    """Why the re-inspection cannot be closed: every item has a result, a failed one says what is wrong."""
    found = []
    for item in items:
        if item.result == ItemResult.PENDING:
            text = f"“{item.demand}”尚未得出复查结果"
            found.append(Reason(text, f"items.{item.code}", item.article))
        elif item.result == ItemResult.FAILED and not item.note.strip():
            text = f"“{item.demand}”未改正，请写明复查所见"
            found.append(Reason(text, f"items.{item.code}", item.article))
    return found


def outcome(items: Sequence[OrderItem]) -> ItemResult:
    """The order as a whole: failed with the first failed item, complied once every item is, else pending."""
    results = {ItemResult(item.result) for item in items}
    if ItemResult.FAILED in results:
        return ItemResult.FAILED
    return ItemResult.COMPLIED if results == {ItemResult.COMPLIED} else ItemResult.PENDING


def refusal(
    items: Sequence[OrderItem],
    *,
    deadline: datetime,
    reported: bool,
    now: datetime,
) -> Refusal:
    """Whether the company refuses to correct: nothing reported in time, or an item that fails after the deadline.

    ``deadline`` is exclusive. Before it nobody refuses: what failed may still be mended. A late report is no refusal
    in itself; what the re-inspection finds decides.
    """
    if now < deadline:
        return Refusal(False, ())
    said = [f"“{item.demand}”期满未改正" for item in items if item.result == ItemResult.FAILED]
    if not reported and outcome(items) is not ItemResult.COMPLIED:
        said.insert(0, "整改期限届满，没有报告整改情况")
    return Refusal(bool(said), tuple(said))
