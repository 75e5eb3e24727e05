"""Meetings of a committee: agenda over several reviews, who came (articles 13–14)."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from ethics_review.letters.committee import meeting_context
from ethics_review.machines.meeting import MeetingProcedure
from ethics_review.models.committee import Committee
from ethics_review.models.seat import SEATED
from ethics_review.states import BEFORE_A_MEETING, MeetingForm, Position, ReviewState
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.audit.models import AuditEvent
from portal.cases.models import Case
from portal.workflow.errors import Reason
from portal.workflow.machine import Context

#: What a meeting may have on its agenda.
MAY_BE_ON_AGENDA = (*BEFORE_A_MEETING, ReviewState.RECHECK_RETURNED)


class Meeting(MeetingProcedure, Case):
    """One meeting. Its title never names a review: a recused member must not learn of it from a list."""

    case = models.OneToOneField(
        Case, models.PROTECT, parent_link=True, primary_key=True, related_name="+"
    )
    committee = models.ForeignKey(
        Committee, models.PROTECT, related_name="meetings", verbose_name="委员会"
    )
    form = models.CharField("形式", max_length=20, choices=MeetingForm.choices)
    starts_at = models.DateTimeField("时间", null=True, blank=True)
    place = models.CharField("地点或者会议链接", max_length=300, blank=True)
    presider = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, verbose_name="主持人"
    )
    convened_at = models.DateTimeField("通知时间", null=True, blank=True, editable=False)
    opened_at = models.DateTimeField("开始时间", null=True, blank=True, editable=False)
    closed_at = models.DateTimeField("结束时间", null=True, blank=True, editable=False)
    cancelled_reason = models.TextField("取消理由", blank=True, editable=False)

    class Meta:
        verbose_name = "委员会会议"
        verbose_name_plural = "委员会会议"

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def clean(self) -> None:
        """A meeting is its committee's own, whoever else the person works for."""
        super().clean()
        if self.committee.organization_id != self.organization_id:
            raise ValidationError({"committee": "“委员会”不属于所选的单位"})

    @property
    def inside_roles(self) -> frozenset[Role]:
        """Everybody who has to do with it."""
        return SEATED | {Role.SECRETARY, Role.CONSULTANT, Role.AUDITOR}

    @property
    def own_roles(self) -> frozenset[Role]:
        """Whose draft it is."""
        return frozenset({Role.SECRETARY, Role.CHAIR})

    def roles_of(self, user: User) -> frozenset[Role]:
        """Who sits, and the secretary; the chair's role also for the vice-chair named to preside."""
        held = super().roles_of(user) & {Role.AUDITOR, Role.SYSTEM}
        if self.received_at is None:
            held -= {Role.AUDITOR}
        here = {
            m.role
            for m in user.active_memberships
            if m.organization_id == self.committee.organization_id
        }
        if Role.SECRETARY in here:
            held |= {Role.SECRETARY}
        seat = self.committee.sitting().filter(user=user).first()
        if seat is not None and here & SEATED:
            held |= {Role(seat.position)}
            if self.presider_id == user.pk or (
                self.committee.chair() is None and seat == self.committee.first_vice_chair()
            ):
                held |= {Role.CHAIR}
        return held

    def addressees(self, word: str) -> list[tuple[Any, User | None]]:
        """``seats``: everybody who sits."""
        return [(self.committee.organization, seat.user) for seat in self.committee.sitting()]

    def apply(self, data: dict[str, Any]) -> set[str]:
        """Set fields. The title says how and whose, never what about."""
        changed = super().apply(data)
        self.region = self.committee.region
        if self.presider_id is None:
            chair = self.committee.chair()
            self.presider = chair.user if chair else None
        self.title = f"{self.get_form_display()}（{self.committee.name}）"
        return changed

    def note_agenda(self, event: AuditEvent, ctx: Context) -> None:
        """Write the agenda as it is stated now."""
        self.agenda.all().delete()
        AgendaItem.objects.bulk_create(
            AgendaItem(meeting=self, review=review, position=n)
            for n, review in enumerate(dict.fromkeys(ctx.data["reviews"]), start=1)
        )

    def problems(self, now: Any) -> list[Reason]:
        """What still stands against calling it."""
        found = []
        if self.starts_at is None:
            found.append(Reason("“时间”没有填写", field="starts_at"))
        if not self.place and self.form != MeetingForm.LETTER:
            found.append(Reason("“地点或者会议链接”没有填写", field="place"))
        if self.presider_id is None:
            found.append(Reason("委员会没有主任委员，请先任命", field="presider"))
        if not self.agenda.exists():
            found.append(Reason("议程为空", field="agenda"))
        return found

    def why_not_attending(self, present: list[Any] | None, ctx: Context) -> list[Reason]:
        """What stands against the list of those who came."""
        if present is None:
            return []
        sitting = {seat.user_id: seat for seat in self.committee.sitting()}
        strangers = [str(user) for user in present if user.pk not in sitting]
        found = []
        if strangers:
            found.append(Reason(f"{'、'.join(strangers)}不是现任委员", field="present"))
        if self.presider_id not in {user.pk for user in present}:
            found.append(Reason(f"主持人{self.presider}应在到会名单中", field="present"))
        presiding = sitting.get(self.presider_id or 0)
        if presiding is None or presiding.position == Position.MEMBER:
            told = "会议由主任委员或者其指定的副主任委员主持"
            found.append(Reason(told, article=ctx.article("ethics.quorum"), field="present"))
        return found

    def why_not_preside(self, user: User | None) -> list[Reason]:
        """What stands against whoever is named to preside."""
        if user is None:
            return []
        seat = self.committee.sitting().filter(user=user).first()
        if seat is None or seat.position == Position.MEMBER:
            return [Reason(f"{user}不是现任主任委员或者副主任委员", field="presider")]
        return []

    def why_not_on_agenda(self, reviews: list[Any] | None) -> list[Reason]:
        """What stands against the agenda that is named."""
        if reviews is None:
            return []
        listed = set(self.agenda.values_list("review", flat=True))
        voted = self.agenda.filter(review__in=self.votes.values("case")).exclude(review__in=reviews)
        found = [
            Reason(f"{item.review.number}已经在本次会议上表决，不能撤下", field="reviews")
            for item in voted.select_related("review")
        ]
        for review in dict.fromkeys(reviews):
            if review.committee_id != self.committee_id:
                found.append(Reason("议程只能列入本委员会的审查事项", field="reviews"))
            elif review.pk not in listed and review.state not in MAY_BE_ON_AGENDA:
                found.append(Reason(f"{review.number}现在不需要会议审查", field="reviews"))
        return found

    def has_open_rounds(self) -> bool:
        """Whether ballots are being cast on anything of the agenda."""
        return self.votes.filter(closed_at=None).exists()

    def note_attendance(self, event: AuditEvent, ctx: Context) -> None:
        """Write who is there now; rounds that were opened keep their own electors."""
        self.attendance.all().delete()
        Attendance.objects.bulk_create(
            Attendance(meeting=self, user=user) for user in dict.fromkeys(ctx.data["present"])
        )

    def letter_context(self, code: str, ctx: Context) -> dict[str, Any]:
        """What the calls to the meeting say."""
        return meeting_context(self, code, ctx)


class AgendaItem(models.Model):
    """A review on a meeting's agenda."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda")
    review = models.ForeignKey(
        "ethics_review.Review", models.PROTECT, related_name="agenda_items", verbose_name="审查事项"
    )
    position = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = "议程"
        verbose_name_plural = "议程"
        ordering: ClassVar = ["meeting", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "review"], name="once_on_an_agenda"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}.{self.position}"


class Attendance(models.Model):
    """Who is at a meeting."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendance")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "到会"
        verbose_name_plural = "到会"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "user"], name="once_at_a_meeting"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.user}"
