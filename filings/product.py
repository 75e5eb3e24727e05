"""One product and the function of it in which the algorithm works."""

from typing import Any

from django import forms

from filings.terms import Audience, PermitType, ServiceForm, ServiceStatus
from portal.plain_forms import PlainForm
from portal.workflow.form_text import text_problems

_EMPTY = [("", "请选择")]


class NavigationField(forms.CharField):
    """The ordered path to the function, one step a line; JSON brings a list of steps."""

    widget = forms.Textarea(attrs={"rows": 3})
    MAX_STEPS = 20

    def clean(self, value: Any) -> list[str]:
        if isinstance(value, list):
            if not all(isinstance(step, str) for step in value):
                raise forms.ValidationError("访问路径的每一步应为文字")
            value = "\n".join(value)
        steps = [step.strip() for step in super().clean(value).splitlines() if step.strip()]
        if len(steps) > self.MAX_STEPS:
            raise forms.ValidationError(f"访问路径最多 {self.MAX_STEPS} 步")
        return steps


class ProductForm(PlainForm):
    """A product as the national filing system asks for it. Nothing is required in a draft."""

    name = forms.CharField(label="产品名称", max_length=100, required=False)
    service_form = forms.ChoiceField(
        label="服务形式", choices=[*_EMPTY, *ServiceForm.choices], required=False
    )
    url = forms.CharField(
        label="访问地址",
        max_length=300,
        required=False,
        help_text="网址，或应用商店、小程序中的名称",
    )
    status = forms.ChoiceField(
        label="服务状态", choices=[*_EMPTY, *ServiceStatus.choices], required=False
    )
    audience = forms.ChoiceField(
        label="服务对象", choices=[*_EMPTY, *Audience.choices], required=False
    )
    daily_users = forms.IntegerField(
        label="日活跃用户量", min_value=0, max_value=10**11, required=False
    )
    monthly_users = forms.IntegerField(
        label="月活跃用户量", min_value=0, max_value=10**11, required=False
    )
    real_name = forms.BooleanField(label="实名认证", required=False)
    permit_type = forms.ChoiceField(
        label="前置许可", choices=[*_EMPTY, *PermitType.choices], required=False
    )
    permit_number = forms.CharField(label="许可编号", max_length=100, required=False)
    permit_holder = forms.CharField(
        label="许可持有人", max_length=200, required=False, help_text="应与备案主体一致"
    )
    function_name = forms.CharField(label="功能名称", max_length=100, required=False)
    function_introduction = forms.CharField(
        label="功能介绍",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="500 字以内",
    )
    navigation = NavigationField(
        label="访问路径",
        max_length=2000,
        required=False,
        help_text="从打开产品到使用该功能，每步一行，按顺序填写",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("maxlength", None)  # a browser would cut a long paste in silence

    def full_clean(self) -> None:
        """Refuses text that no letter can print, as the forms of the case do."""
        super().full_clean()
        for name, problem in list(text_problems(self)):
            self.add_error(name, problem)

    def sentences(self) -> list[str]:
        """What is wrong, each naming its field."""
        found: list[str] = []
        for name, messages in self.errors.items():
            label = f"“{self.fields[name].label}”"
            found += [str(told) if label in told else f"{label}{told}" for told in messages]
        return found
