"""A company's own report: the list of its algorithms and the answer to every item (campaign of 2022, item one)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from portal.law.rows import ListItem
from portal.law.terms import Term
from portal.workflow.errors import Reason


class Answer(Term):
    """What the company found of one item."""

    COMPLIES = "complies", "符合"
    PROBLEM = "problem", "发现问题，待整改"
    CORRECTED = "corrected", "发现问题，已整改"
    NOT_APPLICABLE = "not_applicable", "不适用"


#: What says that something was wrong, whether or not it still is.
WRONG = (Answer.PROBLEM, Answer.CORRECTED)


def inventory_problems(rows: Sequence[Mapping[str, Any]]) -> list[Reason]:
    """Why the list of algorithms is not whole: each names its record number, or says why it has none."""
    if not rows:
        return [Reason("“算法应用情况”至少填写一项", field="algorithms")]
    found = []
    for number, row in enumerate(rows, start=1):
        if not row.get("name") or not row.get("type"):
            found.append(Reason(f"第 {number} 项算法没有填写名称或者类型", field="algorithms"))
        if not row.get("record_number") and not row.get("why_none"):
            told = f"第 {number} 项算法没有备案编号，请说明没有备案的原因"
            found.append(Reason(told, field="algorithms"))
    return found


def answer_problems(
    items: Iterable[ListItem], answers: Sequence[Mapping[str, Any]]
) -> list[Reason]:
    """Which items have no answer, or no word on what was wrong."""
    given = {row["item"]: row for row in answers}
    found = []
    for item in items:
        row = given.get(item.code)
        if row is None or not row.get("answer"):
            told = f"“{item.summary}”没有填写自查结果"
            found.append(Reason(told, field="answers", article=item.citation))
        elif row["answer"] in WRONG and not row.get("note"):
            told = f"“{item.summary}”发现了问题，请写明情况"
            found.append(Reason(told, field="answers", article=item.citation))
    return found
