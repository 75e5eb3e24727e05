"""Signing in, changing a password, being away: in the words of this portal."""

from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm

from portal.accounts.absence import stand_ins_for
from portal.accounts.models import User
from portal.plain_forms import PlainForm


class SignInForm(AuthenticationForm):
    """Username and password. A wrong one is refused without saying which of the two was wrong."""

    error_messages = {
        "invalid_login": "用户名或密码不正确，请核对后重试（密码区分大小写）",
        "inactive": "用户名或密码不正确，请核对后重试（密码区分大小写）",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "用户名"
        self.fields["username"].error_messages["required"] = "请填写用户名"
        self.fields["password"].label = "密码"
        self.fields["password"].error_messages["required"] = "请填写密码"


class NewPasswordForm(PasswordChangeForm):
    """The old password and the new one twice."""

    error_messages = {
        **PasswordChangeForm.error_messages,
        "password_incorrect": "当前密码不正确",
        "password_mismatch": "两次填写的新密码不一致",
    }
    field_order = ("old_password", "new_password1", "new_password2")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "old_password": "当前密码",
            "new_password1": "新密码",
            "new_password2": "再次填写新密码",
        }
        for name, label in labels.items():
            field: forms.Field = self.fields[name]
            field.label = label
            field.error_messages["required"] = f"请填写{label}"
        self.fields[
            "new_password1"
        ].help_text = "至少 12 个字符，不能全是数字，不能与用户名相近或是常见密码"
        self.fields["new_password2"].help_text = ""

    def add_error(self, field: str | None, error: Any) -> None:
        """Django's Chinese catalogue has lost this one sentence."""
        for one in getattr(error, "error_list", ()):
            if one.code == "password_too_short":
                one.message = "密码长度太短，至少需要 %(min_length)d 个字符"
        super().add_error(field, error)


class AbsenceForm(PlainForm):
    """The days on which somebody is away, and who stands in."""

    first_day = forms.DateField(
        label="首日",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": "请填写首日", "invalid": "首日应为 2026-10-09 这样的日期"},
    )
    last_day = forms.DateField(
        label="末日",
        help_text="当天仍缺勤，次日到岗",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": "请填写末日", "invalid": "末日应为 2026-10-09 这样的日期"},
    )
    stand_in = forms.ModelChoiceField(
        User.objects.none(),
        label="代理人",
        required=False,
        empty_label="无人代理",
        help_text="须在同一管辖范围担任同样的角色；代理人只是代为承办，不因此多得任何权限",
        error_messages={"invalid_choice": "代理人须在同一管辖范围担任同样的角色"},
    )
    note = forms.CharField(label="说明", required=False, max_length=100)

    def __init__(self, *args: Any, user: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["stand_in"].queryset = stand_ins_for(user)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The days in order, and not all in the past: an absence moves work, and only work to come can move."""
        given = super().clean() or {}
        first, last = given.get("first_day"), given.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", "末日不能早于首日")
        elif last and last < self.today:
            self.add_error("last_day", "末日不能早于今天")
        elif first and last and last.year > first.year + 1:
            self.add_error("last_day", "一次登记至多到次年年底")
        return given
