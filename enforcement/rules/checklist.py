"""The list of an inspection: every item answered, and where the violations lead."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from portal.law.rows import ListItem, Sanction
from portal.law.rulebook import Rulebook
from portal.law.terms import Term
from portal.workflow.errors import Reason


class Finding(Term):
    """What the inspectors found of one item."""

    COMPLIANT = "compliant", "符合"
    VIOLATION = "violation", "不符合"
    NOT_APPLICABLE = "not_applicable", "不适用"
    NOT_CHECKED = "not_checked", "未检查"


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one item; a violation says in ``note`` what was seen."""

    finding: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Violation:
    """A violated item and the sanction it leads to; None where the text encourages and does not sanction."""

    item: ListItem
    note: str
    sanction: Sanction | None


def answer_problems(items: Iterable[ListItem], answers: Mapping[str, Answer]) -> list[Reason]:
    """Why the list is not complete, a sentence for each item that is open, answered wrongly or without its note."""
    asked = {item.code: item for item in items}
    strangers = [
        Reason("检查清单中没有这一项", code, code="unknown_item")
        for code in sorted(set(answers).difference(asked))
    ]
    checked = (_problem(item, answers.get(code)) for code, item in asked.items())
    return strangers + [reason for reason in checked if reason]


def violations(
    rulebook: Rulebook, items: Iterable[ListItem], answers: Mapping[str, Answer]
) -> tuple[Violation, ...]:
    """What was violated, in the order of the list, each with the sanction row that its item names.

    Raises UnknownRow for a sanction that the rulebook does not have.
    """
    return tuple(
        Violation(
            item,
            answers[item.code].note,
            rulebook.sanction(item.sanction) if item.sanction else None,
        )
        for item in items
        if item.code in answers and answers[item.code].finding == Finding.VIOLATION
    )


def _problem(item: ListItem, answer: Answer | None) -> Reason | None:
    if answer is None or not answer.finding:
        return Reason(f"“{item.summary}”没有填写检查结果", item.code, item.citation, "not_answered")
    if answer.finding not in set(Finding):
        return Reason(
            f"“{item.summary}”的检查结果不是可选的值", item.code, item.citation, "unknown_finding"
        )
    if answer.finding == Finding.VIOLATION and not answer.note.strip():
        text = f"“{item.summary}”不符合，请写明所见情况"
        return Reason(text, item.code, item.citation, "note_missing")
    return None
