"""Ethics review in the demonstration: every state of reviews, rechecks, meetings and committees, relative to now."""

from datetime import datetime

from portal.accounts.models import User
from portal.cases.models import Case
from portal.web.demo import ethics_rechecks, ethics_reviews
from portal.web.demo.ethics_committees import committees
from portal.web.demo.ethics_script import Activity, Sittings

_KINDS = ("ethics_committee", "ethics_review", "committee_meeting", "recheck")


def tell(people: dict[str, User], now: datetime) -> int:
    """Play everything. Returns how many cases there are, with rechecks, meetings and committees."""
    committee = committees(people, now)
    sittings = Sittings(people, committee)

    def start() -> Activity:
        return Activity(people, "applicant", now, committee=committee)

    ethics_reviews.intake(start)
    ethics_reviews.deliberation(start, sittings)
    ethics_reviews.emergency(start)
    decided, listed = ethics_reviews.decisions(start), ethics_rechecks.reviewed(start)
    sittings.held(start().at(ethics_reviews.MET, 9), [*decided, *listed])
    ethics_reviews.after_decisions(decided)
    ethics_rechecks.after_review(listed)
    ethics_rechecks.emergency(start, sittings)
    ethics_reviews.under_way(start)
    return Case.objects.filter(kind__in=_KINDS, organization__is_demo=True).count()
