"""Notices in the admin, to be read only: what was said is never edited, and what was said in confidence not shown."""

from typing import ClassVar

from django.contrib import admin
from django.http import HttpRequest

from portal.cases.admin import ReadOnlyAdmin
from portal.notices.catalogue import inside_codes
from portal.notices.models import Notice


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    """Shows which letters wait or failed, and why."""

    list_display = (
        "title",
        "case",
        "addressee",
        "recipient",
        "status",
        "attempts",
        "last_error",
        "created_at",
    )
    list_filter = ("status", "form", "code")
    search_fields = ("case__number", "addressee__name")
    list_select_related = ("case", "addressee", "recipient")
    exclude: ClassVar = ["file"]

    def get_exclude(self, request: HttpRequest, obj: Notice | None = None) -> list[str]:
        """The text too, where it is the deciding side's own or one person's: who runs the portal is neither."""
        if obj is not None and (obj.recipient_id is not None or obj.code in inside_codes()):
            return [*self.exclude, "body", "context"]
        return [*self.exclude]
