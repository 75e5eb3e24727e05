"""Text that a case may hold: a letter can print every character, and nothing in it hides or turns what is read."""

import unicodedata
from collections.abc import Iterator
from typing import Any

from django import forms

from portal.notices.fonts import unprintable

#: Marks that turn the reading direction of their neighbours: what is read would not be what is stored.
_TURNING = frozenset(
    map(chr, [0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
)
#: Letters and marks that show nothing, besides the category of formats.
_EMPTY = frozenset(
    map(chr, [0x034F, 0x115F, 0x1160, 0x3164, 0xFFA0, *range(0xFE00, 0xFE10)])
) | frozenset(map(chr, range(0xE0000, 0xE0200)))
_CONTROLS = "含有不可见的控制字符（U+{:04X}），请删除后重试"
_NO_GLYPH = "含有文书字库中没有的字符“{}”（U+{:04X}），无法印入文书，请改用其他写法"


def text_problems(form: forms.Form) -> Iterator[tuple[str, str]]:
    """What is wrong with the clean texts of a form, lists and mappings in it included.

    Yields pairs of a field's name and the end of a sentence that begins with the field's label; one a field.
    """
    for name, value in getattr(form, "cleaned_data", {}).items():  # an unbound form has none
        field = form.fields.get(name)
        if field is None:
            continue
        lines = not isinstance(field, forms.CharField) or isinstance(field.widget, forms.Textarea)
        problems = (text_problem(text, lines=lines) for text in _texts(value))
        found = next(filter(None, problems), "")
        if found:
            yield name, found


def text_problem(text: str, *, lines: bool) -> str:
    """What is wrong with one text, naming the character; empty when nothing is. ``lines`` allows several lines."""
    for char in dict.fromkeys(text):
        if not lines and char in "\n\r":
            return "只能填写一行，请删除换行后重试"
        if _is_hidden(char, lines):
            return _CONTROLS.format(ord(char))
    for char in unprintable(text):
        return _NO_GLYPH.format(char, ord(char))
    return ""


def _is_hidden(char: str, lines: bool) -> bool:
    """Whether a reader could not see ``char``. Texts of several lines keep the joiners that pasting brings along."""
    category = unicodedata.category(char)
    if category in {"Cc", "Cs", "Zl", "Zp"}:
        return char not in "\t\n\r"
    if char in _TURNING or 0xE0000 <= ord(char) < 0xE0080:
        return True
    return not lines and (category == "Cf" or char in _EMPTY)


def _texts(value: Any) -> Iterator[str]:
    """Every text in a clean value, keys included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(key)
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)
