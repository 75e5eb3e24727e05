"""The demonstration's filings, in every state and relative to now, driven through the engine at past instants."""

from datetime import datetime

from portal.accounts.models import User
from portal.deadlines import sweep
from portal.web.demo import beginnings, changes, endings, oversight
from portal.web.demo.script import Script

THEMES = (beginnings, changes, endings, oversight)


def tell(people: dict[str, User], now: datetime) -> int:
    """Play all filings, then let the sweep witness what has fallen due. Returns how many filings there are."""
    told = [play for theme in THEMES for play in theme.plays()]
    for owner, play in told:
        play(Script(people, owner, now))
    sweep.sweep(now)
    return len(told)
