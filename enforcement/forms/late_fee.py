"""What the calculator of the extra fine asks; sent by GET."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from enforcement.forms.performing import day, parsed_day, parsed_yuan, yuan
from enforcement.rules.late_fee import Instalment, Pause, Payment
from portal.plain_forms import PlainForm
from portal.workflow.form_rows import Cell, OpenRowsWidget, RowsField


class AskedRowsWidget(OpenRowsWidget):
    """Rows of a page that keeps nothing and counts anew."""

    again = "计算"


class PausesField(RowsField):
    """Reconsiderations and lawsuits: the first day, and the last where it is over."""

    widget = AskedRowsWidget

    def __init__(self, **kwargs: Any) -> None:
        cells = (
            Cell("first", "受理日", 10),
            Cell("last", "办结日（未办结留空）", 10),
        )
        super().__init__(cells=cells, **kwargs)

    def clean(self, value: Any) -> Any:
        """The pauses; the day on which a remedy ends still costs nothing."""
        return [_pause(number, row) for number, row in enumerate(super().clean(value), start=1)]


class PaymentsField(RowsField):
    """What was paid, and when."""

    widget = AskedRowsWidget

    def __init__(self, **kwargs: Any) -> None:
        cells = (Cell("on", "缴款日", 10), Cell("amount", "金额（元）", 16))
        super().__init__(cells=cells, **kwargs)

    def clean(self, value: Any) -> Any:
        """The payments."""
        return [
            Payment(
                parsed_day(row["on"], f"“已缴款项”第 {number} 项的日期"),
                parsed_yuan(row["amount"], f"“已缴款项”第 {number} 项的金额"),
            )
            for number, row in enumerate(super().clean(value), start=1)
        ]


def _pause(number: int, row: dict[str, str]) -> Pause:
    called = f"“复议、诉讼期间”第 {number} 项"
    first = parsed_day(row["first"], f"{called}的受理日")
    if not row["last"]:
        return Pause(first)
    last = parsed_day(row["last"], f"{called}的办结日")
    if last < first:
        raise ValidationError(f"{called}的办结日不应早于受理日")
    return Pause(first, last + timedelta(days=1))


class LateFeeForm(PlainForm):
    """A fine, its last day for payment, and what happened since."""

    fine = yuan("罚款", "元，按处罚决定书")
    last_day = day("缴款的最后一日", "处罚决定书或者延期决定书写明的最后一日")
    until = day("算到哪一日", "含当日")
    pauses = PausesField(
        label="复议、诉讼期间",
        required=False,
        help_text="期间不计算加处罚款；没有的留空。日期写作 2026-03-20",
    )
    payments = PaymentsField(
        label="已缴款项",
        required=False,
        help_text="先抵罚款本数，再抵加处罚款；没有的留空。日期写作 2026-04-01",
    )

    #: The fine as one part, once the form was found valid.
    plan: list[Instalment]

    def clean(self) -> dict[str, Any]:
        """Whether the days can be counted."""
        told: dict[str, Any] = super().clean() or {}
        fine, last = told.get("fine"), told.get("last_day")
        if isinstance(fine, Decimal) and last is not None:
            self.plan = [Instalment(fine, last)]
        return told
