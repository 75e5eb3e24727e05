"""Why a limit ends when it ends: the steps of the count, as short Chinese sentences."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from portal.law.calendar import SHANGHAI, Run
from portal.law.days import DayKind
from portal.law.terms import Direction, Kind, Unit

if TYPE_CHECKING:
    from portal.law.periods import Due

_WEEKDAYS = "一二三四五六日"
_ONE_DAY = timedelta(days=1)
_END = {
    Kind.DUTY: "起即为逾期",
    Kind.WINDOW: "起期限届满",
    Kind.INTERVAL: "起即超过最长间隔",
    Kind.RETENTION: "起方可删除",
}


def explain(due: "Due") -> tuple[str, ...]:
    """The steps of ``due``, in the order of the count."""
    return tuple(_steps(due))


def _steps(due: "Due") -> Iterator[str]:
    last = due.last_day
    if last is None:
        yield from _hours(due)
        return
    if due.stated:
        yield f"届满日由文书明确为 {_full(last)}，按所定日期计算。"
    elif due.limit.unit is Unit.WORKING_DAY:
        yield from _working_days(due, last)
    else:
        yield from _calendar_days(due, last)
    if due.provisional:
        yield _provisional(due, last)
    yield (
        f"{last} 24:00 截止，即 {last + _ONE_DAY} 00:00（北京时间）"
        f"{_END[due.limit.kind]}（民法典第二百零三条第二款）。"
    )


def _hours(due: "Due") -> Iterator[str]:
    backwards = due.limit.direction is Direction.BEFORE
    yield f"自 {_instant(due.start)} 起算，以小时计，自该时刻开始（民法典第二百零一条第二款）。"
    yield f"{'向前倒数' if backwards else '连续计'} {due.amount} 小时，节假日照常计入，不顺延。"
    yield f"{_instant(due.moment)}（北京时间）{_END[due.limit.kind]}。"


def _working_days(due: "Due", last: date) -> Iterator[str]:
    start = due.start_day
    if due.limit.direction is Direction.BEFORE:
        trigger = f"{_full(start)}为{due.limit.trigger}"
        yield f"{trigger}，当日不计，自前一日起倒数 {due.amount} 个工作日。"
        runs = reversed(due.calendar.runs(last, start - _ONE_DAY))
        yield from _counted(runs, start.year, "倒数第")
        yield f"{_full(last)}为最后一日，须在当日或之前办理。"
        return
    yield _first_day(due)
    yield from _counted(due.calendar.runs(start + _ONE_DAY, last), start.year, "第")
    yield f"{_full(last)}为第 {due.amount} 个工作日，即最后一日。"


def _counted(runs: Iterable[Run], year: int, ordinal: str) -> Iterator[str]:
    number = 0
    for run in runs:
        span = _span(run, year)
        if not run.mark.worked:
            yield f"{span} {_why_off(run)}，不计。"
            continue
        first, number = number + 1, number + run.length
        which = f"{first}" if first == number else f"{first} 至 {number}"
        yield f"{span} {_why_worked(run)}{ordinal} {which} 个工作日。"


def _why_off(run: Run) -> str:
    if run.mark.kind is DayKind.HOLIDAY:
        return f"{run.mark.name}放假" if run.mark.name else "放假"
    return "周末"


def _why_worked(run: Run) -> str:
    if run.mark.kind is DayKind.MAKEUP:
        return f"{run.mark.name}调休上班，计为"
    return "" if run.mark.known else "暂按平日计为"


def _calendar_days(due: "Due", last: date) -> Iterator[str]:
    nominal = due.nominal_day or last
    yield _first_day(due)
    yield f"{_length(due)}，至 {_full(nominal)}。"
    if not due.limit.rolls:
        if due.limit.kind in (Kind.INTERVAL, Kind.RETENTION):
            yield f"{due.limit.kind.label}遇休息日不顺延。"
        return
    if last == nominal:
        return
    for run in due.calendar.runs(nominal, last - _ONE_DAY):
        yield f"{_span(run, nominal.year)} {_why_off(run)}，不作为最后一日。"
    yield f"最后一日顺延至 {_full(last)}（民法典第二百零三条第一款）。"


def _length(due: "Due") -> str:
    if due.limit.year_date is not None:
        month, day = due.limit.year_date
        return f"其后首个 {month} 月 {day} 日"
    unit, way = due.limit.unit, "向前倒数" if due.limit.direction is Direction.BEFORE else "连续计"
    if unit is Unit.NATURAL_DAY:
        return f"{way} {due.amount} 个自然日，期间节假日计入"
    measure = "个月" if unit is Unit.MONTH else "年"
    return f"{way} {due.amount} {measure}，取对应日，无对应日的取月末日（民法典第二百零二条）"


def _first_day(due: "Due") -> str:
    start = f"{_full(due.start_day)}为{due.limit.trigger}"
    way = "自前一日起倒数" if due.limit.direction is Direction.BEFORE else "自次日起算"
    return f"{start}，当日不计，{way}（民法典第二百零一条）。"


def _provisional(due: "Due", last: date) -> str:
    first, final = _relied_on(due, last)
    known, span = due.calendar.known_years, range(first.year, final.year + 1)
    years = "、".join(str(year) for year in span if year not in known)
    if years:
        why = f"{years} 年放假安排尚未公布（或者尚未完整导入），未安排的日期暂按周一至周五计算；"
    else:
        why = f"{final.year} 年末几天还可能由 {final.year + 1} 年放假安排调整，该安排尚未公布；"
    return f"{why}本结果为暂算，公布后重新计算。"


def _relied_on(due: "Due", last: date) -> tuple[date, date]:
    """The first and last of the days whose being worked or off decides the answer."""
    if due.limit.unit is not Unit.WORKING_DAY:
        return due.nominal_day or last, last
    if due.limit.direction is Direction.BEFORE:
        return last, due.start_day - _ONE_DAY
    return due.start_day + _ONE_DAY, last


def _span(run: Run, year: int) -> str:
    if run.first == run.last:
        return _short(run.first, year)
    return f"{_short(run.first, year)} 至 {_short(run.last, year)}"


def _short(day: date, year: int) -> str:
    text = day.isoformat()
    return text[5:] if day.year == year else text


def _full(day: date) -> str:
    return f"{day.isoformat()}（周{_WEEKDAYS[day.weekday()]}）"


def _instant(moment: date | datetime) -> str:
    if not isinstance(moment, datetime):
        return moment.isoformat()
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
