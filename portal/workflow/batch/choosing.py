"""Which cases a batch is about: those that were ticked, or all that match a filter. What one may not see is unknown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.accounts.models import User
from portal.cases.selectors import visible_to
from portal.workflow.errors import GuardFailed, InvalidInput, Reason
from portal.workflow.inputs import errors_of, printable, told_of
from portal.workflow.reading import CaseFilter

#: So many cases a job has at most. A house rule of size, not of law.
MOST = 1_000
_LONGEST_NUMBER = 20


@dataclass(frozen=True)
class CaseList:
    """A list of cases with batch work under it: its title, the name of its address, its filter and the filter's fields.

    ``narrow(data, user=user, now=now)`` makes the filter, a form whose ``matching()`` gives cases that the user sees.
    """

    title: str
    address: str
    narrow: Callable[..., Any]
    names: tuple[str, ...]


CASES = CaseList("事项", "workflow:cases", CaseFilter, tuple(CaseFilter.base_fields))
#: Code → list; each app adds its own.
_LISTS: dict[str, CaseList] = {"cases": CASES}


def register_list(code: str, shown: CaseList) -> None:
    """Let batch work begin from one more list."""
    _LISTS[code] = shown


def list_named(code: str) -> CaseList:
    """The list of that code; of all cases where there is none."""
    return _LISTS.get(code, CASES)


@dataclass(frozen=True)
class Chosen:
    """Case numbers in order, each with the case's key, or None where the person may know of no such case."""

    cases: Mapping[str, int | None]

    @property
    def known(self) -> list[int]:
        """The keys of those that exist for the person."""
        return [pk for pk in self.cases.values() if pk is not None]

    @property
    def unknown(self) -> int:
        """How many do not."""
        return len(self.cases) - len(self.known)


def by_numbers(user: User, numbers: Any) -> Chosen:
    """The cases of these numbers, each once. Raises InvalidInput for what is no list of numbers, and for too many."""
    if not isinstance(numbers, list) or not all(_is_number(number) for number in numbers):
        raise InvalidInput({"cases": ["cases 应为由事项编号组成的列表"]})
    wanted = list(dict.fromkeys(numbers))
    if not wanted:
        raise InvalidInput({"cases": ["请至少选择一个事项"]})
    _refuse_more_than_most(len(wanted))
    known = dict(visible_to(user).filter(number__in=wanted).values_list("number", "pk"))
    return Chosen({number: known.get(number) for number in wanted})


def by_filter(user: User, given: Any, now: datetime, shown: CaseList = CASES) -> Chosen:
    """All cases that match the filter of a list.

    Raises InvalidInput, also where none does, and GuardFailed where too many do.
    """
    form = shown.narrow(_filter_from(given, shown), user=user, now=now)
    if not form.is_valid():
        raise InvalidInput(told_of(form, errors_of(form)))
    found = list(form.matching().values_list("number", "pk")[: MOST + 1])
    if not found:
        raise InvalidInput({"filter": ["没有符合条件的事项"]})
    _refuse_more_than_most(len(found))
    return Chosen(dict(found))


def _filter_from(given: Any, shown: CaseList) -> dict[str, str]:
    """The filter as the form reads it. Raises InvalidInput for unknown names and for what is no text."""
    if not isinstance(given, dict):
        raise InvalidInput({"filter": ["filter 应为 JSON 对象"]})
    unknown = [printable(str(name)) for name in given if name not in shown.names]
    if unknown:
        raise InvalidInput({"filter": [f"没有“{name}”这一筛选条件" for name in unknown]})
    if not all(isinstance(value, str) and value.isprintable() for value in given.values()):
        raise InvalidInput({"filter": ["筛选条件的值应为可以显示的文字"]})
    return given


def _refuse_more_than_most(count: int) -> None:
    if count > MOST:
        told = f"一次至多办理 {MOST} 个事项，请缩小范围后分次办理"
        raise GuardFailed(Reason(told, field="cases", code="too_many_cases"))


def _is_number(value: Any) -> bool:
    """Whether it can be asked for at all: a short printable text."""
    return isinstance(value, str) and 0 < len(value) <= _LONGEST_NUMBER and value.isprintable()
