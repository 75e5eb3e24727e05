"""Who sees which security assessments, what their pages show, and whether their frozen versions are untouched."""

from collections.abc import Iterator
from typing import Any, cast

from django.db import models
from django.db.models import Q, QuerySet

from filings import assessment_rules as rules
from filings.assessment_terms import AssessmentState, Conclusion, Trigger
from filings.machines.assessment import SUPPLEMENT
from filings.models import Filing
from filings.models.assessment import PAPERS, SecurityAssessment
from filings.selectors import visible_filings
from portal.accounts.models import User
from portal.accounts.roles import AUTHORITY_ROLES
from portal.cases.selectors import papers_for, visible_to
from portal.law.rulebook import rulebook

_SITUATION = ("trigger", "service_name", "filing_number", "launched_on", "occurred_on", "facts")
#: The parts of the report as they are checked; each is an item of article 6.
_PARTS = {
    "report_basics": ("report_basics",),
    "report_measures": ("report_measures",),
    "report_conclusion": ("method", "assessor", "assessed_on", "result", "report_conclusion"),
    "report_other": ("report_other",),
}


def visible_assessments(user: User) -> Q:
    """The same people as for filings: the company's own, an authority's once a report was received."""
    return visible_filings(user)


def assessments_of(filing: Filing, user: User) -> QuerySet[SecurityAssessment]:
    """The assessments that name ``filing`` and that ``user`` may see, the newest first."""
    names = [number for number in (filing.number, filing.record_number) if number]
    linked = SecurityAssessment.objects.filter(
        organization=filing.organization_id, filing_number__in=names
    )
    return linked.filter(pk__in=visible_to(user).values("pk")).order_by("-created_at", "-pk")


def detail(assessment: SecurityAssessment, user: User) -> dict[str, Any]:
    """The content of an assessment for its page."""
    is_authority = bool(assessment.roles_of(user) & AUTHORITY_ROLES)
    state = assessment.state
    return {
        "assessment": assessment,
        "items": check_items(assessment, user),
        "filing": _linked(assessment, user),
        "asked": {
            AssessmentState.SUPPLEMENT_REQUESTED: assessment.supplements,
            AssessmentState.REASSESSMENT_REQUIRED: assessment.reassessments,
        }.get(AssessmentState(state), []),
        "supplement": assessment.running_limit(SUPPLEMENT),
        "revisions": list(
            assessment.revisions.order_by("-number").values("number", "frozen_at", "papers")
        ),
        "under_review": state == AssessmentState.SUBMITTED and is_authority,
    }


def _linked(assessment: SecurityAssessment, user: User) -> Filing | None:
    """The filing that the assessment speaks of, where the reader may know of it."""
    filing = assessment.filing() if assessment.filing_number else None
    if filing is None or not visible_to(user).filter(pk=filing.pk).exists():
        return None
    return filing


def check_items(assessment: SecurityAssessment, user: User) -> list[dict[str, Any]]:
    """What was filed, item by item, in the order of the form: an authority sees what was handed in."""
    papers = list(papers_for(assessment, user))
    if assessment.roles_of(user) & AUTHORITY_ROLES:
        assessment = assessment.as_handed_in()
    rows = [
        _item("situation", "情形", _facts(assessment, _SITUATION)),
        *_points(assessment),
        *(_item(code, title, _facts(assessment, _PARTS[code])) for code, title in _report_parts()),
        *(
            {
                **_item(slot, label, []),
                "papers": [paper for paper in papers if paper.slot == slot],
                "is_paper": True,
            }
            for slot, label in PAPERS.items()
        ),
    ]
    return [{**row, "case_number": assessment.number} for row in rows]


def checklist() -> tuple[tuple[str, str], ...]:
    """The items that an officer can ask about: code → label."""
    return (
        ("situation", "情形"),
        *((row.code, row.summary) for row in rules.points()),
        *_report_parts(),
        (rules.REPORT, PAPERS[rules.REPORT]),
    )


def _report_parts() -> list[tuple[str, str]]:
    rows = rulebook(rules.RULES).items("assessment_report_parts")
    return [(f"report_{row.code}", f"报告：{row.summary}") for row in rows]


def _item(code: str, title: str, facts: list[tuple[str, Any]]) -> dict[str, Any]:
    return {
        "code": code,
        "title": title,
        "facts": facts,
        "products": [],
        "papers": [],
        "findings": [],
    }


def _points(assessment: SecurityAssessment) -> Iterator[dict[str, Any]]:
    stated = {entry["point"]: entry for entry in assessment.points}
    for row in rules.points():
        entry = stated.get(row.code, {})
        chosen = entry.get("conclusion", "")
        facts = [
            ("结论", Conclusion(chosen).label if chosen else ""),
            ("评估情况", entry.get("text", "")),
        ]
        yield {**_item(row.code, row.summary, facts), "article": row.article}


def _facts(assessment: SecurityAssessment, names: tuple[str, ...]) -> list[tuple[str, Any]]:
    """Columns in words; of the two days only the one from which the law counts."""
    other_day = "occurred_on" if Trigger(assessment.trigger).is_launch else "launched_on"
    facts = []
    for name in names:
        if name == other_day:
            continue
        column = cast("models.Field[Any, Any]", SecurityAssessment._meta.get_field(name))
        chosen = getattr(assessment, f"get_{name}_display", None)
        facts.append((str(column.verbose_name), chosen() if chosen else getattr(assessment, name)))
    return facts
