"""Why a payment or a plan of instalments cannot be recorded (penalty law, articles 66 and 67)."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from enforcement.rules.late_fee import Instalment, plan_problems
from enforcement.rules.money import in_yuan
from portal.law.rulebook import Rulebook
from portal.workflow.errors import Reason


def payment_problems(
    *,
    paid_on: date,
    amount: Decimal,
    served_on: date,
    today: date,
    outstanding: Decimal,
    recorded: tuple[date, int] | None,
) -> Iterator[Reason]:
    """``recorded`` is the day and the fen of what was booked under the same reference before, None for nothing."""
    if recorded is not None:
        day, fen = recorded
        told = f"这一凭证号已经登记过：{day}，{in_yuan(fen)} 元，不再重复登记"
        yield Reason(told, "reference", code="recorded_before")
        return
    if paid_on > today:
        yield Reason("缴款日期不应晚于今天", "paid_on", code="in_the_future")
    elif paid_on < served_on:
        yield Reason(f"缴款日期不应早于送达之日（{served_on}）", "paid_on", code="before_service")
    elif amount > outstanding:
        told = f"金额超过该日应缴的 {outstanding} 元（含加处罚款），请核对"
        yield Reason(told, "amount", code="too_much")


def instalment_problems(
    law: Rulebook,
    *,
    fine: Decimal,
    parts: Sequence[Instalment],
    today: date,
    last_day: date | None,
) -> list[Reason]:
    """The parts add up to the fine, begin no earlier than today and end after the present last day."""
    found = plan_problems(law, fine, parts)
    if parts and parts[0].last_day < today:
        found.append(Reason("第一期的日期不应早于今天", "rows", code="in_the_past"))
    if parts and last_day is not None and parts[-1].last_day <= last_day:
        told = f"最后一期应晚于原定的最后一日 {last_day}"
        found.append(Reason(told, "rows", code="not_later"))
    return found
