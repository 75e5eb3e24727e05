"""One input layer: a form is bound to what a page posted or to JSON, and gives clean data or InvalidInput."""

import math
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from portal.workflow.errors import InvalidInput
from portal.workflow.forms import CaseForm
from portal.workflow.problems import WHOLE

MAX_DEPTH = 8
MAX_VALUES = 20_000
_SCALARS = (
    forms.CharField,
    forms.ChoiceField,
    forms.IntegerField,
    forms.DateField,
    forms.DateTimeField,
    forms.TimeField,
    forms.DurationField,
    forms.ModelChoiceField,
)
_LISTS = (forms.MultipleChoiceField, forms.ModelMultipleChoiceField)
#: What JSON must bring for each type of field, as the API names the types.
KINDS: tuple[tuple[type[forms.Field] | tuple[type[forms.Field], ...], str], ...] = (
    (_LISTS, "multiple_choice"),
    (forms.BooleanField, "boolean"),
    (forms.FileField, "file"),
    (forms.JSONField, "json"),
    ((forms.FloatField, forms.DecimalField), "number"),
    (forms.IntegerField, "integer"),
    (forms.DateTimeField, "datetime"),
    (forms.DateField, "date"),
    ((forms.ChoiceField, forms.ModelChoiceField), "choice"),
    (_SCALARS, "string"),
)


def kind_of(field: forms.Field) -> str:
    """The type of a form field as the API names it; ``list`` for lists of objects."""
    return next((name for classes, name in KINDS if isinstance(field, classes)), "list")


def cleaned(form: forms.BaseForm) -> dict[str, Any]:
    """The form's clean data. Raises InvalidInput with every sentence of every field."""
    if not form.is_valid():
        raise InvalidInput(errors_of(form))
    return dict(form.cleaned_data)


def errors_of(form: forms.BaseForm) -> dict[str, list[str]]:
    """Field → sentences; what speaks of no field stands under ``non_field_errors``."""
    return {
        WHOLE if name == "__all__" else name: [str(message) for message in messages]
        for name, messages in form.errors.items()
    }


def from_json(
    form_class: type[CaseForm] | None, data: Any, *, case: Any, user: Any
) -> dict[str, Any]:
    """Clean data of a whole form from a JSON object. Raises InvalidInput."""
    fields = form_class.base_fields if form_class else {}
    checked(data, fields)
    if form_class is None:
        return {}
    return cleaned(form_class(as_posted(data), MultiValueDict(), case=case, user=user))


def patch_from_json(
    form_class: type[CaseForm], data: Mapping[str, Any], *, case: Any, user: Any
) -> dict[str, Any]:
    """Clean data of the fields in ``data`` only; the others take part with their present values.

    What is wrong with the others is not this call's fault and is not told.
    """
    present = form_class(case=case, user=user)
    merged = {name: present.get_initial_for_field(f, name) for name, f in present.fields.items()}
    form = form_class(as_posted({**merged, **data}), MultiValueDict(), case=case, user=user)
    form.is_valid()
    errors = {k: v for k, v in errors_of(form).items() if k in data or k == WHOLE}
    if errors:
        raise InvalidInput(errors)
    return {name: form.cleaned_data[name] for name in data}


def as_posted(data: Mapping[str, Any]) -> Any:
    """JSON as a form reads it: a plain mapping, whose lists stay lists."""
    return {name: value for name, value in data.items() if value is not None}


def checked(data: Any, fields: Mapping[str, forms.Field]) -> None:
    """Refuse what no form could read: not an object, unknown names, wrong JSON types, hostile values."""
    if not isinstance(data, dict):
        raise InvalidInput({"data": ["data 应为 JSON 对象"]})
    errors: dict[str, list[str]] = {}
    for name, value in data.items():
        field = fields.get(name)
        shown = printable(name)
        sentence = _unreadable(value) or (
            "没有这一字段" if field is None else _wrong_type(value, kind_of(field))
        )
        if sentence:
            label = field.label if field is not None and field.label else shown
            errors[shown] = [f"“{label}”：{sentence}"]
    if errors:
        raise InvalidInput(errors)


def printable(text: str) -> str:
    """A name from outside as it can be quoted: no control characters, no half characters, 60 at most."""
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text[:60])


def _wrong_type(value: Any, kind: str) -> str:
    """Why a JSON value cannot stand for a field of ``kind``; empty when it can."""
    if value is None:
        return ""
    if kind == "file":
        return "文件请通过 documents 接口上传"
    if kind == "boolean":
        return "" if isinstance(value, bool) else "应为 true 或 false"
    if kind == "multiple_choice":
        fits = isinstance(value, list) and all(_is_choice(item) for item in value)
        return "" if fits else "应为由选项代码组成的列表"
    if kind == "list":
        return "" if isinstance(value, list) else "应为列表"
    if kind == "json":
        return ""
    if kind in ("integer", "number"):
        return "" if _is_choice(value) else "应为数字"
    if kind == "choice":
        return "" if _is_choice(value) else "应为一个选项的代码"
    return "" if isinstance(value, str) else "应为文字"


def _is_choice(value: Any) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _unreadable(value: Any) -> str:
    """Why a value can be neither stored nor shown: endless numbers, NUL, half characters, bottomless nesting."""
    waiting: list[tuple[Any, int]] = [(value, 1)]
    seen = 0
    while waiting:
        item, depth = waiting.pop()
        seen += 1
        if seen > MAX_VALUES:
            return f"内容过多（超过 {MAX_VALUES} 项）"
        if depth > MAX_DEPTH:
            return f"嵌套过深（超过 {MAX_DEPTH} 层）"
        sentence = _unreadable_scalar(item)
        if sentence:
            return sentence
        waiting += [(inner, depth + 1) for inner in _inside(item)]
    return ""


def _inside(item: Any) -> Iterable[Any]:
    if isinstance(item, dict):
        return [*item.keys(), *item.values()]
    return item if isinstance(item, list) else []


def _unreadable_scalar(item: Any) -> str:
    if isinstance(item, float) and not math.isfinite(item):
        return "数值超出范围"
    if isinstance(item, int) and abs(item) > 2**63 - 1:
        return "数值超出范围"
    if isinstance(item, str):
        if "\x00" in item:
            return "含有空字符（NUL）"
        if any("\ud800" <= char <= "\udfff" for char in item):
            return "含有不完整的字符（代理项）"
    return ""


def add_refusal(form: forms.BaseForm, refused: ValidationError | InvalidInput) -> None:
    """Put what the engine refused into the form that was sent, each sentence at its field."""
    errors = refused.errors if isinstance(refused, InvalidInput) else _by_field(refused)
    for name, sentences in errors.items():
        for sentence in sentences:
            form.add_error(name if name in form.fields else None, sentence)


def _by_field(refused: ValidationError) -> dict[str, list[str]]:
    return refused.message_dict if hasattr(refused, "error_dict") else {WHOLE: refused.messages}


def version_of(posted: QueryDict) -> int | None:
    """The version that a page was made for; None where it is missing or no number."""
    text = posted.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
