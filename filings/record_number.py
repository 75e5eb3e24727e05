"""The number of a filing: 网信算备 + 21 digits + 号. Plain Python: builds, reads and checks, stores nothing.

The shape and the check digit are not printed in any rule; they were found from the published lists. A number from
outside that breaks them is therefore a warning for a person to look at, never an error.
"""

import re
import unicodedata
from dataclasses import dataclass

PREFIX, SUFFIX = "网信算备", "号"
LENGTH = 21
CLASS_CODES = frozenset({"01", "02", "03", "04", "05", "06"})
_WEIGHTS = (2, 1, 3, 4) * 5
_OUTER = re.compile(rf"(?:{PREFIX})?([0-9]+)(?:{SUFFIX})?")


@dataclass(frozen=True)
class RecordNumber:
    """The parts of a number of the right length, each as printed."""

    division: str
    subject: str
    class_code: str
    year: str
    serial: str
    check: str

    @property
    def digits(self) -> str:
        """The 21 digits."""
        return f"{self.division}{self.subject}{self.class_code}{self.year}{self.serial}{self.check}"

    def __str__(self) -> str:
        return f"{PREFIX}{self.digits}{SUFFIX}"


def check_digit(first20: str) -> str:
    """The 21st digit, always odd: 2·(Σ weight·digit mod 5) + 1 with the weights 2, 1, 3, 4 repeating.

    Raises ValueError unless given exactly twenty digits.
    """
    if not re.fullmatch(r"[0-9]{20}", first20):
        raise ValueError("校验位由前 20 位数字算出")
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first20, strict=True))
    return str(2 * (total % 5) + 1)


def compose(division: str, subject: str, class_code: str, year: int, serial: int) -> RecordNumber:
    """A whole number from its parts; ``year`` has four digits, ``serial`` runs from 1 to 999.

    Raises ValueError where a part does not fit its place.
    """
    if not 1 <= serial <= 999:
        raise ValueError("顺序号应在 1 至 999 之间")
    body = f"{division}{subject}{class_code}{year % 100:02d}{serial:03d}"
    if len(division) != 6 or len(subject) != 7 or len(class_code) != 2:
        raise ValueError("备案编号由 6 位区划、7 位主体、2 位类别组成")
    return _split(body + check_digit(body))


def digits_of(text: str) -> str | None:
    """The digits of a number in either spelling, full or half width, spaced or not; None where it is no number."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    found = _OUTER.fullmatch(plain)
    return found[1] if found else None


def parse(text: str) -> RecordNumber | None:
    """The number that ``text`` spells, or None where it has not 21 digits. The check digit is not looked at."""
    digits = digits_of(text)
    return _split(digits) if digits and len(digits) == LENGTH else None


def problems(text: str, known_provinces: frozenset[str]) -> list[str]:
    """What is odd about a published number, one sentence each; empty for a sound one."""
    digits = digits_of(text)
    if digits is None:
        return ["编号不是“网信算备…号”的形式"]
    if len(digits) != LENGTH:
        return [f"编号应有 {LENGTH} 位数字，实有 {len(digits)} 位"]
    number = _split(digits)
    found = []
    if number.division[:2] not in known_provinces:
        found.append(f"编号前两位 {number.division[:2]} 不是省级区划代码")
    if number.class_code not in CLASS_CODES:
        found.append(f"编号类别码 {number.class_code} 不在 01 至 06 之内")
    expected = check_digit(digits[:-1])
    if number.check != expected:
        found.append(f"编号校验位为 {number.check}，应为 {expected}")
    return found


def _split(digits: str) -> RecordNumber:
    return RecordNumber(
        digits[:6], digits[6:13], digits[13:15], digits[15:17], digits[17:20], digits[20]
    )
