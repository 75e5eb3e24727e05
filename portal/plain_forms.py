"""Forms that say what is wrong in plain words: every sentence names its field, and none ends in a stop.

What a field says for itself stays; only Django's own sentences, which name nothing, are replaced.
"""

from collections.abc import Iterable, Mapping

from django import forms

_CHOICES = (forms.ChoiceField, forms.ModelChoiceField)
#: What a malformed value should have looked like; the first class that fits speaks.
_SHOULD_BE: tuple[tuple[type[forms.Field] | tuple[type[forms.Field], ...], str], ...] = (
    (forms.DateTimeField, "应为 2026-09-14 18:30 这样的时间"),
    (forms.DateField, "应为 2026-09-14 这样的日期"),
    (forms.TimeField, "应为 18:30 这样的时间"),
    ((forms.FloatField, forms.DecimalField), "应为数字"),
    (forms.IntegerField, "应为整数"),
    (forms.EmailField, "应为 name@example.com 这样的邮箱"),
    (forms.URLField, "应为 https://example.com 这样的网址"),
    (forms.FileField, "没有收到文件，请重新选择"),
)
_BOUNDS = {
    "min_value": "不能小于 %(limit_value)s",
    "max_value": "不能大于 %(limit_value)s",
    "null_characters_not_allowed": "含有空字符（NUL），请删除后重试",
}
_LENGTHS = {
    "max_length": "至多 %(limit_value)d 字，现有 %(show_value)d 字",
    "min_length": "至少 %(limit_value)d 字，现有 %(show_value)d 字",
}
_OF_CHOICES = {
    "invalid_choice": "没有这一选项，请从所列各项中选择",
    "invalid_list": "应为由选项组成的列表",
    "invalid_pk_value": "没有这一选项，请从所列各项中选择",
}
_OF_FILES = {
    "empty": "是空文件，请重新选择",
    "missing": "没有收到文件，请重新选择",
    "max_length": "的文件名至多 %(max)d 字，现有 %(length)d 字",
}


class PlainForm(forms.Form):
    """A form in plain words."""

    def full_clean(self) -> None:
        """Labels may still change while the form is made, so the sentences are chosen now."""
        speak_plainly(self.fields)
        super().full_clean()


def speak_plainly(fields: Mapping[str, forms.Field]) -> None:
    """Let each field name itself in what it says of a wrong value."""
    for name, field in fields.items():
        label = str(field.label or name).replace("%", "％")  # sentences are filled in by %
        defaults, said = _defaults(field), _said_by_validators(field)
        for code, sentence in _sentences(field, label):
            own = field.error_messages.get(code)
            if code not in said and (own is None or own is defaults.get(code)):
                field.error_messages[code] = sentence


def _defaults(field: forms.Field) -> dict[str, object]:
    """What Django says where nobody says anything else."""
    found: dict[str, object] = {}
    for cls in reversed(type(field).__mro__):
        if cls.__module__.startswith("django."):
            found |= getattr(cls, "default_error_messages", {})
    return found


def _said_by_validators(field: forms.Field) -> set[str]:
    """The codes for which a validator brings words of its own; the field's would silence them."""
    return {
        getattr(validator, "code", "")
        for validator in field.validators
        if getattr(validator, "message", None) is not getattr(type(validator), "message", None)
    }


def _sentences(field: forms.Field, label: str) -> Iterable[tuple[str, str]]:
    yield "required", f"请{_verb(field)}“{label}”"
    for classes, sentence in _SHOULD_BE:
        if isinstance(field, classes):
            yield "invalid", f"“{label}”{sentence}"
            break
    said = dict(_BOUNDS)
    if isinstance(field, forms.CharField):
        said |= _LENGTHS
    if isinstance(field, _CHOICES):
        said |= _OF_CHOICES
    if isinstance(field, forms.FileField):
        said |= _OF_FILES
    yield from ((code, f"“{label}”{sentence}") for code, sentence in said.items())


def _verb(field: forms.Field) -> str:
    if isinstance(field, forms.BooleanField):
        return "勾选"
    return "选择" if isinstance(field, (*_CHOICES, forms.FileField)) else "填写"
