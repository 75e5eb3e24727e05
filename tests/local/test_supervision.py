"""Programs started together end together, whatever ends first."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from portal.local import children
from portal.local.environment import ROOT
from portal.local.supervisor import Program, supervise

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


def wait_until_gone(pid: int, seconds: float = 5) -> bool:
    until = time.monotonic() + seconds
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def test_all_end_when_one_ends_and_its_status_is_told(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    writes = f"import os, time; open({str(note)!r}, 'w').write(str(os.getpid())); time.sleep(60)"
    fails = (
        f"import os, sys, time\nwhile not os.path.exists({str(note)!r}): time.sleep(.01)\n"
        "time.sleep(.1); sys.exit(7)"
    )
    said: list[str] = []
    status = supervise(
        [
            Program("stays", [sys.executable, "-c", writes]),
            Program("fails", [sys.executable, "-c", fails]),
        ],
        env=os.environ,
        is_ready=lambda: False,
        on_ready=lambda: None,
        say=said.append,
    )
    assert status == 7
    assert said == ["fails 已退出（状态 7），其余一并停止"]
    assert wait_until_gone(int(note.read_text()))


def test_readiness_is_announced_once() -> None:
    announced: list[str] = []
    supervise(
        [Program("short", [sys.executable, "-c", "import time; time.sleep(1)"])],
        env=os.environ,
        is_ready=lambda: True,
        on_ready=lambda: announced.append("ready"),
        say=lambda line: None,
    )
    assert announced == ["ready"]


def test_child_that_ignores_the_request_is_killed_with_its_own_children() -> None:
    stubborn = (
        "import signal, subprocess, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']);"
        "print(p.pid, flush=True); time.sleep(60)"
    )
    read, write = os.pipe()
    with os.fdopen(read) as pipe, os.fdopen(write, "wb") as output:
        child = children.spawn([sys.executable, "-c", stubborn], output=output)
        grandchild = int(pipe.readline())
        children.stop(child, by=signal.SIGTERM, seconds=0.2)
    assert child.returncode == -signal.SIGKILL
    assert wait_until_gone(grandchild)


@pytest.mark.skipif(not children.LINUX, reason="the kernel's death signal is Linux's")
def test_children_end_when_their_parent_is_killed() -> None:
    parent = subprocess.Popen(
        [
            *(sys.executable, "-c"),
            "import sys, time; from portal.local import children;"
            f"print(children.spawn({SLEEP!r}).pid, flush=True); time.sleep(60)",
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    with parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert psutil.pid_exists(child)
        parent.kill()
    assert wait_until_gone(child)
