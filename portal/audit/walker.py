"""One of several processes that walk the chains. A new process knows nothing yet, so nothing else is imported here."""

from multiprocessing.connection import Connection

import django


def work(out: Connection, database: str, snapshot: str, first: int, last: int) -> None:
    """Walk the cases from ``first`` to ``last`` as of the snapshot of the process that asked; answer the breaks."""
    django.setup()
    from django.db import connection, transaction  # noqa: PLC0415 -- after setup

    from portal.audit.walking import chains  # noqa: PLC0415 -- after setup

    connection.settings_dict["NAME"] = database
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET TRANSACTION SNAPSHOT %s", [snapshot])
        out.send(list(chains(first, last)))
    connection.close()
