"""Digests: one mail a person and period, at half past eight on working days, of what need not be said at once.

What waits for a digest is a row already (``planning``). A digest takes the rows that waited at its hour; what came
later waits for the next one, whatever happened in between. It says what is still unread when it leaves.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db import transaction

from portal.accounts.models import User
from portal.cases import sets
from portal.clock import CHINA, china_date
from portal.law.calendar import WorkCalendar
from portal.mail.models import Cadence, Delivery
from portal.mail.planning import cadence_of, new_row, wishes_of
from portal.mail.readers import readers
from portal.notices.models import Notice

#: By the clock in Beijing.
HOUR = time(8, 30)


def make(now: datetime, calendar: WorkCalendar) -> int:
    """Make the digests whose hour has come; answers how many. Idempotent within a period."""
    today = china_date(now)
    hour = datetime.combine(today, HOUR, CHINA)
    if now < hour or not calendar.day(today).worked:
        return 0
    made = _make(Cadence.DAILY, f"daily:{today}", hour, now)
    year, week, _ = today.isocalendar()
    weekly = _weekly_hour(today, calendar)
    return made + _make(Cadence.WEEKLY, f"weekly:{year}-{week:02}", weekly, now)


def _weekly_hour(today: date, calendar: WorkCalendar) -> datetime:
    """Half past eight of the week's first working day."""
    monday = today - timedelta(days=today.weekday())
    days = (monday + timedelta(days=past) for past in range(7))
    return datetime.combine(next(d for d in days if calendar.day(d).worked), HOUR, CHINA)


def _make(cadence: Cadence, period: str, hour: datetime, now: datetime) -> int:
    """Bundle what waited before ``hour``, for everybody who has no digest of the period yet."""
    with transaction.atomic():
        items = _waiting(cadence, hour)
        people = sorted({person for _, person in items})
        rows = [
            new_row(
                Delivery.Kind.DIGEST,
                person,
                key=period,
                cadence=cadence,
                state=Delivery.State.WAITING,
                now=now,
            )
            for person in people
        ]
        new = sets.insert("mail_delivery", rows, ignore_conflicts=True)
        made = dict(Delivery.objects.filter(pk__in=new).values_list("person", "pk"))
        _bundle((item, made[person]) for item, person in items if person in made)
    return len(made)


def _waiting(cadence: Cadence, hour: datetime) -> list[tuple[int, int]]:
    """(row, person) of what waits for such a digest, locked."""
    waiting = Delivery.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        state=Delivery.State.COLLECTED, cadence=cadence, created_at__lt=hour
    )
    return list(waiting.order_by("pk").values_list("pk", "person"))


def _bundle(pairs: Iterable[tuple[int, int]]) -> None:
    by_digest: dict[int, list[int]] = defaultdict(list)
    for item, digest in pairs:
        by_digest[digest].append(item)
    for digest, items in by_digest.items():
        bundled = Delivery.objects.filter(pk__in=items)
        bundled.update(state=Delivery.State.BUNDLED, bundle=digest)


def unread(digest: Delivery, person: User) -> list[Notice]:
    """What the digest says at this moment: still unread, still readable, still wanted; oldest first."""
    ends = Notice.objects.select_related("case", "addressee", "issuer")
    found = ends.filter(deliveries__bundle=digest, opened_at=None).order_by("pk")
    wishes = wishes_of([person.pk]).get(person.pk, {})
    told = {notice.pk for notice, _ in readers(list(found), User.objects.filter(pk=person.pk))}
    return [n for n in found if n.pk in told and cadence_of(n, wishes) != Cadence.OFF]
