"""Mails in the admin, to be read only: how far each came, without what it is about."""

from typing import ClassVar

from django.contrib import admin

from portal.cases.admin import ReadOnlyAdmin
from portal.mail.models import Delivery


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    """Who runs the portal sees whether mail goes out, not to which address nor about which case."""

    list_display = (
        *("id", "kind", "state", "masked_address", "attempts", "reply"),
        *("created_at", "handed_over_at", "settled_at"),
    )
    list_filter = ("state", "kind")
    exclude: ClassVar = ["notice", "person", "address", "bundle"]
    readonly_fields: ClassVar = ["masked_address"]
