"""What the acts of the procedure ask for."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from filings.checklist import check_items
from filings.forms.fields import CheckForm, ItemReasonsField
from filings.required import REQUIRED_PAPERS
from filings.self_test import Answers, BadAnswers
from filings.self_test.answers import LONGEST_CODE
from filings.states import AlgorithmType, ProviderRole
from filings.terms import SECTIONS
from portal.workflow.forms import CaseForm

#: The items that an officer checks, in the order of the form: code → label.
CHECKLIST: tuple[tuple[str, str], ...] = (
    *((slug, title) for slug, title in SECTIONS.items() if slug != "papers"),
    *((rule.slot, rule.label) for rule in REQUIRED_PAPERS),
)


class NewFilingForm(CaseForm):
    """What is needed to begin: a name, a kind, and the day from which the law counts."""

    algorithm_name = forms.CharField(
        label="算法名称", max_length=100, help_text="应与全部材料中的名称完全一致"
    )
    algorithm_type = forms.ChoiceField(label="算法类型", choices=AlgorithmType.choices)
    role = forms.ChoiceField(
        label="角色",
        choices=ProviderRole.choices,
        initial=ProviderRole.PROVIDER,
        help_text="服务技术支持者仅适用于生成合成类算法",
    )
    service_started_on = forms.DateField(
        label="上线时间",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="开始提供服务之日；备案期限自次日起算。尚未上线可以先不填",
    )

    self_test = forms.CharField(
        label="自查的回答", required=False, max_length=LONGEST_CODE, widget=forms.HiddenInput()
    )

    def clean_self_test(self) -> str:
        """The answers as the self-test wrote them: others could not be read on the filing's page.

        Whoever is refused cannot mend a hidden field, so it comes back empty.
        """
        code: str = self.cleaned_data["self_test"]
        try:
            return Answers.parse(code).code
        except BadAnswers:
            self.data = self.data.copy()  # type: ignore[attr-defined]
            self.data[self.add_prefix("self_test")] = ""  # type: ignore[index]
            told = "自查的回答不完整或者被改动过，请重新自查；不带自查的回答，也可以直接新建"
            raise ValidationError(told) from None


class _FilingCheck(CheckForm):
    """Items of a filing."""

    def filed(self) -> list[dict[str, Any]]:
        return check_items(self.case, self.user)


class CorrectionForm(_FilingCheck):
    """Everything that is missing, at once."""

    items = ItemReasonsField(
        label="需要补正的内容", items=CHECKLIST, help_text="一次性列出全部问题；留空表示该项齐全"
    )


class DeclineForm(_FilingCheck):
    """Reasons per item."""

    items = ItemReasonsField(
        label="不予备案的理由", items=CHECKLIST, help_text="逐项写明；留空表示该项齐全"
    )


class OpinionForm(CaseForm):
    """The officer's opinion for the second signature."""

    opinion = forms.CharField(
        label="审核意见",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="选填，供复核人参考",
    )
