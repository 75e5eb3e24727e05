"""The environment in which the portal runs on this machine: servers, secrets, clock.

Everything it keeps lies in one data directory, ``var/`` unless ``PORTAL_VAR`` names another.
"""

import fcntl
import os
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from portal.local.postgres import Postgres
from portal.local.valkey import Valkey

ROOT = Path(__file__).resolve().parents[2]
#: From whom the mails of a demonstration are, which lie in files and go nowhere.
DEMO_SENDER = "合规门户（演示） <noreply@demo.example>"


class Unusable(Exception):
    """The environment cannot work as given; the message is one line for the person at the keys."""


def data_directory(given: Mapping[str, str]) -> Path:
    """Where this machine's data lie: ``PORTAL_VAR``, else ``var/`` in the project."""
    directory = Path(given.get("PORTAL_VAR") or ROOT / "var").resolve()
    directory.mkdir(parents=True, exist_ok=True)
    return directory


@contextmanager
def running(given: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """The environment ``given``, completed, while the servers it names run.

    Servers that ``given`` does not name are started and stopped here. Meanwhile ``local.env`` in
    the data directory tells other commands where they are. Raises ``Unusable`` if a portal already
    runs on the directory, if a server will not start, or if PORTAL_CLOCK is no instant.
    """
    var = data_directory(given)
    env = dict(given) | _clock(given)
    env["PORTAL_VAR"] = str(var)
    env.setdefault("PORTAL_LOCAL", "1")
    env.setdefault("PORTAL_DEMO", "1")
    env.setdefault("LOG_LEVEL", "WARNING")
    with ExitStack() as stack:
        stack.enter_context(_sole_owner(var))
        env["SECRET_KEY"] = given.get("SECRET_KEY") or kept_secret(var / "secret-key")
        if env["PORTAL_DEMO"] == "1" and not env.get("DEMO_PASSWORD"):
            env["DEMO_PASSWORD"] = kept_secret(var / "demo-password", length=9)
        if env["PORTAL_DEMO"] == "1" and "MAIL_URL" not in env:
            env |= {"MAIL_URL": f"file://{quote(str(var / 'mail'))}", "MAIL_FROM": DEMO_SENDER}
        try:
            _start_servers(stack, var, env)
        except (RuntimeError, OSError) as error:
            raise Unusable(str(error)) from error
        stack.enter_context(_published(var / "local.env", env))
        yield env


def found(given: Mapping[str, str]) -> dict[str, str] | None:
    """The environment of the portal now running on the data directory, or None if there is none."""
    var = data_directory(given)
    try:
        with _sole_owner(var):
            return None
    except Unusable:
        lines = (var / "local.env").read_text().splitlines()
        running = dict(line.split("=", 1) for line in lines)
        return dict(given) | {"PORTAL_VAR": str(var)} | running


def kept_secret(file: Path, *, length: int = 48) -> str:
    """The secret in ``file``, made on first use and readable by its owner alone."""
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        kept = file.read_text().strip()
        if kept:
            return kept
        file.unlink()  # a start was killed between making and filling it
        return kept_secret(file, length=length)
    with os.fdopen(descriptor, "w") as output:
        made = secrets.token_urlsafe(length)
        output.write(made + "\n")
    return made


def _start_servers(stack: ExitStack, var: Path, env: dict[str, str]) -> None:
    if not env.get("DATABASE_URL"):
        server = stack.enter_context(Postgres(var / "postgres"))
        server.ensure_database()
        env["DATABASE_URL"] = server.url()
    if not env.get("REDIS_URL"):
        env["REDIS_URL"] = stack.enter_context(Valkey(var / "valkey.log")).url


def _clock(given: Mapping[str, str]) -> dict[str, str]:
    """One anchor for the shifted clock of all processes."""
    start = given.get("PORTAL_CLOCK", "")
    if not start:
        return {}
    try:
        year = datetime.fromisoformat(start).year
    except ValueError:
        year = 0
    if not 2000 <= year <= 2100:
        raise Unusable(
            f"PORTAL_CLOCK={start} 不是 2000 至 2100 年间的时刻，应如 2026-02-13T18:30+08:00"
        )
    return {"PORTAL_CLOCK_STARTED": str(time.time())}


@contextmanager
def _sole_owner(var: Path) -> Iterator[None]:
    """Holds the data directory; the lock vanishes with this process, however it ends."""
    with (var / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Unusable(
                f"数据目录 {var} 上已有一个门户在运行；先停止它，或用 PORTAL_VAR 另指一个目录"
            ) from error
        yield


_SHARED = (
    "DATABASE_URL",
    "REDIS_URL",
    "SECRET_KEY",
    "PUBLIC_URL",
    "PORTAL_LOCAL",
    "PORTAL_DEMO",
    "DEMO_PASSWORD",
    "PORTAL_CLOCK",
    "PORTAL_CLOCK_STARTED",
    "MAIL_URL",
    "MAIL_FROM",
)


@contextmanager
def _published(file: Path, env: Mapping[str, str]) -> Iterator[None]:
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as output:
        output.writelines(f"{name}={env[name]}\n" for name in _SHARED if env.get(name))
    try:
        yield
    finally:
        file.unlink(missing_ok=True)
