"""The key that a forger in the database does not have."""

import hmac
from collections.abc import Callable

from django.conf import settings


def mac(purpose: str, content: str) -> str:
    """HMAC-SHA256 in hex over ``content``, under the audit key, which never stands in the database."""
    return hmac.digest(settings.AUDIT_KEY.encode(), f"{purpose}:{content}".encode(), "sha256").hex()


def event_mac(event_hash: str) -> str:
    """Seals one event: who can only write SQL cannot make one up."""
    return mac("event", event_hash)


def event_sealer() -> Callable[[str], str]:
    """``event_mac`` for very many: the key is taken in once."""
    start = hmac.new(settings.AUDIT_KEY.encode(), b"event:", "sha256")

    def sealed(event_hash: str) -> str:
        one = start.copy()
        one.update(event_hash.encode())
        return one.hexdigest()

    return sealed


def tip_mac(case_number: str, length: int, head: str) -> str:
    """Seals the tip of a case's chain: its tail cannot be cut together with its tip."""
    return mac("tip", f"{case_number}:{length}:{head}")
