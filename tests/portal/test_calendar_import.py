"""A new year's arrangement settles what was provisional: once, with its history, told only if moved."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from portal.audit import verification
from portal.audit.models import AuditEvent
from portal.deadlines.calendar import work_calendar
from portal.deadlines.importing import import_notice
from portal.deadlines.models import Deadline, DeadlineChange, HolidayNotice, Milestone
from portal.deadlines.recompute import Report, recompute
from portal.law.errors import NoticeFileError
from portal.notices import outbox
from portal.notices.models import Notice
from tests import make
from tests.law.synthetic import OFF_2027
from tests.make import Cast, at
from tests.portal.web_cast import SetClock, Visit, people, read, set_clock, visit
from tests.together import of_kind, together

__all__ = ["people", "set_clock", "visit"]
OPENED = at("2026-11-20 10:00")
IMPORTED = at("2026-12-01 09:00")


def arrangement(*days: tuple[str, bool, str], year: int = 2027) -> bytes:
    """Invented test data in the holiday-cn shape: date, off or worked, name. No such notice exists."""
    rows = [{"name": name, "date": day, "isOffDay": off} for day, off, name in days]
    notice = {"year": year, "papers": ["https://example.org/2027"], "days": rows}
    return json.dumps(notice, ensure_ascii=False).encode()


WHOLE_YEAR = [(day.isoformat(), True, name) for day, name in OFF_2027.items()]
WHOLE = arrangement(*WHOLE_YEAR)
AMENDMENT = arrangement(("2026-12-27", False, "元旦"), ("2027-01-01", True, "元旦"))
MAKE_UP_BEFORE = arrangement(*WHOLE_YEAR, ("2026-12-27", False, "元旦"))
SPRING_ONLY = arrangement(*[day for day in WHOLE_YEAR if day[2] == "春节"])


def decision(cast: Cast, opened: datetime = OPENED) -> Deadline:
    """The authority's limit of a filing received on 2026-11-20, or on another day."""
    filing = make.filing(cast, now=opened)
    return Deadline.objects.get(case=filing.pk, code="algorithm.decision")


def settle(content: bytes) -> Report:
    import_notice(content, now=IMPORTED)
    return recompute(IMPORTED)


def sides(deadline: Deadline) -> list[int]:
    """Who must act and who waits: both count on the date."""
    return [deadline.case.organization_id, deadline.case.authority_id]


def moved_notices() -> list[Notice]:
    return list(Notice.objects.filter(code="deadline_moved"))


def test_before_the_import_the_date_is_provisional(people: Cast) -> None:
    deadline = decision(people)
    assert (deadline.last_day, deadline.provisional) == (date(2027, 1, 1), True)


def test_a_moved_date_is_settled_kept_in_the_history_and_told_once(people: Cast) -> None:
    deadline = decision(people)
    report = settle(WHOLE)
    assert (report.moved, report.settled, report.failed) == (1, 0, [])
    deadline.refresh_from_db()
    assert (deadline.last_day, deadline.provisional) == (date(2027, 1, 4), False)
    assert deadline.moment == at("2027-01-05 00:00")
    change = DeadlineChange.objects.get()
    assert (change.old_last_day, change.old_provisional) == (date(2027, 1, 1), True)
    assert (change.new_last_day, change.new_provisional) == (date(2027, 1, 4), False)
    told = moved_notices()
    assert sorted(n.addressee.pk for n in told) == sorted(sides(deadline))
    for notice in told:
        assert "由2027年1月1日改为2027年1月4日，日期已确定" in notice.body.replace(" ", "")


def test_the_event_stands_in_the_chain_and_the_chain_holds(people: Cast) -> None:
    deadline = decision(people)
    settle(WHOLE)
    event = AuditEvent.objects.get(action="deadline_recomputed")
    assert event.case_id == deadline.case_id
    assert (event.data["from"], event.data["to"]) == ("2027-01-01", "2027-01-04")
    assert (event.occurred_at, event.recorded_at) == (IMPORTED, IMPORTED)
    assert list(verification.verify()) == []


def test_milestones_follow_the_date(people: Cast) -> None:
    deadline = decision(people)
    settle(WHOLE)
    at_which = dict(Milestone.objects.filter(deadline=deadline).values_list("name", "at"))
    assert at_which["due"] == at("2027-01-05 00:00")
    assert at_which["one_left"] == at("2027-01-04 00:00")
    assert at_which["three_left"] == at("2026-12-30 00:00")


