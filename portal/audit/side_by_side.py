"""The chains in several processes, each with a range of cases, all as of the same moment."""

import multiprocessing
from collections.abc import Iterator

from django.db import connection

from portal.audit.breaks import Break
from portal.audit.walker import work
from portal.audit.walking import END

_RANGES = """
SELECT max(id) FROM (SELECT id, ntile(%s) OVER (ORDER BY id) AS part FROM cases_case) parts
GROUP BY part ORDER BY part
"""


def walk(processes: int) -> Iterator[Break]:
    """All breaks of the chains. Call inside ``walking.one_moment``: its snapshot is what all of them read.

    Raises EOFError where a process died.
    """
    database = connection.settings_dict["NAME"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        cursor.execute(_RANGES, [processes])
        ends = [end for (end,) in cursor.fetchall()][:-1]
    fresh = multiprocessing.get_context("spawn")
    started = []
    for first, last in zip([0, *(end + 1 for end in ends)], [*ends, END], strict=True):
        receiver, sender = fresh.Pipe(duplex=False)
        worker = fresh.Process(target=work, args=(sender, database, snapshot, first, last))
        worker.start()
        sender.close()
        started.append((worker, receiver))
    for worker, receiver in started:
        yield from receiver.recv()
        worker.join()
