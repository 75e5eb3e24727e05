"""Exports: each case becomes a line under its own lock and event; the table is put together when it is downloaded.

Only the lines of cases that its maker may still see go into it, so that a changed jurisdiction takes the rest away.
"""

import csv
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.http import Http404

from portal.accounts.codes import province_of
from portal.accounts.models import User
from portal.audit.models import AuditEvent
from portal.cases.cells import guarded
from portal.cases.selectors import visible_to
from portal.clock import CHINA
from portal.deadlines.models import Deadline
from portal.workflow.batch.reading import Progress, progress_of
from portal.workflow.errors import GuardFailed, Reason
from portal.workflow.models import BatchItem, BatchJob
from portal.workflow.side_acts import EXPORTED, Held, hold

#: Heading and text of each column, in order. Kept as a list: the database sorts the keys of a JSON object anew.
Line = list[tuple[str, str]]
#: kind of case → heading → what it says of a case; each app adds what only its kinds have.
_MORE: dict[str, Mapping[str, Callable[[Any], str]]] = {}
#: So long an export can be downloaded. A house rule, no legal limit.
EXPORT_KEPT = timedelta(days=7)
CONTENT_TYPE = "text/csv; charset=utf-8"
#: Excel reads the first as a mark of UTF-8; without it Chinese is garbled.
BYTE_ORDER_MARK = "\ufeff"
#: Beyond so many digits a spreadsheet rounds.
_LONG_NUMBER = re.compile(r"\d{12,}")


def register_columns(kind: str, columns: Mapping[str, Callable[[Any], str]]) -> None:
    """Add columns to the exports of a kind: heading → text, as the deciding side may read it."""
    _MORE[kind] = columns


def take_out(pk: int, *, actor: User, now: datetime) -> tuple[AuditEvent, Line]:
    """Make a case's line. The trail says who took it out. Raises UnknownCase, NotPermitted."""
    with transaction.atomic():
        held = hold(pk, actor)
        return held.note(EXPORTED, now=now), list(_line(held, now).items())


def _line(held: Held, now: datetime) -> dict[str, str]:
    case, kind = held.case, held.kind
    running = case.deadlines.filter(closed_at=None).first()
    own = {heading: text(case) for heading, text in _MORE.get(kind.code, {}).items()}
    return {
        "事项编号": case.number,
        "事项类型": kind.label,
        "名称": case.title,
        "单位": case.organization.name,
        "统一社会信用代码": case.organization.uscc or "",
        "行政区划代码": case.region,
        "地区": province_of(case.region),
        "状态": str(kind.states(case.state).label),
        "收到时间": _moment(case.received_at),
        "受理机关": case.authority.name if case.authority else "",
        "承办人": str(case.assignee or ""),
        **_due(running, now),
        **own,
    }


def _due(deadline: Deadline | None, now: datetime) -> dict[str, str]:
    """The nearest limit that runs, whosesoever."""
    if deadline is None:
        return {"最近的期限": "", "义务人": "", "期限届满": "", "是否逾期": ""}
    last_day = deadline.last_day.isoformat() if deadline.last_day else _moment(deadline.moment)
    return {
        "最近的期限": deadline.summary,
        "义务人": deadline.get_party_display(),
        "期限届满": f"{last_day}{'（暂算）' if deadline.provisional else ''}",
        "是否逾期": "是" if deadline.overdue_at(now) else "否",
    }


def _moment(moment: datetime | None) -> str:
    return moment.astimezone(CHINA).strftime("%Y-%m-%d %H:%M") if moment else ""


@dataclass(frozen=True)
class TableState:
    """Whether the table of an export can be downloaded, and until when."""

    ready: bool
    expired: bool
    until: datetime | None


def state_of(job: BatchJob, progress: Progress, now: datetime) -> TableState | None:
    """The state of the job's table; None for other kinds of job and while it runs."""
    if job.kind != BatchJob.Kind.EXPORT or progress.running:
        return None
    until = job.finished_at + EXPORT_KEPT if job.finished_at else None
    expired = until is not None and now >= until
    return TableState(progress.counts[BatchItem.Status.DONE] > 0 and not expired, expired, until)


def file_for(user: User, job: BatchJob, now: datetime) -> tuple[str, bytes]:
    """Name and bytes of the table of one of ``user``'s jobs, with the lines of cases that ``user`` may still see.

    Raises Http404 for other kinds of job, GuardFailed before its end, after its expiry, and where no line is left.
    """
    if job.kind != BatchJob.Kind.EXPORT:
        raise Http404
    state = state_of(job, progress_of(job), now)
    if state is None:
        raise GuardFailed(Reason("导出尚未完成，请稍候", code="export_not_ready"))
    if state.expired:
        raise GuardFailed(Reason("清单已过保存期限，请重新导出", code="export_expired"))
    rows = _lines(job, user)
    if not rows:
        raise GuardFailed(Reason("没有可以下载的内容", code="export_empty"))
    return f"事项清单-{job.pk}.csv", table(rows)


def _lines(job: BatchJob, user: User) -> list[Line]:
    """The line of each case, in the order that was asked for."""
    kept = BatchItem.objects.filter(
        job=job, status=BatchItem.Status.DONE, row__isnull=False, case__in=visible_to(user)
    )
    rows = kept.order_by("position").values_list("row", flat=True)
    return [row for row in rows if row is not None]


def table(lines: list[Line]) -> bytes:
    """The lines as CSV for a spreadsheet: UTF-8 with its mark, CRLF, every text harmless.

    The headings stand in the order of the lines; those of further kinds of case follow those of the first.
    """
    rows = [dict(line) for line in lines]
    headings = list(dict.fromkeys(heading for row in rows for heading in row))
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(headings)
    for row in rows:
        writer.writerow([harmless(row.get(heading, "")) for heading in headings])
    return (BYTE_ORDER_MARK + text.getvalue()).encode()


def harmless(text: str) -> str:
    """A text as a cell; a number so long that a spreadsheet would round it stays text, dates and codes stay plain."""
    return guarded(text, free=bool(_LONG_NUMBER.fullmatch(text)))
