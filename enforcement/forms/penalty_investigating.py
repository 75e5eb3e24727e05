"""What the investigation of a penalty case asks for: recusals, evidence, inquiries, more time."""

from typing import Any, ClassVar, cast

from django import forms

from enforcement.forms.penalty import day, of_list, office_people, tick
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.cases.models import Document
from portal.workflow.choosing import OneField, SeveralField, long_text, wall_clock
from portal.workflow.forms import CaseForm


class RecusalForm(CaseForm):
    """Who is to step aside, and why: of those who work on the case."""

    user = OneField(label="回避的人")
    reason = long_text("理由", "写明利害关系或者其他可能影响公正的关系", rows=4, max_length=2000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.case is not None:
            offered = [(user, str(user)) for user in self.people()]
            cast(OneField, self.fields["user"]).offer(offered)

    def people(self) -> list[User]:
        """The office's people; whoever stepped aside already is not among them."""
        found = office_people(
            self.case, Role.ENFORCEMENT_OFFICER, Role.ENFORCEMENT_HEAD, Role.LEGAL_REVIEWER
        )
        return [user for user in found if not self.case.recused(user)]


class RecusalRequestForm(RecusalForm):
    """The party objects to those whom it was told of: the officers, and who presides at the hearing."""

    def people(self) -> list[User]:
        """The officers of the case and the chair."""
        found = [officer.user for officer in self.case.team()]
        chair = self.case.hearing_chair
        return [*found, chair] if chair is not None and chair not in found else found


class RecusalAnswerForm(CaseForm):
    """Whether the person steps aside."""

    granted = tick("同意回避")
    answer = long_text("理由", "连同决定一并告知当事人", rows=4, max_length=2000)


class EvidenceForm(CaseForm):
    """One piece: what it is, what it proves, where it comes from, who took it."""

    rulebook_choices: ClassVar = {"sort": "evidence_kinds"}
    sort = forms.ChoiceField(label="证据种类")
    name = forms.CharField(
        label="名称", max_length=200, help_text="事先告知时列明名称，请不要写入他人的个人信息"
    )
    proves = long_text("证明对象", rows=3, max_length=2000)
    source = forms.CharField(label="来源", max_length=300)
    taken_at = wall_clock("取得时间", "北京时间")
    officers = SeveralField(label="取证人员")
    document = OneField(
        of=Document, label="材料", required=False, help_text="先在“证据材料”中上传，再在此选择"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        of_list(self, "sort", "evidence_kinds", lambda item: item.summary)
        offer_officers(self)
        if self.case is not None:
            papers = self.case.documents.filter(slot="evidence", removed_at=None)
            cast(OneField, self.fields["document"]).offer([(one, one.name) for one in papers])


class HoldForm(CaseForm):
    """Which pieces are registered together."""

    pieces = SeveralField(label="登记保存的证据")
    reason = long_text("理由", "为什么可能灭失或者以后难以取得", rows=3, max_length=2000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        from enforcement.models import Evidence  # noqa: PLC0415 -- the tables load this package's rules

        field = cast(SeveralField, self.fields["pieces"])
        field.queryset = Evidence.objects.none()
        if self.case is not None:
            field.offer([(one, one.name) for one in self.case.evidence.filter(held_at=None)])


class HoldResultForm(CaseForm):
    """What becomes of what was registered."""

    result = forms.CharField(label="处理决定", max_length=500)


class InquiryForm(CaseForm):
    """Who was asked, by whom, when and where, what was said, and whether it was signed."""

    officers = SeveralField(label="询问人")
    person = forms.CharField(label="被询问人", max_length=100)
    position = forms.CharField(label="职务或者身份", max_length=200, required=False)
    asked_at = wall_clock("询问时间", "北京时间")
    place = forms.CharField(label="询问地点", max_length=300)
    record = long_text("询问内容", "问和答", rows=10, max_length=20000)
    signed = tick("被询问人已签名")
    refusal = forms.CharField(label="拒绝签名的情况", max_length=500, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_officers(self)

    def clean(self) -> None:
        """Signed, or a word about why not."""
        super().clean()
        told = self.cleaned_data
        if not told.get("signed") and not told.get("refusal"):
            self.add_error("refusal", "没有签名的，请填写“拒绝签名的情况”")


class ExtensionForm(CaseForm):
    """Until when, and why."""

    until = day("新的最后一日", required=True)
    reason = long_text("理由", rows=3, max_length=2000)


def offer_officers(form: CaseForm) -> None:
    """Offer the officers of the case, all of them ticked to begin with."""
    if form.case is not None:
        team = [officer.user for officer in form.case.team()]
        cast(SeveralField, form.fields["officers"]).offer([(user, str(user)) for user in team])
        form.initial["officers"] = team
