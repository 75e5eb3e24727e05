"""The servers that tests run on: a throwaway PostgreSQL and Valkey, started when a test first asks.

``DATABASE_URL`` and ``REDIS_URL`` name real ones instead. Tests of the law and of machines ask for
neither, so they start nothing.
"""

import os
import shutil
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from django.db import connections
from playwright.sync_api import Browser, sync_playwright

from portal.local.postgres import THROWAWAY, Postgres
from portal.local.valkey import Valkey


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    tmp_path_factory: pytest.TempPathFactory,
    django_db_modify_db_settings_parallel_suffix: None,
) -> Iterator[None]:
    """pytest-django's own hook before the first database test."""
    if os.environ.get("DATABASE_URL"):
        yield
        return
    with Postgres(tmp_path_factory.mktemp("postgres") / "data", settings=THROWAWAY) as server:
        address = {"HOST": str(server.socket), "PORT": "", "USER": "postgres", "NAME": "portal"}
        connections.settings["default"].update(address)
        yield
        for connection in connections.all(initialized_only=True):
            connection.close()


@pytest.fixture(scope="session")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real broker."""
    given = os.environ.get("REDIS_URL")
    if given:
        yield given
        return
    with Valkey(tmp_path_factory.mktemp("valkey") / "log") as server:
        yield server.url


@pytest.fixture
def child_environment(broker: str, transactional_db: None) -> dict[str, str]:
    """What a program started by a test needs to work on the same database and broker."""
    database = connections["default"].settings_dict
    host = {"host": database["HOST"], "port": str(database["PORT"] or 5432)}
    host |= {"password": database["PASSWORD"]} if database["PASSWORD"] else {}
    return dict(os.environ) | {
        "DATABASE_URL": f"postgresql://{database['USER']}@/{database['NAME']}?{urlencode(host)}",
        "REDIS_URL": broker,
        "DJANGO_SETTINGS_MODULE": "portal.settings",
    }


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, or Playwright's own where there is none."""
    names = ("chromium", "chromium-browser", "google-chrome")
    program = next(filter(None, map(shutil.which, names)), None)
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps an event loop in our thread
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield chromium
        chromium.close()
