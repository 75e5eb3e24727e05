"""Which companies an action chooses, and which of them have no filing."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, OuterRef, QuerySet

from portal.accounts.models import Organization
from portal.audit.models import AuditEvent
from portal.cases.models import Case
from portal.workflow.creating import CONCERNED
from portal.workflow.errors import Reason
from portal.workflow.machine import Context


class ChoosesTargets(models.Model):
    """The rows of chosen companies. ``Campaign`` inherits it."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Campaign`` brings
        targets: Any
        organization: Any
        announced_at: Any

    #: The targets that the present act writes to.
    reached: Sequence[int] = ()

    def why_not_targets(self, rows: list[dict[str, Any]]) -> list[Reason]:
        """``rows`` hold ``organization`` and ``reason``."""
        chosen = [row["organization"] for row in rows]
        present = set(
            self.targets.filter(organization__in=chosen).values_list("organization", flat=True)
        )
        found = []
        for company in dict.fromkeys(chosen):
            if company.pk in present:
                found.append(Reason(f"{company}已经选入", field="targets"))
            if chosen.count(company) > 1:
                found.append(Reason(f"{company}重复填写", field="targets"))
            if company.kind not in CONCERNED or not self.organization.covers(company.division_code):
                found.append(Reason(f"{company}不在本机关管辖范围内", field="targets"))
        return found

    def note_targets(self, event: AuditEvent, ctx: Context) -> None:
        """Write the chosen companies; those that join a running action are told at once."""
        told_at = ctx.now if self.announced_at else None
        chosen = [
            self.targets.create(
                organization=row["organization"],
                reason=row.get("reason", ""),
                chosen_at=ctx.now,
                told_at=told_at,
            )
            for row in ctx.data["targets"]
        ]
        self.reached = [target.pk for target in chosen if target.told_at]

    def strike_chosen(self, event: AuditEvent, ctx: Context) -> None:
        """Nobody was told of it yet."""
        self.targets.filter(organization__in=ctx.data["organizations"], told_at=None).delete()

    def tell_targets(self, event: AuditEvent, ctx: Context) -> None:
        """From here on the action exists for those who were chosen."""
        self.targets.filter(told_at=None).update(told_at=ctx.now)
        self.reached = list(self.targets.values_list("pk", flat=True))

    def without_filing(self) -> "QuerySet[Any]":
        """The chosen companies that have no filing in force."""
        filed = Case.objects.filter(
            kind="filing", in_force=True, organization=OuterRef("organization")
        )
        rows: QuerySet[Any] = self.targets.filter(~Exists(filed)).select_related("organization")
        return rows

    def to_urge(self) -> "QuerySet[Any]":
        """Those of them that were not urged yet."""
        return self.without_filing().filter(urged_at=None)

    def why_not_urge(self, chosen: list[Organization]) -> list[Reason]:
        """Who cannot be urged: not chosen, filed, or urged already."""
        able = set(self.to_urge().values_list("organization", flat=True))
        return [
            Reason(f"{company}不在未备案的企业之中，或者已经督促过", field="organizations")
            for company in chosen
            if company.pk not in able
        ]
