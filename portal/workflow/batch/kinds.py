"""The kinds of batch work: what each asks for and what it does to one case."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.accounts.absence import Roster
from portal.accounts.models import User
from portal.audit.models import AuditEvent
from portal.clock import china_date
from portal.workflow.assignment import assign
from portal.workflow.batch.exporting import Line, take_out
from portal.workflow.batch.forms import AssignForm, BatchForm, ExportForm, RemindForm
from portal.workflow.errors import GuardFailed, Reason
from portal.workflow.models import BatchJob
from portal.workflow.reminding import remind


@dataclass(frozen=True)
class Result:
    """What came of one case: a sentence, the event if one was written, the line of an export."""

    message: str
    event: AuditEvent | None = None
    row: Line | None = None


@dataclass(frozen=True, kw_only=True)
class BatchKind:
    """One kind of work. ``act(case's pk, actor, params, now)`` does it to one case, or raises Refused."""

    code: str
    label: str
    explains: str
    form: type[BatchForm]
    act: Callable[[int, User, Mapping[str, Any], datetime], Result]


def _assign(pk: int, actor: User, params: Mapping[str, Any], now: datetime) -> Result:
    assignee = None
    if params["assignee"] is not None:
        assignee = User.objects.filter(pk=params["assignee"], is_active=True).first()
        if assignee is None:
            raise GuardFailed(Reason("该人员的账户已经停用", field="assignee"))
    event = assign(pk, assignee=assignee, actor=actor, now=now)
    if assignee is None:
        return Result("已收回分派" if event else "原本没有分派，未变动", event)
    if event is None:
        return Result(f"承办人原本就是 {assignee}，未变动")
    return Result(f"已分派给 {assignee}{_away(assignee, now)}", event)


def _away(person: User, now: datetime) -> str:
    roster = Roster.of(china_date(now))
    if not roster.is_away(person):
        return ""
    deputy = roster.deputy(person)
    return f"（今日缺勤，由 {deputy} 代理）" if deputy else "（今日缺勤，无人代理）"


def _remind(pk: int, actor: User, params: Mapping[str, Any], now: datetime) -> Result:
    event = remind(pk, actor=actor, now=now, note=params["note"])
    return Result("已催办", event)


def _export(pk: int, actor: User, params: Mapping[str, Any], now: datetime) -> Result:
    event, row = take_out(pk, actor=actor, now=now)
    return Result("已列入清单", event, row)


KINDS: Mapping[str, BatchKind] = {
    kind.code: kind
    for kind in (
        BatchKind(
            code=BatchJob.Kind.ASSIGN.value,
            label="分派",
            explains="指定由谁承办。企业看不到承办人；分派不改变任何期限，也不增减任何人的权限。",
            form=AssignForm,
            act=_assign,
        ),
        BatchKind(
            code=BatchJob.Kind.REMIND.value,
            label="催办",
            explains="有待企业（单位）办理的期限的，各发一条站内消息，列明全部期限；同一事项每天至多一次。",
            form=RemindForm,
            act=_remind,
        ),
        BatchKind(
            code=BatchJob.Kind.EXPORT.value,
            label="导出",
            explains="生成 CSV 清单，只有您本人可以下载，保留 7 天。导出记入各事项的办理过程，企业看不到。",
            form=ExportForm,
            act=_export,
        ),
    )
}
