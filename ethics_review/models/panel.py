"""The experts of a recheck: who may be in the group, what stands against its vote (2023 measures, articles 28–30)."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models

from ethics_review.models.advising import Invitation
from ethics_review.models.deliberation import Deliberated
from ethics_review.models.seat import Seat
from ethics_review.rules.panel import panel_problems
from ethics_review.states import Discipline, RoundKind
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.audit.models import AuditEvent
from portal.workflow.errors import Reason
from portal.workflow.machine import Context


class PanelMember(models.Model):
    """An expert of the group."""

    recheck = models.ForeignKey("ethics_review.Recheck", models.PROTECT, related_name="panel")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="专家"
    )
    discipline = models.CharField("专业背景", max_length=20, choices=Discipline.choices)
    replaced_at = models.DateTimeField("更换时间", null=True, blank=True)
    event = models.ForeignKey(AuditEvent, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "复核组专家"
        verbose_name_plural = "复核组专家"
        ordering: ClassVar = ["recheck", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["recheck", "user"],
                condition=models.Q(replaced_at=None),
                name="once_on_a_panel",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}（{self.get_discipline_display()}）"


class Panelled(Deliberated):
    """``Recheck`` inherits it."""

    panel_formed_at = models.DateTimeField("组成时间", null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Recheck`` brings
        review: Any
        organization_id: Any
        panel: Any

    # --- Who is in it, and who cannot be ------------------------------------------------------------------------------
    def group(self) -> models.QuerySet[PanelMember]:
        """The panel as it stands: replaced experts left out."""
        return self.panel.filter(replaced_at=None).select_related("user")

    def voters(self) -> list[tuple[User, str, str]]:
        """The whole group: who may vote in its round."""
        return [(seat.user, "", seat.discipline) for seat in self.group()]

    def why_not_panel(self, ctx: Context) -> list[Reason]:
        """What stands against the experts that the act names."""
        if "experts" in ctx.data:
            named = [(row["expert"], row["discipline"]) for row in ctx.data["experts"]]
        elif "expert" in ctx.data:
            if not self.group().filter(user=ctx.data["leaving"]).exists():
                return [Reason(f"{ctx.data['leaving']}不在复核组中", field="leaving")]
            staying = self.group().exclude(user=ctx.data["leaving"])
            named = [(seat.user, seat.discipline) for seat in staying]
            named.append((ctx.data["expert"], ctx.data["discipline"]))
        else:
            return []
        article = ctx.article("ethics.recheck_group")
        least = ctx.law.threshold("ethics.recheck_group").number
        problems = panel_problems(
            [str(user) for user, _ in named], [discipline for _, discipline in named], least=least
        )
        # Whoever stays was judged on joining, and is again before the vote: two who must go are replaced in turn.
        joining = [ctx.data["expert"]] if "expert" in ctx.data else [user for user, _ in named]
        unfit = filter(None, [self.why_unfit(user) for user in joining])
        field = "expert" if "expert" in ctx.data else "experts"
        return [Reason(told, article=article, field=field) for told in [*problems, *unfit]]

    def why_unfit(self, user: User) -> str:
        """Why somebody cannot be in the group; empty where nothing is against it (2023 measures, article 28)."""
        if user.pk in self.barred():
            return f"{user}参加过原审查，不得参加复核"
        if self.is_recused(user):
            return f"{user}存在利益冲突，应当回避"
        if any(m.organization_id == self.organization_id for m in user.active_memberships):
            return f"{user}是申请单位的人员，不得参加复核"
        return "" if user.has_role(Role.EXPERT) else f"{user}不是复核专家"

    def barred(self) -> set[int]:
        """Who sits or sat in the reviewing committee, advised it, or leads the activity."""
        committee = self.review.committee
        seats = Seat.objects.filter(committee=committee).values_list("user_id", flat=True)
        advisers = Invitation.objects.filter(review__committee=committee)
        return {*seats, *advisers.values_list("user_id", flat=True), self.review.created_by_id}

    def why_not_vote(self, ctx: Context) -> list[Reason]:
        """Everybody declared, nobody conflicted or by now part of what is rechecked, the group sound as it stands."""
        group = list(self.group())
        article = ctx.article("ethics.recheck_group")
        waiting = [str(seat.user) for seat in group if not self.has_declared(seat.user)]
        recused = set(self.recused())
        away = [str(seat.user) for seat in group if seat.user_id in recused]
        waiting = [name for name in waiting if name not in away]
        unfit = [self.why_unfit(seat.user) for seat in group if seat.user_id not in recused]
        found = [Reason(f"{told}，请先更换", article=article) for told in unfit if told]
        names, fields = [str(seat.user) for seat in group], [seat.discipline for seat in group]
        least = ctx.law.threshold("ethics.recheck_group").number
        problems = panel_problems(names, fields, least=least)
        found += [Reason(told, article=article) for told in problems]
        if away:
            found.append(Reason(f"{'、'.join(away)}应当回避，请先更换", article=article))
        if waiting:
            found.append(Reason(f"{'、'.join(waiting)}尚未声明利益关系", article=article))
        ends_at = ctx.data.get("ends_at")
        if ends_at is not None and ends_at <= ctx.now:
            found.append(Reason("“表决截止时间”应晚于现在", field="ends_at"))
        return found

    # --- What acts write ----------------------------------------------------------------------------------------------
    def seat_panel(self, event: AuditEvent, ctx: Context) -> None:
        """Write the panel; the group's deliberation begins."""
        for row in ctx.data["experts"]:
            self.panel.create(user=row["expert"], discipline=row["discipline"], event=event)
        self.deliberation_since = ctx.now
        self.save(update_fields=["deliberation_since"])

    def replace_in_panel(self, event: AuditEvent, ctx: Context) -> None:
        """One leaves, one joins; both rows stay."""
        self.panel.filter(user=ctx.data["leaving"], replaced_at=None).update(replaced_at=ctx.now)
        self.panel.create(
            user=ctx.data["expert"],
            discipline=ctx.data["discipline"],
            event=event,
        )

    def open_panel_round(self, event: AuditEvent, ctx: Context) -> None:
        """Open the vote of the whole group."""
        self.begin_round(RoundKind.RECHECK, self.voters(), event, ctx, ends_at=ctx.data["ends_at"])
