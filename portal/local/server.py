"""``script/server``: the whole portal on this machine in the foreground, up to the first page."""

import argparse
import hashlib
import http.client
import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg2

from portal.local import environment, supervisor
from portal.local.environment import ROOT, Unusable

HOST = "127.0.0.1"


def main() -> int:
    """Runs until stopped; returns the exit status."""
    options = _arguments()
    supervisor.stop_on_signals()
    try:
        port = _free(os.environ.get("PORT") or "8000")
        given = {"PUBLIC_URL": f"http://localhost:{port}"} | os.environ
        if options.empty:
            given["PORTAL_DEMO"] = "0"
        with environment.running(given) as env:
            var = Path(env["PORTAL_VAR"])
            demo = env["PORTAL_DEMO"] == "1"
            _prepare(env, var, seed=demo)
            return supervisor.supervise(
                _programs(port, var),
                env=env,
                is_ready=lambda: _answers(port),
                on_ready=lambda: _welcome(env, port, cast=demo),
                say=_say,
            )
    except Unusable as error:
        _say(f"✗ {error}")
        return 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="script/server",
        description="启动门户（网页、后台任务、定时器），Ctrl-C 停止全部。",
        epilog="环境变量：PORT、PORTAL_CLOCK、PORTAL_VAR、DEMO_PASSWORD、DATABASE_URL、REDIS_URL、MAIL_URL。",
    )
    parser.add_argument("--empty", action="store_true", help="不装入演示数据")
    return parser.parse_args()


def _free(given: str) -> int:
    """The port as a number. Raises Unusable if it is none or is taken."""
    if not (given.isascii() and given.isdigit() and 0 < int(given) < 65536):
        raise Unusable(f"PORT={given} 不是有效端口（1–65535）")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(given)))
        except OSError as error:
            raise Unusable(
                f"端口 {given} 不可用（{error.strerror}）；可改用 PORT=8001 script/server"
            ) from error
    return int(given)


def _programs(port: int, var: Path) -> list[supervisor.Program]:
    # A bare machine is often used as root; Celery's warning about it would bury the welcome.
    quietly = ["-W", "ignore:You're running the worker with superuser"]
    celery = [sys.executable, *quietly, "-m", "celery", "--quiet", "-A", "portal.celery"]
    return [
        supervisor.Program(
            "web",
            [
                *(sys.executable, "-m", "gunicorn", "portal.wsgi", "--bind", f"{HOST}:{port}"),
                *("--worker-class", "gthread", "--workers", "2", "--threads", "4"),
                *("--no-control-socket", "--graceful-timeout", "5", "--log-level", "warning"),
                # A search that is too long is refused by a page of ours, not by gunicorn.
                *("--limit-request-line", "0"),
            ],
        ),
        supervisor.Program(
            "worker",
            [
                *celery,
                *("worker", "--concurrency", "2", "--loglevel", "WARNING"),
                *("--without-gossip", "--without-mingle"),
            ],
        ),
        supervisor.Program(
            "beat",
            [
                *celery,
                *("beat", "--loglevel", "WARNING", "--pidfile="),
                *("--schedule", str(var / "beat-schedule")),
            ],
        ),
    ]


def _prepare(env: Mapping[str, str], var: Path, *, seed: bool) -> None:
    """Brings tables, static files and, on the first run, the demo up to date."""
    unfinished = var / ".first-run"  # stays if the first run is broken off before the demo is whole
    blank = _is_blank(env["DATABASE_URL"])
    if seed and blank:
        unfinished.touch()
    _manage(env, "migrate", "--verbosity", "0")
    _manage(env, "signing_keys", "--verbosity", "0", "init")
    _collect_static(env, var)
    if seed and unfinished.exists():
        _say("装入演示数据")
        _manage(env, "seed_demo")
        unfinished.unlink()


def _is_blank(database_url: str) -> bool:
    """Whether the database holds no table of ours yet. Raises Unusable if it is out of reach."""
    try:
        connection = psycopg2.connect(database_url)
    except psycopg2.Error as error:
        raise Unusable(f"连不上 DATABASE_URL 指定的数据库：{str(error).splitlines()[0]}") from error
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass('django_migrations') IS NULL")
            (blank,) = cursor.fetchone() or (False,)
            return bool(blank)
    finally:
        connection.close()


def _collect_static(env: Mapping[str, str], var: Path) -> None:
    """Runs collectstatic unless no static file changed since the last time."""
    target = Path(env.get("STATIC_ROOT") or var / "static")
    note = target / ".collected"
    print_now = _fingerprint()
    if note.exists() and note.read_text() == print_now:
        return
    _manage(env, "collectstatic", "--noinput", "--verbosity", "0")
    note.write_text(print_now)


def _fingerprint() -> str:
    """Changes when a static file or the locked requirements (the admin's static files) change."""
    sources = [ROOT / "static", *ROOT.glob("*/static"), *ROOT.glob("*/*/static")]
    files = sorted({file for source in sources for file in source.rglob("*") if file.is_file()})
    digest = hashlib.sha256((ROOT / "requirements" / "base.lock").read_bytes())
    for file in files:
        state = file.stat()
        digest.update(f"{file}\0{state.st_mtime_ns}\0{state.st_size}\n".encode())
    return digest.hexdigest()


def _manage(env: Mapping[str, str], *arguments: str) -> None:
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    if subprocess.run(command, env=dict(env), check=False).returncode != 0:
        raise Unusable(f"manage.py {arguments[0]} 失败，原因见上")


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=2)
    try:
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _welcome(env: Mapping[str, str], port: int, *, cast: bool) -> None:
    _say(f"\n门户已启动：http://localhost:{port}/    （Ctrl-C 停止）")
    if env.get("MAIL_URL", "").startswith("file://"):
        _say(f"邮件不外发，存为文件：{unquote(urlsplit(env['MAIL_URL']).path)}")
    if cast:
        _say(f"演示账号的统一口令：{env['DEMO_PASSWORD']}")
        _manage(env, "seed_demo", "--print-cast")


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
