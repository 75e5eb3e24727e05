"""Reads one table of a profile file field by field, and names every fault exactly."""

from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeVar

from portal.law.errors import RulebookError

Word = TypeVar("Word", bound=StrEnum)
_MISSING: Any = object()


class TableReader:
    """Typed access to one TOML table; ``finish()`` refuses fields nobody asked for."""

    def __init__(self, file: str, row: str, table: dict[str, Any]) -> None:
        self._file = file
        self._row = row
        self._table = table
        self._unread = set(table)

    def fault(self, field: str, reason: str) -> RulebookError:
        """The error to raise for ``field``."""
        return RulebookError(f"{self._file}：{self._row} 的 {field}：{reason}")

    def text(self, field: str, default: str = _MISSING) -> str:
        """A text; without a default it must be there and not be blank."""
        value = self._take(field, default)
        if not isinstance(value, str):
            raise self.fault(field, "应为文字")
        if default is _MISSING and not value.strip():
            raise self.fault(field, "不能为空")
        return value

    def texts(self, field: str) -> tuple[str, ...]:
        """A list of texts, empty when the field is absent."""
        value = self._take(field, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.fault(field, "应为文字列表")
        return tuple(value)

    def word(self, field: str, words: type[Word], default: Word = _MISSING) -> Word:
        """A term of a closed vocabulary."""
        value = self._take(field, default)
        try:
            return words(value)
        except ValueError:
            raise self._unknown(field, value, words) from None

    def words(self, field: str, words: type[Word]) -> tuple[Word, ...]:
        """A list of different terms of a closed vocabulary, empty when the field is absent."""
        written = self.texts(field)
        unknown = next((text for text in written if text not in set(words)), None)
        if unknown is not None:
            raise self._unknown(field, unknown, words)
        if len(set(written)) < len(written):
            raise self.fault(field, "有重复的取值")
        return tuple(words(text) for text in written)

    def count(self, field: str) -> int | None:
        """A whole number above zero, or None when the field is absent."""
        value = self._take(field, None)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or value <= 0:
            raise self.fault(field, "应为正整数")
        return value

    def fraction(self, field: str) -> Fraction:
        """A whole number or a text such as "2/3", above zero."""
        value = self._take(field, _MISSING)
        if isinstance(value, bool) or not isinstance(value, int | str):
            raise self.fault(field, "应为正整数或分数")
        try:
            number = Fraction(value)
        except (ValueError, ZeroDivisionError):
            raise self.fault(field, f"不是分数：{value!r}") from None
        if number <= 0:
            raise self.fault(field, "应大于零")
        return number

    def flag(self, field: str, default: bool) -> bool:
        """true or false."""
        value = self._take(field, default)
        if not isinstance(value, bool):
            raise self.fault(field, "应为 true 或 false")
        return value

    def day(self, field: str) -> date | None:
        """A date, or None when the field is absent."""
        value = self._take(field, None)
        if value is not None and type(value) is not date:
            raise self.fault(field, "应为日期")
        return value

    def month_day(self, field: str) -> tuple[int, int] | None:
        """A day of the year written "03-31", or None when the field is absent."""
        value = self.text(field, "")
        if not value:
            return None
        try:
            day = date.fromisoformat(f"2001-{value}")  # not a leap year: 02-29 is refused
        except ValueError:
            raise self.fault(field, f"应为“月-日”，如 03-31，而不是 {value!r}") from None
        return day.month, day.day

    def finish(self) -> None:
        """Refuse fields that are not part of the grammar (misspellings, mostly)."""
        for field in sorted(self._unread):
            raise self.fault(field, "未知字段")

    def _unknown(self, field: str, value: object, words: type[StrEnum]) -> RulebookError:
        known = "、".join(word.value for word in words)
        return self.fault(field, f"未知取值 {value!r}，应为 {known} 之一")

    def _take(self, field: str, default: Any) -> Any:
        self._unread.discard(field)
        value = self._table.get(field, default)
        if value is _MISSING:
            raise self.fault(field, "缺少此字段")
        return value
