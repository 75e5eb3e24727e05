"""What another case found against the company, as the items of an order to correct: for the form to offer."""

from dataclasses import dataclass, field

from enforcement.models import Inspection, Observation
from enforcement.rules.inspecting import DUTIES, duty_of
from portal.cases.models import Case
from portal.law.rulebook import Rulebook, rulebook


@dataclass(frozen=True)
class Found:
    """Sentences of fact, and rows of ``ref``, ``problem`` and ``demand``, one for each duty."""

    facts: list[str] = field(default_factory=list)
    items: list[dict[str, str]] = field(default_factory=list)


def found_in(origin: Case) -> Found:
    """The violations of an inspection, the duties that an observation touches; nothing of other cases."""
    if origin.kind == "inspection":
        return _of_inspection(Inspection.objects.get(pk=origin.pk))
    if origin.kind == "observation":
        seen = Observation.objects.get(pk=origin.pk)
        return Found([seen.facts], _items(seen.articles, rulebook(seen.law_profile)))
    return Found()


def _of_inspection(inspection: Inspection) -> Found:
    law = rulebook(inspection.law_profile)
    broken = inspection.violations(law)
    facts = [f"{one.item.article}（{one.item.summary}）：{one.note}" for one in broken]
    return Found(facts, _items([duty_of(one.item.code) for one in broken], law))


def _items(codes: list[str], law: Rulebook) -> list[dict[str, str]]:
    return [
        {"ref": item.code, "problem": "", "demand": f"按照{item.article}改正：{item.summary}"}
        for item in law.items(DUTIES)
        if item.code in codes
    ]
