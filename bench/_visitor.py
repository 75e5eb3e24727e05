"""A process beside the measurement, as a web process stands beside the one that publishes.

_visitor.py memory WORD …    searches for each word, then tells its memory in MiB: own, mapped from the index
_visitor.py wait WORD …      says ready, then for each word asks until it is found and tells the moment
"""

import sys
import time

import django

django.setup()

from filings.search.find import find  # noqa: E402 -- after django.setup()
from filings.search.query import Search  # noqa: E402


def memory(words: list[str]) -> None:
    """What searching costs a process."""
    before = _resident()
    for word in words:
        find(Search(word))
    after = _resident()
    print(*before, *after)


def wait(words: list[str]) -> None:
    """When another process's publication is found here."""
    find(Search())
    print("ready", flush=True)
    for word in words:
        while not find(Search(word)).count:
            time.sleep(0.002)
        print(time.time(), flush=True)


def _resident() -> list[int]:
    with open("/proc/self/status") as file:
        told = dict(line.split(":", 1) for line in file)
    return [int(told[name].split()[0]) // 1024 for name in ("RssAnon", "RssFile")]


if __name__ == "__main__":
    {"memory": memory, "wait": wait}[sys.argv[1]](sys.argv[2:])
