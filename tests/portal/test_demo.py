"""The demonstration: every state of a filing, relative to any day, under both texts, told once, marked."""

from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from ethics_review.models import Review
from ethics_review.states import ReviewState
from filings.models import Filing, Grading, RegistryEntry
from filings.states import EntryStatus
from filings.states import FilingState as S
from portal.accounts.models import Organization
from portal.audit.verification import verify
from portal.cases.models import Case
from portal.deadlines.models import Deadline, Lead
from portal.deadlines.sweep import sweep
from portal.web.demo import cast, enforcement_story, ethics_story, oversight, story
from portal.web.demo.changes import FORMER_NAME
from tests.make import at
from tests.portal import enforcement_told, letters_told
from tests.portal.web_cast import SetClock, Visit, figures, read, rows_in, set_clock, visit

__all__ = ["set_clock", "visit"]
NOW = at("2026-11-24 14:00")
TEXTS = ("algorithm-2021-draft", "algorithm-2022")


@pytest.fixture(params=TEXTS)
def told(request: pytest.FixtureRequest, db: None, settings: Any, set_clock: SetClock) -> int:
    """The whole story, told on an ordinary afternoon under one of the texts."""
    settings.ALGORITHM_PROFILE = request.param
    settings.DEMO = True
    set_clock(NOW)
    found = story.tell_filings(cast.seat("demo"), NOW)
    sweep(NOW)
    return found


def titled(name: str) -> Filing:
    return Filing.objects.get(title=name)


def test_the_story_shows_every_state_to_both_companies_and_all_of_it_is_marked(
    told: int, visit: Visit, client: Client
) -> None:
    assert Filing.objects.count() == told
    assert set(Filing.objects.values_list("state", flat=True)) == set(S.values)
    assert set(Filing.objects.values_list("organization__is_demo", flat=True)) == {True}
    assert set(RegistryEntry.objects.values_list("is_demo", flat=True)) == {True}
    assert list(verify()) == []
    _tells_each_life()
    _is_walked_by_its_cast(visit)
    _has_its_public_pages(client)


def _tells_each_life() -> None:
    assert _overdue("青云直播排序算法") == {"algorithm.change"}
    assert _overdue("青云论坛排序算法") == {"algorithm.deregistration"}
    assert _overdue("青云短视频排序算法") == _overdue("青云博客排序算法") == set()
    leads = set(Lead.objects.values_list("case__title", flat=True))
    assert {"青云直播排序算法", "青云论坛排序算法"} <= leads
    assert titled("青云图文排序算法").change_returns
    assert titled("青云日历排序算法").deregistration_returns
    assert titled("青云弹窗推荐算法").revocation_notified_at
    assert titled("青云锁屏推荐算法").revocation_stated_at
    sections = {one.section for one in titled("青云资讯聚合排序算法").handed_in_differences()}
    assert len(sections) == 5
    renaming = titled("星河知识问答算法").handed_in_differences()
    assert [one.before for one in renaming if one.label == "主体名称"] == [FORMER_NAME]
    assert not Organization.objects.filter(name=FORMER_NAME).exists()
    assert Filing.objects.filter(high_risk=True).count() == 2
    assert Grading.objects.count() == 4


def _overdue(name: str) -> set[str]:
    late = Deadline.objects.filter(case__title=name, closed_at=None, moment__lte=NOW)
    return set(late.values_list("code", flat=True))


def _is_walked_by_its_cast(visit: Visit) -> None:
    for username in ("company", "company2", "officer", "supervisor", "enforcer"):
        client = visit(cast.User.objects.get(username=username))
        for address, number in figures(read(client, "/desk/").replace("&amp;", "&")).items():
            shown = rows_in(read(client, address))
            assert (username, address, shown) == (username, address, min(number, 20))
    officer = visit(cast.User.objects.get(username="officer"))
    for number in Filing.objects.exclude(received_at=None).values_list("number", flat=True):
        read(officer, f"/cases/{number}/")


def _has_its_public_pages(client: Client) -> None:
    changed = RegistryEntry.objects.get(algorithm_name="青云热榜排序算法")
    assert changed.versions.count() == 3
    assert "变更主要用途" in read(client, changed.get_absolute_url())
    ended = RegistryEntry.objects.exclude(status=EntryStatus.IN_FORCE)
    assert {(entry.algorithm_name, entry.status) for entry in ended} == {
        ("青云音乐排序算法", EntryStatus.CANCELLED),
        ("星河旅游排序算法", EntryStatus.CANCELLED),
        ("星河短讯推荐算法", EntryStatus.REVOKED),
    }
    page = read(client, "/registry/?q=青云要闻推送算法")
    assert "高风险" not in page


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        ("2026-02-17 09:00", TEXTS[0]),  # the first day of the Spring Festival
        ("2027-01-01 00:10", TEXTS[1]),  # ten minutes into a year whose days off are not announced
    ],
)
def test_the_story_can_be_told_on_any_day_and_is_told_once(
    db: None,
    settings: Any,
    set_clock: SetClock,
    visit: Visit,
    client: Client,
    moment: str,
    text: str,
) -> None:
    settings.DEMO, settings.ALGORITHM_PROFILE = True, text
    set_clock(at(moment))
    people = cast.seat("demo")
    story.tell(people, at(moment))
    assert set(Review.objects.values_list("state", flat=True)) == set(ReviewState.values)
    assert set(Filing.objects.values_list("state", flat=True)) == set(S.values)
    late = Deadline.objects.filter(closed_at=None, moment__lte=at(moment))
    assert {"青云直播排序算法", "青云论坛排序算法"} <= set(
        late.values_list("case__title", flat=True)
    )
    enforcement_told.expect_every_state()
    enforcement_told.expect_nothing_late_by_accident(at(moment))
    enforcement_told.expect_receipts_open(client)
    enforcement_told.expect_true_desks(visit)
    letters_told.expect_each_says_what_it_must()
    assert list(verify()) == []
    count = Case.objects.count()
    assert story.tell(people, at(moment)) == 0
    assert Case.objects.count() == count


def test_seeding_again_only_refreshes_the_accounts(
    db: None, set_clock: SetClock, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    set_clock(NOW)
    monkeypatch.setenv("DEMO_PASSWORD", "demo-password-2026")
    monkeypatch.setattr(story, "THEMES", (oversight,))  # one is enough here
    monkeypatch.setattr(ethics_story, "tell", lambda people, now: 0)
    monkeypatch.setattr(enforcement_story, "tell", lambda people, now: 0)
    call_command("seed_demo")
    count = Filing.objects.count()
    call_command("seed_demo")
    assert "演示事项已经存在，仅刷新了账户" in capsys.readouterr().out
    assert Filing.objects.count() == count
