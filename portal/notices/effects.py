"""What a notice does to earlier letters of its case."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Effects:
    """The codes of letters that a kind of notice changes in part, takes the place of, ends, or brings back."""

    amends: tuple[str, ...] = ()
    supersedes: tuple[str, ...] = ()
    revokes: tuple[str, ...] = ()
    restores: tuple[str, ...] = ()


#: Most notices leave what was said before as it is.
NONE = Effects()
