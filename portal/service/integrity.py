"""What service adds to the check of the audit trail: rows, trail and cases tell the same of every service.

Each is asked about the others: a row without its event, an event without its row, a case with another moment.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from portal.audit.models import AuditEvent
from portal.audit.verification import Break
from portal.notices import catalogue
from portal.notices.models import Notice
from portal.service import kinds, telling
from portal.service.models import ServiceAttempt, ServiceRecord
from portal.workflow import catalogue as cases
from portal.workflow.catalogue import CaseKind
from portal.workflow.side_acts import LETTER_SERVED, SERVICE_TRIED

#: The trail keeps moments to the millisecond.
_EXACT = timedelta(milliseconds=1)
_Outcome = ServiceAttempt.Outcome


def services_match() -> Iterator[Break]:
    """A service of which rows, trail and case tell different things, or one of them nothing."""
    yield from _rows()
    yield from _records()
    yield from _events(AuditEvent.objects.filter(_is_a_try()))
    for kind in cases.kinds():
        serving = kinds.of(kind.code)
        for action, field in serving.moments.items():
            acts = [action, *filter(None, [serving.announces.get(action)])]
            yield from _acts(kind, action, acts)
            yield from _moments(kind, action, field, forgets=serving.forgets)


def _rows() -> Iterator[Break]:
    """Every try against the events that wrote its beginning and its end."""
    rows = ServiceAttempt.objects.order_by("pk")
    rows = rows.select_related("record__notice__case", "event", "ended_event")
    for attempt in rows.iterator(chunk_size=500):
        record, case = attempt.record, attempt.record.notice.case
        event = attempt.ended_event or attempt.event
        if attempt.outcome == _Outcome.SERVED and (
            (record.status, record.method, record.served_at)
            != ("served", attempt.method, attempt.ended_at)
        ):
            yield Break(case.number, event.seq, "送达的结果与送达经过不符")
        if not telling.names_file(attempt):
            yield Break(case.number, event.seq, "送达凭证文件与办理过程不符")
        if {event.case_id, attempt.event.case_id} != {case.pk} or not telling.tells(attempt):
            yield Break(case.number, event.seq, "送达的登记与办理过程不符")


def _records() -> Iterator[Break]:
    bare = ServiceRecord.objects.filter(status=ServiceRecord.Status.SERVED)
    bare = bare.exclude(attempts__outcome=_Outcome.SERVED)
    for number in bare.values_list("notice__case__number", flat=True):
        yield Break(number, 0, "文书标明已送达，但没有送达经过")


def _is_a_try() -> Q:
    """A try beside the case; a proof that came later is named by its file and is no try."""
    tried = Q(action=SERVICE_TRIED) & ~Q(data__has_key="sha256")
    return tried | Q(action=LETTER_SERVED)


def _acts(kind: CaseKind, action: str, acts: Sequence[str]) -> Iterator[Break]:
    """The case's own acts; one without a letter has nothing that it could have served."""
    told = AuditEvent.objects.filter(action__in=acts, case__kind=kind.code)
    yield from _events(told.filter(case__in=_letters(kind, action).values("case")))


def _events(told: QuerySet[AuditEvent]) -> Iterator[Break]:
    kept = ServiceAttempt.objects.filter(Q(event=OuterRef("pk")) | Q(ended_event=OuterRef("pk")))
    lost = told.filter(~Exists(kept)).order_by("pk")
    for number, seq in lost.values_list("case__number", "seq"):
        yield Break(number, seq, "办理过程登记了送达，但没有送达经过")


def _moments(kind: CaseKind, action: str, field: str, *, forgets: bool) -> Iterator[Break]:
    """The moment from which the case counts, against the service of its newest served letter."""
    letters = _letters(kind, action)
    served: dict[int, Any] = dict(
        ServiceRecord.objects.filter(notice__in=letters, status=ServiceRecord.Status.SERVED)
        .order_by("notice")
        .values_list("notice__case", "served_at")
    )
    rows = kind.model._default_manager.filter(pk__in=letters.values("case")).order_by("pk")
    for pk, number, kept in rows.values_list("pk", "number", field):
        told = served.get(pk)
        if kept is None and (told is None or forgets):
            continue
        if kept is None or told is None or abs(kept - told) >= _EXACT:
            yield Break(number, 0, "事项中的送达时间与送达记录不符")


def _letters(kind: CaseKind, action: str) -> QuerySet[Notice]:
    codes = [one.code for one in catalogue.registered() if one.serves == action]
    rows = Notice.objects.filter(form=Notice.Form.LETTER, code__in=codes)
    return rows.filter(case__kind=kind.code)
