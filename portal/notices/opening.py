"""What follows when the addressee's people open a notice. Layers above say what; the doors of notices only call."""

import logging
from collections.abc import Callable
from datetime import datetime

from portal.accounts.models import User
from portal.notices.models import Notice

logger = logging.getLogger(__name__)
Follower = Callable[[Notice, User, datetime], None]
_followers: list[Follower] = []


def register(follower: Follower) -> None:
    """Call ``follower(notice, user, now)`` at every opening by the addressee's people, after it was written down."""
    if follower not in _followers:
        _followers.append(follower)


def opened(notice: Notice, user: User, now: datetime) -> None:
    """An addressee's person has the notice before them. What goes wrong in a follower never keeps it from them."""
    for follower in _followers:
        try:
            follower(notice, user, now)
        except Exception:  # the reader gets the paper whatever comes of it; the log says what did
            logger.exception("通知 %s 已打开，后续处理失败", notice.pk)
