"""A year whose days off are not announced gives a provisional date; the announcement settles what runs."""

from collections import Counter
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from filings.models import Filing
from filings.states import FilingState as S
from portal.audit import verification
from portal.cases.models import Case
from portal.deadlines import sweep
from portal.deadlines.calendar import work_calendar
from portal.deadlines.importing import import_notice
from portal.deadlines.models import Deadline, HolidayNotice, Milestone
from portal.deadlines.recompute import recompute
from portal.law.errors import NoticeFileError
from portal.notices.models import Notice
from tests import make
from tests.law.synthetic import OFF_2027
from tests.make import Cast, at

IN_NOVEMBER = at("2026-11-23 10:00")
ANNOUNCED = at("2026-11-25 18:00")
HEAD = "日期,类型,名称,来源\n"
#: A whole arrangement, invented; only New Year's Day matters here.
NEW_YEAR = (
    HEAD + "".join(f"{day},休,{name},国办发明电〔2026〕7号\n" for day, name in OFF_2027.items())
).encode()


@pytest.fixture
def cast(db: None) -> Cast:
    return make.cast()


@pytest.fixture
def filing(cast: Cast) -> Filing:
    return make.filing(cast, now=IN_NOVEMBER)


def decision(case: Case) -> Deadline:
    return Deadline.objects.get(case_id=case.pk, code="algorithm.decision")


def told(case: Case) -> list[str]:
    return list(
        Notice.objects.filter(case_id=case.pk, code="deadline_moved").values_list("body", flat=True)
    )


def told_to(case: Case) -> Counter[int]:
    """How many letters about a moved date each side got."""
    letters = Notice.objects.filter(case_id=case.pk, code="deadline_moved")
    return Counter(letters.values_list("addressee", flat=True))


def test_a_limit_into_an_unannounced_year_is_provisional(filing: Filing) -> None:
    running = decision(filing)
    assert (running.last_day, running.provisional) == (date(2027, 1, 4), True)
    assert (filing.version, filing.events.last().data["opened"][0]["provisional"]) == (7 + 1, True)


def test_the_announcement_moves_the_date_and_keeps_the_old_one(filing: Filing) -> None:
    import_notice(NEW_YEAR, now=ANNOUNCED)
    report = recompute(ANNOUNCED)
    assert (report.examined, report.moved, report.settled, report.failed) == (1, 1, 0, [])
    running = decision(filing)
    assert (running.last_day, running.moment) == (date(2027, 1, 5), at("2027-01-06 00:00"))
    assert running.provisional is False
    [change] = running.changes.all()
    assert (change.old_last_day, change.old_provisional) == (date(2027, 1, 4), True)
    event = filing.events.get(action="deadline_recomputed")
    assert (change.event, event.data["from"], event.data["to"]) == (
        event,
        "2027-01-04",
        "2027-01-05",
    )
    assert list(verification.verify()) == []


def test_both_sides_are_told_once_and_only_when_the_date_moved(cast: Cast, filing: Filing) -> None:
    import_notice(NEW_YEAR, now=ANNOUNCED)
    for _ in range(3):
        recompute(ANNOUNCED)
    assert told_to(filing) == {cast.office.pk: 1, cast.company_a.pk: 1}
    for body in told(filing):
        assert "期限由2027年1月4日改为2027年1月5日" in body
    assert filing.events.filter(action="deadline_recomputed").count() == 1


def test_a_date_that_was_only_confirmed_is_settled_in_silence(cast: Cast) -> None:
    filing = make.filing(cast, now=at("2026-11-18 10:00"))
    assert (decision(filing).last_day, decision(filing).provisional) == (date(2026, 12, 30), True)
    import_notice(NEW_YEAR, now=ANNOUNCED)
    report = recompute(ANNOUNCED)
    assert (report.moved, report.settled) == (0, 1)
    assert (decision(filing).last_day, decision(filing).provisional) == (date(2026, 12, 30), False)
    assert told(filing) == []
    assert filing.events.filter(action="deadline_recomputed").count() == 1


def test_the_reminders_follow_the_date(filing: Filing) -> None:
    import_notice(NEW_YEAR, now=ANNOUNCED)
    recompute(ANNOUNCED)
    moments = Milestone.objects.filter(deadline=decision(filing)).values_list("name", "at")
    assert dict(moments) == {
        "halfway": at("2026-12-15 00:00"),
        "three_left": at("2026-12-31 00:00"),
        "one_left": at("2027-01-05 00:00"),
        "due": at("2027-01-06 00:00"),
    }


