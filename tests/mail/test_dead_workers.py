"""The worker dies between any two steps of a send: at most one message is accepted, and none is lost."""

from collections.abc import Callable
from typing import Any

import pytest

from portal.mail import claiming, composing, dialogue, outcomes, sending, timed_line
from portal.mail.models import Delivery
from tests import make
from tests.mail import world
from tests.mail.smtp_server import Server

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """Nothing of the portal catches this: what was committed is all that is left, as after SIGKILL."""


def before(owner: Any, name: str) -> Callable[[pytest.MonkeyPatch], None]:
    def arrange(patch: pytest.MonkeyPatch) -> None:
        def dies(*args: object, **options: object) -> None:
            raise Killed

        patch.setattr(owner, name, dies)

    return arrange


def after(owner: Any, name: str) -> Callable[[pytest.MonkeyPatch], None]:
    def arrange(patch: pytest.MonkeyPatch) -> None:
        works = getattr(owner, name)

        def works_and_dies(*args: Any, **options: Any) -> None:
            works(*args, **options)
            raise Killed

        patch.setattr(owner, name, works_and_dies)

    return arrange


#: where the worker dies; what the row is when its lease has run out; whether the server has the message by then.
DEATHS = [
    (before(claiming, "claim"), "accepted", 0),
    (after(claiming, "claim"), "accepted", 0),
    (before(composing, "of_notice"), "accepted", 0),
    (before(timed_line.TimedLine, "mail"), "accepted", 0),
    (after(timed_line.TimedLine, "rcpt"), "accepted", 0),
    (before(claiming, "begin_handing_over"), "accepted", 0),
    (after(claiming, "begin_handing_over"), "uncertain", 0),
    (after(timed_line.TimedLine, "docmd"), "uncertain", 0),
    (before(dialogue, "dotted"), "uncertain", 0),
    (before(claiming, "settle"), "uncertain", 1),
    (before(outcomes, "tell"), "uncertain", 1),
    (after(claiming, "settle"), "accepted", 1),
]


@pytest.mark.parametrize(("death", "state", "taken"), DEATHS)
def test_what_a_dead_worker_leaves_is_sent_once_or_shown(
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    death: Callable[[pytest.MonkeyPatch], None],
    state: str,
    taken: int,
) -> None:
    settings.MAIL_FROM = world.SENDER
    cast = world.cast()
    world.message(make.draft(cast), cast.company_a)
    with Server() as server:
        settings.MAIL_URL = server.url
        with monkeypatch.context() as patch:
            death(patch)
            with pytest.raises(Killed):
                world.send()
        assert len(server.accepted) == taken
        world.send(world.later(11))
        world.send(world.later(30))
        arrived = len(server.accepted)
    assert world.only().state == state
    assert arrived == (1 if state == "accepted" else taken)


def test_a_worker_that_wakes_after_its_lease_does_not_send(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It slept longer than its lease between claim and hand-over; its mail is due again, and sent by a new claim."""
    settings.MAIL_FROM = world.SENDER
    cast = world.cast()
    world.message(make.draft(cast), cast.company_a)
    with Server() as server:
        settings.MAIL_URL = server.url
        begin = sending._begin

        def slept(delivery: Delivery, *args: Any) -> bool:
            monkeypatch.setattr(sending, "_begin", begin)
            Delivery.objects.update(leased_until=make.NOW)
            claiming.release(make.NOW)
            Delivery.objects.update(claim=None)
            return begin(delivery, *args)

        monkeypatch.setattr(sending, "_begin", slept)
        assert world.send() == 1
        assert (world.only().state, world.only().attempts) == ("accepted", 2)
        assert len(server.accepted) == 1


def test_a_late_answer_settles_what_was_uncertain(settings: Any) -> None:
    cast = world.cast()
    world.message(make.draft(cast), cast.company_a)
    settings.MAIL_URL = "smtp://127.0.0.1:9?tls=off"
    world.send()
    claimed = claiming.claim(make.NOW)
    assert claimed is not None
    assert claiming.begin_handing_over(claimed, "ai@example.com", make.NOW)
    assert claiming.release(world.later(10)) == 1
    assert world.only().state == "uncertain"
    claiming.settle(claimed, Delivery.State.ACCEPTED, world.later(11), reply="250 ok")
    assert (world.only().state, world.only().settled_at) == ("accepted", world.later(11))


def test_what_a_listener_raises_undoes_the_record_and_is_tried_again(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MAIL_FROM = world.SENDER
    cast = world.cast()
    world.message(make.draft(cast), cast.company_a)
    heard: list[str] = []

    def listens(delivery: Delivery, now: object) -> None:
        heard.append(delivery.state)
        if len(heard) == 1:
            raise RuntimeError("no")

    monkeypatch.setattr(outcomes, "_LISTENERS", [listens])
    with Server() as server:
        settings.MAIL_URL = server.url
        with pytest.raises(RuntimeError):
            world.send()
        assert world.only().state == "handing_over"
        world.send(world.later(11))
        assert (heard, world.only().state) == (["accepted", "uncertain"], "uncertain")
        assert len(server.accepted) == 1
