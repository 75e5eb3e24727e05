"""What holds and destructions ask for."""

from typing import Any

from django import forms

from portal.plain_forms import PlainForm

_LONG = forms.Textarea(attrs={"rows": 4})


class HoldForm(PlainForm):
    """A case or an organisation, one of the two, and why."""

    number = forms.CharField(
        label="事项编号", required=False, max_length=20, help_text="只保全一个事项时填写"
    )
    uscc = forms.CharField(
        label="单位的统一社会信用代码",
        required=False,
        max_length=18,
        help_text="保全一个单位的全部事项时填写，与事项编号二选一",
    )
    reason = forms.CharField(
        label="理由",
        max_length=500,
        widget=_LONG,
        help_text="写明因何调查、诉讼或者其他程序需要保全，至多 500 字；只有办理机关一方看得到",
    )

    def clean(self) -> dict[str, Any]:
        """Exactly one of the two."""
        data = super().clean() or {}
        if bool(data.get("number")) == bool(data.get("uscc")) and not self.errors:
            raise forms.ValidationError("事项编号和统一社会信用代码应当填写其中一项，且只填写一项")
        return data


class ReasonForm(PlainForm):
    """Why a hold is lifted."""

    reason = forms.CharField(label="理由", max_length=500, widget=_LONG, help_text="至多 500 字")


class DeclineForm(PlainForm):
    """Why a list is refused or taken back."""

    reason = forms.CharField(
        label="不批准或者撤回的理由", max_length=500, widget=_LONG, help_text="至多 500 字"
    )
