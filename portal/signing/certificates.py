"""Whose signature is believed: the certificates the portal publishes, the roots above them, and since when not."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from django.conf import settings

from portal.signing.keyring import Keyring, Register


class Status(StrEnum):
    """What a certificate may be used for."""

    CURRENT = "current"  # signs
    RETIRED = "retired"  # signs no more; what it signed stays good
    DISTRUSTED = "distrusted"  # its key is known or feared to be in other hands


@dataclass(frozen=True)
class Certificate:
    """One signing certificate. ``pem`` begins with it and goes on with the intermediate ones, if any."""

    key_id: str
    pem: str
    subject: str
    not_before: datetime
    not_after: datetime
    status: Status
    distrusted_from: datetime | None = None

    def trusted_at(self, moment: datetime) -> bool:
        """Whether a signature that was certainly made at ``moment`` is to be believed."""
        in_time = self.not_before <= moment <= self.not_after
        return in_time and (self.distrusted_from is None or moment < self.distrusted_from)


def keyring() -> Keyring:
    """The keyring of this portal, as it stands on the disk now."""
    return Keyring(settings.SIGNING_DIR)


def published(ring: Keyring | None = None) -> list[Certificate]:
    """All certificates that ever signed, the newest first. Empty before the keyring was made."""
    ring = ring or keyring()
    register = ring.register()
    return [_certificate(ring, register, key_id) for key_id in reversed(register.order)]


def by_id(key_id: str) -> Certificate | None:
    """The published certificate of that key; None where there is none."""
    ring = keyring()
    register = ring.register()
    return _certificate(ring, register, key_id) if key_id in register.order else None


def current() -> Certificate | None:
    """The certificate that signs now; None where there is none."""
    ring = keyring()
    register = ring.register()
    return _certificate(ring, register, register.current) if register.current else None


def root_pem() -> str:
    """The root certificates, the newest last; empty before the keyring was made."""
    return keyring().roots()


def key_id_of(certificate: x509.Certificate) -> str:
    """The name of a signing key: SHA-256 of its certificate's DER, in hex."""
    return certificate.fingerprint(SHA256()).hex()


def _certificate(ring: Keyring, register: Register, key_id: str) -> Certificate:
    pem = ring.chain(key_id)
    leaf = x509.load_pem_x509_certificate(pem.encode())
    distrusted_from = register.distrusted.get(key_id)
    use = Status.CURRENT if register.current == key_id else Status.RETIRED
    return Certificate(
        key_id=key_id,
        pem=pem,
        subject=leaf.subject.rfc4514_string(),
        not_before=leaf.not_valid_before_utc,
        not_after=leaf.not_valid_after_utc,
        status=Status.DISTRUSTED if distrusted_from else use,
        distrusted_from=distrusted_from,
    )
