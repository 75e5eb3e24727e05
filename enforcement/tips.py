"""What enforcement tells of its own as tips, each once: true complaints, and inspections that were obstructed."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from enforcement.letters.complaint import category_label
from enforcement.models import Complaint, Inspection
from enforcement.states import ComplaintOutcome, ComplaintState, LeadSource
from portal.cases.tips import Known, Tip, not_known
from portal.law.rulebook import rulebook

_CHUNK = 500
TRUE = (ComplaintOutcome.SUBSTANTIATED, ComplaintOutcome.PARTLY)


def true_complaints(known: Known) -> Iterator[Tip]:
    """One tip for each; its key is the complaint's number. It tells what the officer found, not what was written."""
    closed = Complaint.objects.filter(
        state=ComplaintState.CLOSED, outcome__in=TRUE, respondent__isnull=False
    )
    rows: QuerySet[Any] = not_known(closed, "number", known).order_by("pk")
    for one in rows.iterator(chunk_size=_CHUNK):
        yield Tip(
            source=LeadSource.COMPLAINT,
            key=one.number,
            origin=one.pk,
            organization=one.respondent_id,
            facts=f"投诉举报 {one.number}（{category_label(one)}）经核实{one.get_outcome_display()}。{one.findings}",
            found_at=one.closed_at,
        )


def obstructions(known: Known) -> Iterator[Tip]:
    """One tip for each inspection that was refused or obstructed; its key is the inspection's number."""
    obstructed = Inspection.objects.filter(obstructed_at__isnull=False)
    for one in not_known(obstructed, "number", known).order_by("pk").iterator(chunk_size=_CHUNK):
        duty = next(
            item
            for item in rulebook(one.law_profile).items("conduct")
            if item.code == "cooperation"
        )
        yield Tip(
            source=LeadSource.INSPECTION,
            key=one.number,
            origin=one.pk,
            organization=one.organization_id,
            facts=f"监督检查 {one.number} 中拒绝、阻碍检查：{one.obstruction}依据{duty.citation}。",
            found_at=one.obstructed_at or one.created_at,
        )
