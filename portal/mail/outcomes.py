"""Who wants to know what became of a mail. Each is told in the transaction that records it."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from portal.mail.models import Delivery

Listener = Callable[["Delivery", datetime], None]
_LISTENERS: list[Listener] = []


def register(listener: Listener) -> None:
    """Have ``listener(delivery, now)`` called whenever a mail's state is settled or put off; each listener once.

    It is called inside the transaction: what it writes stands or falls with the state. What it raises undoes the
    record, which is then tried again when the worker's lease has run out.
    """
    if listener not in _LISTENERS:
        _LISTENERS.append(listener)


def tell(delivery: "Delivery", now: datetime) -> None:
    """Tell all. Only within the transaction that wrote the state."""
    for listener in _LISTENERS:
        listener(delivery, now)
