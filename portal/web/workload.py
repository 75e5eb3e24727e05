"""Who has how much to do: for supervisors over all their people, for officers over their own office.

Each figure counts the rows of the list that it links to: both are the same query, narrowed by the same words.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from portal.accounts.absence import SUPERVISES, Roster
from portal.accounts.models import Membership, Organization, User
from portal.clock import china_date
from portal.deadlines import selectors
from portal.deadlines.models import Deadline
from portal.law.calendar import end_of_day
from portal.law.terms import Party
from portal.workflow.side_acts import all_working_roles

#: Whose limits are the deciding side's work.
DECIDING = frozenset({Party.AUTHORITY, Party.COMMITTEE, Party.ENFORCEMENT})
#: What has ended is looked at for so long.
ENDED_WITHIN = timedelta(days=30)
#: Whose a limit is: while it runs, whoever the case is assigned to; once it has ended, whoever ended it, for good.
_RUNNING, _ENDED = "case__assignee", "closed_by__actor"
#: The limits of one row, of those that have ended (True) or that run.
Whose = Callable[[bool], Q]
#: Rows that stand for no single person; no username has a colon.
NOBODY, OTHERS = ":none", ":others"


@dataclass(frozen=True)
class Part:
    """One column: a title, and which limits it counts, of those that run or of those that have ended."""

    title: str
    which: Callable[[datetime], Q]
    ended: bool = False
    tone: str = ""


def _week(now: datetime) -> Q:
    """Still in time, and due by the Sunday of this week in Beijing."""
    today = china_date(now)
    return Q(moment__gt=now, moment__lte=end_of_day(today + timedelta(days=6 - today.weekday())))


PARTS: Mapping[str, Part] = {
    "open": Part("在办", lambda now: Q(pk__isnull=False)),
    "week": Part("本周到期", _week),
    "overdue": Part("已逾期", lambda now: Q(moment__lte=now), tone="overdue"),
    "on-time": Part("近 30 日按期", lambda now: Q(outcome=Deadline.Outcome.MET), ended=True),
    "late": Part("近 30 日逾期", lambda now: Q(outcome=Deadline.Outcome.LATE), ended=True),
}


def limits(viewer: User, now: datetime, *, ended: bool) -> QuerySet[Deadline]:
    """The deciding side's limits in the cases that the viewer may see: those that run, or those that ended lately."""
    if ended:
        return selectors.settled(viewer, now).filter(closed_at__gt=now - ENDED_WITHIN)
    return selectors.running(viewer, now).filter(party__in=DECIDING)


def listed(viewer: User, now: datetime, whose: Whose, part: Part) -> QuerySet[Deadline]:
    """The rows behind one figure."""
    return limits(viewer, now, ended=part.ended).filter(whose(part.ended), part.which(now))


def team(viewer: User) -> QuerySet[Membership]:
    """The working memberships of the viewer's own offices; a supervisor's also of those below."""
    roles, places = all_working_roles(), Q(pk__in=[])
    for membership in viewer.active_memberships:
        organization = membership.organization
        if membership.role in SUPERVISES and organization.jurisdiction is not None:
            places |= Q(organization__jurisdiction__startswith=organization.jurisdiction)
        elif membership.role in roles:
            places |= Q(organization=organization)
    found = Membership.objects.filter(places, role__in=roles, is_active=True, user__is_active=True)
    return found.select_related("user", "organization").order_by(
        "organization__jurisdiction",
        "organization__name",
        "user__display_name",
        "user__username",
        "pk",
    )


@dataclass(frozen=True)
class Figure:
    """One number and the address of the list that has exactly so many rows."""

    value: int
    url: str
    tone: str


@dataclass(frozen=True)
class Row:
    """One person, or those cases that nobody in the team has."""

    who: str
    label: str
    figures: list[Figure]
    person: User | None = None
    office: Organization | None = None
    away: bool = False
    deputy: User | None = None
    covers: list[User] = field(default_factory=list)
    #: The running limits as stretches of a bar: name, where it begins, how wide it is, in percent of the longest bar.
    bar: list[tuple[str, int, int]] = field(default_factory=list)

    @property
    def counts(self) -> list[int]:
        """The figures as numbers, in the order of ``PARTS``."""
        return [figure.value for figure in self.figures]


