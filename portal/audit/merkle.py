"""Merkle trees after RFC 6962, section 2.1: SHA-256, leaves prefixed with 0x00, nodes with 0x01.

The root stands for all leaves in their order; the path of one leaf shows that it is among them without telling
anything of the others.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass


def leaf_hash(content: bytes) -> bytes:
    """The hash of one leaf."""
    return hashlib.sha256(b"\x00" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of the node above two."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True)
class Step:
    """One step up: the neighbour's hash, and whether it stands to the left."""

    hash: bytes
    left: bool


def root(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes. Raises ValueError for none, which nothing here ever seals."""
    if not leaves:
        raise ValueError("a tree has at least one leaf")
    level = list(leaves)
    while len(level) > 1:
        level = _above(level)
    return level[0]


def _above(level: list[bytes]) -> list[bytes]:
    """The next level: a last one without a neighbour goes up as it is, which is RFC 6962's split at a power of two."""
    pairs = [node_hash(*pair) for pair in zip(level[::2], level[1::2], strict=False)]
    return [*pairs, level[-1]] if len(level) % 2 else pairs


def path(leaves: Sequence[bytes], place: int) -> list[Step]:
    """The steps from the leaf at ``place`` (from 0) to the root."""
    steps, level = [], list(leaves)
    while len(level) > 1:
        neighbour = place ^ 1
        if neighbour < len(level):
            steps.append(Step(level[neighbour], neighbour < place))
        level, place = _above(level), place // 2
    return steps


def climb(leaf: bytes, steps: Sequence[Step]) -> bytes:
    """The root to which the steps lead from a leaf hash."""
    reached = leaf
    for step in steps:
        reached = node_hash(step.hash, reached) if step.left else node_hash(reached, step.hash)
    return reached
