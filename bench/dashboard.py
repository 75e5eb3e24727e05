"""The regulator's dashboard over very many limits: how long the page takes, beside one plain count of them.

    script/bench dashboard [--rows N]

Pages are asked of the test client, so what is measured is this portal's own work: queries, drawing, templates. The
floor is the cheapest question there is about those rows, SELECT COUNT(*), in the same run. Also the number of queries
at few and at many rows, and the list behind the largest number.
"""

import argparse
import statistics
import sys
from collections.abc import Callable

import _entries
import _scratch
from _scratch import milliseconds
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from filings.models import Filing
from portal.accounts.models import Membership, Organization, User
from portal.accounts.roles import Role
from portal.cases.models import Case
from portal.deadlines.models import Deadline

FEW, ROUNDS = 1_000, 7
#: The page goes over the rows about ten times, joined with their cases, and draws: so many plain counts it may cost.
GOAL = 120
PAGES = {
    "dashboard, this year": "/dashboard/",
    "dashboard, all": "/dashboard/?period=all",
    "list of a figure": "/dashboard/decided-by-limit/?period=all",
}
#: Half of the limits have ended, a tenth of those late; of the rest half are overdue. Two limits a filing.
CASE = {
    "id": "g + 1",
    "number": "'N' || g",
    "kind": "'filing'",
    "title": "'第' || g || '号算法'",
    "region": "(ARRAY['110101','310115','440103','990101','330106'])[1 + g % 5]",
    "law_profile": "'algorithm-2021-draft'",
    "state": "'recorded'",
    "received_at": "now() - (g % 700) * interval '1 day'",
    "created_at": "now() - (g % 700) * interval '1 day'",
}
FILING = {
    "case_id": "g + 1",
    "algorithm_type": "(ARRAY['generation','push','ranking','retrieval','dispatch'])[1 + g % 5]",
}
DEADLINE = {
    "case_id": "1 + g / 2",
    "code": "'limit.' || g % 20",
    "profile": "'algorithm-2021-draft'",
    "instrument": "'征求意见稿'",
    "summary": "'备案'",
    "party": "(ARRAY['provider','authority'])[1 + g / 2 % 2]",
    "kind": "'duty'",
    "unit": "'working_day'",
    "on_miss": "(ARRAY['lead','escalate'])[1 + g / 2 % 2]",
    "opened_at": "now()",
    "started_at": "now()",
    "moment": "now() + (g % 200 - 100) * interval '1 day'",
    "closed_at": "CASE WHEN g % 4 < 2 THEN now() - (g % 600) * interval '1 day' END",
    "outcome": "CASE WHEN g % 4 >= 2 THEN '' WHEN g % 10 = 0 THEN 'late' ELSE 'met' END",
    "steps": "'[]'",
}


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=100_000)
    rows = options.parse_args().rows
    with _scratch.database():
        call_command("collectstatic", interactive=False, verbosity=0)
        user = supervisor()
        client = client_of(user)
        grow(user, 0, FEW)
        few = queries(client)
        grow(user, FEW, rows)
        many = queries(client)
        floor = median(Deadline.objects.count)
        print(f"{'SELECT COUNT(*)':24} {floor:8.1f} ms over {Deadline.objects.count():,} limits")
        took = {name: median(lambda path=path: page(client, path)) for name, path in PAGES.items()}
    for name, time in took.items():
        print(f"{name:24} {time:8.1f} ms   {time / floor:6.1f} × the count   {many[name]} queries")
    goals = {
        "queries": few == many,
        "time": took["dashboard, this year"] <= GOAL * floor,
    }
    for goal, met in goals.items():
        print(f"dashboard {goal} {'met' if met else 'MISSED'}")
    return 0 if all(goals.values()) else 1


def supervisor() -> User:
    """Somebody who sees the whole nation's filings."""
    office = Organization.objects.create(
        name="国家网信办", kind="authority", division_code="110000", jurisdiction=""
    )
    user = User.objects.create_user("chen", display_name="Chen")
    Membership.objects.create(user=user, organization=office, role=Role.FILING_SUPERVISOR)
    return user


def grow(user: User, first: int, last: int) -> None:
    """Limits from ``first`` up to ``last``, two a filing, past the guard that wants each act in the audit trail."""
    office = user.memberships.get().organization_id
    case = {**CASE, "organization_id": str(office), "created_by_id": str(user.pk)}
    tables = ((Case, case, 2), (Filing, FILING, 2), (Deadline, DEADLINE, 1))
    with transaction.atomic(), connection.cursor() as sql:
        sql.execute("SET LOCAL session_replication_role = replica")
        for model, columns, shared_by in tables:
            head = _entries.insert_into(model, columns)
            begin, end = first // shared_by, last // shared_by - 1
            sql.execute(f"{head} FROM generate_series({begin}, {end}) g")
    with connection.cursor() as sql:
        sql.execute("VACUUM ANALYZE cases_case, filings_filing, deadlines_deadline")


def client_of(user: User) -> Client:
    """Signed in."""
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def page(client: Client, path: str) -> None:
    """One page, which must come."""
    assert client.get(path).status_code == 200, path


def queries(client: Client) -> dict[str, int]:
    """How many queries each page asks."""
    counts = {}
    for name, path in PAGES.items():
        page(client, path)
        with CaptureQueriesContext(connection) as asked:
            page(client, path)
        counts[name] = len(asked)
    return counts


def median(work: Callable[[], object]) -> float:
    """Milliseconds of one call, the first not counted."""
    work()
    return statistics.median(milliseconds(work) for _ in range(ROUNDS))


if __name__ == "__main__":
    sys.exit(main())