@dataclass(frozen=True)
class Workload:
    """Everything that the page shows: a row a person, and the heaps that belong to none of them."""

    people: list[Row]
    heaps: list[Row]
    offices: list[Organization]


def workload(viewer: User, now: datetime, office: int | None = None) -> Workload:
    """The workload as the viewer may see it; ``office`` narrows the people. Five queries, however many there are."""
    members: dict[int, Membership] = {}
    for membership in team(viewer):
        members.setdefault(membership.user_id, membership)
    counted = _counted(viewer, now)
    roster = Roster.of(china_date(now))
    offices = {m.organization_id: m.organization for m in members.values()}
    shown = [m for m in members.values() if office is None or m.organization_id == office]
    longest = max([numbers[0] for numbers in counted.values()], default=0)
    strangers = [n for pk, n in counted.items() if pk is not None and pk not in members]
    heaps = [_row(NOBODY, "尚未分派", counted.get(None, _NONE), longest)]
    if any(map(any, strangers)):
        total = [sum(column) for column in zip(*strangers, strict=True)]
        heaps.append(
            _row(OTHERS, "其他人员（已离任或者在其他机关）", total, max(longest, total[0]))
        )
    people = [_person(m, counted.get(m.user_id, _NONE), longest, roster) for m in shown]
    return Workload(people, heaps, list(offices.values()))


_NONE = [0] * len(PARTS)


def _counted(viewer: User, now: datetime) -> dict[int | None, list[int]]:
    """A person's id (None for nobody's) → the numbers of all parts."""
    found: dict[int | None, list[int]] = {}
    for ended in (False, True):
        columns = {
            f"n_{place}": Count("pk", filter=part.which(now))
            for place, part in enumerate(PARTS.values())
            if part.ended == ended
        }
        person = _person_of(ended)
        rows = limits(viewer, now, ended=ended).order_by().values(person)
        for key, *numbers in rows.annotate(**columns).values_list(person, *columns):
            all_parts = found.setdefault(key, list(_NONE))
            for name, number in zip(columns, numbers, strict=True):
                all_parts[int(name.removeprefix("n_"))] = number
    return found


def _person(membership: Membership, numbers: list[int], longest: int, roster: Roster) -> Row:
    person = membership.user
    row = _row(person.username, str(person), numbers, longest)
    return Row(
        who=row.who,
        label=row.label,
        figures=row.figures,
        bar=row.bar,
        person=person,
        office=membership.organization,
        away=roster.is_away(person),
        deputy=roster.deputy(person),
        covers=roster.covered_by(person),
    )


def _row(who: str, label: str, numbers: list[int], longest: int) -> Row:
    figures = [
        Figure(number, reverse("web:workload_list", args=[who, slug]), part.tone if number else "")
        for number, (slug, part) in zip(numbers, PARTS.items(), strict=True)
    ]
    return Row(who, label, figures, bar=_bar(numbers, longest))


def _bar(numbers: list[int], longest: int) -> list[tuple[str, int, int]]:
    """Overdue, due this week, later: each stretch as wide as its number."""
    total, week, overdue = numbers[:3]
    stretches, begin = [], 0
    for name, number in (("overdue", overdue), ("week", week), ("later", total - week - overdue)):
        width = round(100 * number / longest) if longest else 0
        stretches.append((name, begin, width))
        begin += width
    return [stretch for stretch in stretches if stretch[2]]


def whose(viewer: User, who: str) -> tuple[str, Whose] | None:
    """A row's name and its limits; None for whom the viewer's page has no row."""
    if who == NOBODY:
        return "尚未分派", lambda ended: Q((_person_of(ended), None))
    members = team(viewer)
    if who == OTHERS:
        known = members.values("user")
        return (
            "其他人员",
            lambda ended: (
                Q((f"{_person_of(ended)}__isnull", False)) & ~Q((f"{_person_of(ended)}__in", known))
            ),
        )
    membership = members.filter(user__username=who).first()
    if membership is None:
        return None
    return str(membership.user), lambda ended: Q((_person_of(ended), membership.user_id))


def _person_of(ended: bool) -> str:
    """The way from a limit to the person whose it is."""
    return _ENDED if ended else _RUNNING
