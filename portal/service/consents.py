"""Consent to electronic service (penalty law, 61(2)): signed by the organisation, withdrawn for the future."""

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from portal.accounts.models import Organization, User
from portal.accounts.roles import Role
from portal.service import consent_trail
from portal.service.models import ConsentEvent, ElectronicServiceConsent
from portal.workflow.errors import GuardFailed, Reason, WrongState

#: Who may bind the organisation by the confirmation.
BINDERS = frozenset({Role.UNIT, Role.PROVIDER})


def organizations_of(user: User) -> QuerySet[Organization]:
    """The organisations for which the person may sign."""
    return Organization.objects.filter(pk__in=user.organization_ids(BINDERS)).order_by("pk")


def consents_of(user: User) -> QuerySet[ElectronicServiceConsent]:
    """The confirmations of the person's organisations, the newest first."""
    rows = ElectronicServiceConsent.objects.filter(organization__in=organizations_of(user))
    return rows.select_related("organization", "confirmed_by")


def standing(organization_id: int, moment: datetime) -> ElectronicServiceConsent | None:
    """The confirmation in force at a moment, told to the minute; None where the organisation had not agreed."""
    signed = Q(confirmed_at__lt=moment + timedelta(minutes=1))
    kept = Q(withdrawn_at=None) | Q(withdrawn_at__gt=moment)
    rows = ElectronicServiceConsent.objects.filter(signed, kept, organization=organization_id)
    return rows.first()


def sign(
    organization: Organization, *, actor: User, now: datetime, data: dict[str, Any]
) -> ElectronicServiceConsent:
    """Sign for an organisation of the actor's. Raises GuardFailed for a foreign one, WrongState where one stands."""
    if not organizations_of(actor).filter(pk=organization.pk).exists():
        raise GuardFailed(Reason("您不能代表该单位确认电子送达", field="organization"))
    try:
        with transaction.atomic():
            made = ElectronicServiceConsent.objects.create(
                organization=organization, confirmed_at=now, confirmed_by=actor, **data
            )
            consent_trail.note(made, ConsentEvent.What.SIGNED, actor=actor, now=now)
            return made
    except IntegrityError:
        told = "该单位已有有效的电子送达确认书；要改变内容的，先撤回再重新确认"
        raise WrongState(Reason(told, code="agreed_already")) from None


def withdraw(pk: int, *, actor: User, now: datetime) -> ElectronicServiceConsent:
    """End it from now on; what was served before stays served. Raises WrongState where it has ended, or is foreign."""
    rows = ElectronicServiceConsent.objects.filter(
        pk=pk, withdrawn_at=None, organization__in=organizations_of(actor)
    )
    with transaction.atomic():
        if not rows.update(withdrawn_at=now, withdrawn_by=actor):
            raise WrongState(Reason("该确认书已经撤回", code="withdrawn"))
        ended = ElectronicServiceConsent.objects.get(pk=pk)
        consent_trail.note(ended, ConsentEvent.What.WITHDRAWN, actor=actor, now=now)
    return ended
