"""What a company states by hand where no web address can be checked."""

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
