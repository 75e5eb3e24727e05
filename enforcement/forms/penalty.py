"""What a penalty case asks for up to the legal review: the charge, the intended penalty, recusals, evidence."""

from collections.abc import Callable
from typing import Any, ClassVar, cast

from django import forms

from enforcement.forms.performing import in_span
from enforcement.forms.sourcing import SourcedForm
from enforcement.states import RectificationState
from portal.accounts.models import Membership, User
from portal.accounts.roles import Role
from portal.cases.models import Case
from portal.cases.selectors import visible_to
from portal.law.rows import ListItem
from portal.law.rulebook import rulebook
from portal.law.terms import Measure
from portal.workflow.choosing import (
    ChoiceListField,
    OneField,
    long_text,
)
from portal.workflow.forms import CaseForm

#: What a penalty may consist of; where other laws apply the case is transferred.
MEASURES = [(one.value, one.label) for one in Measure if one is not Measure.OTHER_LAW]
#: The column that a fine is kept in holds no more; the sanction's own band is far below.
_MOST_YUAN = 2_000_000_000


def day(label: str, help_text: str = "", *, required: bool = False) -> forms.DateField:
    """A day, chosen or typed."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[in_span],
    )


def tick(label: str, help_text: str = "") -> forms.BooleanField:
    """Yes or no."""
    return forms.BooleanField(label=label, required=False, help_text=help_text)


def measures() -> ChoiceListField:
    """Which measures, in the order of the law."""
    return ChoiceListField(label="处罚种类", choices=MEASURES, required=False)


def fine() -> forms.IntegerField:
    """How many yuan."""
    return forms.IntegerField(
        label="罚款（元）",
        required=False,
        min_value=1,
        max_value=_MOST_YUAN,
        help_text="选择罚款的填写；幅度以本案适用的规则为准，含两端",
    )


def until() -> forms.DateField:
    """Until when updates are suspended."""
    return day("暂停信息更新至", "选择责令暂停信息更新的填写最后一日")


def _item(item: ListItem) -> str:
    return f"{item.article} {item.summary}"


def of_list(
    form: CaseForm, field: str, name: str, called: Callable[[ListItem], str] = _item
) -> None:
    """Offer the entries of one list of the case's rulebook."""
    if form.case is not None:
        rows = [(item.code, called(item)) for item in rulebook(form.case.law_profile).items(name)]
        chosen = cast(forms.ChoiceField, form.fields[field])
        chosen.choices = [("", "请选择"), *rows] if type(chosen) is forms.ChoiceField else rows


def office_people(case: Any, *roles: Role) -> list[User]:
    """The people in these roles whose office covers the case's place, by name."""
    held = Membership.objects.filter(role__in=roles, is_active=True, user__is_active=True)
    found = {
        m.user_id: m.user
        for m in held.select_related("user", "organization")
        if m.organization.covers(case.region)
    }
    return sorted(found.values(), key=lambda user: (str(user), user.pk))


class NewPenaltyForm(SourcedForm):
    """What the case is called, and what it came from; the rest is filled in step by step."""

    field_order = ("title", "found_on", "lead", "origin")
    title = forms.CharField(
        label="案件名称", max_length=200, help_text="告知以后当事人看得到，请写明案由"
    )
    found_on = day("发现日期", "立案的期限从这一日起算")


class FactsSection(CaseForm):
    """What was done, when, and when it was found."""

    title = forms.CharField(label="案件名称", max_length=200, required=False)
    party_address = forms.CharField(
        label="当事人地址", max_length=300, required=False, help_text="决定书须载明"
    )
    act_on = day("违法行为发生日期")
    continues = tick("违法行为仍在继续")
    act_ended_on = day("违法行为终了日期", "连续或者继续的行为填写")
    found_on = day("发现日期")
    endangers = tick("涉及生命健康安全、金融安全且有危害后果", "追诉期限较长")
    facts = long_text(
        "违法事实", "时间、行为、涉及的产品和用户、后果", rows=8, max_length=20000, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.case is not None and not self.case.party_address:
            self.initial["party_address"] = self.case.organization.address


class BasisSection(CaseForm):
    """Which provisions were broken, which sanction meets them, what opens its severe step."""

    rulebook_choices: ClassVar = {"refs": "conduct"}
    refs = ChoiceListField(label="违反的条款", required=False)
    sanction = forms.ChoiceField(label="处罚依据", required=False)
    choice_reasons = long_text(
        "选择适用规定的理由",
        "前后两个规定轻重不明时填写",
        rows=2,
        max_length=4000,
        required=False,
    )
    refused = tick("拒不改正", "须有认定为拒不改正的责令改正")
    refused_order = OneField(of=Case, label="未履行的责令改正", required=False)
    other_act_reasons = long_text(
        "属于另一违法行为的理由",
        "对本单位另有案件依据同一责令改正，或者违反的条款和行为的时间有重叠的，说明为什么不是同一个违法行为",
        rows=2,
        max_length=4000,
        required=False,
    )
    serious = tick("情节严重", "须写明理由，并经集体讨论")
    serious_reasons = long_text("情节严重的理由", rows=3, max_length=4000, required=False)
    target = OneField(
        of=Case, label="涉及的备案", required=False, help_text="撤销、注销备案或者暂停更新的对象"
    )
    no_filing = tick("暂停信息更新不涉及备案", "没有选择备案、拟责令暂停信息更新的，须确认")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        of_list(self, "refs", "conduct")
        if self.case is None or self.user is None:
            return
        law = rulebook(self.case.law_profile)
        rows = [(row.code, f"{row.article} {row.summary}") for row in law.sanctions]
        cast(forms.ChoiceField, self.fields["sanction"]).choices = [("", "请选择"), *rows]
        own = Case.objects.filter(organization=self.case.organization_id)
        seen = own.filter(pk__in=visible_to(self.user).values("pk")).order_by("number")
        orders = seen.filter(kind="rectification", state=RectificationState.UNRECTIFIED)
        filings = seen.filter(kind="filing", received_at__isnull=False)
        for field, found in (("refused_order", orders), ("target", filings)):
            cast(OneField, self.fields[field]).offer([(one, str(one)) for one in found])


class IntendedSection(CaseForm):
    """The penalty that the officers intend, once they have investigated."""

    rulebook_choices: ClassVar = {
        "complexity": "collective_grounds",
        "review_grounds": "legal_review",
    }
    measures = measures()
    fine = fine()
    suspend_until = until()
    reasons = long_text("处罚理由", "为什么给予这些处罚", rows=5, max_length=8000, required=False)
    complexity = ChoiceListField(label="集体讨论情形", required=False)
    review_grounds = ChoiceListField(
        label="法制审核情形",
        required=False,
        help_text="本平台的处罚案件一律经法制审核，此处注明法定情形",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        of_list(self, "complexity", "collective_grounds")
        of_list(self, "review_grounds", "legal_review")


class OpinionForm(CaseForm):
    """The legal reviewer's opinion."""

    opinion = long_text("审核意见", "事实、证据、依据、程序、幅度逐项说明", rows=5, max_length=8000)
