"""What journeys through a filing's later life share: the two texts, a recorded filing, the strangers to it."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from pytest_django.fixtures import Settings

from filings.models import Filing
from filings.states import FilingState
from tests.browser.conftest import Visit
from tests.make import Cast, filing


@dataclass(frozen=True)
class Text:
    """What differs between the two texts: articles, last days, and which way the end of a service is counted."""

    profile: str
    change: str
    change_ends: str
    service_ends: str
    deregistration_ends: str
    granted_at: str
    marked: str
    not_missed: str
    revocation: str


TEXTS = (
    Text(
        "algorithm-2021-draft",
        "第二十条第二款",
        "2026年10月19日截止",  # five working days
        "2026-12-31",
        "2026年11月19日截止",  # thirty working days before
        "2027-01-04 09:30",  # not before the service has ended
        "已注销（2027年1月）",
        "服务终止之日（2026-12-31）尚未到来",
        "第二十九条第一款",
    ),
    Text(
        "algorithm-2022",
        "第二十四条第二款",
        "2026年10月26日截止",  # ten working days
        "2026-11-02",
        "2026年11月30日截止",  # twenty working days after
        "2026-11-04 09:30",
        "已注销（2026年11月）",
        "按该终止日计算，注销期限至 2026-11-30 届满，尚不能依职权注销",
        "第三十三条第一款",
    ),
)
both_texts = pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.profile)
Unseen = Callable[[], None]


@pytest.fixture
def recorded(people: Cast, settings: Settings, request: pytest.FixtureRequest) -> Filing:
    """Company A's filing with a number, under the text of the test."""
    text: Text = request.node.callspec.params["text"]
    settings.ALGORITHM_PROFILE = text.profile
    return filing(people, FilingState.RECORDED)


@pytest.fixture
def unseen(people: Cast, visit: Visit, recorded: Filing) -> Unseen:
    """Asks as another company and as another province: the filing does not exist for them, nor in any count."""
    strangers = [visit(people.dai), visit(people.eve)]

    def ask() -> None:
        for stranger in strangers:
            assert stranger.go(f"/cases/{recorded.number}/") == 404
            api = f"/api/v1/cases/{recorded.number}/timeline/"
            assert stranger.context.request.get(api).status == 404
            stranger.go("/desk/")
            counts = stranger.page.locator("main .stat__value").all_inner_texts()
            assert {count.replace("\n", "") for count in counts} == {"0项"}
        strangers[1].go("/desk/filings/")
        assert recorded.number not in strangers[1].page.content()

    return ask
