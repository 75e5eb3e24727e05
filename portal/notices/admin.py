"""Notices in the admin, to be read only: what was said is never edited."""

from typing import TYPE_CHECKING, ClassVar

from django.contrib import admin
from django.http import HttpRequest

from portal.notices.models import Notice

if TYPE_CHECKING:
    _Base = admin.ModelAdmin[Notice]
else:
    _Base = admin.ModelAdmin


@admin.register(Notice)
class NoticeAdmin(_Base):
    """Shows which letters wait or failed, and why."""

    list_display = ("title", "case", "addressee", "status", "attempts", "last_error", "created_at")
    list_filter = ("status", "form", "code")
    search_fields = ("case__number", "addressee__name")
    list_select_related = ("case", "addressee")
    exclude: ClassVar = ["file"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Notice | None = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Notice | None = None) -> bool:
        """Never."""
        return False
