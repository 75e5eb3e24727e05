"""P2 and P3: the sweep when nothing is due, and when very much falls due at one midnight.

    script/bench sweep

P2: idle, the same at 1,000,000 open deadlines as at 10,000 (ratio at most 1.2), at most 1 ms.
P3: milestones due at one moment, each with its event and notice row, exactly once: at least 3,000/s
with one worker, 5,000/s with two; 100,000 in under a minute. Measured in the same run: the floors (one
UPDATE; inserts and marks by sets in raw SQL without chain and text) and what peers do (one transaction a
row in raw SQL; a loop of ORM saves).
"""

import multiprocessing
import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
os.environ.setdefault("LOG_LEVEL", "ERROR")

import django

django.setup()

from django.db import connection, transaction  # noqa: E402 -- after django.setup()

from portal.accounts.models import Organization, system_user  # noqa: E402
from portal.audit import verification
from portal.audit.models import AuditEvent  # noqa: E402
from portal.cases.models import Case  # noqa: E402
from portal.deadlines import sweep  # noqa: E402
from portal.deadlines.models import Milestone  # noqa: E402
from portal.notices.models import Notice  # noqa: E402

MIDNIGHT = datetime(2027, 3, 31, 16, tzinfo=UTC)
BEFORE, AFTER = MIDNIGHT - timedelta(days=1), MIDNIGHT + timedelta(minutes=1)
ROUNDS, IDLE_CALLS = 7, 200
FEW, MANY = 10_000, 1_000_000
DRAINS = (10_000, 100_000)
SAMPLE = 1_500  # rows for the slow baselines
TABLES = (
    "notices_notice",
    "deadlines_lead",
    "deadlines_milestone",
    "deadlines_deadline",
    "audit_auditevent",
    "filings_filing",
    "cases_case",
)
SEED = (
    """INSERT INTO cases_case (id, number, kind, title, organization_id, region, law_profile, state,
        in_force, version, created_at, created_by_id, chain_head, chain_length, chain_mac)
    SELECT g, 'N' || g, 'filing', '第' || g || '号算法', {org}, '990101', 'algorithm-2021-draft',
        'draft', false, 1, '{now}', {user}, '', 0, '' FROM generate_series({first}, {last}) g""",
    """INSERT INTO deadlines_deadline (id, case_id, code, profile, instrument, article, summary, party, unit,
        amount, direction, stated, force, kind, on_miss, opened_at, started_at, last_day, moment,
        provisional, steps, outcome)
    SELECT g, g, 'platform.annual_report', 'platform-2021', '主体责任意见', '（十三）', '提交主体责任年度报告',
        'platform', 'year_date', 1, 'after', false, 'policy', 'duty', 'none', '{now}', '{now}',
        '2027-03-31', '{now}', false, '[]', '' FROM generate_series({first}, {last}) g""",
    """INSERT INTO deadlines_milestone (id, deadline_id, name, at)
    SELECT g, g, 'due', '{now}' FROM generate_series({first}, {last}) g""",
)
EVENT = (
    "INSERT INTO audit_auditevent (case_id, seq, action, before, after, data, actor_id, role,"
    " occurred_at, recorded_at, previous_hash, hash, mac)"
    " SELECT d.case_id, 1, 'due', 'draft', 'draft', '{{}}', {user}, 'system', m.at, '{now}', '',"
    " repeat('0', 64), '' FROM deadlines_milestone m JOIN deadlines_deadline d ON d.id = m.deadline_id"
    " WHERE m.id BETWEEN {first} AND {last} RETURNING id"
)
NOTICE = (
    "INSERT INTO notices_notice (case_id, event_id, code, form, title, body, addressee_id, context,"
    " verification_code, status, created_at, attempts, last_error)"
    " SELECT e.case_id, e.id, 'deadline_overdue', 'message', '逾期', '', {org}, '{{}}',"
    " substr(md5(e.id::text), 1, 19), 'ready', '{now}', 0, '' FROM audit_auditevent e"
    " WHERE e.case_id BETWEEN {first} AND {last}"
)
MARK = "UPDATE deadlines_milestone SET emitted_at = '{now}' WHERE id BETWEEN {first} AND {last}"


class Ground:
    """A scratch database with one company, one person, and as many due milestones as are wanted."""

    def __init__(self) -> None:
        self.user = system_user()
        self.company = Organization.objects.create(name="演示平台", division_code="990101")
        self.size = 0

    def run(self, statement: str, first: int, last: int) -> None:
        """One statement with the places of this ground filled in."""
        places = {"org": self.company.pk, "user": self.user.pk, "now": MIDNIGHT.isoformat()}
        with connection.cursor() as cursor:
            cursor.execute(statement.format(**places, first=first, last=last))

    def grow(self, size: int) -> None:
        """Cases up to ``size``, each with an open deadline and a pending milestone."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            for statement in SEED:
                self.run(statement, self.size + 1, size)
        self.size = size
        self.settle()

    def fresh(self, size: int) -> None:
        """Empty ground with ``size`` milestones."""
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {', '.join(TABLES)} CASCADE")
        self.size = 0
        self.grow(size)

    @staticmethod
    def settle() -> None:
        """What autovacuum would do in time."""
        with connection.cursor() as cursor:
            cursor.execute(f"VACUUM ANALYZE {', '.join(TABLES)}")
            cursor.execute("CHECKPOINT")


def milliseconds(work: Callable[[], object]) -> float:
    """Cost of one call: the median of several rounds."""

    def once() -> float:
        started = time.perf_counter()
        for _ in range(IDLE_CALLS):
            work()
        return (time.perf_counter() - started) / IDLE_CALLS * 1000

    once()
    return statistics.median(once() for _ in range(ROUNDS))


def select_1() -> None:
    """The cost of asking anything at all."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()


