"""What the end of a reconsideration or a lawsuit may be (penalty law, article 48; no change for the worse)."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from enforcement.states import RemedyResult
from portal.law.terms import Measure
from portal.workflow.errors import Reason

_WITHDRAWN = frozenset(
    {RemedyResult.ALTERED, RemedyResult.REVOKED, RemedyResult.UNLAWFUL, RemedyResult.VOID}
)


def withdraws(result: str) -> bool:
    """Whether a published decision has to be withdrawn after this result."""
    return result in _WITHDRAWN


def day_problems(day: date, field: str, *, first: date, today: date) -> Iterator[Reason]:
    """The day lies between ``first`` and ``today``, both included."""
    if day > today:
        yield Reason("日期不应晚于今天", field, code="in_the_future")
    elif day < first:
        yield Reason(f"日期不应早于 {first}", field, code="too_early")


def alteration_problems(
    told: Mapping[str, Any], *, measures: Collection[str], fine: int | None
) -> Iterator[Reason]:
    """What is left after an alteration: some of the measures, not all as before, a fine that did not grow."""
    if told["result"] != RemedyResult.ALTERED:
        return
    left, now = told.get("measures") or [], told.get("fine")
    if not left:
        told_ = "变更后没有任何处罚的，结果应为“撤销决定”"
        yield Reason(told_, "measures", code="nothing_left")
    elif not set(left) <= set(measures):
        yield Reason("变更后的处罚种类应在原决定之内", "measures", code="not_decided")
    yield from _fine_problems(Measure.FINE.value in left, now, fine)
    if set(left) == set(measures) and now == fine:
        yield Reason("变更后的内容与原决定相同，请核对", "measures", code="nothing_changed")


def _fine_problems(stays: bool, now: int | None, before: int | None) -> Iterator[Reason]:
    if stays and not now:
        yield Reason("请填写变更后的罚款数额", "fine", code="amount_missing")
    elif stays and before is not None and now is not None and now > before:
        told = f"变更后的罚款不应高于原决定的 {before} 元"
        yield Reason(told, "fine", code="for_the_worse")
    elif not stays and now:
        yield Reason("没有保留罚款，不应填写罚款数额", "fine", code="amount_without_fine")