def test_a_confirmed_date_is_settled_and_nobody_is_told(people: Cast) -> None:
    deadline = decision(people, at("2026-11-17 10:00"))
    assert (deadline.last_day, deadline.provisional) == (date(2026, 12, 29), True)
    report = settle(WHOLE)
    assert (report.moved, report.settled) == (0, 1)
    deadline.refresh_from_db()
    assert (deadline.last_day, deadline.provisional) == (date(2026, 12, 29), False)
    assert DeadlineChange.objects.count() == 1
    assert moved_notices() == []


def test_a_part_of_an_arrangement_settles_nothing(people: Cast) -> None:
    deadline = decision(people)
    report = settle(SPRING_ONLY)
    assert (report.moved, report.settled) == (0, 0)
    deadline.refresh_from_db()
    assert (deadline.last_day, deadline.provisional) == (date(2027, 1, 1), True)
    assert work_calendar().horizon == date(2026, 12, 31)


def test_a_part_moves_the_dates_it_names_and_leaves_them_provisional(people: Cast) -> None:
    deadline = decision(people)
    report = settle(arrangement(("2027-01-01", True, "元旦")))
    assert report.moved == 1
    deadline.refresh_from_db()
    assert (deadline.last_day, deadline.provisional) == (date(2027, 1, 4), True)
    assert {"（仍为暂算）" in notice.body for notice in moved_notices()} == {True}


def test_parts_that_add_up_to_the_whole_settle_the_year(people: Cast) -> None:
    deadline = decision(people)
    settle(SPRING_ONLY)
    settle(arrangement(*[day for day in WHOLE_YEAR if day[2] != "春节"]))
    deadline.refresh_from_db()
    assert (deadline.last_day, deadline.provisional) == (date(2027, 1, 4), False)
    assert work_calendar().horizon == date(2027, 12, 31)


def test_a_make_up_day_in_the_december_before_counts(people: Cast) -> None:
    deadline = decision(people)
    settle(MAKE_UP_BEFORE)
    deadline.refresh_from_db()
    assert (deadline.last_day, deadline.provisional) == (date(2026, 12, 31), False)


def test_a_second_run_and_a_second_import_change_nothing(people: Cast) -> None:
    decision(people)
    settle(WHOLE)
    events = AuditEvent.objects.count()
    again = settle(WHOLE)
    assert (again.moved, again.settled) == (0, 0)
    assert HolidayNotice.objects.count() == 1
    assert DeadlineChange.objects.count() == 1
    assert len(moved_notices()) == 2  # one to each side
    assert AuditEvent.objects.count() == events


def test_an_amendment_moves_the_date_again_and_tells_again(people: Cast) -> None:
    deadline = decision(people)
    settle(WHOLE)
    settle(AMENDMENT)
    deadline.refresh_from_db()
    assert deadline.last_day == date(2026, 12, 31)
    history = [(c.old_last_day, c.new_last_day) for c in deadline.changes.all()]
    assert history == [
        (date(2027, 1, 1), date(2027, 1, 4)),
        (date(2027, 1, 4), date(2026, 12, 31)),
    ]
    assert len(moved_notices()) == 4  # each date to each side


def test_pages_and_calculator_know_the_new_year_without_a_restart(
    people: Cast, visit: Visit, set_clock: SetClock
) -> None:
    set_clock(IMPORTED)
    address = "/deadlines/?rule=algorithm-2021-draft/algorithm.decision&start=2026-11-20"
    client = visit(people.bo)
    assert "暂算" in read(client, address)
    settle(WHOLE)
    page = read(client, address)
    assert "2027年1月4日24:00前" in page
    assert "暂算" not in page
    assert work_calendar().horizon == date(2027, 12, 31)


def test_ended_deadlines_keep_their_date(people: Cast) -> None:
    deadline = decision(people)
    case = make.fresh(deadline.case)
    make.act(case, "decline", people.bo, now=OPENED, items=make.REASONS)
    assert settle(WHOLE).examined == 0
    deadline.refresh_from_db()
    assert deadline.last_day == date(2027, 1, 1)


def test_a_stated_last_day_stands(people: Cast) -> None:
    deadline = decision(people)
    Deadline.objects.filter(pk=deadline.pk).update(stated=True)
    assert settle(WHOLE).examined == 0


def test_one_bad_row_does_not_stop_the_others(people: Cast) -> None:
    bad, good = decision(people), decision(people)
    Deadline.objects.filter(pk=bad.pk).update(code="gone.limit")
    report = settle(WHOLE)
    assert report.moved == 1
    assert len(report.failed) == 1
    assert report.failed[0].startswith(f"{bad.case.number} gone.limit")
    good.refresh_from_db()
    assert good.last_day == date(2027, 1, 4)


