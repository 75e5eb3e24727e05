"""P8: what the trail costs whoever writes, how fast it is checked, and how fast it is sealed.

    script/bench audit

Append: at least 75 % of the same insert without a chain with 16 writers, at most 2 × a plain save through the ORM.
Check: at least 200,000 events/s. Measured in the same run: floors (the insert alone; rows merely read) and what peers
do (one chain for everything under one lock; a walk through models).
"""

import hashlib
import multiprocessing
import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import _scratch  # noqa: I001 -- settles the environment before anything of Django's
import psycopg2
from django.db import connection, transaction
from portal.accounts.models import Organization, User, system_user
from portal.audit import canon, chain, sealed, sealing, side_by_side, walking
from portal.audit.keys import event_mac, tip_mac
from portal.audit.models import AuditEvent
from portal.cases.models import Case
from portal.signing import certificates, demo

NOW = datetime(2026, 9, 24, 1, 2, 3, 456789, tzinfo=UTC)
WRITERS, SECONDS = 16, 4.0
CASES, PER_CASE = 25_000, 8
ACTS = 400
DATA = {
    "version": 4,
    "input": {"reason": "材料齐全，予以受理"},
    "closed": [{"code": "algorithm.decision", "moment": "2026-10-27T16:00:00Z", "outcome": "met"}],
}
MAKE_CASES = """
INSERT INTO cases_case (number, kind, title, organization_id, region, law_profile, state, in_force, version,
    created_at, created_by_id, chain_head, chain_length, chain_mac)
SELECT 'N' || g, 'filing', '', %s, '990101', 'algorithm-2021-draft', 'draft', false, 1, now(), %s, '', 0, ''
FROM generate_series(1, %s) g RETURNING id, number
"""
INSERT = """
INSERT INTO audit_auditevent (case_id, seq, action, before, after, data, actor_id, role, occurred_at, recorded_at,
    previous_hash, hash, mac) VALUES (%s, %s, 'accept', 'draft', 'draft', %s, %s, 'filing_officer', %s, %s, %s, %s, %s)
"""
LOCK = "SELECT chain_head, chain_length FROM cases_case WHERE id = %s FOR NO KEY UPDATE"
MOVE = "UPDATE cases_case SET chain_head = %s, chain_length = %s, chain_mac = %s WHERE id = %s"
Writer = Callable[["psycopg2.extensions.cursor", int, str, int, int], None]


# --- Writers, all in raw SQL, one transaction an event ----------------------------------------------------------------
def _text(number: str, seq: int, actor: int) -> str:
    moment = NOW.isoformat()
    parts = ("accept", actor, "draft", "draft", "", moment, moment, "filing_officer")
    return canon.event_text(number, seq, canon.data_text(DATA), *parts)


def _write(cursor, case: int, seq: int, actor: int, previous: str, own: str, mac: str) -> None:  # type: ignore[no-untyped-def]
    told = canon.data_text(DATA)
    cursor.execute(INSERT, [case, seq, told, actor, NOW, NOW, previous, own, mac])


def floor(cursor, case: int, number: str, actor: int, turn: int) -> None:  # type: ignore[no-untyped-def]
    """The insert alone."""
    _write(cursor, case, turn, actor, "", "0" * 64, "0" * 64)


def act_without(cursor, case: int, number: str, actor: int, turn: int) -> None:  # type: ignore[no-untyped-def]
    """What an act does without any trail's chain: its case is locked and saved, an event is written."""
    cursor.execute(LOCK, [case])
    _write(cursor, case, turn, actor, "", "0" * 64, "0" * 64)
    cursor.execute("UPDATE cases_case SET version = version + 1 WHERE id = %s", [case])


def act_with(cursor, case: int, number: str, actor: int, turn: int) -> None:  # type: ignore[no-untyped-def]
    """The same act with the chain: one more statement moves the tip."""
    cursor.execute(LOCK, [case])
    head, length = cursor.fetchone()
    own = canon.hash_of(head, _text(number, length + 1, actor))
    _write(cursor, case, length + 1, actor, head, own, event_mac(own))
    cursor.execute("UPDATE cases_case SET version = version + 1 WHERE id = %s", [case])
    cursor.execute(MOVE, [own, length + 1, tip_mac(number, length + 1, own), case])


