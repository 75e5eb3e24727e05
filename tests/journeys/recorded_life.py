"""What the stories of a recorded filing's later life share: both texts, the filing, its clocks, its public entry."""

from datetime import date, timedelta

import pytest
from pytest_django.fixtures import Settings

from filings.models import Filing, RegistryEntry
from filings.states import FilingState as S
from portal.cases.models import Case
from portal.deadlines.models import Deadline
from tests import make
from tests.make import Cast, at

DRAFT, IN_FORCE = "algorithm-2021-draft", "algorithm-2022"
RECORDED = at("2026-09-22 10:00")


@pytest.fixture(params=[DRAFT, IN_FORCE])
def profile(request: pytest.FixtureRequest, settings: Settings) -> str:
    settings.ALGORITHM_PROFILE = request.param
    return str(request.param)


@pytest.fixture
def cast(db: None) -> Cast:
    return make.cast()


@pytest.fixture
def filing(profile: str, cast: Cast) -> Filing:
    """Recorded on Tuesday 2026-09-22 under the text of the test."""
    return make.filing(cast, S.RECORDED, now=RECORDED)


def recorded(cast: Cast, settings: Settings, text: str, day: date) -> Filing:
    """A filing under that text whose number is a week old on ``day``."""
    settings.ALGORITHM_PROFILE = text
    return make.filing(cast, S.RECORDED, now=at(f"{day - timedelta(days=7)} 10:00"))


def limit(case: Case, name: str) -> Deadline:
    """The case's newest limit of that name."""
    return Deadline.objects.filter(case_id=case.pk, code=f"algorithm.{name}").latest("pk")


def running(case: Case) -> set[str]:
    """What still runs on the case."""
    codes = Deadline.objects.filter(case_id=case.pk, closed_at=None).values_list("code", flat=True)
    return {code.removeprefix("algorithm.") for code in codes}


def entry_of(case: Filing) -> RegistryEntry:
    """What the public reads of it."""
    return RegistryEntry.objects.get(record_number=case.record_number)


def declare(case: Case, cast: Cast, changed_on: date, *, now: str) -> Case:
    """A change of the safety officer, declared and typed in, not handed in."""
    make.act(
        case, "declare_change", cast.ai, now=at(now), changed_on=changed_on, reason="换安全责任人"
    )
    return make.edit(case, cast.ai, now=at(now), safety_officer_name="王五").case
