"""Notices in the admin, to be read only: what was said is never edited."""

from typing import ClassVar

from django.contrib import admin

from portal.cases.admin import ReadOnlyAdmin
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