def ours(cursor, case: int, number: str, actor: int, turn: int) -> None:  # type: ignore[no-untyped-def]
    """A chain per case: the statements of ``chain.append`` on the case that the act holds."""
    cursor.execute(LOCK, [case])
    head, length = cursor.fetchone()
    own = canon.hash_of(head, _text(number, length + 1, actor))
    _write(cursor, case, length + 1, actor, head, own, event_mac(own))
    cursor.execute(MOVE, [own, length + 1, tip_mac(number, length + 1, own), case])


def one_chain(cursor, case: int, number: str, actor: int, turn: int) -> None:  # type: ignore[no-untyped-def]
    """Peer: one chain for everything, under one lock."""
    cursor.execute("SELECT pg_advisory_xact_lock(1)")
    cursor.execute("SELECT hash FROM audit_auditevent ORDER BY id DESC LIMIT 1")
    (head,) = cursor.fetchone() or ("",)
    own = hashlib.sha256((head + _text(number, turn, actor)).encode()).hexdigest()
    _write(cursor, case, turn, actor, head, own, event_mac(own))


def _writer(writer: Writer, cases: list[tuple[int, str]], actor: int, start, done) -> None:  # type: ignore[no-untyped-def]
    own = psycopg2.connect(os.environ["DATABASE_URL"])
    cursor, turn, written = own.cursor(), 0, 0
    start.wait()
    until = time.perf_counter() + SECONDS
    while time.perf_counter() < until:
        case, number = cases[turn % len(cases)]
        turn += 1
        writer(cursor, case, number, actor, turn)
        own.commit()
        written += 1
    done.put(written)
    own.close()


def together(name: str, writer: Writer, ground: "Ground") -> float:
    """Events a second of sixteen writers, each with cases of its own as in an office."""
    ground.empty()
    cases = ground.cases(WRITERS * 50)
    connection.close()
    fork = multiprocessing.get_context("fork")
    start, done = fork.Event(), fork.Queue()
    shares = [cases[place::WRITERS] for place in range(WRITERS)]
    workers = [
        fork.Process(target=_writer, args=(writer, share, ground.user.pk, start, done))
        for share in shares
    ]
    for worker in workers:
        worker.start()
    time.sleep(0.5)
    start.set()
    rate = sum(done.get() for _ in workers) / SECONDS
    for worker in workers:
        worker.join()
    print(f"  {name:52} {rate:>9,.0f}/s")
    return rate


# --- The ground -------------------------------------------------------------------------------------------------------
class Ground:
    """One company, one person, and cases without content."""

    def __init__(self) -> None:
        self.user: User = system_user()
        self.company = Organization.objects.create(name="演示平台", division_code="990101")

    @staticmethod
    def empty() -> None:
        """No case, no event, no seal."""
        with connection.cursor() as cursor:
            cursor.execute(
                "TRUNCATE audit_sealedleaf, audit_seal, audit_auditevent, cases_case CASCADE"
            )

    def cases(self, count: int) -> list[tuple[int, str]]:
        """(id, number) of new cases."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(MAKE_CASES, [self.company.pk, self.user.pk, count])
            return list(cursor.fetchall())

    def trail(self, cases: int, events: int) -> None:
        """A trail as the portal writes it: so many events on each of so many cases."""
        self.empty()
        keys = [key for key, _ in self.cases(cases)]
        for first in range(0, cases, 1000):
            own = list(Case.objects.filter(pk__in=keys[first : first + 1000]))
            with transaction.atomic():
                for turn in range(events):
                    at = NOW + timedelta(seconds=turn)
                    chain.append_all([self.entry(case, at) for case in own])
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE audit_auditevent, cases_case")

    def entry(self, case: Case, at: datetime) -> chain.Entry:
        """An act that closes a limit."""
        return chain.Entry(
            case=case,
            action="accept",
            actor=self.user,
            role="filing_officer",
            before="draft",
            after="draft",
            occurred_at=at,
            recorded_at=at,
            data=DATA,
        )


# --- Through the ORM --------------------------------------------------------------------------------------------------
def milliseconds(work: Callable[[], object]) -> float:
    """Median cost of one transaction."""
    times = []
    for _ in range(ACTS):
        started = time.perf_counter()
        with transaction.atomic():
            work()
        times.append(time.perf_counter() - started)
    return statistics.median(times) * 1000


def through_the_orm(ground: Ground) -> bool:
    """One event by the portal's own code against a plain save."""
    ground.empty()
    ((key, _),) = ground.cases(1)
    case = Case.objects.get(pk=key)
    plain = milliseconds(lambda: case.save())
    ours_ms = milliseconds(lambda: chain.append(ground.entry(case, NOW)))
    turn = iter(range(1_000_000, 2_000_000))
    model = milliseconds(
        lambda: AuditEvent.objects.create(
            case=case,
            seq=next(turn),
            action="accept",
            data=DATA,
            actor=ground.user,
            role="filing_officer",
            occurred_at=NOW,
            recorded_at=NOW,
        )
    )
    print(f"  plain save of a case {plain:.2f} ms   plain create of an event {model:.2f} ms")
    print(f"  chain.append {ours_ms:.2f} ms = {ours_ms / plain:.2f} × the save (goal 2.00)")
    return ours_ms <= 2 * plain


