"""The newest seals as a picture: boxes in a row, the newest first, each joined to the one before it by its hash."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.audit.models import Seal

#: Pixels of the drawing, which the page scales.
WIDTH, HEIGHT, GAP = 150, 76, 34


@dataclass(frozen=True)
class Box:
    """One seal and where it stands."""

    seal: Seal
    x: int

    @property
    def middle(self) -> int:
        """Where its words stand."""
        return self.x + WIDTH // 2

    @property
    def end(self) -> int:
        """Where the line to the seal before begins."""
        return self.x + WIDTH

    @property
    def before(self) -> int:
        """Where it ends."""
        return self.end + GAP


@dataclass(frozen=True)
class Chain:
    """The drawing."""

    boxes: list[Box]
    width: int
    height: int = HEIGHT


def chain_of(newest_first: Sequence[Seal]) -> Chain | None:
    """The seals from the newest on the left to older ones on the right; None where there is none."""
    if not newest_first:
        return None
    boxes = [Box(seal, 1 + place * (WIDTH + GAP)) for place, seal in enumerate(newest_first)]
    return Chain(boxes, boxes[-1].before)
