"""A worker that sends mail is killed with SIGKILL: before it hands over it is done again, afterwards it is shown."""

import subprocess
import sys
import time
from typing import Any

import pytest

from portal.mail import planning, sending
from portal.mail.models import Delivery
from tests import make
from tests.mail import world
from tests.mail.smtp_server import Server

DRAIN = """
import django, sys; django.setup()
from datetime import datetime
from portal.mail import sending
sending.drain(datetime.fromisoformat(sys.argv[1]))
"""


def send_when_free(now: Any) -> None:
    """The database needs a moment to notice that the other sender is gone."""
    stop = time.monotonic() + 15
    while time.monotonic() < stop:
        with sending._only_sender() as alone:
            if alone:
                break
        time.sleep(0.1)
    sending.drain(now)


@pytest.mark.parametrize(
    ("step", "left", "state"),
    [("rcpt", "claimed", "accepted"), ("end", "handing_over", "uncertain")],
)
def test_a_sender_killed_at_a_step_leaves_at_most_one_accepted_mail_and_loses_none(
    child_environment: dict[str, str], settings: Any, step: str, left: str, state: str
) -> None:
    cast = world.cast()
    world.message(make.draft(cast), cast.company_a)
    planning.plan(make.NOW)
    with Server(step, "hang") as server:
        mail = {"MAIL_URL": server.url, "MAIL_FROM": world.SENDER}
        command = [sys.executable, "-c", DRAIN, make.NOW.isoformat()]
        with subprocess.Popen(command, env=child_environment | mail) as child:
            assert server.reached.wait(60)
            child.kill()
        assert world.only().state == left
        server.behave()
        settings.MAIL_URL, settings.MAIL_FROM = server.url, world.SENDER
        send_when_free(world.later())
        assert world.only().state == left  # the lease still runs
        send_when_free(world.later(11))
        send_when_free(world.later(30))
        assert len(server.accepted) == 1
    assert Delivery.objects.get().state == state
