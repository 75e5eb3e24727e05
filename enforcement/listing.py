"""Into the ledger of platforms, and out of it: each change with who, when and why, kept beside the row it changed."""

from datetime import datetime

from django.db import IntegrityError, transaction

from enforcement.models import Platform, PlatformChange
from portal.accounts.models import Organization, User
from portal.cases.models import Case
from portal.clock import china_date
from portal.workflow.errors import GuardFailed, Reason

#: Why the portal lists a company by itself.
FILED = "算法备案已经备案"
#: So many companies one run lists at most; the next run goes on.
MOST_AT_ONCE = 500


def enlist(
    organization: Organization, *, by: User | None, reason: str, now: datetime, **told: str
) -> Platform:
    """Put an organisation into the ledger, or back into it; ``told`` may hold ``services`` and ``responsible``.

    Raises GuardFailed where it is in the ledger already.
    """
    try:
        with transaction.atomic():
            known = Platform.objects.select_for_update().filter(organization=organization).first()
            if known is not None and known.ended_on is None:
                raise GuardFailed(Reason(f"{organization.name}已经在平台台账中", code="listed"))
            platform = known or Platform(organization=organization)
            platform.listed_on, platform.listed_by = china_date(now), by
            platform.ended_on, platform.ended_reason = None, ""
            for name, value in told.items():
                setattr(platform, name, value)
            platform.save()
            _note(platform, PlatformChange.Act.LISTED, by, reason, now)
    except IntegrityError:  # somebody else listed it in the same moment
        raise GuardFailed(Reason(f"{organization.name}已经在平台台账中", code="listed")) from None
    return platform


def strike(platform: Platform, *, by: User, reason: str, now: datetime) -> None:
    """Take a platform out of the ledger; all that is known of it stays. Raises GuardFailed where it is out already."""
    with transaction.atomic():
        held = Platform.objects.select_for_update().get(pk=platform.pk)
        if held.ended_on is not None:
            raise GuardFailed(Reason("该平台已经移出台账", code="unlisted"))
        held.ended_on, held.ended_reason = china_date(now), reason
        held.save(update_fields=["ended_on", "ended_reason"])
        _note(held, PlatformChange.Act.UNLISTED, by, reason, now)


def enlist_filers(now: datetime, *, most: int = MOST_AT_ONCE) -> int:
    """List the companies with a filing in force that no ledger ever knew; answers how many.

    One that an officer took out stays out, until an officer puts it back.
    """
    known = Platform.objects.values("organization")
    filed = Case.objects.filter(kind="filing", in_force=True).exclude(organization__in=known)
    fresh = Organization.objects.filter(pk__in=filed.values("organization")).order_by("pk")
    return sum(_enlist_filer(organization, now) for organization in fresh[:most])


def _enlist_filer(organization: Organization, now: datetime) -> bool:
    try:
        enlist(organization, by=None, reason=FILED, now=now)
    except GuardFailed:  # another worker, or an officer, was faster
        return False
    return True


def _note(platform: Platform, act: str, by: User | None, reason: str, now: datetime) -> None:
    PlatformChange.objects.create(platform=platform, act=act, at=now, by=by, reason=reason)
