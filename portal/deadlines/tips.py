"""Missed duties as tips. They say whose, which and when; of the case behind them its number and nothing else."""

from collections.abc import Iterator

from portal.cases.children import accountable_in
from portal.cases.tips import Known, Tip, not_known
from portal.clock import china_date
from portal.deadlines.models import Deadline, Lead

SOURCE = "missed_deadline"
_CHUNK = 500


def missed_duties(known: Known) -> Iterator[Tip]:
    """One tip for each missed duty; its key is the lead's."""
    rows = not_known(Lead.objects.all(), "pk", known)
    found = (
        rows.select_related("deadline", "case__organization")
        .defer("deadline__steps")
        .order_by("pk")
    )
    for lead in found.iterator(chunk_size=_CHUNK):
        yield Tip(
            source=SOURCE,
            key=str(lead.pk),
            origin=lead.case_id,
            organization=accountable_in(lead.case).pk,
            facts=facts_of(lead),
            found_at=lead.opened_at,
        )


def facts_of(lead: Lead) -> str:
    """What was missed, by which article, since when, and what came of it since."""
    deadline = lead.deadline
    last = deadline.last_day or china_date(lead.missed_at)
    told = (
        f"事项 {lead.case.number}：按照{deadline.citation}，“{deadline.summary}”的最后一日为 {last}，"
        "期满没有履行。"
    )
    if deadline.outcome == Deadline.Outcome.LATE and deadline.closed_at is not None:
        told += f"已于 {china_date(deadline.closed_at)} 逾期履行。"
    if lead.corrected_at is not None:
        told += f"该期限已于 {china_date(lead.corrected_at)} 更正，请核对更正是否属实。"
    return told
