"""Signing in and changing a password, in the words of this portal."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm


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
