"""The embedded PostgreSQL survives what happens to a program on somebody's machine."""

import os
import signal
from pathlib import Path

import psycopg2
import pytest

from portal.local.postgres import THROWAWAY, Postgres


def answer(server: Postgres, query: str, database: str = "portal") -> object:
    connection = psycopg2.connect(server.url(database))
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchone()[0] if cursor.description else None
    finally:
        connection.close()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Deeper than a socket's path may be, with a space and hanzi in it."""
    return tmp_path / ("深" * 40) / "a b" / "postgres"


def serve(data: Path) -> Postgres:
    return Postgres(data, settings=THROWAWAY)


def test_rows_survive_a_restart_and_the_database_is_made_once(data: Path) -> None:
    with serve(data) as server:
        server.ensure_database()
        answer(server, "CREATE TABLE kept AS SELECT 42 AS n")
    with serve(data) as server:
        server.ensure_database()
        assert answer(server, "SELECT n FROM kept") == 42


def test_cluster_is_utf8_with_one_order_on_every_machine(data: Path) -> None:
    with serve(data) as server:
        server.ensure_database()
        assert answer(server, "SHOW server_encoding") == "UTF8"
        assert answer(server, "SELECT lower('ÄÖ深')") == "äö深"
        assert int(str(answer(server, "SHOW max_connections"))) >= 200


def test_killed_server_starts_again_and_leaves_no_socket(data: Path) -> None:
    with serve(data) as server:
        first = server.socket
        pid = int((data / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGKILL)
        with serve(data) as again:
            assert answer(again, "SELECT 1", "postgres") == 1
            assert again.socket != first
            assert first is not None
            assert not first.exists()


def test_stale_pid_file_naming_another_program_does_not_stop_the_start(data: Path) -> None:
    with serve(data):
        pass
    (data / "postmaster.pid").write_text(f"{os.getpid()}\n{data}\n0\n5432\n/tmp\n\n0 0\nready\n")
    with serve(data) as server:
        assert answer(server, "SELECT 1", "postgres") == 1


def test_half_made_cluster_of_a_killed_start_is_made_anew(data: Path) -> None:
    half = data.with_name("postgres.new")
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    with serve(data) as server:
        assert answer(server, "SELECT 1", "postgres") == 1
    assert not half.exists()


def test_cluster_of_another_version_is_refused_in_one_line(data: Path) -> None:
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("16\n")
    with pytest.raises(RuntimeError, match="是 PostgreSQL 16 的数据，需要 18"), serve(data):
        pass
