"""What the acts of acceptance ask for; the proposed procedure is filled in, a person decides (article 13)."""

from typing import Any, ClassVar, cast

from django import forms

from ethics_review import filed
from ethics_review.states import Procedure
from portal.law.rulebook import rulebook
from portal.workflow.form_rows import Head, ReasonsField
from portal.workflow.forms import CaseForm

#: What a secretary checks, in the order of the form.
ITEMS = tuple(Head(code, title) for code, title in filed.ITEMS.items())


class _CheckForm(CaseForm):
    """Shows each section as it was handed in beside the place for what is wrong with it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(ReasonsField, self.fields["items"])
        field.widget.shows_content = True  # type: ignore[attr-defined]
        if self.case is None or self.user is None or not self.case.opens_papers_to(self.user):
            return
        told = filed.sections(self.case, self.user, checked=True)
        field.set_heads([Head(item["code"], item["title"], extra=item) for item in told])


class SupplementForm(_CheckForm):
    """Everything that is missing, at once."""

    items = ReasonsField(
        label="需要补充的材料",
        heads=ITEMS,
        help_text="一次性列出全部需要补充的内容；留空表示该项齐全。同一次申请只能告知一次",
    )


class DeclineForm(_CheckForm):
    """Reasons per item."""

    items = ReasonsField(
        label="不予受理的理由", heads=ITEMS, help_text="逐项写明；留空表示该项没有问题"
    )


class AcceptForm(CaseForm):
    """Why this procedure. Where the portal proposes the same, its reasons are filled in."""

    procedure: ClassVar[Procedure] = Procedure.GENERAL
    reason = forms.CharField(
        label="适用该程序的理由",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="门户的建议与您的决定一致的，已填入建议的理由，请核对修改；不一致的，写明您的理由",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposal = None
        if self.case is not None and self.case.received_at is not None:
            self.proposal = self.case.proposal(rulebook(self.case.law_profile))
        if self.proposal is not None and self.proposal.procedure == self.procedure:
            self.initial["reason"] = "；".join(self.proposal.reasons) + "。"


class AcceptSimplifiedForm(AcceptForm):
    """The ground of article 19 as well."""

    procedure = Procedure.SIMPLIFIED
    rulebook_choices: ClassVar = {"ground": "simplified_grounds"}
    ground = forms.ChoiceField(label="适用简易程序的情形")
    field_order = ("ground", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.case is None:
            return
        rows = rulebook(self.case.law_profile).items("simplified_grounds")
        told = [(row.code, f"{row.summary}（{row.article}）") for row in rows]
        cast(forms.ChoiceField, self.fields["ground"]).choices = [("", "请选择"), *told]
        if self.proposal is not None and self.proposal.grounds:
            self.initial["ground"] = self.proposal.grounds[0]


class AcceptEmergencyForm(AcceptForm):
    """The emergency that the application states."""

    procedure = Procedure.EMERGENCY


class ListingForm(CaseForm):
    """Whether the activity is on the recheck list, by which items, and why; begins with what stands now."""

    rulebook_choices: ClassVar = {"items": "recheck"}
    listed = forms.TypedChoiceField(
        label="认定",
        choices=[("yes", "纳入复核清单"), ("no", "不纳入复核清单")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    items = forms.MultipleChoiceField(
        label="所属的清单事项",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="认定纳入清单的，至少选择一项",
    )
    reason = forms.CharField(
        label="认定的理由",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="与申请人的自测不同的，写明哪一项、为什么",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.case is None:
            return
        rows = rulebook(self.case.law_profile).items("recheck")
        told = [(row.code, f"{row.article}：{row.summary}") for row in rows]
        cast(forms.MultipleChoiceField, self.fields["items"]).choices = told
        self.initial["items"] = self.case.listed_under


FORMS: dict[str, type[CaseForm]] = {
    "request_supplement": SupplementForm,
    "decline_acceptance": DeclineForm,
    "determine_listing": ListingForm,
    "accept_general": AcceptForm,
    "accept_simplified": AcceptSimplifiedForm,
    "accept_emergency": AcceptEmergencyForm,
}
