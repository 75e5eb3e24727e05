"""The broker is away: acts and sweeps still answer, what they said goes out with the next drain."""

import json
import subprocess
import sys
import time
from datetime import timedelta

import pytest

from filings.models import Filing
from filings.states import FilingState as S
from portal.notices import outbox
from portal.notices.models import Notice
from tests import make
from tests.make import at

NOWHERE = "redis://127.0.0.1:1/0"
ACT = """
import django, json, sys, time; django.setup()
from datetime import datetime
from portal.accounts.models import User
from portal.workflow import engine
pk, version, now = int(sys.argv[1]), int(sys.argv[2]), datetime.fromisoformat(sys.argv[3])
started = time.monotonic()
ai = User.objects.get(username="ai")
done = engine.perform(pk, "submit", actor=ai, data={}, version=version, now=now)
print(json.dumps([done.case.state, time.monotonic() - started]))
"""
SWEEP = """
import django, sys; django.setup()
from datetime import datetime
from portal.deadlines import sweep
print(sweep.sweep(datetime.fromisoformat(sys.argv[1])))
"""


def run(environment: dict[str, str], program: str, *arguments: object) -> str:
    """Run a program of the portal to its end."""
    command = [sys.executable, "-c", program, *map(str, arguments)]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=120, check=True
    )
    return done.stdout


@pytest.fixture
def without_broker(child_environment: dict[str, str]) -> dict[str, str]:
    return child_environment | {"REDIS_URL": NOWHERE}


@pytest.fixture
def draft(transactional_db: None) -> Filing:
    return make.complete_draft(make.cast())


def test_an_act_answers_and_its_letter_goes_out_later(
    draft: Filing, without_broker: dict[str, str]
) -> None:
    answer = run(without_broker, ACT, draft.pk, draft.version, make.NOW.isoformat())
    state, seconds = json.loads(answer)
    assert state == S.SUBMITTED
    assert seconds < 30, "the act waited for the broker"
    [letter] = Notice.objects.all()
    assert (letter.code, letter.status) == ("filing_received", "queued")
    assert outbox.drain(make.NOW + timedelta(minutes=1)) == 1
    letter.refresh_from_db()
    assert (letter.status, letter.attempts) == ("ready", 1)


def test_a_sweep_goes_on(draft: Filing, without_broker: dict[str, str]) -> None:
    assert run(without_broker, SWEEP, at("2026-09-28 00:00").isoformat()) == "2\n"
    assert Notice.objects.get().code == "deadline_reminder"
    assert run(without_broker, SWEEP, at("2026-09-28 00:00").isoformat()) == "0\n"


def test_the_wake_up_of_a_dead_broker_is_a_line_in_the_log(
    db: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*args: object, **options: object) -> None:
        raise OSError("connection refused")

    monkeypatch.setattr(outbox.current_app, "send_task", refuse)
    started = time.monotonic()
    outbox._wake(outbox.DRAIN)
    assert time.monotonic() - started < 1
    assert caplog.messages == ["消息队列不可用，改由定时任务完成：connection refused"]
