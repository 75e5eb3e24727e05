"""The demonstration's cases, in every state and relative to now, driven through the engine at past instants."""

from datetime import datetime

from enforcement.leads import open_leads
from ethics_review.models import Committee
from filings.models import Filing
from portal.accounts.models import User
from portal.deadlines import sweep
from portal.web.demo import (
    beginnings,
    changes,
    endings,
    enforcement_story,
    ethics_story,
    oversight,
)
from portal.web.demo.script import Script

THEMES = (beginnings, changes, endings, oversight)


def tell(people: dict[str, User], now: datetime) -> int:
    """Play what has not been played yet, then let the portal witness what is due. Returns how many cases."""
    told = 0
    if not Filing.objects.filter(organization__is_demo=True).exists():
        told += tell_filings(people, now)
    if not Committee.objects.filter(organization__is_demo=True).exists():
        told += ethics_story.tell(people, now)
    if not enforcement_story.told():
        told += enforcement_story.tell(people, now)
    if told:
        sweep.sweep(now)
        open_leads(now)
    return told


def tell_filings(people: dict[str, User], now: datetime) -> int:
    """The filings alone."""
    told = [play for theme in THEMES for play in theme.plays()]
    for owner, play in told:
        play(Script(people, owner, now))
    return len(told)
