"""One input layer: a form is bound to what a page posted or to JSON, and gives clean data or InvalidInput."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True)
class EntryShape:
    """What an entry of a ``list`` field consists of: member → what it holds; which codes it may name, with labels.

    A field tells it as its ``shape``.
    """

    members: Mapping[str, str]
    choices: Sequence[tuple[str, str]] = ()


def kind_of(field: forms.Field) -> str:
    """The type of a form field as the API names it; ``list`` for lists of objects."""
    return next((name for classes, name in KINDS if isinstance(field, classes)), "list")


def cleaned(form: forms.BaseForm) -> dict[str, Any]:
    """The form's clean data. Raises InvalidInput with every sentence of every field."""
    if not form.is_valid():
        raise InvalidInput(told_of(form, errors_of(form)))
    return dict(form.cleaned_data)


def errors_of(form: forms.BaseForm) -> dict[str, list[str]]:
    """Field → sentences; what speaks of no field stands under ``non_field_errors``."""
    return {
        WHOLE if name == "__all__" else name: [str(message) for message in messages]
        for name, messages in form.errors.items()
    }


def told_of(form: forms.BaseForm, errors: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """The sentences, each with the label of its field: a program shows them away from the form."""
    return {
        name: [_with_label(form.fields.get(name), sentence) for sentence in sentences]
        for name, sentences in errors.items()
    }


def _with_label(field: forms.Field | None, sentence: str) -> str:
    label = str(field.label or "") if field else ""
    return sentence if not label or label in sentence else f"“{label}”：{sentence}"


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

    What was wrong with the others before is not this call's fault and is not told; what this call makes wrong is, also
    where a check of several fields puts its sentence at one of the others.
    """
    blank = form_class(case=case, user=user)
    present = {name: blank.get_initial_for_field(f, name) for name, f in blank.fields.items()}
    form = form_class(as_posted({**present, **data}), MultiValueDict(), case=case, user=user)
    if form.is_valid():
        return {name: form.cleaned_data[name] for name in data}
    before = errors_of(form_class(as_posted(present), MultiValueDict(), case=case, user=user))
    errors = {
        name: sentences
        for name, sentences in errors_of(form).items()
        if name in data or name == WHOLE or sentences != before.get(name)
    }
    if errors:
        raise InvalidInput(told_of(form, errors))
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
            "没有这一字段" if field is None else wrong_type(value, kind_of(field))
        )
        if sentence:
            label = field.label if field is not None and field.label else shown
            errors[shown] = [f"“{label}”：{sentence}"]
    if errors:
        raise InvalidInput(errors)


def printable(text: str) -> str:
    """A name from outside as it can be quoted: no control characters, no half characters, 60 at most."""
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text[:60])


def wrong_type(value: Any, kind: str) -> str:
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
