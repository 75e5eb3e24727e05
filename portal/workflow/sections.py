"""The steps of a kind's form: which apply, what is still wrong in each, which papers belong where."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from portal.cases.models import Document
from portal.workflow.catalogue import CaseKind, Section, Slot
from portal.workflow.errors import Reason

_EMPTY: tuple[Any, ...] = (None, "", [], {}, False)


@dataclass(frozen=True)
class Step:
    """One step as the person sees it now."""

    section: Section
    slots: tuple[Slot, ...]
    problems: tuple[Reason, ...]
    started: bool
    url: str

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done here."""
        return bool(self.problems)

    def as_nav(self, current: str) -> dict[str, Any]:
        """For ``components/step_nav.html``."""
        state = "done" if self.started else "todo"
        if self.problems:
            state = "error" if self.started else "todo"
        return {
            "label": self.section.title,
            "url": self.url,
            "state": "current" if self.section.slug == current else state,
            "hint": f"{len(self.problems)} 处待补" if self.problems else "",
        }


def steps(kind: CaseKind, case: Any, documents: Iterable[Document], now: datetime) -> list[Step]:
    """The steps that apply to the case, in order, each with its own problems."""
    applying = [section for section in kind.sections if section.applies(case)]
    filled = {document.slot for document in documents}
    by_section = _by_section(kind, applying, kind.problems(case, now))
    return [
        Step(
            section=section,
            slots=(slots := slots_of(kind, section)),
            problems=tuple(by_section.get(section.slug, ())),
            started=_started(section, case) or any(slot.code in filled for slot in slots),
            url=reverse("workflow:edit", args=[case.number, section.slug]),
        )
        for section in applying
    ]


def slots_of(kind: CaseKind, section: Section) -> tuple[Slot, ...]:
    """The places for papers that the section shows."""
    return tuple(slot for slot in kind.slots if slot.section == section.slug)


def _by_section(
    kind: CaseKind, sections: Sequence[Section], problems: Iterable[Reason]
) -> dict[str, list[Reason]]:
    """Problems by the section in which they are mended; what belongs nowhere stands at the start."""
    known = {section.slug for section in sections}
    places = {name: s.slug for s in sections if s.form for name in s.form.base_fields}
    places |= {slot.code: slot.section for slot in kind.slots}
    found: dict[str, list[Reason]] = {}
    for problem in problems:
        root = re.split(r"[.\[]", problem.field, maxsplit=1)[0]
        slug = places.get(root) or kind.section_of(problem.field)
        found.setdefault(slug if slug in known else sections[0].slug, []).append(problem)
    return found


def _started(section: Section, case: Any) -> bool:
    if section.form is None:
        return False
    return any(getattr(case, name, None) not in _EMPTY for name in section.form.base_fields)
