"""Deadlines, leads and imported arrangements in the admin, to be read only."""

from django.contrib import admin

from portal.cases.admin import ReadOnlyAdmin
from portal.deadlines.models import Deadline, HolidayNotice, Lead


@admin.register(Deadline)
class DeadlineAdmin(ReadOnlyAdmin):
    """Running and ended limits."""

    list_display = ("case", "code", "party", "last_day", "provisional", "outcome")
    list_filter = ("outcome", "code", "provisional")
    search_fields = ("case__number",)
    list_select_related = ("case",)


@admin.register(Lead)
class LeadAdmin(ReadOnlyAdmin):
    """Missed duties that wait for a judgement."""

    list_display = ("case", "deadline", "missed_at", "opened_at")
    list_select_related = ("case", "deadline")


@admin.register(HolidayNotice)
class HolidayNoticeAdmin(ReadOnlyAdmin):
    """Imported arrangements."""

    list_display = ("year", "source", "imported_at", "sha256")
