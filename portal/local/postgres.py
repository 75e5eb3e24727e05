"""The embedded PostgreSQL: a cluster served on a Unix socket, ended with its parent."""

import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType

import psycopg2
from psycopg2 import sql

from portal.local import children, cluster

_READY_SECONDS = 60
_SERVING = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Postgres:
    """A running server on the cluster in ``data``, made on first use; a context manager.

    ``settings`` are added to its own; ``THROWAWAY`` trades durability for speed in tests. Starting
    raises RuntimeError with one line for the user.
    """

    def __init__(self, data: Path, *, settings: dict[str, str] | None = None) -> None:
        self.data = data.resolve()
        self.log = self.data.with_name(self.data.name + ".log")
        self.settings = _SERVING | (settings or {})
        self._server: subprocess.Popen[bytes] | None = None
        self.socket: Path | None = None
        self._socket_note = self.data.with_name(self.data.name + ".socket")

    def __enter__(self) -> "Postgres":
        cluster.create(self.data)
        cluster.end_orphan(self.data)
        try:
            self._start()
            self._wait()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._server is not None:
            children.stop(self._server, by=signal.SIGINT, seconds=20)  # SIGINT: "fast shutdown"
            self._server = None
        self._remove_socket()

    def url(self, database: str = "portal") -> str:
        """The address of ``database``, as libpq and Django read it."""
        return f"postgresql://postgres@/{database}?host={self.socket}"

    def ensure_database(self, name: str = "portal") -> None:
        """Creates the database if it is not there."""
        connection = psycopg2.connect(self.url("postgres"))
        try:
            connection.autocommit = True  # CREATE DATABASE stands outside any transaction
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
                if cursor.fetchone() is None:
                    cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        finally:
            connection.close()

    def _start(self) -> None:
        user = cluster.owner(self.data)
        self._make_socket(user)
        command = [cluster.program("postgres"), "-D", str(self.data), "-k", str(self.socket)]
        for name, value in self.settings.items():
            command += ["-c", f"{name}={value}"]
        with self.log.open("ab") as output:
            self._server = children.spawn(
                command, output=output, death_signal=signal.SIGINT, owner=user
            )

    def _wait(self) -> None:
        until = time.monotonic() + _READY_SECONDS
        while True:
            try:
                psycopg2.connect(self.url("postgres")).close()
            except psycopg2.OperationalError as error:
                ended = self._server is None or self._server.poll() is not None
                if ended or time.monotonic() > until:
                    raise RuntimeError(f"内置 PostgreSQL 未能启动，记录在 {self.log}") from error
                time.sleep(0.05)
            else:
                return

    def _make_socket(self, user: int | None) -> None:
        """A private directory with a short path: a socket's may not exceed some hundred bytes.

        A note keeps its place, so that the next start removes it if this one is killed.
        """
        self._remove_socket()
        base = tempfile.gettempdir()
        short = base if len(base) < 60 else "/tmp"  # noqa: S108 -- mkdtemp makes it private
        self.socket = Path(tempfile.mkdtemp(prefix="portal-", dir=short))
        self._socket_note.write_text(str(self.socket))
        cluster.give(self.socket, user)

    def _remove_socket(self) -> None:
        if self._socket_note.exists():
            shutil.rmtree(self._socket_note.read_text(), ignore_errors=True)
            self._socket_note.unlink()
