"""P7: the public list, a public entry and a signed-in list, served as in production, beside the least and the usual.

    script/bench pages [--rows N] [--list PUBLISHED.csv]

Gunicorn with two processes of four threads, plain HTTP on one machine, the client on the same processors. In the same
run on the same rows: a Django list without total, facets or search (the least), the usual list with COUNT(*), a bare
entry. Also the number of queries at few and at many rows, and what the pages weigh when compressed.
"""

import argparse
import re
import socket
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import _entries
import _scratch
from _scratch import share
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from filings.models import RegistryEntry
from filings.search import follower
from portal.accounts.models import Membership, Organization, User
from portal.accounts.roles import Role
from portal.cases.models import Case
from portal.deadlines.models import Deadline

GOALS = {"public list": 400, "entry": 1_000}
FEW, CASES = 10_000, 10_000
SECONDS, CONNECTIONS = 6.0, 8
ZIPPED_PAGE, ZIPPED_VISIT = 20_000, 150_000
PAGES = {
    "public list": "/registry/",
    "public search": "/registry/?q=%E6%8E%A8%E8%8D%90",
    "entry": "/registry/{entry}/",
    "signed-in list": "/desk/cases/",
}
LEAN = {"least list": "/lean/", "list with COUNT(*)": "/counted/", "least entry": "/entry/{entry}/"}


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=1_000_000)
    options.add_argument("--list", type=Path)
    given = options.parse_args()
    vocabulary = _entries.taken_from(given.list) if given.list else _entries.invented()
    with _scratch.database():
        call_command("collectstatic", interactive=False, verbosity=0)
        user = company_with_cases(FEW // 10)
        few = queries(_grown(FEW, vocabulary), user)
        more_cases(user, CASES)
        entry = _grown(given.rows, vocabulary)
        many = queries(entry, user)
        rates = {
            **measured("portal.wsgi", PAGES, entry, user),
            **measured("_lean", LEAN, entry, user),
        }
        light = weight(entry, user)
    print(f"queries at {FEW:,} and {given.rows:,} rows: {few} {many}")
    return verdict(rates, constant=few == many, light=light)


def _grown(rows: int, vocabulary: _entries.Vocabulary) -> str:
    _entries.grow(rows, vocabulary)
    follower.rebuild()
    return RegistryEntry.objects.get(pk=rows // 2).digits


def company_with_cases(count: int) -> User:
    """Someone who can sign in, with cases that have open deadlines."""
    company = Organization.objects.create(name="演示平台", division_code="990101")
    user = User.objects.create_user("ai", display_name="Ai")
    Membership.objects.create(user=user, organization=company, role=Role.PROVIDER)
    more_cases(user, count)
    return user


def more_cases(user: User, total: int) -> None:
    """Cases up to ``total``, past the guard that wants each act in the audit trail."""
    company = user.memberships.get().organization_id
    first = Case.objects.count() + 1
    case = {
        "id": "g",
        "number": "'N' || g",
        "kind": "'filing'",
        "title": "'第' || g || '号算法'",
        "organization_id": str(company),
        "region": "'990101'",
        "law_profile": "'algorithm-2021-draft'",
        "state": "'draft'",
        "created_at": "now() - g * interval '1 minute'",
        "created_by_id": str(user.pk),
    }
    deadline = {
        "case_id": "g",
        "code": "'algorithm.initial'",
        "profile": "'algorithm-2021-draft'",
        "instrument": "'征求意见稿'",
        "summary": "'备案'",
        "party": "'provider'",
        "unit": "'working_day'",
        "amount": "10",
        "opened_at": "now()",
        "started_at": "now()",
        "last_day": "current_date + (g % 90)::int",
        "moment": "now() + (g % 90) * interval '1 day'",
        "steps": "'[]'",
    }
    with transaction.atomic(), connection.cursor() as sql:
        sql.execute("SET LOCAL session_replication_role = replica")
        for model, columns in ((Case, case), (Deadline, deadline)):
            head = _entries.insert_into(model, columns)
            sql.execute(f"{head} FROM generate_series({first}, {total}) g")
    with connection.cursor() as sql:
        sql.execute("VACUUM ANALYZE cases_case, deadlines_deadline")


def queries(entry: str, user: User) -> dict[str, int]:
    """How many queries each page asks."""
    counts = {}
    for name, address in PAGES.items():
        client = _client(name, user)
        client.get(address.format(entry=entry))
        with CaptureQueriesContext(connection) as asked:
            response = client.get(address.format(entry=entry))
        assert response.status_code == 200, (name, response.status_code)
        counts[name] = len(asked)
    return counts


def _client(name: str, user: User) -> Client:
    client = Client(SERVER_NAME="127.0.0.1")
    if name.startswith("signed-in"):
        client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def measured(
    application: str, pages: dict[str, str], entry: str, user: User
) -> dict[str, tuple[float, float]]:
    """Requests a second and the 95th percentile in milliseconds, page by page."""
    found = {}
    with served(application) as port:
        for name, address in pages.items():
            cookie = _client(name, user).cookies.output(header="", sep=";").strip()
            request = (
                f"GET {address.format(entry=entry)} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                f"Cookie: {cookie.split(';')[0]}\r\n\r\n"
            )
            load(port, request.encode(), 1.0)
            found[name] = load(port, request.encode(), SECONDS)
    return found


@contextmanager
def served(application: str) -> Iterator[int]:
    """Gunicorn as the image runs it; the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}"]
    command += ["--worker-class", "gthread", "--workers", "2", "--threads", "4"]
    command += ["--no-control-socket", "--log-level", "error", "--chdir", str(_scratch.ROOT)]
    command += ["--pythonpath", str(Path(__file__).parent)]
    server = subprocess.Popen(command)
    try:
        for _ in range(300):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait()


def load(port: int, request: bytes, seconds: float) -> tuple[float, float]:
    """The rate over several open connections, and the 95th percentile of the waiting."""
    waits: list[float] = []
    end = time.perf_counter() + seconds
    threads = [
        threading.Thread(target=_visit, args=(port, request, end, waits))
        for _ in range(CONNECTIONS)
    ]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(waits) / (time.perf_counter() - started), share(waits, 0.95) * 1000


def _visit(port: int, request: bytes, end: float, waits: list[float]) -> None:
    connected: socket.socket | None = None
    while (started := time.perf_counter()) < end:
        connected = connected or socket.create_connection(("127.0.0.1", port), 30)
        connected.sendall(request)
        head, goes_on = _answer(connected)
        assert head.startswith(b"HTTP/1.1 200"), head[:200]
        waits.append(time.perf_counter() - started)
        if not goes_on:
            connected.close()
            connected = None
    if connected:
        connected.close()


def _answer(connected: socket.socket) -> tuple[bytes, bool]:
    """The head of an answer that was read to its end, and whether the connection stays."""
    told = b""
    while b"\r\n\r\n" not in told:
        told += connected.recv(65536)
    head, _, body = told.partition(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head.lower())
    assert length, head
    missing = int(length[1]) - len(body)
    while missing > 0:
        missing -= len(connected.recv(65536))
    return head, b"connection: close" not in head.lower()


def weight(entry: str, user: User) -> bool:
    """The pages compressed, and a whole first visit: the page with its styles, scripts and pictures."""
    light = True
    for name, address in PAGES.items():
        html = _client(name, user).get(address.format(entry=entry)).content
        parts = {m[1] for m in re.finditer(rb'(?:href|src)="/static/([^"?#]+)"', html)}
        files = [Path(settings.STATIC_ROOT) / part.decode() for part in parts]
        zipped, whole = _zipped(html), _zipped(html) + sum(_zipped(f.read_bytes()) for f in files)
        print(
            f"{name:16} {len(html) / 1000:6.1f} kB, compressed {zipped / 1000:5.1f}, visit {whole / 1000:6.1f}"
        )
        light = light and zipped <= ZIPPED_PAGE and whole <= ZIPPED_VISIT
    return light


def _zipped(content: bytes) -> int:
    return len(zlib.compress(content, 6))


def verdict(rates: dict[str, tuple[float, float]], *, constant: bool, light: bool) -> int:
    """Prints the table; 1 where a goal is missed."""
    for name, (rate, p95) in rates.items():
        goal = f"   goal {GOALS[name]}/s" if name in GOALS else ""
        print(f"{name:20} {rate:8.0f}/s   p95 {p95:6.1f} ms{goal}")
    lists = rates["public list"][0]
    print(
        f"public list: {lists / rates['least list'][0]:.2f} of the least Django list (goal 0.50),"
        f" {lists / rates['list with COUNT(*)'][0]:.1f} × the list with COUNT(*)"
    )
    print(f"entry: {rates['entry'][0] / rates['least entry'][0]:.2f} of the least entry")
    results = {
        "rates": all(rates[name][0] >= goal for name, goal in GOALS.items()),
        "queries": constant,
        "weight": light,
    }
    for goal, met in results.items():
        print(f"P7 {goal} {'met' if met else 'MISSED'}")
    return 0 if all(results.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
