"""What the portal needs to do its work, looked at one by one. A fatal miss means not ready, the rest are warnings."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from celery import current_app
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Max

from filings.search import follower
from portal import signing
from portal.audit import sealing
from portal.clock import china_date
from portal.deadlines import heartbeat
from portal.deadlines.calendar import work_calendar
from portal.deadlines.models import Deadline, Milestone
from portal.mail import selectors as mail
from portal.notices import issuing
from portal.notices.models import Notice
from portal.notices.render import renderer_problem
from portal.signing import certificates

#: The sweep runs every few seconds; a long catch-up may take a while, a silence of this length is a stopped worker.
SWEEP_LATE = timedelta(minutes=2)
#: What is still unwitnessed after so long was tried and failed, again and again.
POISON_AGE = timedelta(minutes=10)
#: The sealer runs every few seconds, and waits for the longest transaction that writes.
SEALS_LATE = timedelta(minutes=10)
#: A new certificate takes an authority weeks.
RENEWAL = timedelta(days=30)


@dataclass(frozen=True)
class Check:
    """One finding, in plain words."""

    ok: bool
    detail: str
    fatal: bool = False


def checks(now: datetime) -> dict[str, Check]:
    """All findings by name. Where the database is gone, what would be read from it is left out."""
    found = {"database": _database(), "broker": _broker(), "renderer": _renderer()}
    if not found["database"].ok:
        return found
    found["migrations"] = _migrations()
    if not found["migrations"].ok:
        return found
    reads: dict[str, Callable[[datetime], Check]] = {
        "sweep": _sweep,
        "milestones": _milestones,
        "notices": _notices,
        "mail": _mail,
        "signing": _signing,
        "seals": _seals,
        "calendar": _calendar,
        "search": _search,
    }
    return found | {name: read(now) for name, read in reads.items()}


def _database() -> Check:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as problem:
        return Check(False, f"数据库不可用（{type(problem).__name__}）", fatal=True)
    return Check(True, "数据库可用", fatal=True)


def _broker() -> Check:
    try:
        with current_app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=1, timeout=1)
    except Exception as problem:  # any transport, any failure
        return Check(
            False, f"消息队列不可用（{type(problem).__name__}），文书与提醒会延后发出", fatal=True
        )
    return Check(True, "消息队列可用", fatal=True)


def _renderer() -> Check:
    problem = renderer_problem()
    return Check(not problem, problem or "文书生成所需的组件与字体齐全", fatal=True)


def _migrations() -> Check:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        return Check(
            False, f"有 {len(missing)} 个数据库迁移未执行，请运行 manage.py migrate", fatal=True
        )
    return Check(True, "数据库迁移已全部执行", fatal=True)


def _sweep(now: datetime) -> Check:
    last = heartbeat.last_beat(heartbeat.SWEEP)
    if last is None:
        return Check(False, "期限巡检尚未运行过，请检查后台进程", fatal=True)
    age = now - last
    if not -SWEEP_LATE < age < SWEEP_LATE:
        return Check(
            False,
            f"期限巡检上次完成于 {last.isoformat(timespec='seconds')}，请检查后台进程",
            fatal=True,
        )
    return Check(True, f"期限巡检 {max(int(age.total_seconds()), 0)} 秒前完成", fatal=True)


def _milestones(now: datetime) -> Check:
    stuck = Milestone.objects.filter(emitted_at=None, at__lte=now - POISON_AGE).count()
    if stuck:
        return Check(False, f"有 {stuck} 个期限节点已到时刻十分钟仍未记录，请查看后台日志")
    return Check(True, "没有滞留的期限节点")


def _notices(now: datetime) -> Check:
    failed = Notice.objects.filter(status=Notice.Status.FAILED).count()
    return Check(
        not failed, f"有 {failed} 份文书生成失败，需要人工处理" if failed else "没有生成失败的文书"
    )


def _signing(now: datetime) -> Check:
    """Letters wait for a key or a time stamp as long as it takes; acts go on, so this alone stops nothing."""
    waiting = issuing.waiting_for_the_machine()
    problem = signing.problem() or waiting.values_list("last_error", flat=True).first()
    if problem:
        return Check(False, f"{problem}；有 {waiting.count()} 份文书等待出具")
    certificate = certificates.current()
    if certificate and certificate.not_after - now < RENEWAL:
        last = china_date(certificate.not_after)
        return Check(False, f"签名证书 {last} 到期，请及时更换（signing_keys）")
    return Check(True, "签名密钥可用，没有等待签名的文书")


def _seals(now: datetime) -> Check:
    """Without seals the trail goes on; what it can prove to others waits."""
    behind = sealing.backlog()
    newest = f"最近一个封印为第 {behind.newest.number} 号" if behind.newest else "还没有封印"
    if behind.waiting > SEALS_LATE:
        why = signing.problem() or "请检查后台进程"
        return Check(False, f"审计记录没有按时封印，{newest}：{why}")
    return Check(True, f"审计记录按时封印，{newest}")


def _mail(now: datetime) -> Check:
    condition = mail.condition(now)
    problem = condition.problem(now)
    if not condition.is_on:
        return Check(True, "没有配置邮件服务器，不发送邮件")
    return Check(not problem, problem or "邮件发送正常")


def _calendar(now: datetime) -> Check:
    """Plain weekdays stand in beyond the horizon: dates are provisional until the next arrangement is imported."""
    horizon = work_calendar().horizon
    farthest = Deadline.objects.filter(closed_at=None).aggregate(at=Max("moment"))["at"]
    last = china_date(farthest - timedelta(seconds=1)) if farthest else None
    known = f"放假安排已知至 {horizon}"
    if last is None or last <= horizon:
        return Check(True, f"{known}，在办期限均在其内")
    provisional = Deadline.objects.filter(closed_at=None, provisional=True).count()
    return Check(
        False,
        f"{known}，在办期限最远至 {last}，其中 {provisional} 项为暂算；新安排公布后请运行 import_holidays",
    )


def _search(now: datetime) -> Check:
    """Without the index searches are answered all the same, slowly. Asking for it sets its first build going."""
    index = follower.condition()
    return Check(index.ok, index.detail)
