"""The key that a forger in the database does not have."""

import hmac

from django.conf import settings


def mac(purpose: str, content: str) -> str:
    """HMAC-SHA256 in hex over ``content``, under the audit key, which never stands in the database."""
    return hmac.digest(settings.AUDIT_KEY.encode(), f"{purpose}:{content}".encode(), "sha256").hex()


def event_mac(event_hash: str) -> str:
    """Seals one event: who can only write SQL cannot make one up."""
    return mac("event", event_hash)


def tip_mac(case_number: str, length: int, head: str) -> str:
    """Seals the tip of a case's chain: its tail cannot be cut together with its tip."""
    return mac("tip", f"{case_number}:{length}:{head}")
