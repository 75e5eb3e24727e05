"""What the checker says: where the trail does not hold, and why."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Break:
    """A place where the trail does not hold: the case, the event (0 where it is none), the reason."""

    case_number: str
    seq: int
    reason: str
    #: The seal instead of a case, and the position under it instead of an event.
    seal: int = 0

    @classmethod
    def of_seal(cls, number: int, reason: str, position: int = 0) -> "Break":
        """A place in the seals: the seal, or one leaf under it."""
        return cls("", position, reason, seal=number)

    def __str__(self) -> str:
        if self.seal:
            place = f"第 {self.seal} 号封印" + (f"第 {self.seq} 位" if self.seq else "")
        else:
            place = f"事项 {self.case_number}" + (f" 第 {self.seq} 条" if self.seq else "")
        return f"{place}：{self.reason}"


#: A comparison of some rows with the trail.
Check = Callable[[], Iterator[Break]]
