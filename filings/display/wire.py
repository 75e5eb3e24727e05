"""A connection that ends in time: one clock and one count for everything that comes over it, headers included."""

import io
import socket
import time
from collections.abc import Callable


class Late(OSError):
    """The time for the whole fetch is over."""


class TooMuch(OSError):
    """More bytes came than are taken."""


class Deadline:
    """A moment on the monotonic clock, shared by all connections of one fetch."""

    def __init__(self, seconds: float, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._end = monotonic() + seconds

    def left(self) -> float:
        """Seconds that remain. Raises Late when there are none."""
        seconds = self._end - self._monotonic()
        if seconds <= 0:
            raise Late
        return seconds


class _Reader(io.RawIOBase):
    """Raw bytes of a socket. Each wait lasts until the deadline at most, so that dripping gains nothing."""

    def __init__(self, wire: "Wire") -> None:
        self._wire = wire

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "io.BytesIO | memoryview | bytearray") -> int:  # type: ignore[override]
        return self._wire.receive(buffer)


class Wire:
    """A connected socket in the shape that ``http.client`` wants, under a deadline and a cap of raw bytes."""

    def __init__(self, connected: socket.socket, deadline: Deadline, most: int) -> None:
        self._socket, self._deadline, self._most = connected, deadline, most
        self._received = 0

    def allow(self, more: int) -> None:
        """Take so many bytes beyond those received."""
        self._most = self._received + more

    def receive(self, buffer: "io.BytesIO | memoryview | bytearray") -> int:
        """Read what there is. Raises Late, TooMuch or another OSError."""
        self._socket.settimeout(self._deadline.left())
        try:
            got = self._socket.recv_into(buffer)  # type: ignore[arg-type]
        except TimeoutError:
            raise Late from None
        self._received += got
        if self._received > self._most:
            raise TooMuch
        return got

    def sendall(self, data: bytes) -> None:
        """Write the whole request."""
        self._socket.settimeout(self._deadline.left())
        self._socket.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        """What the response is read from."""
        return io.BufferedReader(_Reader(self))

    def close(self) -> None:
        """The client says that it will send no more; the rest of the answer is still to be read."""

    def hang_up(self) -> None:
        """End the connection."""
        self._socket.close()
