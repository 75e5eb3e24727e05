"""Accounts for the system administrator: people, organisations, memberships; tokens can be revoked, never read."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.forms import BaseInlineFormSet
from django.http import HttpRequest

from portal.accounts.models import (
    SYSTEM_USERNAME,
    ApiToken,
    Membership,
    Organization,
    User,
    require_separate,
)

# Roles come from memberships alone; Django's groups would be a second, silent source of rights.
admin.site.unregister(Group)
admin.site.site_header = "合规门户后台"
admin.site.site_title = "合规门户后台"
admin.site.index_title = "账户与机构"


class MembershipFormSet(BaseInlineFormSet):  # type: ignore[type-arg]
    """All lines of one person together: each alone knows only what is saved already."""

    def clean(self) -> None:
        super().clean()
        lines = [form.cleaned_data for form in self.forms if form.is_valid()]
        require_separate(
            {line["role"] for line in lines if line.get("is_active") and "role" in line}
        )


class MembershipInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Membership
    formset = MembershipFormSet
    extra = 0
    autocomplete_fields = ("organization",)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody gives roles to oneself."""
        return obj != request.user and bool(super().has_add_permission(request, obj))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nor changes one's own."""
        return obj != request.user and bool(super().has_change_permission(request, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Roles end by being switched off."""
        return False


@admin.register(User)
class PersonAdmin(UserAdmin):  # type: ignore[type-arg]
    """People are switched off, never deleted: the audit trail names them."""

    list_display = ("username", "display_name", "is_active", "is_staff", "last_login")
    search_fields = ("username", "display_name")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("个人信息", {"fields": ("display_name", "email")}),
        ("权限", {"fields": ("is_active", "is_staff", "is_superuser")}),
        ("时间", {"fields": ("last_login", "date_joined")}),
    )
    filter_horizontal = ()
    inlines = (MembershipInline,)

    def get_queryset(self, request: HttpRequest) -> Any:
        """Without the system actor, which nobody may sign in as or change."""
        return super().get_queryset(request).exclude(username=SYSTEM_USERNAME)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Who keeps accounts cannot make anybody, oneself included, a superuser."""
        fields = ("last_login", "date_joined")
        return fields if request.user.is_superuser else (*fields, "is_staff", "is_superuser")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nor change one, by a new password for instance."""
        protected = obj is not None and obj.is_superuser and not request.user.is_superuser
        return not protected and bool(super().has_change_permission(request, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Organization)
class OrganizationAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("name", "kind", "uscc", "division_code", "jurisdiction")
    list_filter = ("kind",)
    search_fields = ("name", "uscc")
    readonly_fields = ("subject_code",)
    # Which letters an organisation sends and how it is written to, apart from what it is.
    fieldsets = (
        (None, {"fields": ("name", "kind", "uscc", "subject_code", "address", "is_demo")}),
        ("区划", {"fields": ("division_code", "jurisdiction")}),
        ("文书", {"fields": ("document_code", "wants_english")}),
    )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(ApiToken)
class ApiTokenAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Listed and revoked here; made by ``manage.py create_token``, which shows the clear text once."""

    list_display = ("prefix", "user", "created_at", "expires_at")
    search_fields = ("user__username", "prefix")
    fields = ("user", "prefix", "created_at", "expires_at")
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
