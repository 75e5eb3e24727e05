"""One filing in the making: drafts, edits, papers and acts at past instants, all through the engine."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Self

from portal.accounts.models import Organization, User, system_user
from portal.cases.uploads import CheckedUpload
from portal.clock import CHINA, china_date
from portal.deadlines.calendar import work_calendar
from portal.law.rows import TimeLimit
from portal.law.rulebook import rulebook
from portal.web.demo.content import content, papers
from portal.workflow import catalogue, engine

SYSTEM = "system"


@dataclass
class Script:
    """One filing in the making: each step happens some working days before the last one it is told."""

    people: dict[str, User]
    company: str
    now: datetime
    case: Any = None

    @property
    def owner(self) -> User:
        """The company's person."""
        return self.people[self.company]

    @property
    def organization(self) -> Organization:
        """The company."""
        return self.owner.active_memberships[0].organization

    def at(self, working_days_ago: int, hour: int = 10) -> datetime:
        """An instant in office hours that many working days before the demonstration's day."""
        day = back(china_date(self.now), working_days_ago)
        return min(datetime.combine(day, time(hour), CHINA).astimezone(UTC), self.now)

    def draft(
        self,
        name: str,
        ago: int,
        *,
        started: date | None,
        kind: str = "ranking",
        role: str = "provider",
        full: bool = True,
    ) -> "Script":
        """Create the filing, complete unless told otherwise."""
        organization = self.organization
        first = {
            "algorithm_name": name,
            "algorithm_type": kind,
            "role": role,
            "service_started_on": started,
        }
        self.case = engine.create(
            "filing", actor=self.owner, organization=organization, data=first, now=self.at(ago, 9)
        ).case
        if full:
            self.edit(ago, **content(name, organization, kind=kind, role=role))
            for slot, upload in papers(name).items():
                self.paper(slot, upload, ago)
        return self

    def edit(self, ago: int, **data: Any) -> Self:
        """The company types."""
        self.case = engine.edit(
            self.case.pk,
            actor=self.owner,
            data=data,
            version=self.case.version,
            now=self.at(ago, 9),
        ).case
        return self

    def paper(self, slot: str, upload: CheckedUpload, ago: int) -> Self:
        """The company brings a paper."""
        self.case = engine.attach(
            self.case.pk,
            slot=slot,
            upload=upload,
            actor=self.owner,
            version=self.case.version,
            now=self.at(ago, 9),
        ).case
        return self

    def act(self, name: str, who: str, ago: int, hour: int = 10, /, **data: Any) -> Self:
        """Do an action."""
        return self.act_at(self.at(ago, hour), name, who, **data)

    def act_at(self, moment: datetime, name: str, who: str, /, **data: Any) -> Self:
        """Do an action at that very instant."""
        self.case = engine.perform(
            self.case.pk,
            name,
            actor=system_user() if who == SYSTEM else self.people[who],
            data=data,
            version=self.case.version,
            now=moment,
        ).case
        return self

    def submitted(self, name: str, ago: int, **opening: Any) -> "Script":
        """A complete filing, handed in so many working days ago."""
        opening.setdefault("started", self.day(ago + 3))
        return self.draft(name, ago + 1, **opening).act("submit", self.company, ago)

    def recorded(self, name: str, ago: int, **opening: Any) -> "Script":
        """A filing that got its number so many working days ago, and shows it where it should."""
        self.submitted(name, ago + 14, **opening)
        self.act("propose_record", "officer", ago + 1, opinion="材料齐全，建议予以备案。")
        self.act("record", "supervisor", ago, 15)
        return self.act("confirm_display", SYSTEM, max(ago - 2, 0), 16)

    def day(self, working_days: int) -> date:
        """The working day so many working days ago; a negative number is to come."""
        today = china_date(self.now)
        if working_days >= 0:
            return back(today, working_days)
        return work_calendar().working_day_after(today, -working_days)[0]

    def limit(self, code: str) -> TimeLimit:
        """A limit of the rulebook in use."""
        return rulebook(catalogue.kind("filing").profile()).limit(code)

    def amount(self, code: str) -> int:
        """Its length."""
        return self.limit(code).amount or 0


@contextmanager
def formerly(organization: Organization, name: str) -> Iterator[None]:
    """What is filed inside was filed while the company bore that name."""
    present, organization.name = organization.name, name
    organization.save(update_fields=["name"])
    try:
        yield
    finally:
        organization.name = present
        organization.save(update_fields=["name"])


Play = Callable[[Script], Any]


def back(day: date, working_days: int) -> date:
    """The working day that lies so many working days before ``day``, or before the next one when it is a day off.

    Counted so, a limit of that many working days falls due today, or on the first day on which it can.
    """
    calendar = work_calendar()
    base = calendar.first_worked_from(day)
    return min(base, day) if working_days == 0 else calendar.working_day_before(base, working_days)
