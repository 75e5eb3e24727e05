"""Who sees which reports of platforms: their own people, and the office's people once they were handed in."""

from django.db.models import Q

from enforcement.selectors.office import supervised, told
from portal.accounts.models import User


def visible_reports(user: User) -> Q:
    """As ``PlatformReport.roles_of``; the same for yearly reports and for major matters."""
    return told(user) | (supervised(user) & Q(received_at__isnull=False))
