"""Shows a stranger that something stands under a seal: its line, the path of hashes to the root, the signed seal."""

from dataclasses import dataclass
from typing import Any

from portal.audit import heads, merkle
from portal.audit.models import Seal, SealedLeaf


@dataclass(frozen=True)
class Proof:
    """The way from one line to the root of its seal. Neighbours are mere hashes of what cannot be guessed."""

    line: str
    leaf: SealedLeaf
    steps: tuple[merkle.Step, ...]

    @property
    def seal(self) -> Seal:
        """The seal above it."""
        return self.leaf.seal

    @property
    def holds(self) -> bool:
        """Whether the line, as it is now, leads to the root that was signed."""
        reached = merkle.climb(merkle.leaf_hash(self.line.encode()), self.steps)
        return reached.hex() == self.seal.root and heads.signature_holds(self.seal)

    def as_json(self) -> dict[str, Any]:
        """Everything that is needed to follow it without the portal."""
        return {
            "line": self.line,
            "leaf": self.leaf.hash,
            "position": self.leaf.position,
            "path": [
                {"side": "left" if step.left else "right", "hash": step.hash.hex()}
                for step in self.steps
            ],
            "seal": heads.as_json(self.seal),
        }


def proof_of(source: str, key: int, line: str) -> Proof | None:
    """The proof of a row of a source that says ``line``; None until the sealer has come by."""
    leaf = SealedLeaf.objects.select_related("seal").filter(source=source, key=key).first()
    if leaf is None:
        return None
    beside = SealedLeaf.objects.filter(seal=leaf.seal_id).order_by("position")
    hashes = [bytes.fromhex(one) for one in beside.values_list("hash", flat=True)]
    place = leaf.position - leaf.seal.first_position
    return Proof(line, leaf, tuple(merkle.path(hashes, place)))
