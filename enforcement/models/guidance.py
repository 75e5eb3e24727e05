"""Bulletins of typical cases, and meetings with platforms (platform opinions, item 12)."""

from typing import ClassVar

from django.db import models

from enforcement.machines.guidance import BulletinProcedure, SupervisionMeetingProcedure
from enforcement.models.base import OfficeCase
from portal.accounts.models import Organization
from portal.cases.models import Case


class Bulletin(BulletinProcedure, OfficeCase, Case):
    """What the office tells all platforms and the public: typical cases, good practice, requirements."""

    case = models.OneToOneField(
        Case, models.PROTECT, parent_link=True, primary_key=True, related_name="+"
    )
    sort = models.CharField("类别", max_length=40)
    text = models.TextField("内容", max_length=20000, blank=True)
    names = models.ManyToManyField(Organization, related_name="+", blank=True)
    published_at = models.DateTimeField("发布时间", null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField("撤下时间", null=True, blank=True, editable=False)
    withdrawn_reason = models.TextField("撤下理由", blank=True, editable=False)

    class Meta:
        verbose_name = "通报"
        verbose_name_plural = "通报"

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class SupervisionMeeting(SupervisionMeetingProcedure, OfficeCase, Case):
    """A regular meeting with platforms, or a talk to which one is called."""

    case = models.OneToOneField(
        Case, models.PROTECT, parent_link=True, primary_key=True, related_name="+"
    )
    sort = models.CharField("形式", max_length=40)
    starts_at = models.DateTimeField("时间", null=True, blank=True)
    place = models.CharField("地点", max_length=300, blank=True)
    agenda = models.TextField("事由和议程", max_length=4000, blank=True)
    who_must_come = models.CharField("参加人员要求", max_length=300, blank=True)
    minutes = models.TextField("会议记录", max_length=20000, blank=True, editable=False)
    held_at = models.DateTimeField("召开时间", null=True, blank=True, editable=False)
    cancelled_reason = models.TextField("取消理由", blank=True, editable=False)

    class Meta:
        verbose_name = "约谈和例会"
        verbose_name_plural = "约谈和例会"

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


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
