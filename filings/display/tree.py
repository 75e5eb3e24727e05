"""Elements as style selectors ask for them, without the depth and the memory that a hostile tree would cost."""

from collections.abc import Iterator

from cssselect2 import ElementWrapper

#: So far back do sibling selectors look.
_LOOKED_BACK = 200


class Node(ElementWrapper):  # type: ignore[misc]  # the library is untyped
    """An element; ancestors and siblings are walked to, not kept in a tuple for each."""

    @property
    def ancestors(self) -> "tuple[Node, ...]":
        """From the root to the parent."""
        return tuple(_chain(self, "parent"))[::-1]

    @property
    def previous_siblings(self) -> "tuple[Node, ...]":
        """The nearest ones, the first first."""
        found = [
            node for node, _ in zip(_chain(self, "previous"), range(_LOOKED_BACK), strict=False)
        ]
        return tuple(found[::-1])


def _chain(node: Node, step: str) -> Iterator[Node]:
    while (node := getattr(node, step)) is not None:
        yield node
