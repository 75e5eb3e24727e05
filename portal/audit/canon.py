"""What of an event is hashed, as text: everyone who has it and the hash before can compute the event's hash.

``hash = sha256(previous_hash ‖ canonical)`` over UTF-8, in hex; see docs/verification.md. The text is JSON with its
keys in the order of the alphabet, without blanks. Only its ``data`` stand in it as PostgreSQL shows jsonb (keys by
their length in bytes, then by their bytes; a blank after each comma and colon), so that the checker of millions of
events takes that part as it comes. The form is defined here all the same, not by the database: where the two differ
(numbers such as 1e20), the checker makes the text anew and asks again.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import UTC
from functools import lru_cache
from typing import Any

from portal.audit.models import AuditEvent

_AS_STORED = json.JSONEncoder(ensure_ascii=False)
_COMPACT = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
#: A word as JSON; actions, states and roles come again and again.
_quoted: Callable[[str], str] = lru_cache(maxsize=4096)(_AS_STORED.encode)


def compact(content: Any) -> str:
    """One text for one content: JSON with sorted keys, no blanks, nothing escaped that need not be."""
    return _COMPACT.encode(content)


def canonical(event: AuditEvent, case_number: str, cause_hash: str) -> str:
    """The event's text; of an event from before the data had their form, in the form in which it was hashed."""
    newest = _text(event, case_number, cause_hash, data_text(event.data))
    if not event.hash or hash_of(event.previous_hash, newest) == event.hash:
        return newest
    older = _text(event, case_number, cause_hash, compact(event.data))
    return older if hash_of(event.previous_hash, older) == event.hash else newest


def hash_of(previous_hash: str, text: str) -> str:
    """SHA-256 over the hash before and the text, in hex."""
    return hashlib.sha256((previous_hash + text).encode()).hexdigest()


def _text(event: AuditEvent, case_number: str, cause_hash: str, data: str) -> str:
    return event_text(
        case_number,
        event.seq,
        data,
        event.action,
        event.actor_id,
        event.after,
        event.before,
        cause_hash,
        event.occurred_at.astimezone(UTC).isoformat(),
        event.recorded_at.astimezone(UTC).isoformat(),
        event.role,
    )


def data_text(data: Any) -> str:
    """An event's data as they stand in its text."""
    return _AS_STORED.encode(_in_order(data))


def _in_order(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _in_order(value[key]) for key in sorted(value, key=_place)}
    return [_in_order(one) for one in value] if isinstance(value, list) else value


def _place(key: str) -> tuple[int, bytes]:
    name = key.encode()
    return len(name), name


def event_text(
    case: str,
    seq: int,
    data: str,
    action: str,
    actor: int,
    after: str,
    before: str,
    cause: str,
    occurred_at: str,
    recorded_at: str,
    role: str,
) -> str:
    """The text from its parts: ``data`` as text, ``cause`` a hash or "", moments in ISO 8601 as of UTC."""
    return (
        f'{{"action":{_quoted(action)},"actor":{actor},"after":{_quoted(after)},'
        f'"before":{_quoted(before)},"case":{_quoted(case)},"cause":"{cause}","data":{data},'
        f'"occurred_at":"{occurred_at}","recorded_at":"{recorded_at}",'
        f'"role":{_quoted(role)},"seq":{seq}}}'
    )