# --- Checking and sealing ---------------------------------------------------------------------------------------------
def rate(name: str, count: int, work: Callable[[], object]) -> float:
    """Things a second, by the clock on the wall and by the processor's time of this process."""
    started, worked = time.perf_counter(), time.process_time()
    work()
    took, busy = time.perf_counter() - started, time.process_time() - worked
    print(
        f"  {name:52} {count / took:>9,.0f}/s   {busy / count * 1e6:6.2f} µs of this processor each"
    )
    return count / took


def by_models() -> None:
    """Peer: the walk as one would write it, through models."""
    events = AuditEvent.objects.order_by("case_id", "seq").select_related("case", "cause")
    for event in events[:20_000].iterator(chunk_size=2000):
        assert chain.hash_of(event, event.case.number, "") == event.hash
        assert event_mac(event.hash) == event.mac


def read_only() -> None:
    """Floor: the same rows read and thrown away."""
    with walking.one_moment():
        for _ in walking.rows(walking._EVENTS, 0, walking.END):
            pass


def whole(breaks: Callable[[], object]) -> None:
    """A walk that finds nothing."""
    with walking.one_moment():
        assert list(breaks()) == []


def checking(count: int) -> float:
    """Events a second of the check, each way."""
    read = rate("floor: rows read and thrown away", count, read_only)
    models = rate("peer: through models", 20_000, by_models)
    one = rate("ours, one process", count, lambda: whole(walking.chains))
    two = rate(
        "ours, two processes (with their start)", count, lambda: whole(lambda: side_by_side.walk(2))
    )
    print(
        f"  ours, one process {one / models:.1f} × through models, {one / read:.2f} of merely reading;"
        f" two processes {two / one:.2f} × one"
    )
    return max(one, two)


def sealing_goal(count: int) -> None:
    """How fast a backlog is sealed, what an idle look costs, and the check of seals."""
    rate("sealer, a backlog in seals of 5,000", count, lambda: sealing.seal_all(NOW))
    while sealing.seal_all(NOW):
        pass
    started = time.perf_counter()
    for _ in range(100):
        sealing.seal_next(NOW)
    print(f"  {'sealer, nothing to do':52} {(time.perf_counter() - started) * 10:>9.2f} ms")
    rate("check of seals and leaves", count, lambda: whole(sealed.seals_match))


def main() -> int:
    """Print the tables; exit 1 when a goal is missed."""
    demo.begin(certificates.keyring(), NOW)
    with _scratch.database():
        ground = Ground()
        print(f"P8  {WRITERS} writers, raw SQL")
        alone = together("floor: the insert alone", floor, ground)
        act = together("floor: case locked and saved, insert", act_without, ground)
        chained = together("ours: a chain per case, its lock included", ours, ground)
        acted = together("ours: case locked and saved, insert, chain", act_with, ground)
        single = together("peer: one chain under one lock", one_chain, ground)
        print(
            f"  ours {chained / alone:.2f} of the insert alone (goal 0.75), an act {acted / act:.2f} of one without"
            f" chain (goal 0.75), {chained / single:.1f} × one chain"
        )
        print("P8  one writer, Django")
        orm = through_the_orm(ground)
        count = CASES * PER_CASE
        print(f"P8  {count:,} events checked and sealed")
        ground.trail(CASES, PER_CASE)
        fastest = checking(count)
        sealing_goal(count)
    results = {
        "append, of the insert alone": chained >= 0.75 * alone,
        "append, of an act that locks and saves its case anyway": acted >= 0.75 * act,
        "append, through the ORM": orm,
        "check": fastest >= 200_000,
    }
    for goal, met in results.items():
        print(f"P8 {goal}: {'met' if met else 'MISSED'}")
    return 0 if all(results.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
