"""Runs several programs in the foreground as one: they start together and end together."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import FrameType

from portal.local import children

_GRACE_SECONDS = 15
_LOOK_SECONDS = 0.2


@dataclass(frozen=True)
class Program:
    """One program to keep running."""

    name: str
    command: Sequence[str]


class Stopped(SystemExit):
    """Raised in the main thread when the supervisor is told to stop, wherever it is."""


def stop_on_signals() -> None:
    """Turns SIGINT, SIGTERM and SIGHUP into ``Stopped``, so that open ``with`` blocks close."""

    def stop(number: int, frame: FrameType | None) -> None:
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(
                each, signal.SIG_IGN
            )  # stopping is under way: a second signal must not break it off
        raise Stopped(0)

    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, stop)


def supervise(
    programs: Sequence[Program],
    *,
    env: Mapping[str, str],
    is_ready: Callable[[], bool],
    on_ready: Callable[[], None],
    say: Callable[[str], None],
) -> int:
    """Keeps ``programs`` running until one ends, then stops the rest; returns a status above 0.

    ``on_ready`` is called once, when ``is_ready`` first answers yes. ``Stopped`` passes through
    after everything has ended.
    """
    running: dict[str, subprocess.Popen[bytes]] = {}
    announced = False
    try:
        for program in programs:
            running[program.name] = children.spawn(program.command, env=env)
        while True:
            for name, child in running.items():
                if child.poll() is not None:
                    say(f"{name} 已退出（状态 {child.returncode}），其余一并停止")
                    return max(1, child.returncode)
            if not announced and is_ready():
                announced = True
                on_ready()
            time.sleep(_LOOK_SECONDS)
    finally:
        _stop_all(list(running.values()))


def _stop_all(running: Sequence[subprocess.Popen[bytes]]) -> None:
    """Tells all at once, waits for them within one common time, then kills what is left."""
    for child in running:
        if child.poll() is None:
            os.kill(child.pid, signal.SIGTERM)
    until = time.monotonic() + _GRACE_SECONDS
    for child in running:
        try:
            child.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            pass  # killed with its group below
        children.kill_group(child)
