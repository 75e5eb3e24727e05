"""The demonstration of ethics review: every state of every kind, marked, and desks whose figures are true."""

from typing import Any

import pytest

from ethics_review.models import Committee, Meeting, Recheck, Review
from ethics_review.states import MeetingState, RecheckState, ReviewState
from portal.accounts.models import Organization, User
from portal.audit.verification import verify
from portal.cases.models import Case
from portal.deadlines.models import Deadline
from portal.deadlines.sweep import sweep
from portal.web.demo import cast, ethics_story
from tests.make import at
from tests.portal.web_cast import SetClock, Visit, figures, read, rows_in, set_clock, visit

__all__ = ["set_clock", "visit"]
NOW = at("2026-11-24 14:00")
CAST = ("applicant", "secretary", "chair", "vicechair", "member1", "member3", "recheck", "expert3")


@pytest.fixture
def told(db: None, settings: Any, set_clock: SetClock) -> int:
    """The story of ethics review on an ordinary afternoon, with what the sweep witnessed of it."""
    settings.DEMO = True
    set_clock(NOW)
    found = ethics_story.tell(cast.seat("demo"), NOW)
    sweep(NOW)
    return found


def test_the_story_shows_every_state_and_its_cast_finds_it_on_true_desks(
    told: int, visit: Visit
) -> None:
    for model, states in ((Review, ReviewState), (Recheck, RecheckState), (Meeting, MeetingState)):
        assert set(model.objects.values_list("state", flat=True)) == set(states.values)
    assert Case.objects.count() == told
    assert set(Case.objects.values_list("organization__is_demo", flat=True)) == {True}
    assert list(verify()) == []
    _committees_are_registered()
    _clocks_run_and_are_overrun()
    _desks_are_true(visit)


def _committees_are_registered() -> None:
    assert set(Committee.objects.values_list("state", flat=True)) == {"registered"}
    kinds = set(Committee.objects.values_list("organization__kind", flat=True))
    assert kinds == {Organization.Kind.RESEARCH_UNIT, Organization.Kind.SERVICE_CENTRE}
    seats = Committee.objects.get(organization__kind=Organization.Kind.RESEARCH_UNIT).sitting()
    assert seats.count() == 10


def _clocks_run_and_are_overrun() -> None:
    running = Deadline.objects.filter(closed_at=None)
    hours = running.filter(unit="hour", moment__gt=NOW).values_list("case__title", "code")
    assert set(hours) == {
        ("汛期安置信息推送研究", "ethics.emergency_total"),
        ("汛期安置信息推送研究", "ethics.emergency_pre_recheck"),
        ("灾情谣言识别与提示研究", "ethics.emergency_total"),
    }
    late = running.filter(code="ethics.tracking", moment__lte=NOW)
    assert list(late.values_list("case__title", flat=True)) == ["气象文本摘要研究"]


def _desks_are_true(visit: Visit) -> None:
    for name in CAST:
        client = visit(User.objects.get(username=name))
        found = figures(read(client, "/desk/").replace("&amp;", "&"))
        own = "/desk/to-do/" if name == "applicant" else "/desk/my-turn/"
        assert (name, found[own] > 0) == (name, True)
        for address, number in found.items():
            shown = rows_in(read(client, address))
            assert (name, address, shown) == (name, address, min(number, 20))
    recused = read(visit(User.objects.get(username="member3")), "/desk/")
    assert "医保异常费用识别研究" not in recused
