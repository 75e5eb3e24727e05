"""A repeated call answers the first one's result: the reply is stored in the transaction of its effect.

Refusals are not kept: they changed nothing, and the same call may succeed once their reason is gone.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError
from django.utils.crypto import salted_hmac

from portal.accounts.models import User
from portal.workflow.errors import Reason, Refused
from portal.workflow.models import IdempotentReply

#: What the engine calls inside its transaction, with what the act did.
Receipt = Callable[[Any], None]
_KEY = re.compile(r"[\x21-\x7e]{1,200}")


class BadKey(Refused):
    """The key is empty, too long, or not printable ASCII."""

    code = "idempotency_key_malformed"
    status = 400


class KeyReused(Refused):
    """The key was used before for another call."""

    code = "idempotency_key_reused"


@dataclass(frozen=True)
class Reply:
    """What is answered; ``replayed`` when an earlier call did the work."""

    status: int
    body: Any
    replayed: bool = False


@dataclass(frozen=True)
class Call:
    """One call as its sender means it. Without a key it is never remembered."""

    user: User
    key: str
    fingerprint: str
    now: datetime

    def __post_init__(self) -> None:
        if self.key and not _KEY.fullmatch(self.key):
            raise BadKey(
                Reason("Idempotency-Key 应为 1 至 200 个可见的 ASCII 字符", field="Idempotency-Key")
            )


def fingerprint(method: str, path: str, content: Any) -> str:
    """Keyed SHA-256 of a call; equal for equal content whatever the order of its keys.

    Without the key nobody who reads the table can try out which of a few choices was sent.
    """
    canonical = json.dumps([method, path, content], sort_keys=True, default=str)
    return salted_hmac(__name__, canonical, algorithm="sha256").hexdigest()


def once(
    call: Call, act: Callable[[Receipt], object], reply: Callable[[Any], tuple[int, Any]]
) -> Reply:
    """Do ``act`` unless the same call was done before; answer what it answered then.

    ``reply`` turns what the act did into status and body, inside the transaction. Of two twins that
    race, the slower one is refused by the lock, the version or the unique key, and answers the
    faster one's result. Raises KeyReused, and whatever the act raises.
    """
    kept = _kept(call)
    if kept:
        return kept
    made: list[Reply] = []

    def receipt(outcome: Any) -> None:
        status, body = reply(outcome)
        text = json.dumps(body, ensure_ascii=False, cls=DjangoJSONEncoder)
        if call.key:
            _store(call, status, text)
        made.append(Reply(status, json.loads(text)))

    try:
        act(receipt)
    except (Refused, ValidationError, IntegrityError):
        kept = _kept(call)
        if kept:
            return kept
        raise
    return made[-1]


def _kept(call: Call) -> Reply | None:
    if not call.key:
        return None
    found = IdempotentReply.objects.filter(user=call.user, key=call.key).first()
    if found is None:
        return None
    if found.fingerprint != call.fingerprint:
        raise KeyReused(
            Reason("这个 Idempotency-Key 已用于另一内容的请求，请换一个", field="Idempotency-Key")
        )
    return Reply(found.status, json.loads(found.body), replayed=True)


def _store(call: Call, status: int, text: str) -> None:
    IdempotentReply.objects.create(
        user=call.user,
        key=call.key,
        fingerprint=call.fingerprint,
        status=status,
        body=text,
        created_at=call.now,
    )
