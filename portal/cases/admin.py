"""Cases in the admin, to be read only: a case changes through its engine or not at all."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from portal.cases.models import Case, Document

if TYPE_CHECKING:
    _Base = admin.ModelAdmin[Any]
else:
    _Base = admin.ModelAdmin


class ReadOnlyAdmin(_Base):
    """Shows rows; adds, changes and deletes none."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never."""
        return False


@admin.register(Case)
class CaseAdmin(ReadOnlyAdmin):
    """All matters, of every kind."""

    list_display = ("number", "title", "kind", "state", "organization", "region", "created_at")
    list_filter = ("kind", "state", "law_profile")
    search_fields = ("number", "title", "organization__name")
    list_select_related = ("organization",)


@admin.register(Document)
class DocumentAdmin(ReadOnlyAdmin):
    """Papers by name and hash; their bytes are not shown here."""

    list_display = ("name", "slot", "case", "size", "uploaded_at", "removed_at")
    list_select_related = ("case",)
    exclude: ClassVar = ["file", "text"]
