"""The fourteen months of the special action of 2022: four companies, and a portal that wakes every morning."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from enforcement.leads import open_leads
from enforcement.models import SelfInspection
from enforcement.opening import open_due
from enforcement.selectors.campaign_figures import figures_for
from enforcement.selectors.campaign_page import figure_rows
from enforcement.suspensions import lift_due
from portal.accounts.models import Organization, User
from portal.accounts.roles import Role
from portal.deadlines.models import Deadline
from portal.deadlines.sweep import sweep
from portal.workflow import engine
from tests import make
from tests.enforcement import campaigning, people
from tests.enforcement.people import EnforcementCast, fresh
from tests.make import at

MONDAY = 0
PLAN = campaigning.PLAN | {
    "starts_on": date(2022, 4, 8),
    "ends_on": date(2022, 12, 2),
    "self_inspection_days": 30,
}
SEED = "330541"
DEPARTMENTS = ["public_security", "cyberspace"]
FINE, SUSPENDED_UNTIL = 30_000, date(2023, 3, 31)
#: What the summary says, each figure as its list has it.
SUMMED = {
    "targets": 4,
    "on_time": 2,
    "late": 1,
    "missing": 1,
    "reviewed": 3,
    "filed": 1,
    "unfiled": 3,
    "urged": 3,
    "inspections": 2,
    "concluded": 2,
    "leads": 3,
    "penalties": 1,
    "orders": 2,
    "verified": 1,
    "unrectified": 1,
    "articles-user_tags": 3,  # one report, two inspections
    "kinds-not_executed": 3,  # the same report, two orders
}


@dataclass
class Year:
    """The office and four companies; every morning at eight the portal sweeps, and opens what follows from it."""

    cast: EnforcementCast
    users: dict[str, User]
    companies: dict[str, Organization]
    now: datetime
    campaign: Any = None

    def until(self, text: str) -> datetime:
        """Let the mornings pass up to an instant: what fell due is witnessed, told, opened."""
        goal = at(text)
        while self.now < goal:
            self.now = min(_next_morning(self.now), goal)
            if sweep(self.now) or self.now == goal or self.now.weekday() == MONDAY:
                open_leads(self.now)
                open_due(self.now)
                lift_due(self.now)
        return self.now

    def act(self, case: Any, name: str, who: str, text: str, /, **data: Any) -> Any:
        """Somebody acts at an instant; answers the case as it stands then."""
        now, version = self.until(text), make.version_of(case)
        engine.perform(case.pk, name, actor=self.users[who], data=data, version=version, now=now)
        return fresh(case)

    def report(self, company: str) -> Any:
        """A company's self-inspection."""
        return SelfInspection.objects.get(target__organization=self.companies[company])

    def figures(self) -> dict[str, int]:
        """Each figure that is not nought, equal to the list behind it."""
        found = figures_for(fresh(self.campaign), self.cast.bo, self.now)
        for one in found:
            assert len(figure_rows(fresh(self.campaign), one, self.cast.bo)) == one.number
        return {one.slug: one.number for one in found if one.number}


def _next_morning(now: datetime) -> datetime:
    """Eight in Beijing is midnight UTC."""
    return now.replace(hour=0, minute=0) + timedelta(days=1)


@pytest.fixture
def year(db: None, settings: Settings) -> Year:
    """Four companies, Friday 8 April 2022."""
    settings.ALGORITHM_PROFILE = "algorithm-2022"
    cast = people.cast()
    third = make.organization("丙图网络有限公司", "990103", uscc=make.uscc("91990103MA0000E03"))
    fourth = make.organization("丁声科技有限公司", "990104", uscc=make.uscc("91990104MA0000E04"))
    companies = {"a": cast.company_a, "b": cast.company_b, "c": third, "d": fourth}
    users = {
        **cast.people,
        "a": cast.ai,
        "b": cast.dai,
        "c": make.person("cheng.e", third, Role.PROVIDER),
        "d": make.person("ding.e", fourth, Role.PROVIDER),
    }
    return Year(cast, users, companies, at("2022-04-07 15:00"))


def limit(case: Any, code: str) -> Deadline:
    """The newest limit of that code."""
    return Deadline.objects.filter(case_id=case.pk, code=code).latest("pk")
