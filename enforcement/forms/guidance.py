"""What bulletins and meetings ask for."""

from typing import Any, cast

from django import forms

from enforcement.forms.platforms import OrganizationsField
from enforcement.machines.limits import PLATFORM_PROFILE
from enforcement.models.base import OFFICE_ROLES
from enforcement.selectors.guidance import platforms_of
from portal.accounts.models import Organization
from portal.law.rulebook import rulebook
from portal.workflow.choosing import long_text, wall_clock
from portal.workflow.creating import CONCERNED
from portal.workflow.form_rows import Cell, FixedRowsField, Head
from portal.workflow.forms import CaseForm


def _listed(list_name: str) -> list[tuple[str, str]]:
    return [(item.code, item.summary) for item in rulebook(PLATFORM_PROFILE).items(list_name)]


def bulletin_kinds() -> list[tuple[str, str]]:
    """The kinds of bulletin."""
    return _listed("bulletin_kinds")


def meeting_kinds() -> list[tuple[str, str]]:
    """The forms of meeting."""
    return _listed("meeting_kinds")


class NewBulletinForm(CaseForm):
    """Which kind, under which title."""

    sort = forms.ChoiceField(label="类别", choices=bulletin_kinds)
    title = forms.CharField(label="标题", max_length=200)


class BulletinSection(CaseForm):
    """What it says, and whom it names."""

    sort = forms.ChoiceField(label="类别", choices=bulletin_kinds)
    title = forms.CharField(label="标题", max_length=200)
    text = long_text(
        "内容",
        "发布以后任何人都能看到，请不要写入个人信息和商业秘密",
        rows=14,
        max_length=20000,
        required=False,
    )
    names = OrganizationsField(
        label="点名的单位", required=False, help_text="需要公开点名的才填写，一行一家"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(OrganizationsField, self.fields["names"])
        field.offered = Organization.objects.filter(kind__in=CONCERNED)
        if self.case is not None:
            self.initial["names"] = field.as_rows(self.case.names.all())


class NewMeetingForm(CaseForm):
    """A regular meeting, or a talk to which platforms are called."""

    sort = forms.ChoiceField(label="形式", choices=meeting_kinds)


class MeetingSection(CaseForm):
    """When, where, what about, who must come, and which platforms."""

    sort = forms.ChoiceField(label="形式", choices=meeting_kinds)
    starts_at = wall_clock("时间", "北京时间", required=False)
    place = forms.CharField(label="地点", max_length=300, required=False)
    agenda = long_text("事由和议程", "所有参会平台都会看到，不要写入其他平台的情况", required=False)
    who_must_come = forms.CharField(
        label="参加人员要求",
        max_length=300,
        required=False,
        help_text="如主要负责人、总编辑，需要携带的材料",
    )
    invited = OrganizationsField(
        label="参会平台", required=False, help_text="台账中的平台，一行一家；平台之间互相看不到"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(OrganizationsField, self.fields["invited"])
        if self.user is not None:
            field.offered = platforms_of(self.user, *OFFICE_ROLES)
        if self.case is not None:
            called = self.case.invited.values("organization")
            self.initial["invited"] = field.as_rows(Organization.objects.filter(pk__in=called))


class AttendanceField(FixedRowsField):
    """Who came for each platform; rows name platforms by their keys."""

    def aloud(self, rows: Any) -> str:
        """As the trail reads it to the office."""
        names = {
            str(one.pk): one.name
            for one in Organization.objects.filter(pk__in=[row["platform"] for row in rows])
        }
        came = {"yes": "到会", "no": "未到会"}
        return "；".join(
            f"{names.get(row['platform'], row['platform'])}{came.get(row['attended'] or '', '')}"
            for row in rows
        )


_CAME = (
    Cell("attended", "是否到会", choices=(("yes", "到会"), ("no", "未到会"))),
    Cell("represented_by", "参加人（姓名、职务）", 200),
)


class HoldForm(CaseForm):
    """What the meeting came to."""

    attendance = AttendanceField(key="platform", cells=_CAME, label="到会情况")
    minutes = long_text(
        "会议记录",
        "留存本机关，平台看不到；约谈的，写明约谈的事项和平台的承诺",
        rows=8,
        max_length=20000,
    )
    requirements = long_text("对平台的要求", "选填，所有参会平台都会看到", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.case is not None:
            rows = self.case.invited.select_related("organization")
            heads = [Head(str(row.organization_id), row.organization.name) for row in rows]
            self.fields["attendance"] = AttendanceField(
                key="platform", heads=heads, cells=_CAME, label="到会情况"
            )
