"""Digests: one mail a person and period, on working days at half past eight, of what is unread and may be read."""

from datetime import datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from portal.accounts.models import Membership
from portal.law.calendar import WorkCalendar
from portal.mail import digests, planning, sending
from portal.mail.models import Cadence, Delivery, Preference
from portal.notices.models import Notice
from tests import make
from tests.mail import world
from tests.make import Cast, at

pytestmark = pytest.mark.django_db
CALENDAR = WorkCalendar()
#: 2026-09-22 is a Tuesday; 1 to 7 October are days off, 10 October (a Saturday) is worked.
TUESDAY = at("2026-09-22 10:00")


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.MAIL_URL, settings.MAIL_FROM = f"file://{tmp_path}", world.SENDER
    return tmp_path


@pytest.fixture
def cast(folder: Path) -> Cast:
    return world.cast()


def choose(cast: Cast, cadence: Cadence) -> None:
    Preference.objects.create(person=cast.ai, group="deadlines", cadence=cadence)


def run(now: datetime) -> tuple[int, int]:
    """How many digests were made, how many mails sent."""
    return digests.make(now, CALENDAR), sending.drain(now)


def test_a_daily_digest_waits_for_half_past_eight_of_the_next_working_day(
    cast: Cast, folder: Path
) -> None:
    choose(cast, Cadence.DAILY)
    case = make.draft(cast)
    world.message(case, cast.company_a, "deadline_reminder")
    world.message(case, cast.company_a, "deadline_moved", now=TUESDAY)
    assert planning.plan(TUESDAY) == 2
    assert run(TUESDAY) == (0, 0)
    assert run(at("2026-09-23 08:29")) == (0, 0)
    assert run(at("2026-09-23 08:30")) == (1, 1)
    assert run(at("2026-09-23 08:31")) == (0, 0)
    [file] = folder.glob("*.eml")
    mail = message_from_bytes(file.read_bytes(), policy=default)
    assert mail["Subject"] == "未读消息汇总：2 条"
    assert mail["List-Unsubscribe"].endswith("/notices/preferences/>")
    text = mail.get_body(("plain",)).get_content()
    assert ("期限提醒" in text, "期限变动告知" in text, world.SECRET in text) == (True, True, False)
    assert sorted(world.states()) == ["accepted", "bundled", "bundled"]


def test_one_digest_a_day_what_comes_after_waits_for_the_next(cast: Cast) -> None:
    choose(cast, Cadence.DAILY)
    case = make.draft(cast)
    world.message(case, cast.company_a, "deadline_reminder")
    planning.plan(TUESDAY)
    assert run(at("2026-09-23 08:30")) == (1, 1)
    world.message(case, cast.company_a, "deadline_moved")
    planning.plan(at("2026-09-23 08:29"))  # committed late, under an earlier instant
    assert run(at("2026-09-23 12:00")) == (0, 0)
    assert run(at("2026-09-24 08:30")) == (1, 1)


def test_no_digest_on_a_day_off_but_on_a_worked_saturday(cast: Cast) -> None:
    choose(cast, Cadence.DAILY)
    world.message(make.draft(cast), cast.company_a, "deadline_reminder")
    planning.plan(at("2026-09-30 18:00"))
    assert [run(at(f"2026-10-0{day} 09:00")) for day in (1, 4, 7)] == [(0, 0)] * 3
    Delivery.objects.update(created_at=at("2026-10-09 18:00"))
    assert run(at("2026-10-10 08:30")) == (1, 1)


def test_a_weekly_digest_goes_out_on_the_first_working_day_of_the_week(cast: Cast) -> None:
    choose(cast, Cadence.WEEKLY)
    case = make.draft(cast)
    world.message(case, cast.company_a, "deadline_reminder")
    planning.plan(TUESDAY)
    assert run(at("2026-09-25 09:00")) == (0, 0)
    assert run(at("2026-09-28 08:30")) == (1, 1)
    world.message(case, cast.company_a, "deadline_moved")
    planning.plan(at("2026-10-02 09:00"))
    assert run(at("2026-10-05 09:00")) == (0, 0)  # a Monday off
    assert run(at("2026-10-08 08:29")) == (0, 0)
    assert run(at("2026-10-08 08:30")) == (1, 1)


def test_what_was_read_meanwhile_is_left_out_and_an_empty_digest_is_no_mail(
    cast: Cast, folder: Path
) -> None:
    choose(cast, Cadence.DAILY)
    notice = world.message(make.draft(cast), cast.company_a, "deadline_reminder")
    planning.plan(TUESDAY)
    Notice.objects.filter(pk=notice.pk).update(opened_at=TUESDAY)
    assert run(at("2026-09-23 08:30")) == (1, 0)
    digest = Delivery.objects.get(kind="digest")
    assert (digest.state, digest.reply) == ("cancelled", "没有未读的消息")
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("when", ["before the digest", "before the sending"])
def test_who_may_no_longer_see_a_case_gets_nothing_of_it(
    cast: Cast, folder: Path, when: str
) -> None:
    choose(cast, Cadence.DAILY)
    world.message(make.draft(cast), cast.company_a, "deadline_reminder")
    planning.plan(TUESDAY)
    morning = at("2026-09-23 08:30")
    if when == "before the sending":
        digests.make(morning, CALENDAR)
    Membership.objects.filter(user=cast.ai).update(organization=cast.company_b)
    assert run(morning)[1] == 0
    assert list(folder.iterdir()) == []


def test_each_person_gets_a_digest_of_their_own(cast: Cast) -> None:
    choose(cast, Cadence.DAILY)
    Preference.objects.create(person=cast.dai, group="deadlines", cadence=Cadence.DAILY)
    case = make.draft(cast)
    world.message(case, cast.company_a, "deadline_reminder")
    other = make.engine.create(
        "filing", actor=cast.dai, organization=cast.company_b, data=make.opening(), now=make.NOW
    ).case
    world.message(other, cast.company_b, "deadline_reminder")
    planning.plan(TUESDAY)
    assert run(at("2026-09-23 08:30")) == (2, 2)
    found = Delivery.objects.filter(kind="digest").values_list("person__username", "address")
    assert set(found) == {("ai", "ai@example.com"), ("dai", "dai@example.com")}
