"""What the local environment keeps, refuses and shares."""

import os
from pathlib import Path

import pytest

from portal.local import environment
from portal.local.environment import Unusable

# Servers are named, so that none is started.
NAMED = {"DATABASE_URL": "postgresql://there/portal", "REDIS_URL": "redis://there/0"}


def given(var: Path, **more: str) -> dict[str, str]:
    return NAMED | {"PORTAL_VAR": str(var)} | more


def test_secret_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    file = tmp_path / "secret-key"
    made = environment.kept_secret(file)
    assert len(made) == 64
    assert environment.kept_secret(file) == made
    assert file.stat().st_mode & 0o777 == 0o600


def test_empty_secret_file_of_a_killed_start_is_filled(tmp_path: Path) -> None:
    file = tmp_path / "secret-key"
    file.touch()
    assert len(environment.kept_secret(file)) == 64


def test_given_secret_and_servers_are_left_as_they_are(tmp_path: Path) -> None:
    with environment.running(given(tmp_path, SECRET_KEY="mine")) as env:
        assert {name: env[name] for name in (*NAMED, "SECRET_KEY")} == NAMED | {
            "SECRET_KEY": "mine"
        }
    assert not (tmp_path / "secret-key").exists()


def test_second_portal_on_one_data_directory_is_refused(tmp_path: Path) -> None:
    with (
        environment.running(given(tmp_path)),
        pytest.raises(Unusable, match="已有一个门户在运行"),
        environment.running(given(tmp_path)),
    ):
        pass


def test_other_commands_find_the_running_portal_and_only_while_it_runs(tmp_path: Path) -> None:
    asked = {"PORTAL_VAR": str(tmp_path)}
    assert environment.found(asked) is None
    with environment.running(given(tmp_path)) as env:
        seen = environment.found(asked)
        assert seen is not None
        assert seen["SECRET_KEY"] == env["SECRET_KEY"]
        assert seen["DATABASE_URL"] == NAMED["DATABASE_URL"]
        assert (tmp_path / "local.env").stat().st_mode & 0o777 == 0o600
    assert environment.found(asked) is None
    assert not (tmp_path / "local.env").exists()


@pytest.mark.parametrize("clock", ["soon", "2026-13-01", "0001-01-01T00:00", "2026-02-30T10:00"])
def test_clock_that_is_no_instant_is_refused(tmp_path: Path, clock: str) -> None:
    with (
        pytest.raises(Unusable, match="PORTAL_CLOCK"),
        environment.running(given(tmp_path, PORTAL_CLOCK=clock)),
    ):
        pass


def test_shifted_clock_gets_one_anchor_for_all_processes(tmp_path: Path) -> None:
    clock = "2026-02-13T18:30+08:00"
    with environment.running(given(tmp_path, PORTAL_CLOCK=clock)) as env:
        anchor = env["PORTAL_CLOCK_STARTED"]
        assert float(anchor) > 1_700_000_000
        seen = environment.found({"PORTAL_VAR": str(tmp_path)})
        assert seen is not None
        assert (seen["PORTAL_CLOCK"], seen["PORTAL_CLOCK_STARTED"]) == (clock, anchor)


def test_data_directory_is_made_where_it_is_named(tmp_path: Path) -> None:
    place = tmp_path / "a b" / "数据"
    assert environment.data_directory({"PORTAL_VAR": str(place)}) == place
    assert os.access(place, os.W_OK)