def test_a_row_that_fails_while_it_is_written_stands_alone(
    people: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = decision(people), decision(people)
    honest = outbox.queue

    def refuse(said: Any) -> Any:
        rows = list(said)
        if any(one.case.pk == bad.case_id for one in rows):
            raise RuntimeError("broken letter")
        return honest(rows)

    monkeypatch.setattr(outbox, "queue", refuse)
    report = settle(WHOLE)
    assert (report.moved, len(report.failed)) == (1, 1)
    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.last_day, good.last_day) == (date(2027, 1, 1), date(2027, 1, 4))
    assert AuditEvent.objects.filter(case=bad.case, action="deadline_recomputed").count() == 0


def test_only_the_year_asked_for_is_counted(people: Cast) -> None:
    decision(people)
    make.filing(people)  # 2026-09-22 to 2026-11-10
    import_notice(WHOLE, now=IMPORTED)
    assert recompute(IMPORTED, year=2028).examined == 0
    assert recompute(IMPORTED, year=2026).examined == 2
    assert recompute(IMPORTED, year=2027).examined == 1


def test_batches_reach_every_case(people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.deadlines.recompute.LOOK", 2)
    monkeypatch.setattr("portal.deadlines.recompute.BATCH", 2)
    for _ in range(5):
        decision(people)
    report = settle(WHOLE)
    assert (report.examined, report.moved) == (5, 5)
    assert len(moved_notices()) == 5 * 2  # both sides of each


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "文件为空"),
        (b"\xff\xfe", "第 1 行：不是 UTF-8 编码"),
        (b"date,kind\n2027-01-01,off\n2027-02-30,off\n", "第 3 行：没有 2027-02-30 这一天"),
        (b"date,kind\n2027-01-01,off\n2027-01-02,maybe\n", "第 3 行：类型应为"),
        (b'{"year": 2027, "days": [', "文件不是有效的 JSON"),
    ],
)
def test_a_damaged_file_is_refused_whole(db: None, content: bytes, sentence: str) -> None:
    with pytest.raises(NoticeFileError, match=sentence):
        import_notice(content, now=IMPORTED)
    assert HolidayNotice.objects.count() == 0


def test_the_command_imports_a_table_and_settles(
    people: Cast, set_clock: SetClock, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    deadline = decision(people)
    set_clock(IMPORTED)
    file = tmp_path / "2027.csv"
    rows = "".join(f"{day},休,{name}\n" for day, name in OFF_2027.items())
    file.write_text(f"日期,类型,名称\n{rows}", encoding="utf-8")
    call_command("import_holidays", str(file))
    assert capsys.readouterr().out.splitlines() == [
        "已导入 2027 年放假安排，21 天",
        "核对 1 项未结期限：1 项日期变动（已告知），0 项仅由暂算转为确定或相反，0 项未能计算",
    ]
    call_command("import_holidays", str(file))
    assert capsys.readouterr().out.startswith(
        "此文件此前已导入（2027 年放假安排，21 天），日历未变"
    )
    deadline.refresh_from_db()
    assert (deadline.last_day, deadline.provisional) == (date(2027, 1, 4), False)


def test_the_command_says_what_a_part_of_an_arrangement_lacks(
    people: Cast, set_clock: SetClock, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    decision(people)
    set_clock(IMPORTED)
    file = tmp_path / "2027.csv"
    file.write_text("日期,类型\n2027-02-06,休\n", encoding="utf-8")
    call_command("import_holidays", str(file))
    assert capsys.readouterr().out.splitlines() == [
        "已导入 2027 年放假安排，1 天",
        "2027 年的放假安排还不完整（缺：元旦、春节、清明节、劳动节、端午节、中秋节、国庆节）："
        "已导入的日期照此计算，该年仍按尚未公布处理，所涉期限保持暂算",
        "核对 1 项未结期限：0 项日期变动（已告知），0 项仅由暂算转为确定或相反，0 项未能计算",
    ]


@pytest.mark.parametrize("name", ["missing.csv", "damaged.csv"])
def test_the_command_names_the_file_it_refused(db: None, tmp_path: Path, name: str) -> None:
    (tmp_path / "damaged.csv").write_text("date,kind\nx,off\n", encoding="utf-8")
    with pytest.raises(CommandError, match=name):
        call_command("import_holidays", str(tmp_path / name))
    assert HolidayNotice.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_recomputations_at_once_tell_each_side_once(set_clock: SetClock) -> None:
    set_clock(make.NOW)
    decision(make.cast())
    import_notice(WHOLE, now=IMPORTED)
    results = together(lambda: recompute(IMPORTED), lambda: recompute(IMPORTED))
    assert sum(report.moved for report in of_kind(results, Report)) == 1
    assert DeadlineChange.objects.count() == 1
    assert len(moved_notices()) == 2  # one to each side
