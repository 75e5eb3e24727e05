"""What a penalty case asks for from the hearing to the decision."""

from typing import Any, ClassVar, cast

from django import forms

from enforcement.forms.penalty import fine, measures, of_list, office_people, tick, until
from enforcement.rules.hearing import earliest_day
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.clock import china_date
from portal.deadlines.calendar import work_calendar
from portal.law.rulebook import rulebook
from portal.workflow.choosing import OneField, long_text, wall_clock
from portal.workflow.form_rows import Cell, FixedRowsField, Head
from portal.workflow.forms import CaseForm

#: Who may preside at a hearing, and sit in a discussion.
_IN_CHARGE = (Role.ENFORCEMENT_HEAD, Role.LEGAL_REVIEWER, Role.ENFORCEMENT_OFFICER)


class HearingRequestForm(CaseForm):
    """Why a hearing is asked for."""

    hearing_reasons = long_text("要求听证的理由", rows=5, max_length=4000)


class HearingForm(CaseForm):
    """When, where, under whom."""

    hearing_at = wall_clock("听证时间", "北京时间")
    place = forms.CharField(label="听证地点", max_length=300)
    chair = OneField(label="主持人", help_text="不能是本案的调查人员")
    public = tick("公开听证", "涉及国家秘密、商业秘密或者个人隐私依法保密的，不公开")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("public", True)
        if self.case is not None:
            self.initial["place"] = self.case.hearing_place
            self.initial["chair"] = self.case.hearing_chair
            self._tell_earliest()
            offered = outsiders(self.case)
            cast(OneField, self.fields["chair"]).offer([(user, str(user)) for user in offered])

    def _tell_earliest(self) -> None:
        """On a page: the first day for which the party is told in time."""
        if self.case is None or self.case.seen_at is None:
            return
        law, today = rulebook(self.case.law_profile), china_date(self.case.seen_at)
        day = earliest_day(law, today, work_calendar())
        self.fields["hearing_at"].help_text = f"北京时间；今日通知的，最早为 {day}"


class HearingRecordForm(CaseForm):
    """What was said, and who signed."""

    record = long_text("听证笔录", "调查人员的意见、当事人的申辩和质证", rows=12, max_length=40000)
    signatures = long_text(
        "签名情况", "当事人核对后签名或者盖章；拒绝的注明", rows=2, max_length=1000
    )
    abandoned = tick("当事人无正当理由不到场或者中途退出，听证终止")


class _PenaltyForm(CaseForm):
    """The penalty as it stands so far: as discussed, else as announced."""

    measures = measures()
    fine = fine()
    suspend_until = until()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.case is not None:
            told = self.case.deliberation or self.case.announced
            known = {name: told[name] for name in ("measures", "fine", "suspend_until") if told}
            self.initial.update(known)


class OpinionsField(FixedRowsField):
    """Opinions by person; the trail keeps the person's key."""

    def aloud(self, value: Any) -> str:
        """Each person with what they said."""
        keys = [row.get("user") for row in value]
        names = {user.pk: str(user) for user in User.objects.filter(pk__in=keys)}
        return "；".join(f"{names.get(row.get('user'), '')}：{row.get('opinion')}" for row in value)


class DiscussionForm(_PenaltyForm):
    """Who took part, what each said, and the outcome. Whoever has no opinion written down did not take part."""

    field_order = ("presider", "opinions", "conclusion", "measures", "fine", "suspend_until")
    presider = OneField(label="主持人")
    opinions = OpinionsField(
        key="user",
        cells=(Cell("opinion", "意见", 2000),),
        label="参加讨论的人员和意见",
        help_text="由负责人逐人填写；没有参加的留空。执法人员、法制审核人员列席，不列入",
    )
    conclusion = long_text("讨论结论", rows=4, max_length=4000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people: dict[str, User] = {}
        if self.case is None:
            return
        able = outsiders(self.case, Role.ENFORCEMENT_HEAD)
        self.people = {user.username: user for user in able}
        heads = [Head(name, str(user)) for name, user in self.people.items()]
        cast(FixedRowsField, self.fields["opinions"]).set_heads(heads)
        rows = [(user, str(user)) for user in self.people.values()]
        cast(OneField, self.fields["presider"]).offer(rows)

    def clean_opinions(self) -> list[dict[str, Any]]:
        """The person in place of the name."""
        told: list[dict[str, Any]] = self.cleaned_data["opinions"]
        return [{**row, "user": self.people[row["user"]]} for row in told]


class DecisionForm(_PenaltyForm):
    """The decision with its reasons."""

    field_order = (
        *("measures", "fine", "suspend_until"),
        *("reasons", "considered", "performance", "collecting_account", "late_reason"),
    )
    reasons = long_text("决定理由", rows=6, max_length=8000)
    considered = long_text(
        "陈述申辩的采纳情况",
        "逐项说明采纳与否及理由；没有陈述申辩的，写明没有提出",
        rows=4,
        max_length=8000,
    )
    performance = long_text(
        "履行的方式和期限",
        "暂停更新和改正的期限等",
        rows=4,
        max_length=4000,
    )
    collecting_account = forms.CharField(
        label="收款银行和账户",
        max_length=300,
        required=False,
        help_text="处以罚款的填写，印在决定书上；由银行收缴，作出决定的机关不自行收缴",
    )
    late_reason = long_text(
        "逾期的理由", "办案期限届满以后作出决定的填写", rows=2, max_length=2000, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.case is not None:
            self.initial["considered"] = self.case.statement_considered


class NoPenaltyForm(CaseForm):
    """On which ground nobody is penalised."""

    rulebook_choices: ClassVar = {"ground": "no_penalty_grounds"}
    ground = forms.ChoiceField(label="情形")
    reasons = long_text("理由", rows=5, max_length=8000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        of_list(self, "ground", "no_penalty_grounds")
        self.initial.pop("reasons", None)  # those of the officers speak for a penalty


class TransferForm(CaseForm):
    """To whom the case goes, and why."""

    to = forms.CharField(label="移送的机关", max_length=200)
    reason = long_text("理由", rows=4, max_length=2000)


def outsiders(case: Any, *roles: Role) -> list[User]:
    """The office's people in these roles, or all, who never investigated the case."""
    investigated = case.ever_officers()
    people = office_people(case, *(roles or _IN_CHARGE))
    return [user for user in people if user.pk not in investigated]
