"""``script/server`` answers a bad environment with one line and a status, never a traceback."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

from portal.local import server
from portal.local.environment import ROOT


def start(var: Path, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "portal.local.server"],
        cwd=ROOT,
        env=dict(os.environ) | {"PORTAL_VAR": str(var)} | env,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    assert (done.returncode, done.stderr) == (1, "")
    (line,) = done.stdout.splitlines()
    return line


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", "８０００"])
def test_port_that_is_none_is_named(tmp_path: Path, port: str) -> None:
    assert one_line(start(tmp_path, PORT=port)) == f"✗ PORT={port} 不是有效端口（1–65535）"


def test_taken_port_is_named_with_a_way_out(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        line = one_line(start(tmp_path, PORT=port))
    assert line.startswith(f"✗ 端口 {port} 不可用")
    assert line.endswith("可改用 PORT=8001 script/server")


def test_clock_that_is_no_instant_is_named(tmp_path: Path) -> None:
    line = one_line(start(tmp_path, PORT=free_port(), PORTAL_CLOCK="tomorrow"))
    assert line.startswith("✗ PORTAL_CLOCK=tomorrow 不是")


def test_database_out_of_reach_is_named(tmp_path: Path) -> None:
    address = f"postgresql://nobody@127.0.0.1:{free_port()}/portal"
    line = one_line(
        start(tmp_path, PORT=free_port(), DATABASE_URL=address, REDIS_URL="redis://127.0.0.1:1/0")
    )
    assert line.startswith("✗ 连不上 DATABASE_URL 指定的数据库")


def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def test_every_command_that_prepares_the_portal_is_understood(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, ...]] = []
    monkeypatch.setattr(server, "_manage", lambda env, *arguments: asked.append(arguments))
    monkeypatch.setattr(server, "_is_blank", lambda address: True)
    monkeypatch.setattr(server, "_fingerprint", lambda: "new")
    (tmp_path / "static").mkdir()
    server._prepare({"DATABASE_URL": ""}, tmp_path, seed=True)
    assert [one[0] for one in asked] == ["migrate", "signing_keys", "collectstatic", "seed_demo"]
    for name, *arguments in [*asked, ("seed_demo", "--print-cast")]:
        command = load_command_class(get_commands()[name], name)
        parser = command.create_parser("manage.py", name)
        assert vars(parser.parse_args(arguments))
