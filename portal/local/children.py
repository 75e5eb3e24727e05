"""Child processes that never outlive their parent, not even a parent killed with -9."""

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from typing import IO

LINUX = sys.platform == "linux"
_PR_SET_PDEATHSIG = 1


def spawn(
    command: Sequence[str],
    *,
    env: Mapping[str, str] | None = None,
    output: IO[bytes] | None = None,
    death_signal: signal.Signals = signal.SIGTERM,
    owner: int | None = None,
) -> subprocess.Popen[bytes]:
    """Starts ``command`` in a session of its own: Ctrl-C reaches only the parent, which ends it.

    On Linux the kernel sends ``death_signal`` to the child when the parent dies. ``owner`` is the
    user id it runs as, if that is not the present one.
    """
    prefix = _as_user(owner, death_signal) if owner is not None else []
    parent = os.getpid()

    def bind_to_parent() -> None:
        _prctl()(_PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
        if os.getppid() != parent:  # it died between fork and prctl
            os._exit(1)

    return subprocess.Popen(
        [*prefix, *command],
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
        start_new_session=True,
        preexec_fn=bind_to_parent if LINUX else None,
    )


def stop(child: subprocess.Popen[bytes], *, by: signal.Signals, seconds: float) -> None:
    """Asks ``child`` to end with ``by``; after ``seconds`` its whole process group is killed."""
    if child.poll() is None:
        child.send_signal(by)
        try:
            child.wait(seconds)
        except subprocess.TimeoutExpired:
            pass  # the kill below answers it
    kill_group(child)


def kill_group(child: subprocess.Popen[bytes]) -> None:
    """Kills whatever is left of the child's process group and reaps the child."""
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass  # nothing is left of it
    child.wait()


def run(command: Sequence[str], *, owner: int | None) -> subprocess.CompletedProcess[str]:
    """Runs ``command`` to its end as ``owner`` and returns what it said."""
    prefix = _as_user(owner, signal.SIGTERM) if owner is not None else []
    return subprocess.run([*prefix, *command], capture_output=True, text=True, check=False)


@cache
def _prctl() -> "ctypes._NamedFuncPointer":
    return ctypes.CDLL(None, use_errno=True).prctl


def _as_user(user: int, death_signal: signal.Signals) -> list[str]:
    """The command prefix by which root becomes ``user``.

    The one capability kept lets that user enter a checkout below /root, whose permissions stay as
    they are. Where a container withholds it, the checkout must lie where everyone may enter.
    """
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        raise RuntimeError(
            "以 root 启动内置 PostgreSQL 需要 setpriv（util-linux）；请改用普通用户运行"
        )
    drop = [setpriv, f"--reuid={user}", f"--regid={pwd.getpwuid(user).pw_gid}", "--clear-groups"]
    keep = [
        "--securebits=+no_setuid_fixup",
        "--inh-caps=+dac_override",
        "--ambient-caps=+dac_override",
    ]
    last = [f"--pdeathsig={death_signal.name.removeprefix('SIG')}", "--"]
    return [*drop, *(keep if _allowed(*drop, *keep) else []), *last]


@cache
def _allowed(*prefix: str) -> bool:
    return subprocess.run([*prefix, "--", "true"], capture_output=True, check=False).returncode == 0
