"""What another case found against the company, as the items of an order to correct: for the form to offer."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from enforcement.models import Inspection, Observation, SelfInspection
from enforcement.rules.inspecting import DUTIES, duty_of
from portal.cases.models import Case
from portal.law.rulebook import Rulebook, rulebook


@dataclass(frozen=True)
class Found:
    """Sentences of fact, and rows of ``ref``, ``problem`` and ``demand``, one for each duty."""

    facts: list[str] = field(default_factory=list)
    items: list[dict[str, str]] = field(default_factory=list)


def found_in(origin: Case) -> Found:
    """The violations of an inspection, what the review of a self-inspection found, the duties that an observation
    touches; nothing of other cases.
    """
    law = rulebook(origin.law_profile)
    if origin.kind == "inspection":
        return _of_inspection(Inspection.objects.get(pk=origin.pk), law)
    if origin.kind == "self_inspection":
        return _of_self_inspection(SelfInspection.objects.get(pk=origin.pk), law)
    if origin.kind == "observation":
        seen = Observation.objects.get(pk=origin.pk)
        return Found([seen.facts], _items(dict.fromkeys(seen.articles, ""), law))
    return Found()


def _of_inspection(inspection: Inspection, law: Rulebook) -> Found:
    broken = inspection.violations(law)
    facts = [f"{one.item.article}（{one.item.summary}）：{one.note}" for one in broken]
    return Found(facts, _items({duty_of(one.item.code): "" for one in broken}, law))


def _of_self_inspection(case: SelfInspection, law: Rulebook) -> Found:
    facts = [f"{row['item']}：{row['note']}" for row in case.findings]
    return Found(facts, _items({row["code"]: row["problem"] for row in case.findings}, law))


def _items(problems: Mapping[str, str], law: Rulebook) -> list[dict[str, str]]:
    """A row for each duty; ``problems`` maps its code to the kind of problem, where that is known."""
    return [
        {
            "ref": item.code,
            "problem": problems[item.code],
            "demand": f"按照{item.article}改正：{item.summary}",
        }
        for item in law.items(DUTIES)
        if item.code in problems
    ]
