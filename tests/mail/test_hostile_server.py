"""The mail server refuses, hangs or dies at each step: at most one message is accepted, and none is lost."""

import time
from datetime import timedelta
from typing import Any

import pytest

from portal.accounts.models import User
from portal.mail import dialogue, sending, timed_line
from portal.mail.dialogue import Connection, Mail, NotNow
from portal.mail.models import FAILED, Delivery, Outage
from portal.mail.routes import parse
from portal.notices.models import Notice
from tests import make
from tests.mail import world
from tests.mail.smtp_server import Server

pytestmark = pytest.mark.django_db
#: step, deed → what became of the mail, and whether the server took it at the first attempt.
UNTOUCHED = [
    ("connect", "die"),
    ("connect", "hang"),
    ("greeting", "refuse"),
    ("greeting", "later"),
    ("greeting", "drip"),
    ("ehlo", "refuse"),
    ("ehlo", "die"),
    ("ehlo", "hang"),
]
MATRIX = [
    ("mail", "refuse", "refused", 0),
    ("mail", "later", "deferred", 0),
    ("mail", "die", "deferred", 0),
    ("mail", "hang", "deferred", 0),
    ("rcpt", "refuse", "refused", 0),
    ("rcpt", "later", "deferred", 0),
    ("rcpt", "die", "deferred", 0),
    ("rcpt", "drip", "deferred", 0),
    ("data", "refuse", "refused", 0),
    ("data", "later", "deferred", 0),
    ("data", "die", "deferred", 0),
    ("data", "hang", "deferred", 0),
    ("body", "hang", "uncertain", 0),
    ("end", "refuse", "refused", 0),
    ("end", "later", "deferred", 0),
    ("end", "die", "uncertain", 1),
    ("end", "hang", "uncertain", 1),
    ("end", "drip", "uncertain", 1),
    ("after", "die", "accepted", 1),
    ("quit", "die", "accepted", 1),
    ("quit", "hang", "accepted", 1),
]


@pytest.fixture(autouse=True)
def told(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Notice:
    """A notice that one person is to be mailed about, and a portal in a hurry."""
    settings.MAIL_FROM = world.SENDER
    monkeypatch.setattr(timed_line, "STEP", 0.3)
    monkeypatch.setattr(dialogue, "GOODBYE", 0.3)
    cast = world.cast()
    return world.message(make.draft(cast), cast.company_a)


@pytest.mark.parametrize(("step", "deed"), UNTOUCHED)
def test_before_the_first_mail_nothing_is_touched(settings: Any, step: str, deed: str) -> None:
    with Server(step, deed) as server:
        settings.MAIL_URL = server.url
        assert world.send() == 0
        assert (world.only().state, world.only().attempts) == ("waiting", 0)
        assert Outage.objects.get().since - make.NOW < timedelta(seconds=2)
        server.behave()
        assert world.send() == 0  # it is left in peace for a minute
        assert world.send(world.later()) == 1
        assert len(server.accepted) == 1
        assert not Outage.objects.exists()


@pytest.mark.parametrize(("step", "deed", "state", "taken"), MATRIX)
def test_at_each_step_of_a_mail_at_most_one_is_accepted_and_none_is_lost(
    settings: Any, step: str, deed: str, state: str, taken: int
) -> None:
    with Server(step, deed) as server:
        settings.MAIL_URL = server.url
        started = time.monotonic()
        world.send()
        assert time.monotonic() - started < 2
        assert (world.only().state, len(server.accepted)) == (state, taken)
        server.behave()
        world.send(world.later())
        world.send(world.later(60))
        arrived = len(server.accepted)
    left = world.only()
    assert arrived == (1 if state in ("deferred", "accepted") else taken)
    assert left.state == ("accepted" if state == "deferred" else state)
    assert (left.state == "accepted") or left.state in FAILED
    assert "somebody@" not in left.reply


def test_a_mail_that_breaks_off_in_its_middle_surely_was_not_accepted() -> None:
    with Server("body", "die") as server:
        route = parse(server.url)
        assert route is not None
        line = Connection(route, "portal.example")
        line.open()
        mail = Mail(sender="a@example.com", address="b@example.com", data=b"x" * 2**25, name="x")
        with pytest.raises(NotNow) as stopped:
            line.hand_over(mail, lambda: True)
        assert (stopped.value.step, server.accepted) == ("body", [])


def test_a_whole_batch_goes_over_one_connection(settings: Any, told: Notice) -> None:
    gu = make.person("gu", told.addressee, make.Role.PROVIDER)
    User.objects.filter(pk=gu.pk).update(email="gu@example.com")
    world.message(told.case, told.addressee, "deadline_escalated")
    with Server() as server:
        settings.MAIL_URL = server.url
        assert world.send() == 4
        assert (server.connections, len(server.accepted)) == (1, 4)
        assert server.heard.count("quit") == 1


def test_what_is_put_off_again_and_again_is_given_up_where_it_can_be_seen(
    settings: Any,
) -> None:
    with Server("rcpt", "later") as server:
        settings.MAIL_URL = server.url
        now = make.NOW
        for _ in range(12):
            world.send(now)
            now = world.only().try_after or now
        given_up = world.only()
        assert (given_up.state, given_up.attempts) == ("given_up", 12)
        assert world.send(world.later(60 * 24 * 9)) == 0
        assert Delivery.objects.filter(state__in=FAILED).count() == 1


def test_a_silent_server_is_asked_ever_more_rarely(settings: Any) -> None:
    settings.MAIL_URL = "smtp://127.0.0.1:9?tls=off"
    asked, now = [], make.NOW
    for _ in range(3):
        world.send(now)
        now = Outage.objects.get().try_after
        asked.append(round((now - make.NOW).total_seconds() / 60))
    assert asked == [1, 3, 7]
    assert sending.drain(make.NOW) == 0
