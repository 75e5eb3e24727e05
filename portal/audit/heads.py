"""A seal as it is signed and published, and as somebody may bring it back years later."""

import base64
import binascii
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from portal.audit.breaks import Break
from portal.audit.canon import compact
from portal.audit.models import Seal
from portal.signing import detached
from portal.signing.certificates import Certificate

#: What of a published head must be the same in the portal for ever.
_KEPT = ("made_at", "first_position", "last_position", "root", "previous", "hash")


class BadHeads(ValueError):
    """The file is no list of published seals."""


def signed_text(seal: Seal) -> str:
    """The line of JSON that is signed; its SHA-256 is the seal's hash."""
    return compact(
        {
            "seal": seal.number,
            "made_at": seal.made_at.astimezone(UTC).isoformat(timespec="microseconds"),
            "first_position": seal.first_position,
            "last_position": seal.last_position,
            "root": seal.root,
            "previous": seal.previous,
        }
    )


def hash_of(seal: Seal) -> str:
    """SHA-256 of the signed text, in hex."""
    return hashlib.sha256(signed_text(seal).encode()).hexdigest()


def signature_holds(seal: Seal) -> bool:
    """Whether a published key that is to be believed for its time signed this seal as it stands."""
    by = signer(seal)
    return by is not None and by.trusted_at(seal.made_at)


def signer(seal: Seal) -> Certificate | None:
    """Whose key signed this seal as it stands, to be believed or not; None where no published key did."""
    signature = detached.Detached(seal.algorithm, seal.key_id, bytes(seal.signature))
    return detached.signer(signed_text(seal).encode(), signature)


def as_json(seal: Seal) -> dict[str, Any]:
    """The seal as it is published."""
    return {
        **json.loads(signed_text(seal)),
        "hash": seal.hash,
        "algorithm": seal.algorithm,
        "key_id": seal.key_id,
        "signature": base64.b64encode(bytes(seal.signature)).decode(),
        "signed_text": signed_text(seal),
    }


@dataclass(frozen=True)
class Head:
    """A published seal as somebody kept it."""

    number: int
    told: dict[str, Any]

    def is_signed(self) -> bool:
        """Whether the portal signed what was kept: a file that anybody can write proves nothing."""
        try:
            signature = base64.b64decode(self.told["signature"], validate=True)
            made_at = datetime.fromisoformat(self.told["made_at"]).astimezone(UTC)
        except (binascii.Error, TypeError, ValueError):
            return False
        text = self.told["signed_text"].encode()
        made = detached.Detached(self.told["algorithm"], self.told["key_id"], signature)
        says = json.loads(text) == {k: self.told[k] for k in ("seal", *_KEPT) if k != "hash"}
        hashes = hashlib.sha256(text).hexdigest() == self.told["hash"]
        return says and hashes and detached.holds(text, made, made_at)


def read(text: str) -> list[Head]:
    """The heads of a file downloaded from the public page or API: one seal, a list, or a page of a list.

    Raises BadHeads.
    """
    try:
        told = json.loads(text)
        rows = told if isinstance(told, list) else told.get("results", [told])
        heads = [Head(int(row["seal"]), row) for row in rows]
        wanted = (*_KEPT, "algorithm", "key_id", "signature", "signed_text")
        if not heads or not all(
            isinstance(h.told[name], str | int) for h in heads for name in wanted
        ):
            raise BadHeads("文件里没有封印")
        for head in heads:
            json.loads(head.told["signed_text"])
    except BadHeads:
        raise
    except (AttributeError, KeyError, TypeError, ValueError) as wrong:
        raise BadHeads("文件不是由 /audit/ 下载的封印清单") from wrong
    return heads


def compared(heads: list[Head]) -> Iterator[Break]:
    """Whether the portal still says of these seals what it published: an older copy of the database does not."""
    for head in sorted(heads, key=lambda one: one.number):
        seal = Seal.objects.filter(number=head.number).first()
        if not head.is_signed():
            yield Break.of_seal(
                head.number, "所附文件中的这一封印没有本门户的有效签名，不能作为依据"
            )
        elif seal is None:
            yield Break.of_seal(
                head.number, "公布过，现在不存在：审计链被截短，或者数据库被换成较早的副本"
            )
        elif any(as_json(seal)[name] != head.told[name] for name in _KEPT):
            yield Break.of_seal(
                head.number, "与公布时的不同：审计链被改写，或者数据库被换成另一副本"
            )
