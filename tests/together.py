"""Several people at once: each job in its own thread, on its own connection, from one starting line."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connections

WAIT = 60


def together(*jobs: Callable[[], Any]) -> list[Any]:
    """Run the jobs at the same time; for each what it returned, or the exception that it raised."""
    line = threading.Barrier(len(jobs))
    results: list[Any] = [None] * len(jobs)

    def run(place: int, job: Callable[[], Any]) -> None:
        try:
            line.wait(WAIT)
            results[place] = job()
        except Exception as problem:  # handed to the test, which says what it expected
            results[place] = problem
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT)
    assert not any(thread.is_alive() for thread in threads), "a thread hangs: deadlock"
    return results


def of_kind(results: list[Any], kind: type) -> list[Any]:
    """Those of the results that are of ``kind``."""
    return [result for result in results if isinstance(result, kind)]
