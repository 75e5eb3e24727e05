"""What the filings add to the check of the audit trail: versions, record numbers and gradings against their events."""

from collections.abc import Iterator

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from filings.models import Filing, FilingRevision, Grading
from filings.models.assessment import AssessmentRevision
from portal.audit.models import AuditEvent
from portal.audit.verification import Break
from portal.workflow.versions import versions_match

revisions_match = versions_match("filing", FilingRevision)
assessments_match = versions_match("security_assessment", AssessmentRevision)


def numbers_match() -> Iterator[Break]:
    """A record number other than the one that the trail says was given, or one that was never given."""
    recorded = Filing.objects.filter(events__action="record").values_list(
        "number", "record_number", "events__seq", "events__data__record_number"
    )
    for number, shown, seq, given in recorded.iterator(chunk_size=2000):
        if shown != given:
            yield Break(number, seq, f"备案编号（{shown}）与记录（{given}）不符")
    unrecorded = Filing.objects.exclude(record_number=None).exclude(events__action="record")
    for number, shown in unrecorded.order_by("pk").values_list("number", "record_number"):
        yield Break(number, 0, f"备案编号（{shown}）没有备案记录")


def versions_in_force_match() -> Iterator[Break]:
    """Another version in force than the last that had been handed in when the trail says that it took force."""
    earlier = FilingRevision.objects.filter(filing=OuterRef("pk"), event__seq__lt=OuterRef("seq"))
    newest = Subquery(earlier.order_by("-number").values("number")[:1])
    rows = Filing.objects.annotate(seq=_last_of("record", "accept_change")).annotate(says=newest)
    touched = rows.filter(Q(recorded_version__isnull=False) | Q(seq__isnull=False)).order_by("pk")
    found = touched.values_list("number", "seq", "recorded_version", "says")
    for number, seq, shown, says in found.iterator(chunk_size=2000):
        if shown != says:
            yield Break(
                number, seq or 0, f"生效的版本（{shown or '无'}）与记录（{says or '无'}）不符"
            )


def gradings_match() -> Iterator[Break]:
    """A grading that was edited, slipped in or taken out, and a filing that shows another than the last."""
    for grading in Grading.objects.select_related("filing", "event").iterator(chunk_size=500):
        event = grading.event
        told = (event.case_id, event.action, event.actor_id, event.occurred_at)
        kept = (grading.filing_id, "grade", grading.graded_by_id, grading.graded_at)
        if kept != told or _as_given(grading) != event.data.get("input"):
            yield Break(grading.filing.number, event.seq, "分级与记录不符")
    given = AuditEvent.objects.filter(action="grade").annotate(rows=_rows_of_an_event())
    wrong = given.exclude(rows=1).order_by("case", "seq")
    for number, seq, rows in wrong.values_list("case__number", "seq", "rows"):
        reason = f"同一次分级有 {rows} 条" if rows else "记录中的分级已不存在"
        yield Break(number, seq, reason)
    yield from _shown_grades()


def _as_given(grading: Grading) -> dict[str, object]:
    """The grading as the input of its act said it."""
    scores = grading.scores if isinstance(grading.scores, dict) else {}
    rest = {"level": grading.level, "high_risk": grading.high_risk, "reason": grading.reason}
    return {**scores, **rest}


def _rows_of_an_event() -> Coalesce:
    rows = Grading.objects.filter(event=OuterRef("pk")).order_by().values("event")
    return Coalesce(Subquery(rows.annotate(number=Count("pk")).values("number")), 0)


def _shown_grades() -> Iterator[Break]:
    rows = Filing.objects.annotate(seq=_last_of("grade"), input=_last_of("grade", of="data__input"))
    graded = rows.exclude(seq=None, grade_level="", high_risk=False).order_by("pk")
    found = graded.values_list("number", "seq", "input", "grade_level", "high_risk")
    for number, seq, given, level, high_risk in found.iterator(chunk_size=2000):
        last = given or {"level": "", "high_risk": False}
        if (last["level"], last["high_risk"]) != (level, high_risk):
            yield Break(number, seq or 0, "现行级别与最近一次分级的记录不符")


def _last_of(*actions: str, of: str = "seq") -> Subquery:
    """A value of the last event of these actions on the filing of the outer query."""
    events: QuerySet[AuditEvent] = AuditEvent.objects.filter(case=OuterRef("pk"))
    return Subquery(events.filter(action__in=actions).order_by("-seq").values(of)[:1])


CHECKS = (
    revisions_match,
    assessments_match,
    numbers_match,
    versions_in_force_match,
    gradings_match,
)
