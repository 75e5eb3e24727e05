"""Who may be drawn for the joint teams of an action, and who keeps away."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import QuerySet

from portal.accounts.models import Membership, User
from portal.accounts.roles import Role
from portal.audit.models import AuditEvent
from portal.workflow.errors import Reason
from portal.workflow.machine import Context


class KeepsPool(models.Model):
    """The rows of the officers' pool. ``Campaign`` inherits it."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Campaign`` brings
        pool: Any
        organization: Any
        departments: list[str]

    def in_pool(self) -> "QuerySet[Any]":
        """Who may be drawn now."""
        rows: QuerySet[Any] = self.pool.filter(left_at=None).select_related("user")
        return rows

    def may_join_pool(self) -> list[User]:
        """The enforcement officers of the leading office, of those below it and of those above, by name."""
        leading = self.organization.jurisdiction or ""
        held = Membership.objects.filter(
            role=Role.ENFORCEMENT_OFFICER, is_active=True, user__is_active=True
        ).select_related("user", "organization")
        found = {m.user_id: m.user for m in held if _in_line(m.organization.jurisdiction, leading)}
        return sorted(found.values(), key=lambda user: (str(user), user.pk))

    def why_not_pool(self, rows: list[dict[str, Any]]) -> list[Reason]:
        """``rows`` hold ``user``, ``department``, ``credential``."""
        users = [row["user"] for row in rows]
        able = {user.pk for user in self.may_join_pool()}
        aside = set(self.pool.filter(stepped_aside=True).values_list("user", flat=True))
        found = []
        for user in dict.fromkeys(users):
            if user.pk not in able:
                found.append(Reason(f"{user}不是可以参加的执法人员", field="officers"))
            if user.pk in aside:
                found.append(Reason(f"{user}已经声明回避", field="officers"))
            if users.count(user) > 1:
                found.append(Reason(f"{user}只能列入一次", field="officers"))
        if any(row["department"] not in self.departments for row in rows):
            found.append(Reason("所属部门应为参加行动的部门", field="officers"))
        return found

    def note_pool(self, event: AuditEvent, ctx: Context) -> None:
        """Write who may be drawn; whoever was moved out may come back, whoever stepped aside may not."""
        for row in ctx.data["officers"]:
            told = {
                "department": row["department"],
                "credential": row.get("credential", ""),
                "left_at": None,
                "reason": "",
            }
            self.pool.update_or_create(
                user=row["user"], defaults=told, create_defaults={**told, "added_at": ctx.now}
            )

    def strike_from_pool(self, event: AuditEvent, ctx: Context) -> None:
        """They are drawn no more."""
        rows = self.in_pool().filter(user__in=ctx.data["officers"])
        rows.update(left_at=ctx.now, reason=ctx.data["reason"])

    def note_avoiding(self, event: AuditEvent, ctx: Context) -> None:
        """The acting officer keeps away from some companies, or from all."""
        row = self.in_pool().get(user=ctx.actor)
        companies = ctx.data.get("organizations") or []
        row.avoids = sorted({*row.avoids, *(company.pk for company in companies)})
        row.reason = "\n".join(filter(None, [row.reason, ctx.data["reason"]]))
        if not companies:
            row.left_at, row.stepped_aside = ctx.now, True
        row.save()


def _in_line(jurisdiction: str | None, leading: str) -> bool:
    if jurisdiction is None:
        return False
    return jurisdiction.startswith(leading) or leading.startswith(jurisdiction)
