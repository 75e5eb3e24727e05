"""The checker of the audit trail: chains, tips, states, numbers, files, and what the apps add of their own."""

import hashlib
import re
from collections.abc import Iterator

from django.db.models import Q

from portal.audit.breaks import Break, Check
from portal.audit.models import AuditEvent
from portal.audit.sealed import seals_match
from portal.audit.walking import chains, one_moment
from portal.cases.models import Case, Document, NumberCounter, StoredFile

__all__ = ["Break", "register_check", "verify"]
_CASE_SERIES = re.compile(r"[A-Z]+[0-9]{4}")
_checks: list[Check] = []


def register_check(check: Check) -> None:
    """Let an app compare its own frozen content with what the trail says of it."""
    _checks.append(check)


def verify() -> Iterator[Break]:
    """Walk everything as of one moment: the first break of each chain, and every other contradiction."""
    with one_moment():
        yield from chains()
        yield from but_the_chains()


def but_the_chains() -> Iterator[Break]:
    """All the rest, where the chains are walked by somebody else."""
    yield from _numbers()
    yield from _files()
    yield from seals_match()
    for check in _checks:
        yield from check()


def _numbers() -> Iterator[Break]:
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
