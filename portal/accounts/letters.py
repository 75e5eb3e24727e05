"""Whether an organisation's letters carry English beside the Chinese: its own people say so, and it is recorded."""

from datetime import datetime

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from portal.accounts.models import Organization, User
from portal.accounts.roles import Role

#: Who speaks for an organisation that files, applies or answers.
_SPEAKERS = frozenset({Role.PROVIDER, Role.UNIT})


def may_ask(actor: User, organization_id: int) -> bool:
    """Whether the person may choose for the organisation in which languages its letters come."""
    return organization_id in actor.organization_ids(_SPEAKERS)


def ask_for_english(
    organization_id: int, *, actor: User, wanted: bool, now: datetime
) -> Organization:
    """From the next letter on with English, or without. Letters that are out stay as they are.

    The choice stands in the organisation's history. Choosing what holds already changes and records nothing. Raises
    Organization.DoesNotExist for a place for which the actor does not speak.
    """
    with transaction.atomic():
        place = Organization.objects.select_for_update().filter(pk=organization_id).first()
        if place is None or not may_ask(actor, place.pk):
            raise Organization.DoesNotExist(f"没有编号为 {organization_id} 的单位")
        if place.wants_english != wanted:
            place.wants_english = wanted
            place.save(update_fields=["wants_english"])
            _record(place, actor, now)
    return place


def _record(place: Organization, actor: User, now: datetime) -> None:
    LogEntry.objects.create(
        user=actor,
        content_type=ContentType.objects.get_for_model(Organization),
        object_id=str(place.pk),
        object_repr=str(place)[:200],
        action_flag=CHANGE,
        change_message="文书附英文对照：" + ("是" if place.wants_english else "否"),
        action_time=now,
    )
