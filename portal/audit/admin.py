"""The audit trail in the admin, to be read only."""

from django.contrib import admin

from portal.audit.models import AuditEvent
from portal.cases.admin import ReadOnlyAdmin


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    """Events, newest first."""

    list_display = ("case", "seq", "action", "before", "after", "actor", "occurred_at")
    list_filter = ("action",)
    search_fields = ("case__number",)
    list_select_related = ("case", "actor")
    ordering = ("-pk",)
