"""What is stated where no page answers: by the company, and by an officer who looked."""

from django import forms

from portal.workflow.forms import CaseForm


class WhereForm(CaseForm):
    """Where users see the number: an app's page, a mini program's menu."""

    where = forms.CharField(
        label="编号标明在何处",
        max_length=500,
        help_text="写明用户打开产品后在哪一页、哪个位置看到编号和公示链接，至多 500 字。",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class InspectionForm(CaseForm):
    """What an officer saw: stored with the checks, so as long as their column."""

    reason = forms.CharField(
        label="查看情况",
        max_length=500,
        help_text="写明何时、在哪一产品的哪一页面查看，看到了什么；企业能够读到，至多 500 字。",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
