"""A matter of enforcement in the making: who acts, on whom, when; all of it through the engine at past instants."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Self

from django.conf import settings

from portal.accounts.models import Organization, User
from portal.cases.uploads import CheckedUpload
from portal.clock import CHINA, china_date
from portal.law.rulebook import Rulebook, rulebook
from portal.web.demo.cast import PLACES
from portal.web.demo.script import Script
from portal.workflow import engine

#: Company → the account that acts for it, where it is not called like the company.
_SPOKEN_FOR = {"company4": "company3"}
COMPANIES = ("company", "company2", "company3", "company4")
OFFICERS = ("enforcer", "enforcer2")
DEPARTMENT = "网络执法处"


def law_in_use() -> Rulebook:
    """The rulebook of enforcement."""
    return rulebook(settings.ALGORITHM_PROFILE)


@dataclass
class Dossier(Script):
    """One matter; ``company`` is whom it is about, ``ago`` counts working days before the demonstration's day."""

    place: Organization | None = None

    @property
    def speaker(self) -> str:
        """The account that acts for the company."""
        return _SPOKEN_FOR.get(self.company, self.company)

    @property
    def organization(self) -> Organization:
        """Whom it is about."""
        return self.place or super().organization

    def opened(self, kind: str, who: str, ago: int, **data: Any) -> Self:
        """Somebody opens the matter in the morning."""
        self.case = engine.create(
            kind,
            actor=self.people[who],
            organization=self.organization,
            data=data,
            now=self.at(ago, 9),
        ).case
        return self

    def found(self, case: Any) -> Self:
        """The portal opened the matter by itself."""
        self.case = case
        return self

    def typed(self, who: str, ago: int, **data: Any) -> Self:
        """Somebody types."""
        return self.typed_at(self.at(ago, 9), who, **data)

    def typed_at(self, moment: datetime, who: str, **data: Any) -> Self:
        """The same, at that very instant."""
        self.again()
        self.case = engine.edit(
            self.case.pk,
            actor=self.people[who],
            data=data,
            version=self.case.version,
            now=moment,
        ).case
        return self

    def brings(self, slot: str, upload: CheckedUpload, who: str, ago: int) -> Self:
        """Somebody brings a paper."""
        self.again()
        self.case = engine.attach(
            self.case.pk,
            slot=slot,
            upload=upload,
            actor=self.people[who],
            version=self.case.version,
            now=self.at(ago, 9),
        ).case
        return self

    def act_at(self, moment: datetime, name: str, who: str, /, **data: Any) -> Self:
        """Do an action, as the case stands after what follow-ups did to it."""
        return super(Dossier, self.again()).act_at(moment, name, who, **data)

    def again(self) -> Self:
        """Read once more."""
        self.case = type(self.case)._default_manager.get(pk=self.case.pk)
        return self

    def team(self, *names: str) -> list[dict[str, Any]]:
        """Rows that name officers; the first two where nobody is said."""
        return [
            {
                "user": self.people[name],
                "department": DEPARTMENT,
                "credential": f"演示-9901-{number:02}",
            }
            for number, name in enumerate(names or OFFICERS, start=1)
        ]

    def morning(self, ago: int) -> datetime:
        """Half past nine on the working day ``ago``; a negative number is to come."""
        return datetime.combine(self.day(ago), time(9, 30), CHINA).astimezone(UTC)

    def from_today(self, days: int) -> date:
        """A day to come, or past where the number is negative."""
        return china_date(self.now) + timedelta(days=days)


@dataclass(frozen=True)
class Stage:
    """Everybody, the companies, the office; each matter starts here."""

    people: dict[str, User]
    now: datetime
    places: Mapping[str, Organization]

    @classmethod
    def set_for(cls, people: dict[str, User], now: datetime) -> "Stage":
        """The stage with the organisations of the cast."""
        named = {place.name: place.key for place in PLACES}
        rows: Iterable[Organization] = Organization.objects.filter(name__in=named, is_demo=True)
        return cls(people, now, {named[row.name]: row for row in rows})

    def on(self, company: str) -> Dossier:
        """A matter about a company, or of the office itself (``province``)."""
        return Dossier(self.people, company, self.now, place=self.places[company])

    def filer(self, company: str) -> Script:
        """A filing of a company."""
        return Script(self.people, company, self.now)
