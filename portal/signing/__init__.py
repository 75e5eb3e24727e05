"""Signatures that outsiders can check: letters as signed PDF, short statements as detached signatures.

Whoever signs is a backend (``portal.signing.backend``); who may be believed stands in the keyring's public part
(``portal.signing.certificates``). No models, and nothing here knows of notices or of the audit trail. pyHanko is
slow to import and is so only where something is signed or examined.
"""

from portal.signing import backend, stamping
from portal.signing.backend import SigningProblem

__all__ = ["SigningProblem", "problem"]


def problem() -> str | None:
    """What keeps this machine from signing, as one sentence; None when nothing does. Asks no network."""
    try:
        return backend.signing().problem() or stamping.problem()
    except SigningProblem as found:
        return str(found)