def test_a_deadline_already_overdue_by_the_old_date_falls_due_again(filing: Filing) -> None:
    between = at("2027-01-05 09:00")
    sweep.sweep(between)
    import_notice(NEW_YEAR, now=between)
    recompute(between)
    assert sweep.sweep(at("2027-01-06 00:00")) == 1
    dues = filing.events.filter(action="deadline_due", data__code="algorithm.decision").order_by(
        "seq"
    )
    assert [event.occurred_at for event in dues] == [at("2027-01-05 00:00"), at("2027-01-06 00:00")]
    assert list(verification.verify()) == []


def test_a_closed_deadline_is_history(cast: Cast, filing: Filing) -> None:
    make.act(filing, "decline", cast.bo, now=IN_NOVEMBER, items=make.REASONS)
    import_notice(NEW_YEAR, now=ANNOUNCED)
    assert recompute(ANNOUNCED).examined == 0
    assert decision(filing).last_day == date(2027, 1, 4)


def test_a_running_calendar_learns_of_an_import_without_a_restart(db: None) -> None:
    before = work_calendar()
    import_notice(NEW_YEAR, now=ANNOUNCED)
    assert work_calendar().version > before.version
    assert not work_calendar().is_workday(date(2027, 1, 1))


def test_the_same_file_twice_is_one_arrangement(db: None) -> None:
    first, second = (import_notice(NEW_YEAR, now=ANNOUNCED) for _ in range(2))
    assert (first.new, second.new, second.notice) == (True, False, first.notice)
    assert HolidayNotice.objects.count() == 1


def test_a_later_notice_wins_a_date(filing: Filing) -> None:
    import_notice(NEW_YEAR, now=ANNOUNCED)
    recompute(ANNOUNCED)
    import_notice("日期,类型\n2027-01-01,班\n".encode(), now=ANNOUNCED)
    recompute(ANNOUNCED)
    assert decision(filing).last_day == date(2027, 1, 4)
    assert [str(change.old_last_day) for change in decision(filing).changes.all()] == [
        "2027-01-04",
        "2027-01-05",
    ]
    assert told_to(filing) == {filing.authority_id: 2, filing.organization_id: 2}


def test_of_a_draft_only_the_company_is_told(cast: Cast) -> None:
    draft = make.draft(cast, now=at("2026-12-25 10:00"), service_started_on=date(2026, 12, 25))
    import_notice(NEW_YEAR, now=at("2026-12-28 10:00"))
    assert recompute(at("2026-12-28 10:00")).moved == 1
    assert told_to(draft) == {cast.company_a.pk: 1}


def test_of_a_withdrawn_filing_the_authority_is_told_too(cast: Cast) -> None:
    now, start = at("2026-12-25 10:00"), date(2026, 12, 25)
    filing = make.filing(cast, S.WITHDRAWN, now=now, service_started_on=start)
    import_notice(NEW_YEAR, now=now)
    assert recompute(now).moved == 1
    assert told_to(filing) == {cast.company_a.pk: 1, cast.office.pk: 1}


def test_a_damaged_file_is_refused_whole(db: None) -> None:
    with pytest.raises(NoticeFileError):
        import_notice(NEW_YEAR + "2027-13-40,休\n".encode(), now=ANNOUNCED)
    assert HolidayNotice.objects.count() == 0


def test_the_command_imports_settles_and_tells(filing: Filing, tmp_path: Path) -> None:
    file, out = tmp_path / "2027.csv", StringIO()
    file.write_bytes(NEW_YEAR)
    call_command("import_holidays", str(file), stdout=out)
    assert out.getvalue().splitlines() == [
        "已导入 2027 年放假安排，21 天",
        "核对 1 项未结期限：1 项日期变动（已告知），0 项仅由暂算转为确定或相反，0 项未能计算",
    ]
    call_command("import_holidays", str(file), stdout=(again := StringIO()))
    assert again.getvalue().splitlines()[1].startswith("核对 1 项未结期限：0 项日期变动")


def test_the_command_names_a_missing_file(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="无法读取"):
        call_command("import_holidays", str(tmp_path / "none.csv"))


def test_recomputing_one_year_leaves_the_others(filing: Filing) -> None:
    import_notice(NEW_YEAR, now=ANNOUNCED)
    assert recompute(ANNOUNCED, year=2028).examined == 0
    assert recompute(ANNOUNCED, year=2027).moved == 1
