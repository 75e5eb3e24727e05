"""The clock's commands: a sweep now, at an instant, or only as a list of what it would do."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from portal.deadlines import heartbeat
from portal.deadlines.models import Milestone
from portal.deadlines.tasks import sweep
from tests import make
from tests.make import NOW, Cast, at
from tests.portal.web_cast import SetClock, people, set_clock

__all__ = ["people", "set_clock"]
AFTER = at("2026-09-29 00:00")


def run(*arguments: str) -> list[str]:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue().splitlines()


def pending() -> int:
    return Milestone.objects.filter(emitted_at=None).count()


def test_a_sweep_by_command_emits_what_is_due_and_leaves_a_heartbeat(
    people: Cast, set_clock: SetClock
) -> None:
    make.draft(people)
    waiting = pending()
    set_clock(AFTER)
    assert run("sweep_deadlines") == [f"已发出 {waiting} 个节点"]
    assert run("sweep_deadlines") == ["已发出 0 个节点"]
    beat = heartbeat.last_beat(heartbeat.SWEEP)
    assert beat is not None
    assert beat >= AFTER


def test_a_dry_run_lists_and_changes_nothing(people: Cast) -> None:
    draft = make.draft(people)
    waiting = pending()
    lines = run("sweep_deadlines", "--at", "2026-09-29T00:00+08:00", "--dry-run")
    assert lines[-1] == f"将发出 {waiting} 个节点，未作改动"
    assert lines[-2] == f"2026-09-29 00:00  {draft.number}  algorithm.initial  期限届满"
    assert pending() == waiting
    assert heartbeat.last_beat(heartbeat.SWEEP) is None


def test_an_instant_without_an_offset_is_beijing_time(people: Cast) -> None:
    make.draft(people)
    assert "期限届满" not in "".join(
        run("sweep_deadlines", "--at", "2026-09-28T23:59", "--dry-run")
    )
    assert "期限届满" in "".join(run("sweep_deadlines", "--at", "2026-09-29T00:00", "--dry-run"))


def test_a_sweep_ahead_of_the_clock_is_for_exercises_only(people: Cast, settings: Any) -> None:
    make.draft(people)
    waiting = pending()
    settings.DEBUG = settings.LOCAL = False
    with pytest.raises(CommandError, match="只用于演练"):
        run("sweep_deadlines", "--at", AFTER.isoformat())
    assert pending() == waiting
    settings.LOCAL = True
    assert run("sweep_deadlines", "--at", AFTER.isoformat()) == [f"已发出 {waiting} 个节点"]


@pytest.mark.parametrize("text", ["tomorrow", "2026-13-01", "9999999"])
def test_a_wrong_instant_is_refused_by_name(db: None, text: str) -> None:
    with pytest.raises(CommandError, match="--at 应为 ISO 8601 时刻"):
        run("sweep_deadlines", "--at", text)


def test_the_task_sweeps_by_the_portals_clock(people: Cast, set_clock: SetClock) -> None:
    make.draft(people)
    waiting = pending()
    set_clock(NOW)
    assert sweep() == 0
    set_clock(AFTER)
    assert sweep() == waiting


def test_recompute_says_what_it_looked_at(people: Cast) -> None:
    make.draft(people)
    line = "核对 1 项未结期限：0 项日期变动（已告知），0 项仅由暂算转为确定或相反，0 项未能计算"
    assert run("recompute_deadlines") == [line]
    assert run("recompute_deadlines", "--year", "2027")[0].startswith("核对 0 项")


def test_recompute_refuses_a_year_outside_the_calendar(db: None) -> None:
    with pytest.raises(CommandError, match="invalid choice"):
        run("recompute_deadlines", "--year", "1800")
