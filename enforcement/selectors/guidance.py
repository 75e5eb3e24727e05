"""Who sees which bulletins and meetings: the office's people, and the platforms that were told."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from enforcement.models import Bulletin, Invited, Platform
from enforcement.selectors.office import supervised
from enforcement.states import BulletinState
from portal.accounts.models import Organization, User
from portal.accounts.roles import Role


def visible_bulletins(user: User) -> Q:
    """As ``Bulletin.roles_of``."""
    own = user.organization_ids(frozenset({Role.PROVIDER}))
    if not own:
        return supervised(user)
    covered = Platform.objects.filter(
        organization__in=own,
        ended_on=None,
        organization__division_code__startswith=OuterRef("organization__jurisdiction"),
    )
    published = Bulletin.objects.filter(Exists(covered), told_at__isnull=False)
    return supervised(user) | Q(pk__in=published.values("pk"))


def visible_meetings(user: User) -> Q:
    """As ``SupervisionMeeting.roles_of``."""
    own = user.organization_ids(frozenset({Role.PROVIDER}))
    called = Invited.objects.filter(organization__in=own, meeting__told_at__isnull=False)
    return supervised(user) | Q(pk__in=called.values("meeting"))


def public_bulletins() -> QuerySet[Bulletin]:
    """What the public may read, the newest first."""
    found = Bulletin.objects.filter(state=BulletinState.PUBLISHED)
    return found.select_related("organization").order_by("-published_at", "-pk")


def public_bulletin(number: str) -> Bulletin | None:
    """One that is or was published; whoever shows it says that it was withdrawn, where it was."""
    found = Bulletin.objects.filter(number=number, published_at__isnull=False)
    return found.select_related("organization").first()


def platforms_of(user: User, *roles: Role) -> QuerySet[Organization]:
    """The platforms in the ledger of the jurisdictions in which the person holds one of ``roles``."""
    places = Q(pk__in=[])
    for prefix in user.jurisdictions(*roles):
        places |= Q(division_code__startswith=prefix)
    listed = Platform.objects.filter(ended_on=None).values("organization")
    return Organization.objects.filter(places, pk__in=listed)
