"""The checker of the audit trail: chains, tips, states, numbers, files, and what the apps add of their own."""

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import Exists, Min, OuterRef, Q

from portal.audit.chain import hash_of
from portal.audit.keys import event_mac, tip_mac
from portal.audit.models import AuditEvent
from portal.cases.models import Case, Document, NumberCounter, StoredFile

_EVENT = (
    *("seq", "action", "before", "after", "data", "actor_id", "role", "occurred_at"),
    *("recorded_at", "previous_hash", "hash", "mac", "cause__hash", "case__number"),
    *("case__state", "case__chain_head", "case__chain_length", "case__chain_mac"),
)
_CASE_SERIES = re.compile(r"[A-Z]+[0-9]{4}")


@dataclass(frozen=True)
class Break:
    """A place where the trail does not hold: the case, the event (0 where it is none), the reason."""

    case_number: str
    seq: int
    reason: str

    def __str__(self) -> str:
        place = f"事项 {self.case_number}" + (f" 第 {self.seq} 条" if self.seq else "")
        return f"{place}：{self.reason}"


_checks: list[Callable[[], Iterator[Break]]] = []


def register_check(check: Callable[[], Iterator[Break]]) -> None:
    """Let an app compare its own frozen content with what the trail says of it."""
    _checks.append(check)


def verify() -> Iterator[Break]:
    """Walk everything and yield the first break of each chain, and every other contradiction."""
    yield from _chains()
    yield from _cases_and_numbers()
    yield from _files()
    for check in _checks:
        yield from check()


def _chains() -> Iterator[Break]:
    events = AuditEvent.objects.order_by("case_id", "seq").select_related("case", "cause")
    walked: Case | None = None
    expected, last, broken = 1, None, False
    for event in events.only(*_EVENT).iterator(chunk_size=2000):
        if walked is None or walked.pk != event.case_id:
            if walked is not None and not broken:
                yield from _tip(walked, last)
            walked, expected, last, broken = event.case, 1, None, False
        if broken:
            continue
        reason = _fault(event, expected, last.hash if last else "")
        if reason:
            broken = True
            yield Break(event.case.number, expected, reason)
        expected, last = event.seq + 1, event
    if walked is not None and not broken:
        yield from _tip(walked, last)


def _fault(event: AuditEvent, expected: int, head: str) -> str:
    if event.seq != expected:
        return f"缺少第 {expected} 条，链上下一条为第 {event.seq} 条"
    if event.previous_hash != head:
        return "与上一条的校验值不衔接"
    if event.hash != hash_of(event, event.case.number, event.cause.hash if event.cause else ""):
        return "内容与校验值不符，记录被改动或伪造"
    if event.mac != event_mac(event.hash):
        return "封印不符，记录不是由本门户写入的"
    return ""


def _tip(case: Case, last: AuditEvent | None) -> Iterator[Break]:
    length, head = (last.seq, last.hash) if last else (0, "")
    if case.chain_length != length or case.chain_head != head:
        told = f"链尾与事项登记的不符：应有 {case.chain_length} 条，实有 {length} 条"
        yield Break(case.number, length + 1, told)
    elif case.chain_mac != tip_mac(case.number, length, head):
        yield Break(case.number, length + 1, "链尾的封印不符，末尾的记录可能被截去")
    elif last is not None and last.after != case.state:
        told = f"事项状态（{case.state}）与最后一条记录（{last.after}）不符"
        yield Break(case.number, length, told)


def _cases_and_numbers() -> Iterator[Break]:
    for case in Case.objects.filter(events__isnull=True).only("number"):
        yield Break(case.number, 1, "事项没有任何审计记录")
    left_behind = AuditEvent.objects.filter(~Exists(Case.objects.filter(pk=OuterRef("case_id"))))
    for case_id, seq in left_behind.values_list("case_id").annotate(Min("seq")).order_by("case_id"):
        yield Break(f"#{case_id}", seq, "记录所属的事项已不存在")
    for counter in NumberCounter.objects.order_by("series"):
        found = Case.objects.filter(number__startswith=counter.series).count()
        if _CASE_SERIES.fullmatch(counter.series) and found != counter.last:
            yield Break(counter.series, 0, f"已编号 {counter.last} 件，实有 {found} 件")


def _files() -> Iterator[Break]:
    """Bytes against the hash they are filed under, papers against what the trail says was brought in."""
    for stored in StoredFile.objects.iterator(chunk_size=20):
        if stored.destroyed_at is not None:
            if stored.data:
                yield Break("文件", 0, f"已销毁的文件 {stored.sha256} 仍有内容")
        elif hashlib.sha256(bytes(stored.data)).hexdigest() != stored.sha256:
            yield Break("文件", 0, f"内容与校验值 {stored.sha256} 不符")
    with_papers = Q(action="document_attached") | Q(action="created", data__has_key="papers")
    brought = AuditEvent.objects.filter(with_papers).select_related("case")
    rows = Document.objects.values_list("pk", "case_id", "slot", "name", "file_id")
    papers = {pk: tuple(paper) for pk, *paper in rows.iterator(chunk_size=2000)}
    for event in brought.only("seq", "data", "case__number").iterator(chunk_size=2000):
        for paper in event.data.get("papers", [event.data]):
            told = (event.case_id, *(paper.get(name) for name in ("slot", "name", "sha256")))
            if papers.pop(paper.get("document"), None) != told:
                yield Break(event.case.number, event.seq, "材料与记录不符，或者已不存在")
    unknown = Document.objects.filter(pk__in=papers).order_by("pk")
    for number in unknown.values_list("case__number", flat=True):
        yield Break(number, 0, "材料没有上传记录")
