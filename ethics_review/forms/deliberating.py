"""What the acts of deliberation ask for: interests, people, ballots with their review sheets, conversion, extension."""

from abc import abstractmethod
from typing import Any, ClassVar, cast

from django import forms

from ethics_review.machines.limits import DECISION_CLOCKS
from ethics_review.models import Meeting, Review
from ethics_review.models.chairing import able_seats
from ethics_review.rules.reading import short
from ethics_review.states import Finding, MeetingState, Opinion, Position, SimplifiedVote, Vote
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.clock import CHINA
from portal.law.rulebook import Rulebook, rulebook
from portal.workflow.choosing import OneField, SeveralField, long_text, wall_clock
from portal.workflow.form_rows import Cell, FixedRowsField, Head
from portal.workflow.forms import CaseForm

#: What each vote means for the activity, in plain words.
_VOTES = {
    Vote.APPROVE: "批准：同意按申请的方案开展",
    Vote.APPROVE_AFTER_REVISION: "修改后批准：按要求修改，经核对后即可开展，不再表决",
    Vote.REVISE: "修改后再审：修改后重新提交审查，由委员会再次表决",
    Vote.REJECT: "不予批准：不同意开展",
    Vote.ABSTAIN: "弃权：计入到会人数，不赞成任何一种决定",
}
_SIMPLIFIED_VOTES = {
    SimplifiedVote.AGREE: "同意批准",
    SimplifiedVote.NEGATIVE: "持否定性意见（转入一般程序）",
    SimplifiedVote.DOUBT: "对审查内容有疑义（转入一般程序）",
    SimplifiedVote.GENERAL: "要求召开会议审查（转入一般程序）",
}
#: Votes that need no reason of their own: the first agrees with what was applied for, the last with nothing.
_UNREASONED = frozenset({Vote.APPROVE, Vote.ABSTAIN, SimplifiedVote.AGREE})


