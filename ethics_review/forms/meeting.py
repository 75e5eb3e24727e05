"""What a meeting asks for: whose, how, when and where; its agenda; who came; who presides."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError

from ethics_review.models import Committee, Review
from ethics_review.models.meeting import MAY_BE_ON_AGENDA
from ethics_review.states import CommitteeState, MeetingForm, Position
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.cases.selectors import visible_to
from portal.workflow.choosing import OneField, SeveralField, long_text, wall_clock
from portal.workflow.forms import CaseForm

_HOW = "函审的，委员在截止时间前在线投票，收到的票计为到会"


class NewMeetingForm(CaseForm):
    """Whose meeting, and what is known of it; the rest can be added until it is called."""

    committee = OneField(of=Committee, label="委员会", required=False)
    form = forms.ChoiceField(label="形式", choices=MeetingForm.choices, help_text=_HOW)
    starts_at = wall_clock("时间", "北京时间", required=False)
    place = forms.CharField(
        label="地点或者会议链接", max_length=300, required=False, help_text="函审不用填写"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = _own_committees(self.user) if self.user is not None else []
        cast(OneField, self.fields["committee"]).offer([(one, str(one)) for one in self.own])
        if len(self.own) == 1:
            self.initial["committee"] = self.own[0]

    def clean_committee(self) -> Committee:
        """The only one, where nobody says which."""
        chosen: Committee | None = self.cleaned_data["committee"]
        if chosen is None and len(self.own) == 1:
            return self.own[0]
        if chosen is None:
            told = "请选择“委员会”" if self.own else "本单位没有已登记的委员会，请先登记委员会"
            raise ValidationError(told)
        return chosen


class PlanSection(CaseForm):
    """When, how and where, while the meeting is not called yet."""

    form = forms.ChoiceField(label="形式", choices=MeetingForm.choices, help_text=_HOW)
    starts_at = wall_clock("时间", "北京时间", required=False)
    place = forms.CharField(
        label="地点或者会议链接", max_length=300, required=False, help_text="函审不用填写"
    )


class AgendaForm(CaseForm):
    """The reviews that the meeting takes up, of those that the person may know of."""

    reviews = SeveralField(
        of=Review, label="审查事项", help_text="列出委员会正在审议、您可以看到的事项"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unseen: list[Review] = []
        if self.case is None or self.user is None:
            return
        listed = Review.objects.filter(agenda_items__meeting=self.case)
        waiting = Review.objects.filter(
            committee=self.case.committee_id, state__in=MAY_BE_ON_AGENDA
        )
        known = visible_to(self.user).values("pk")
        offered = (listed.distinct() | waiting.distinct()).filter(pk__in=known).order_by("number")
        self.unseen = list(listed.exclude(pk__in=known))
        rows = [(review, f"{review.number} {review.title}") for review in offered.distinct()]
        cast(SeveralField, self.fields["reviews"]).offer(rows)
        self.initial["reviews"] = [review for review in listed if review not in self.unseen]

    def clean_reviews(self) -> list[Review]:
        """What is on the agenda beyond the person's knowledge stays there."""
        return [*self.cleaned_data["reviews"], *self.unseen]


class AttendanceForm(CaseForm):
    """Which of the sitting members are there."""

    present = SeveralField(
        label="到会委员", help_text="会议由主任委员或者其指定的副主任委员主持，主持人应在其中"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.case is not None:
            seats = [(seat.user, str(seat)) for seat in self.case.committee.sitting()]
            cast(SeveralField, self.fields["present"]).offer(seats)
            there = User.objects.filter(pk__in=self.case.attendance.values("user"))
            self.initial["present"] = list(there)


class MeetingPresiderForm(CaseForm):
    """The chair, or the deputy whom the chair names."""

    presider = OneField(label="主持人")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.case is not None:
            able = self.case.committee.sitting().exclude(position=Position.MEMBER)
            cast(OneField, self.fields["presider"]).offer([(seat.user, str(seat)) for seat in able])


class CancelForm(CaseForm):
    """Why it does not take place."""

    reason = long_text(
        "取消的理由", "通知全体委员，请不要写出审查事项的内容", rows=3, max_length=1000
    )


def _own_committees(user: User) -> list[Committee]:
    """The registered committees whose meetings the person may call."""
    kept = user.organization_ids(frozenset({Role.SECRETARY}))
    chaired = user.organization_ids(frozenset({Role.CHAIR}))
    found = Committee.objects.filter(state=CommitteeState.REGISTERED).order_by("name", "pk")
    seats = {"seats__user": user, "seats__position": Position.CHAIR, "seats__ended_on": None}
    own = found.filter(organization__in=kept) | found.filter(organization__in=chaired, **seats)
    return list(own.distinct())


MEETING_FORMS: dict[str, type[CaseForm]] = {
    "name_presider": MeetingPresiderForm,
    "set_agenda": AgendaForm,
    "open_session": AttendanceForm,
    "update_attendance": AttendanceForm,
    "cancel": CancelForm,
}
