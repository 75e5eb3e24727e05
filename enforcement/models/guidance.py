"""Bulletins of typical cases, and meetings with platforms (platform opinions, item 12)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django.db import models

from enforcement.letters.guidance import bulletin_context, meeting_context
from enforcement.machines.guidance import BulletinProcedure, SupervisionMeetingProcedure
from enforcement.machines.limits import PLATFORM_PROFILE
from enforcement.models.base import OfficeCase
from enforcement.models.platform import Platform
from enforcement.rules.lacking import lacking
from portal.accounts.models import Organization, User
from portal.accounts.roles import Role
from portal.audit.models import AuditEvent
from portal.cases.models import Case
from portal.clock import china_date
from portal.law.rulebook import rulebook
from portal.workflow.errors import Reason
from portal.workflow.machine import Context


def _label(list_name: str, code: str) -> str:
    items = rulebook(PLATFORM_PROFILE).items(list_name)
    return next((item.summary for item in items if item.code == code), code)


def _provided_by(user: User) -> list[int]:
    return user.organization_ids(frozenset({Role.PROVIDER}))


class Bulletin(BulletinProcedure, OfficeCase, Case):
    """What the office tells all platforms and the public: typical cases, good practice, requirements."""

    case = models.OneToOneField(
        Case, models.PROTECT, parent_link=True, primary_key=True, related_name="+"
    )
    sort = models.CharField("类别", max_length=40)
    text = models.TextField("内容", max_length=20000, blank=True)
    names = models.ManyToManyField(
        Organization, related_name="+", blank=True, verbose_name="点名的单位"
    )
    published_at = models.DateTimeField("发布时间", null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField("撤下时间", null=True, blank=True, editable=False)
    withdrawn_reason = models.TextField("撤下理由", blank=True, editable=False)

    class Meta:
        verbose_name = "通报"
        verbose_name_plural = "通报"

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def recused(self, user: User) -> bool:
        """Nobody is an officer of a bulletin."""
        return False

    def roles_of(self, user: User) -> frozenset[Role]:
        """The office's people; the platforms of its region, once it was published."""
        held = super().roles_of(user) - {Role.PROVIDER}
        if self.told_at is not None and self._told_to().filter(pk__in=_provided_by(user)).exists():
            held |= {Role.PROVIDER}
        return held

    def apply(self, data: dict[str, Any]) -> set[str]:
        """Set fields; the companies that are named are rows of their own, written in the same transaction."""
        given = dict(data)
        names: Iterable[Organization] | None = given.pop("names", None)
        changed = super().apply(given)
        if names is not None and set(self.names.all()) != set(names):
            self.names.set(names)
            changed.add("names")
        return changed

    def addressees(self, word: str) -> list[tuple[Organization, User | None]]:
        """``platforms``: all of the office's region. ``office``: itself, where somebody may publish."""
        if word == "platforms":
            return [(one, None) for one in self._told_to()]
        if word == "office":
            return [(self.organization, None)]
        return super().addressees(word)

    def sort_label(self) -> str:
        """The kind in words."""
        return _label("bulletin_kinds", self.sort)

    def writers(self) -> set[int]:
        """Everybody who wrote any of it."""
        written = AuditEvent.objects.filter(
            case_id=self.pk, action__in=("created", "edited", "document_attached")
        )
        return set(written.values_list("actor_id", flat=True))

    def problems(self, now: datetime) -> list[Reason]:
        """What still stands against publishing it."""
        return lacking(self, ("title", "sort", "text"))

    def letter_context(self, code: str, ctx: Context) -> dict[str, Any]:
        """What the messages say."""
        return bulletin_context(self, code, ctx)

    def _told_to(self) -> "models.QuerySet[Organization]":
        """The platforms of the ledger in the office's region."""
        place = self.organization.jurisdiction or ""
        listed = Platform.objects.filter(ended_on=None).values("organization")
        return Organization.objects.filter(division_code__startswith=place, pk__in=listed)


