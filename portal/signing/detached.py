"""Signatures that stand beside what they sign: the sealed heads of the audit trail, statements of the portal."""

from datetime import datetime

from portal.signing import backend, certificates
from portal.signing.backend import Detached, fit_to_sign
from portal.signing.certificates import Certificate

__all__ = ["Detached", "holds", "sign", "signer"]


def sign(payload: bytes, signed_at: datetime) -> Detached:
    """Sign the payload as of ``signed_at`` with the current key.

    Raises SigningProblem where there is none, or none that is in force at that moment.
    """
    made = backend.signing().sign(payload)
    fit_to_sign(made.key_id, signed_at)
    return made


def signer(payload: bytes, detached: Detached) -> Certificate | None:
    """Whose key signed exactly this payload; None where no published key did.

    Distrusted keys are checked like others: whoever knows when it was signed asks ``Certificate.trusted_at``.
    """
    checker = backend.checking(detached.algorithm)
    certificate = certificates.by_id(detached.key_id)
    if checker is None or certificate is None:
        return None
    return certificate if checker.holds(payload, detached.signature, certificate) else None


def holds(payload: bytes, detached: Detached, signed_at: datetime) -> bool:
    """Whether a published key that is to be believed for ``signed_at`` signed exactly this payload."""
    certificate = signer(payload, detached)
    return certificate is not None and certificate.trusted_at(signed_at)
