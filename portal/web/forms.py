"""What the public calculator asks. Both forms are sent by GET, so that an answer has an address of its own."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from portal.clock import CHINA
from portal.law.errors import PeriodError
from portal.law.periods import Due
from portal.law.rows import TimeLimit
from portal.law.terms import Direction, Unit
from portal.plain_forms import PlainForm
from portal.web import calculation

_MOST = 10_000


class _Start(PlainForm):
    """The start of a period: a day, and for hours also the time of day."""

    start = forms.DateField(
        label="起算日期",
        input_formats=["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y%m%d"],
        widget=forms.DateInput(
            format="%Y-%m-%d", attrs={"type": "date", "min": "2004-01-01", "max": "2099-12-31"}
        ),
        validators=[
            MinValueValidator(
                calculation.FIRST_START, "可计算 2004 年以后的日期：更早年份没有放假安排数据"
            ),
            MaxValueValidator(
                calculation.LAST_START, "可计算到 2099 年：更晚的年份不在工作日历之内"
            ),
        ],
        error_messages={
            "required": "请填写起算日期",
            "invalid": "起算日期应为 2026-09-14 这样的日期",
        },
    )
    time = forms.TimeField(
        label="起算时刻",
        required=False,
        input_formats=["%H:%M", "%H:%M:%S"],
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        help_text="只有以小时计的期限需要（北京时间）",
        error_messages={"invalid": "起算时刻应为 18:30 这样的时间"},
    )

    #: The answer, once the form was found valid.
    answer: Due

    def began(self, unit: Unit) -> date | datetime | None:
        """The start in the shape that the unit counts from; an error on the field where the time is missing."""
        day: date = self.cleaned_data["start"]
        if unit is not Unit.HOUR:
            return day
        at: time | None = self.cleaned_data.get("time")
        if at is None:
            self.add_error("time", "以小时计的期限，请填写起算时刻")
            return None
        return datetime.combine(day, at, CHINA)

    def count(self, limit: TimeLimit, amount: int | None) -> None:
        """Compute the answer, or say why there is none."""
        began = self.began(limit.unit)
        if began is None:
            return
        try:
            self.answer = calculation.count(limit, began, amount)
        except PeriodError as problem:
            self.add_error(None, str(problem))


class RuleForm(_Start):
    """A limit of the rulebook."""

    rule = forms.ChoiceField(
        label="期限",
        error_messages={
            "required": "请选择一项期限",
            "invalid_choice": "没有这项期限，请从列表中选择",
        },
    )
    amount = forms.IntegerField(
        label="数额",
        required=False,
        min_value=1,
        max_value=_MOST,
        help_text="只有由主管部门在文书中确定的期限需要",
        error_messages={
            "invalid": "数额应为整数",
            "min_value": "数额至少为 1",
            "max_value": f"数额不能超过 {_MOST}",
        },
    )
    field_order = ("rule", "start", "time", "amount")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rule"].choices = rule_choices()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        limit = limit_named(cleaned.get("rule", ""))
        if limit is None or "start" not in cleaned or self.errors:
            return cleaned
        by_order = limit.amount is None and limit.unit is not Unit.YEAR_DATE
        if by_order and cleaned.get("amount") is None:
            self.add_error("amount", f"这项期限{limit.set_by.label}，请填写文书中的数额")
            return cleaned
        self.count(limit, cleaned["amount"] if by_order else None)
        return cleaned


class FreeForm(_Start):
    """So many days, months or hours from a date, whatever the reason."""

    amount = forms.IntegerField(
        label="数额",
        min_value=1,
        max_value=_MOST,
        error_messages={
            "required": "请填写数额",
            "invalid": "数额应为整数",
            "min_value": "数额至少为 1",
            "max_value": f"数额不能超过 {_MOST}",
        },
    )
    unit = forms.ChoiceField(
        label="单位",
        choices=[(unit.value, unit.label) for unit in calculation.FREE_UNITS],
        error_messages={"required": "请选择单位", "invalid_choice": "没有这个单位，请从列表中选择"},
    )
    direction = forms.ChoiceField(
        label="方向",
        choices=[(way.value, way.label) for way in Direction],
        error_messages={"required": "请选择方向", "invalid_choice": "方向只能是之后或之前"},
    )
    field_order = ("start", "time", "direction", "amount", "unit")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            limit = calculation.free_limit(Unit(cleaned["unit"]), Direction(cleaned["direction"]))
            self.count(limit, cleaned["amount"])
        return cleaned


def rule_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """All limits that can be counted, under the instrument they stand in."""
    groups = []
    for book, limits in calculation.books():
        options = [
            (f"{limit.profile}/{limit.code}", _option(limit)) for limit in limits if limit.has_timer
        ]
        if options:
            groups.append(
                (
                    f"{book.title}（{book.status.label}）" if not book.is_draft else book.title,
                    options,
                )
            )
    return groups


def _option(limit: TimeLimit) -> str:
    return f"{limit.act} · {limit.term} · {limit.article}"


def limit_named(rule: str) -> TimeLimit | None:
    """The limit that a value of the rule field names."""
    profile, _, code = rule.partition("/")
    return calculation.limit_of(profile, code)