class SupervisionMeeting(SupervisionMeetingProcedure, OfficeCase, Case):
    """A regular meeting with platforms, or a talk to which one is called. Each platform knows of itself alone."""

    case = models.OneToOneField(
        Case, models.PROTECT, parent_link=True, primary_key=True, related_name="+"
    )
    sort = models.CharField("形式", max_length=40)
    starts_at = models.DateTimeField("时间", null=True, blank=True)
    place = models.CharField("地点", max_length=300, blank=True)
    agenda = models.TextField("事由和议程", max_length=4000, blank=True)
    who_must_come = models.CharField("参加人员要求", max_length=300, blank=True)
    minutes = models.TextField("会议记录", max_length=20000, blank=True, editable=False)
    requirements = models.TextField("对平台的要求", max_length=4000, blank=True, editable=False)
    held_at = models.DateTimeField("召开时间", null=True, blank=True, editable=False)
    cancelled_reason = models.TextField("取消理由", blank=True, editable=False)

    class Meta:
        verbose_name = "约谈和例会"
        verbose_name_plural = "约谈和例会"

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def recused(self, user: User) -> bool:
        """Nobody is an officer of a meeting."""
        return False

    def roles_of(self, user: User) -> frozenset[Role]:
        """The office's people; those of the platforms that were called, once they were called."""
        held = super().roles_of(user) - {Role.PROVIDER}
        own = _provided_by(user)
        if self.told_at is not None and self.invited.filter(organization__in=own).exists():
            held |= {Role.PROVIDER}
        return held

    def apply(self, data: dict[str, Any]) -> set[str]:
        """Set fields. The title says what and when, never who: every platform that is called reads it."""
        given = dict(data)
        invited: Iterable[Organization] | None = given.pop("invited", None)
        changed = super().apply(given)
        if invited is not None and self._invite(invited):
            changed.add("invited")
        when = f"（{china_date(self.starts_at).isoformat()}）" if self.starts_at else ""
        self.title = f"{self.sort_label()}{when}"
        return changed

    def _invite(self, platforms: Iterable[Organization]) -> bool:
        wanted = {one.pk for one in platforms}
        present = set(self.invited.values_list("organization", flat=True))
        self.invited.exclude(organization__in=wanted).delete()
        Invited.objects.bulk_create(
            Invited(meeting=self, organization_id=pk) for pk in sorted(wanted - present)
        )
        return wanted != present

    def addressees(self, word: str) -> list[tuple[Organization, User | None]]:
        """``invited``: each platform that is called. ``told``: the same, where they were called already."""
        if word == "invited" or (word == "told" and self.told_at):
            rows = self.invited.select_related("organization")
            return [(row.organization, None) for row in rows]
        return [] if word == "told" else super().addressees(word)

    def sort_label(self) -> str:
        """The form in words."""
        return _label("meeting_kinds", self.sort)

    def problems(self, now: datetime) -> list[Reason]:
        """What still stands against calling it."""
        found = lacking(self, ("starts_at", "place", "agenda", "who_must_come"))
        if self.starts_at is not None and self.starts_at <= now:
            found.append(Reason("“时间”已经过去", field="starts_at"))
        if not self.invited.exists():
            found.append(Reason("“参会平台”没有填写", field="invited"))
        return found

    def why_not_attendance(self, rows: list[dict[str, Any]] | None) -> list[Reason]:
        """What stands against the list of those who came: each platform that was called has an answer."""
        if rows is None:
            return []
        told = {row["platform"] for row in rows if row.get("attended")}
        return [
            Reason(f"没有写明{row.organization}是否到会", field="attendance")
            for row in self.invited.select_related("organization")
            if str(row.organization_id) not in told
        ]

    def note_attendance(self, event: AuditEvent, ctx: Context) -> None:
        """Write down who came for each platform."""
        told = {row["platform"]: row for row in ctx.data["attendance"]}
        for row in self.invited.all():
            said = told[str(row.organization_id)]
            row.attended = said["attended"] == "yes"
            row.represented_by = said.get("represented_by", "")
            row.save(update_fields=["attended", "represented_by"])

    def letter_context(self, code: str, ctx: Context) -> dict[str, Any]:
        """What the call says."""
        return meeting_context(self, code, ctx)


class Invited(models.Model):
    """A platform called to a meeting, and who came for it."""

    meeting = models.ForeignKey(SupervisionMeeting, models.CASCADE, related_name="invited")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    attended = models.BooleanField("到会", null=True)
    represented_by = models.CharField("参加人", max_length=200, blank=True)

    class Meta:
        verbose_name = "参会平台"
        verbose_name_plural = "参会平台"
        ordering: ClassVar = ["meeting", "organization__name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["meeting", "organization"], name="a_platform_once_at_a_meeting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.organization}"
