"""What a check of a page can come to."""

from enum import StrEnum


class Result(StrEnum):
    """The result of one check of one address."""

    SHOWN = "shown"
    NUMBER_MISSING = "number_missing"
    LINK_MISSING = "link_missing"
    BOTH_MISSING = "both_missing"
    UNREADABLE = "unreadable"
    UNREACHABLE = "unreachable"
    DECLARED = "declared"
    CONFIRMED = "confirmed"
    FOUND_MISSING = "found_missing"

    @property
    def label(self) -> str:
        """The result in Chinese."""
        return LABELS[self]


LABELS = {
    Result.SHOWN: "已标明",
    Result.NUMBER_MISSING: "未见备案编号",
    Result.LINK_MISSING: "未见公示链接",
    Result.BOTH_MISSING: "未见编号和链接",
    Result.UNREADABLE: "无法读取",
    Result.UNREACHABLE: "无法访问",
    Result.DECLARED: "单位自述",
    Result.CONFIRMED: "人工查看已标明",
    Result.FOUND_MISSING: "人工查看未标明",
}
CHOICES = [(result.value, result.label) for result in Result]
#: The page was read and lacks something: these remind, and may lead.
MISSES = frozenset({Result.NUMBER_MISSING, Result.LINK_MISSING, Result.BOTH_MISSING})
#: Nothing was found out: told to the company and tried again, no more.
UNKNOWN = frozenset({Result.UNREADABLE, Result.UNREACHABLE})
#: What an officer saw, on whatever screen.
INSPECTED = frozenset({Result.CONFIRMED, Result.FOUND_MISSING})


def of(number_shown: bool, link_shown: bool) -> Result:
    """The result of a page that could be read."""
    if number_shown:
        return Result.SHOWN if link_shown else Result.LINK_MISSING
    return Result.NUMBER_MISSING if link_shown else Result.BOTH_MISSING
