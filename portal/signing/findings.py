"""What an examination of a file may find, and whom it believes. Plain values that pass between processes as JSON."""

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum


class Finding(StrEnum):
    """The one finding about a file; all but the first mean: do not rely on it."""

    GENUINE_SIGNATURE = "genuine"  # ours, covers the whole file, nothing changed, nothing added
    CONTENT_CHANGED = "changed"  # ours once; bytes under it were changed
    ADDED_AFTER_SIGNING = "added"  # ours and whole, and then something was appended
    DISTRUSTED_KEY = "distrusted"  # ours by its key, which is not to be believed for that time
    FOREIGN_SIGNATURE = "foreign"  # signed, by a key that is not ours
    NO_SIGNATURE = "unsigned"
    BROKEN = "broken"  # begins like a PDF and cannot be read as one
    NOT_A_PDF = "not_pdf"


@dataclass(frozen=True)
class Claims:
    """What the file says of itself. Anybody can write that into a file: it is a lead, never a proof.

    ``facts`` is the SHA-256 of the attached machine-readable notice, in hex; empty where there is none.
    """

    verification_code: str = ""
    title: str = ""
    facts: str = ""


@dataclass(frozen=True)
class Examined:
    """The finding, and where a signature was read: whose, when it says it was made, when a trusted stamp says so."""

    finding: Finding
    claims: Claims = field(default_factory=Claims)
    key_id: str = ""
    signer: str = ""
    signed_at: datetime | None = None
    stamped_at: datetime | None = None

    def to_json(self) -> str:
        """For the way out of the examining process."""
        return json.dumps(asdict(self), default=datetime.isoformat)

    @classmethod
    def from_json(cls, text: str) -> "Examined":
        """Reads ``to_json``."""
        told = json.loads(text)
        return cls(
            finding=Finding(told["finding"]),
            claims=Claims(**told["claims"]),
            key_id=told["key_id"],
            signer=told["signer"],
            signed_at=_moment(told["signed_at"]),
            stamped_at=_moment(told["stamped_at"]),
        )


@dataclass(frozen=True)
class Trust:
    """Roots in PEM, the published keys' certificates by key id, and since when some keys are not to be believed."""

    roots: str
    stamping_roots: str
    chains: dict[str, str]
    distrusted: dict[str, datetime]

    def to_json(self) -> str:
        """For the way into the examining process, on one line."""
        return json.dumps(asdict(self), default=datetime.isoformat)

    @classmethod
    def from_json(cls, text: str) -> "Trust":
        """Reads ``to_json``."""
        told = json.loads(text)
        since = {key: datetime.fromisoformat(when) for key, when in told["distrusted"].items()}
        return cls(told["roots"], told["stamping_roots"], told["chains"], since)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
