"""Signatures that stand beside what they sign: the sealed heads of the audit trail, statements of the portal."""

from portal.signing import backend, certificates
from portal.signing.backend import Detached

__all__ = ["Detached", "holds", "sign"]


def sign(payload: bytes) -> Detached:
    """Sign the payload with the current key. Raises SigningProblem."""
    return backend.signing().sign(payload)


def holds(payload: bytes, detached: Detached) -> bool:
    """Whether a published key signed exactly this payload.

    Distrusted keys are checked like others: whoever knows when it was signed asks ``Certificate.trusted_at``.
    """
    checker = backend.checking(detached.algorithm)
    certificate = certificates.by_id(detached.key_id)
    if checker is None or certificate is None:
        return False
    return checker.holds(payload, detached.signature, certificate)