class InterestForm(CaseForm):
    """Said before the papers open; nothing is preselected."""

    conflicted = forms.TypedChoiceField(
        label="您与该活动、申请人或者申请单位有无直接利益关系",
        choices=[("no", "没有直接利益关系"), ("yes", "存在利益冲突，应当回避")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect(attrs={"class": "sentences"}),
        help_text="存在利益冲突的，声明后您将看不到该事项，不能撤回",
    )
    statement = long_text(
        "说明", "存在利益冲突的，写明情况", rows=3, max_length=1000, required=False
    )

    def clean(self) -> None:
        """A conflict is explained."""
        if self.cleaned_data.get("conflicted") is True and not self.cleaned_data.get("statement"):
            self.add_error("statement", "存在利益冲突的，请在“说明”中写明情况")


class PresiderForm(CaseForm):
    """Which deputy presides."""

    presider = OneField(label="主持该事项的副主任委员")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.case is not None:
            deputies = [s for s in able_seats(self.case) if s.position == Position.VICE_CHAIR]
            cast(OneField, self.fields["presider"]).offer([(s.user, str(s)) for s in deputies])


class AdviserForm(CaseForm):
    """Whom to ask, and on what."""

    adviser = OneField(
        label="顾问专家", help_text="本单位授予了顾问专家角色的人员；应与该活动没有直接利益关系"
    )
    field = forms.CharField(label="咨询的领域", max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.case is not None:
            people = [(user, str(user)) for user in _advisers(self.case)]
            cast(OneField, self.fields["adviser"]).offer(people)


class AdviceForm(CaseForm):
    """The adviser's opinion; begins with what was given before."""

    advice = long_text("咨询意见", "供委员参考，不是表决", rows=8)

    def __init__(self, *args: Any, case: Any = None, user: Any = None, **kwargs: Any) -> None:
        given = case.invitations.filter(user=user).first() if case is not None else None
        kwargs["initial"] = {"advice": given.advice if given else ""}
        super().__init__(*args, case=case, user=user, **kwargs)


class ReviewersForm(CaseForm):
    """The members who review in the simplified procedure."""

    reviewers = SeveralField(label="审查委员", help_text="只列出没有声明利益冲突的现任委员")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.case is not None:
            people = [(seat.user, str(seat)) for seat in able_seats(self.case)]
            cast(SeveralField, self.fields["reviewers"]).offer(people)


class VotingForm(CaseForm):
    """In which meeting, and until when the ballots are waited for."""

    meeting = OneField(of=Meeting, label="会议")
    ends_at = wall_clock(
        "表决截止时间",
        "北京时间。全体投票后立即结束；到时不能再投，由主持人结束表决。函审须留出规定的最短时间",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.case is None:
            return
        found = Meeting.objects.filter(agenda__review=self.case, state=MeetingState.IN_SESSION)
        meeting = cast(OneField, self.fields["meeting"])
        meeting.offer([(one, f"{one.number} {one.title}") for one in found])
        self.initial["meeting"] = found.first()
        if told := _until(self.case):
            self.fields["ends_at"].help_text += f"。{told}，建议留出作出决定的时间"


class _BallotForm(CaseForm):
    """One question, the points of article 15, and why. Nothing is preselected."""

    choice: Any
    sheet = FixedRowsField(
        label="审查表",
        key="point",
        cells=(
            Cell("finding", "意见", choices=tuple(Finding.choices)),
            Cell("text", "说明", 1000),
        ),
        required=False,
        help_text="对各审查重点分别提出意见；不是“符合要求”的，写明理由",
    )
    reasons = long_text(
        "理由和建议", "不是“批准”或者“同意”的，写明理由", max_length=2000, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "initial": {}})
        if self.case is None:
            return
        law = rulebook(self.case.law_profile)
        points = [Head(p.code, short(p.summary), p.article) for p in law.items("review_points")]
        cast(FixedRowsField, self.fields["sheet"]).set_heads(points)
        cast(forms.ChoiceField, self.fields["choice"]).choices = self.choices_of(self.case, law)

    @abstractmethod
    def choices_of(self, review: Review, law: Rulebook) -> list[tuple[str, str]]:
        """The choices, each with what comes of it."""

    def clean(self) -> None:
        """Whoever votes for or against says what they found; an abstention may leave the sheet empty."""
        choice = self.cleaned_data.get("choice")
        if choice and choice not in _UNREASONED and not self.cleaned_data.get("reasons"):
            self.add_error("reasons", "请在“理由和建议”中写明理由")
        if choice and "sheet" in self.cleaned_data and choice != Vote.ABSTAIN:
            self._check_sheet()

    def _check_sheet(self) -> None:
        heads = cast(FixedRowsField, self.fields["sheet"]).heads
        given = {row["point"]: row for row in self.cleaned_data["sheet"]}
        for code, head in heads.items():
            row = given.get(code, {})
            if not row.get("finding"):
                self.add_error("sheet", f"请对“{head.title}”选择意见")
            elif row["finding"] != Finding.MEETS and not row.get("text"):
                self.add_error("sheet", f"“{head.title}”不是“符合要求”的，请写明理由")
            elif row["finding"] == Finding.FAILS and self._approves():
                told = f"“{head.title}”不符合要求的，不能选择“批准”或者“同意”"
                self.add_error("sheet", told)

    def _approves(self) -> bool:
        """Whether the vote lets the activity go on as it is."""
        return self.cleaned_data.get("choice") in (Vote.APPROVE, SimplifiedVote.AGREE)


class BallotForm(_BallotForm):
    """A ballot of the full committee."""

    choice = forms.ChoiceField(
        label="您对该活动的审查意见",
        choices=[(vote.value, told) for vote, told in _VOTES.items()],
        widget=forms.RadioSelect(attrs={"class": "sentences"}),
        help_text="投出后不能更改。表决结束前，任何人都看不到您的选择",
    )
    field_order = ("sheet", "choice", "reasons")

    def choices_of(self, review: Review, law: Rulebook) -> list[tuple[str, str]]:
        """The decisions of the case's own law, less the approvals where the experts disagree, and the abstention."""
        found = {item.code for item in law.items("decisions")} | {Vote.ABSTAIN.value}
        if review.recheck_opinion == Opinion.DISAGREE:
            found -= {Vote.APPROVE.value, Vote.APPROVE_AFTER_REVISION.value}
        return [(vote.value, told) for vote, told in _VOTES.items() if vote.value in found]


class SimplifiedBallotForm(_BallotForm):
    """What a named member finds."""

    choice = forms.ChoiceField(
        label="您的审查意见",
        choices=[(vote.value, told) for vote, told in _SIMPLIFIED_VOTES.items()],
        widget=forms.RadioSelect(attrs={"class": "sentences"}),
        help_text="提交后不能更改。全部委员同意的，方可批准；出现其他意见的，当即转入一般程序",
    )
    field_order = ("sheet", "choice", "reasons")

    def choices_of(self, review: Review, law: Rulebook) -> list[tuple[str, str]]:
        """All of them."""
        return [(vote.value, told) for vote, told in _SIMPLIFIED_VOTES.items()]


class ConversionForm(CaseForm):
    """Why a full meeting is needed."""

    rulebook_choices: ClassVar = {"ground": "conversion_grounds"}
    ground = forms.ChoiceField(label="转入一般程序的情形")
    reason = long_text("理由", rows=4, max_length=2000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.case is not None:
            offer_grounds(self, "ground")


class ExtensionForm(CaseForm):
    """The new last day, and why the case needs it."""

    until = forms.DateField(
        label="新的最后一日", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reason = long_text(
        "延长的理由", "写明情况如何复杂，或者需要补充、更正哪些材料", rows=4, max_length=2000
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.case is not None:
            cap = rulebook(self.case.law_profile).threshold("ethics.extension_cap").number
            told = [_until(self.case), f"一次至多延长 {cap} 日"]
            self.fields["until"].help_text = "；".join(filter(None, told))


def offer_grounds(form: CaseForm, name: str) -> None:
    """Let a field choose from its list of the case's own rulebook."""
    grounds = rulebook(form.case.law_profile).items(form.rulebook_choices[name])
    told = [(g.code, f"{g.summary}（{g.article}）") for g in grounds]
    cast(forms.ChoiceField, form.fields[name]).choices = [("", "请选择"), *told]


def _advisers(review: Review) -> list[User]:
    """The host's advisers who have no other part in the review."""
    away = review.kept_out()
    sitting = review.committee.sitting().values("user")
    found = User.objects.filter(
        is_active=True,
        memberships__organization=review.committee.organization_id,
        memberships__role=Role.CONSULTANT,
        memberships__is_active=True,
    )
    free = found.exclude(pk__in=away).exclude(pk__in=sitting)
    return list(free.distinct().order_by("display_name", "pk"))


def _until(review: Review) -> str:
    """Until when the committee decides."""
    clocks = review.deadlines.filter(code__in=DECISION_CLOCKS, closed_at=None)
    running = clocks.order_by("moment").first()
    if running is None:
        return ""
    last = running.last_day or running.moment.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
    return f"现在的审查期限至 {last}"


DELIBERATING_FORMS: dict[str, type[CaseForm]] = {
    "declare_interest": InterestForm,
    "name_presider": PresiderForm,
    "invite_adviser": AdviserForm,
    "give_advice": AdviceForm,
    "name_reviewers": ReviewersForm,
    "cast_simplified": SimplifiedBallotForm,
    "open_voting": VotingForm,
    "cast_ballot": BallotForm,
    "convert_to_general": ConversionForm,
    "extend": ExtensionForm,
}
