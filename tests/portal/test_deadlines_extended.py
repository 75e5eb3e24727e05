"""Extensions: only where the text allows one, only to a later day. No database."""

from datetime import date

import pytest

from portal.cases.models import Case
from portal.deadlines import service
from portal.deadlines.models import Deadline
from portal.law.calendar import WorkCalendar
from portal.law.errors import PeriodError
from portal.law.rulebook import rulebook
from tests.make import at

CALENDAR = WorkCalendar()
OPENED = at("2026-09-01 10:00")


def running(profile: str, code: str) -> Deadline:
    return service.compute(
        Case(pk=1),
        rulebook(profile).limit(code),
        start=date(2026, 9, 1),
        opened_at=OPENED,
        calendar=CALENDAR,
    )


def test_an_extendable_limit_gets_the_stated_last_day() -> None:
    limit = running("ethics-2025-draft", "ethics.decision")
    assert limit.last_day == date(2026, 10, 8)  # 2026-10-01 lies in the holidays
    move = service.extended(limit, CALENDAR, until=date(2026, 10, 31), reason="特殊情况")
    assert (move.fresh.last_day, move.fresh.moment) == (date(2026, 10, 31), at("2026-11-01 00:00"))
    assert (move.fresh.stated, move.fresh.provisional, move.reason) == (True, False, "特殊情况")


def test_a_limit_that_the_text_does_not_let_extend_stays() -> None:
    limit = running("algorithm-2021-draft", "algorithm.decision")
    citation = "《互联网信息服务算法推荐管理规定（征求意见稿）》第二十一条"
    with pytest.raises(PeriodError, match=f"^{citation}没有规定可以延长$"):
        service.extended(limit, CALENDAR, until=date(2027, 6, 1), reason="x")


@pytest.mark.parametrize("day", [date(2026, 9, 15), date(2026, 10, 7), date(2026, 10, 8)])
def test_an_extension_to_no_later_day_is_refused(day: date) -> None:
    limit = running("ethics-2025-draft", "ethics.decision")
    with pytest.raises(PeriodError, match="^延长后的最后一日应晚于原定的 2026-10-08$"):
        service.extended(limit, CALENDAR, until=day, reason="x")


def test_an_extended_limit_can_be_extended_beyond_its_new_day_only() -> None:
    limit = running("ethics-2025-draft", "ethics.decision")
    first = service.extended(limit, CALENDAR, until=date(2026, 10, 31), reason="x")
    limit.last_day = first.fresh.last_day
    with pytest.raises(PeriodError, match="2026-10-31"):
        service.extended(limit, CALENDAR, until=date(2026, 10, 20), reason="x")
