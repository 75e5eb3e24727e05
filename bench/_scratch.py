"""A database and an index directory of a measurement's own, gone when it ends. Comes before anything of Django's."""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
_given = urlsplit(os.environ["DATABASE_URL"])
_name = f"bench_{os.getpid()}"
_directory = tempfile.TemporaryDirectory(prefix="portal-bench-")
os.environ["DATABASE_URL"] = _given._replace(path=f"/{_name}").geturl()
os.environ["SEARCH_INDEX_DIR"] = str(Path(_directory.name) / "index")
os.environ["STATIC_ROOT"] = str(Path(_directory.name) / "static")
os.environ["SIGNING_DIR"] = str(Path(_directory.name) / "signing")
os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
os.environ["PORTAL_LOCAL"] = "1"
os.environ["LOG_LEVEL"] = "ERROR"
os.environ["PYTHONPATH"] = str(ROOT)
for pace in ("THROTTLE_ANON", "THROTTLE_USER"):
    os.environ[pace] = ""

import django

django.setup()

from django.core.management import call_command  # noqa: E402 -- after django.setup()
from django.db import connections  # noqa: E402


@contextmanager
def database() -> Iterator[None]:
    """The tables, empty. Programs started meanwhile find them and the index by their environment."""
    _administer(f'CREATE DATABASE "{_name}"')
    try:
        call_command("migrate", verbosity=0)
        yield
    finally:
        connections.close_all()
        _administer(f'DROP DATABASE "{_name}" WITH (FORCE)')
        _directory.cleanup()


def _administer(statement: str) -> None:
    connection = psycopg2.connect(_given._replace(path="/postgres").geturl())
    connection.autocommit = True  # databases are made outside transactions
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()


def milliseconds(work: Callable[[], object]) -> float:
    """Wall-clock time of one call."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def share(values: list[float], part: float) -> float:
    """A quantile of measured values."""
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]