def idle(ground: Ground, size: int) -> float:
    """P2 at one size."""
    ground.grow(size)
    floor, ours = milliseconds(select_1), milliseconds(lambda: sweep.sweep(BEFORE))
    print(f"  {size:>9,} open deadlines   idle sweep {ours:.3f} ms   SELECT 1 {floor:.3f} ms")
    return ours


def seconds(work: Callable[[], object]) -> float:
    """Wall-clock time of one run."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def by_one_update(ground: Ground, count: int) -> None:
    """Floor: nothing but the marks."""
    ground.run(MARK, 1, count)


def by_raw_sets(ground: Ground, count: int) -> None:
    """Floor: event, notice and mark by sets of 500, without hash, text or lock."""
    for first in range(1, count + 1, 500):
        with transaction.atomic():
            for statement in (EVENT, NOTICE, MARK):
                ground.run(statement, first, first + 499)


def by_raw_rows(ground: Ground, count: int) -> None:
    """Peer: one transaction a row."""
    for row in range(1, count + 1):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM cases_case WHERE id = %s FOR UPDATE", [row])
            for statement in (EVENT, NOTICE, MARK):
                ground.run(statement, row, row)


def by_orm_saves(ground: Ground, count: int) -> None:
    """Peer: a loop that saves an event, a notice and the mark, as most Django code would."""
    for milestone in Milestone.objects.select_related("deadline").order_by("pk")[:count]:
        with transaction.atomic():
            case = Case.objects.select_for_update().get(pk=milestone.deadline.case_id)
            event = AuditEvent.objects.create(
                case=case,
                seq=1,
                action="due",
                actor=ground.user,
                role="system",
                occurred_at=milestone.at,
                recorded_at=AFTER,
            )
            Notice.objects.create(
                case=case,
                event=event,
                code="deadline_overdue",
                form="message",
                title="逾期",
                addressee=ground.company,
                status="ready",
                created_at=AFTER,
            )
            milestone.emitted_at, milestone.event = AFTER, event
            milestone.save()


def by_one(ground: Ground, count: int) -> None:
    """Ours, one worker."""
    sweep.sweep(AFTER)


def by_two(ground: Ground, count: int) -> None:
    """Ours, two workers, each in its own process until nothing is left."""
    connection.close()
    fork = multiprocessing.get_context("fork")
    workers = [fork.Process(target=drain) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def drain() -> None:
    """What a worker does, minute after minute."""
    while Milestone.objects.filter(emitted_at=None, at__lte=AFTER).exists():
        sweep.sweep(AFTER)
    connection.close()


def once_each(count: int) -> None:
    """Exactly once: as many marks, events and notices as milestones, one a case."""
    marked = Milestone.objects.filter(emitted_at__isnull=False).count()
    events = AuditEvent.objects.values("case").distinct().count()
    found = (marked, AuditEvent.objects.count(), events, Notice.objects.count())
    assert found == (count,) * 4, found


def rate(
    ground: Ground, name: str, work: Callable[[Ground, int], None], count: int, rows: int
) -> float:
    """Rows a second of one way to do it, on ``count`` due milestones."""
    ground.fresh(count)
    took = seconds(lambda: work(ground, rows))
    if work in (by_one, by_two):
        once_each(count)
    print(f"  {name:44} {rows / took:>10,.0f}/s   {rows:>8,} rows in {took:6.2f} s")
    return rows / took


def idle_goal(ground: Ground) -> bool:
    """P2."""
    print("P2  nothing due")
    few, many = idle(ground, FEW), idle(ground, MANY)
    print(f"  ratio {many / few:.2f} (goal 1.20)   {many:.3f} ms (goal 1 ms)")
    return many / few <= 1.2 and many <= 1


def drain_goal(ground: Ground) -> bool:
    """P3."""
    print("P3  all due at one moment")
    first = DRAINS[0]
    floor = rate(ground, "floor: one UPDATE", by_one_update, first, first)
    sets = rate(
        ground, "floor: raw SQL by sets of 500, no chain, no text", by_raw_sets, first, first
    )
    raw = rate(ground, "peer: raw SQL, one transaction a row", by_raw_rows, SAMPLE, SAMPLE)
    orm = rate(ground, "peer: ORM save() loop", by_orm_saves, SAMPLE, SAMPLE)
    met = True
    for count in DRAINS:
        one = rate(ground, "ours, one worker", by_one, count, count)
        two = rate(ground, "ours, two workers", by_two, count, count)
        print(
            f"  {count:,}: one worker {one / orm:.1f} × ORM loop, {one / raw:.1f} × raw rows, "
            f"{one / sets:.2f} of raw sets, {one / floor:.3f} of one UPDATE; two workers {two / one:.2f} × one"
        )
        met = met and one >= 3000 and two >= 5000 and count / min(one, two) < 60
    assert next(verification.verify(), None) is None
    return met


def main() -> int:
    """Print both tables; exit 1 when a goal is missed."""
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        ground = Ground()
        results = {"P2": idle_goal(ground), "P3": drain_goal(ground)}
    finally:
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)
    for goal, met in results.items():
        print(f"{goal} {'met' if met else 'MISSED'}")
    return 0 if all(results.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
