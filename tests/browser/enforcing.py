"""What an enforcement story in a browser shares: its people, the filing that it begins with, what the two texts say."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from filings.models import Filing
from portal.cases.models import Case
from portal.law.rulebook import rulebook
from tests import make
from tests.browser.conftest import SetClock
from tests.browser.ethics import put, reads
from tests.browser.visiting import Visitor
from tests.enforcement.filers import filers, recorded
from tests.enforcement.people import EnforcementCast
from tests.enforcement.people import cast as everybody

#: Monday 2 March 2026: the filing is recorded, a week after its service began.
BEGAN, RECORDED = date(2026, 2, 24), make.at("2026-03-02 10:00")


@dataclass(frozen=True)
class Text:
    """What differs between the two texts in the story of a change that was not made on file."""

    profile: str
    #: The last day of five / ten working days from Monday 9 March 2026, and the morning after it.
    change_ends: date
    noticed: str
    #: Five working days from that morning.
    triage_ends: date
    duty: str
    sanction: str
    sanction_code: str
    least: int
    most: int
    fine: int
    #: Three in a hundred a day: five days, then ten.
    extra_of_five: str
    extra_of_ten: str


TEXTS = (
    Text(
        "algorithm-2021-draft",
        date(2026, 3, 16),  # 10, 11, 12, 13, 16 March
        "2026-03-17 08:30",
        date(2026, 3, 24),  # 18, 19, 20, 23, 24 March
        "第二十条第二款",
        "第二十九条第一款",
        "algorithm.filing",
        5_000,
        30_000,
        20_000,
        "3000.00",  # 20000 × 3 % = 600 a day
        "6000.00",
    ),
    Text(
        "algorithm-2022",
        date(2026, 3, 23),  # and 17, 18, 19, 20, 23 March
        "2026-03-24 08:30",
        date(2026, 3, 31),  # 25, 26, 27, 30, 31 March
        "第二十四条第二款",
        "第三十一条",
        "algorithm.conduct",
        10_000,
        100_000,
        60_000,
        "9000.00",  # 60000 × 3 % = 1800 a day
        "18000.00",
    ),
)
both_texts = pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.profile)


@dataclass(frozen=True)
class Stage:
    """The people of enforcement, and company A's filing that carries a number."""

    people: EnforcementCast
    filing: Filing


@dataclass
class Windows:
    """Everybody's window: the company, two officers, the head, the reviewer, and who has no business here."""

    ai: Visitor
    bo: Visitor
    bei: Visitor
    cao: Visitor
    fa: Visitor
    public: Visitor
    strangers: tuple[Visitor, ...]

    def hidden(self, number: str, *more: Visitor) -> None:
        """The case does not exist for the other company, nor for the other province."""
        for stranger in (*self.strangers, *more):
            assert stranger.go(f"/cases/{number}/") == 404

    def unpublished(self, number: str) -> None:
        """Nor is it among what the public reads."""
        self.public.go("/penalties/")
        assert number not in self.public.words
        assert self.public.go(f"/penalties/{number}/") == 404


@pytest.fixture
def stage(
    transactional_db: None,
    settings: Settings,
    request: pytest.FixtureRequest,
    set_clock: SetClock,
) -> Stage:
    """Everybody, and the filing recorded under the text of the test."""
    text: Text = request.node.callspec.params["text"]
    settings.ALGORITHM_PROFILE = text.profile
    settings.DEMO = rulebook(text.profile).is_draft  # nobody is penalised under a draft elsewhere
    set_clock("2026-03-02 10:00")
    people = everybody()
    cast = filers(people, people.ai, people.company_a)
    return Stage(people, recorded(cast, began=BEGAN, now=RECORDED))


def opens(visitor: Visitor, link: str, **told: Any) -> str:
    """Open a case from the link of the page, as a person does; answers its number."""
    visitor.follow(link)
    put(visitor, told)
    visitor.shoot(link)
    visitor.page.locator("main form button[type=submit]").first.click()
    visitor.page.wait_for_url("**/edit/**")
    return visitor.path.split("/")[2]


def types(visitor: Visitor, case: Case, section: str, **told: Any) -> None:
    """Fill in one page of the case and save it."""
    visitor.go(f"/cases/{case.number}/edit/{section}/")
    put(visitor, told)
    visitor.shoot(section)
    visitor.press("保存")
    visitor.page.get_by_text("已保存。").first.wait_for()


def finds(visitor: Visitor, figure: str, title: str) -> None:
    """From the figure on the desk to the list behind it, and on to the case."""
    visitor.go("/desk/")
    visitor.shoot("工作台")
    visitor.follow(figure)
    visitor.page.locator("main").get_by_role("link", name=title).first.click()
    visitor.page.wait_for_url("**/cases/**")


def barred(visitor: Visitor, case: Case, act: str) -> str:
    """The words of the page on which the act is offered to nobody yet, or any more."""
    words = reads(visitor, case)
    link = visitor.page.get_by_role("link", name=act, exact=True)
    assert link.get_attribute("aria-disabled") == "true"
    return words


def last_day(case: Case, code: str) -> date | None:
    """The last day of the case's newest limit of that code."""
    found: date | None = case.deadlines.filter(code=code).latest("pk").last_day
    return found


def team(people: EnforcementCast) -> dict[str, str]:
    """The rows of a form that names Bo and Bei."""
    told = {}
    for place, name in enumerate(("bo", "bei")):
        told[f"officers-{place}-user"] = people.people[name].username
        told[f"officers-{place}-department"] = "网络执法处"
        told[f"officers-{place}-credential"] = f"99-{name}"
    return told
