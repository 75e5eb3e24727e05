"""Form fields that hold a list of rows: open ones that grow, and fixed ones with a row for each entry of the law.

A row is a mapping of texts and choices. Pages post ``staff-0-name`` or ``risks-fairness-level``; JSON brings the list.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from portal.workflow.inputs import EntryShape, printable

MOST_ROWS = 60
#: How many empty rows an open list offers beyond those that are filled in.
BLANK_ROWS = 2


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a row: a text up to ``max_length``, or one of ``choices`` (value, label), whose type it keeps."""

    name: str
    label: str
    max_length: int | None = None
    choices: tuple[tuple[Any, str], ...] = ()

    @property
    def is_long(self) -> bool:
        """Whether a text wants several lines."""
        return self.max_length is not None and self.max_length > 100

    def told(self) -> str:
        """What it holds, for programs."""
        if self.choices:
            return f"{self.label}：" + "、".join(f"{v}（{label}）" for v, label in self.choices)
        return f"{self.label}，至多 {self.max_length} 字"

    def clean(self, value: Any) -> Any:
        """The value as it is stored; an empty one is "" for texts and None for choices. Raises ValidationError."""
        if value in (None, ""):
            return None if self.choices else ""
        if self.choices:
            known = {str(choice): choice for choice, _ in self.choices}
            if isinstance(value, bool) or str(value) not in known:
                raise ValidationError(f"“{self.label}”不在可选的范围之内")
            return known[str(value)]
        if not isinstance(value, str):
            raise ValidationError(f"“{self.label}”应为文字")
        text = value.strip().replace("\r\n", "\n")
        if self.max_length is not None and len(text) > self.max_length:
            told = f"“{self.label}”至多 {self.max_length} 字，现有 {len(text)} 字"
            raise ValidationError(told)
        return text


@dataclass(frozen=True, slots=True)
class Head:
    """What a fixed row is about: its code, its title, where the law says it, and what helps to answer.

    ``extra`` holds what a template shows beside the row, such as what was filed there.
    """

    code: str
    title: str
    article: str = ""
    group: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)


class _RowsWidget(forms.Widget):
    """Reads and shows rows of cells."""

    use_fieldset = True
    cells: Sequence[Cell] = ()
    #: What fixed rows are about, and the name under which a row tells the code.
    heads: Sequence[Head] = ()
    key = ""

    def format_value(self, value: Any) -> Any:
        return value

    def id_for_label(self, id_: str | None, index: Any = None) -> str:
        return ""  # a list has no one control that a label could name

    def _inputs(self, prefix: str, row: Mapping[str, Any]) -> list[dict[str, Any]]:
        return [
            {
                "cell": cell,
                "name": f"{prefix}-{cell.name}",
                "id": f"id_{prefix}-{cell.name}".replace(".", "_"),
                "value": "" if row.get(cell.name) is None else row.get(cell.name),
                "choices": [(str(v), label) for v, label in cell.choices],
                "chosen": str(row.get(cell.name)),
            }
            for cell in self.cells
        ]

    def _posted(self, data: Any, prefix: str) -> dict[str, str]:
        return {cell.name: data.get(f"{prefix}-{cell.name}", "").strip() for cell in self.cells}


class OpenRowsWidget(_RowsWidget):
    """Numbered rows and a few empty ones; an emptied row is left out."""

    template_name = "workflow/widgets/open_rows.html"
    #: What brings the page again, with fresh empty rows.
    again = "保存"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        if not hasattr(data, "getlist"):
            return data.get(name)
        count = data.get(f"{name}-count", "")
        if not re.fullmatch(r"[0-9]{1,3}", count):
            return []
        posted = (self._posted(data, f"{name}-{i}") for i in range(min(int(count), MOST_ROWS + 1)))
        return [row for row in posted if any(row.values())]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data and f"{name}-count" not in data

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        given = [row for row in value or [] if isinstance(row, Mapping)]
        rows = [*given, *({} for _ in range(BLANK_ROWS))][: max(MOST_ROWS, len(given))]
        context["rows"] = [
            {"number": i + 1, "is_new": not row, "inputs": self._inputs(f"{name}-{i}", row)}
            for i, row in enumerate(rows)
        ]
        context["count"] = len(rows)
        context["again"] = self.again
        return context


class FixedRowsWidget(_RowsWidget):
    """One row for each head, in their order."""

    template_name = "workflow/widgets/fixed_rows.html"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        if not hasattr(data, "getlist"):
            return data.get(name)
        posted = ({self.key: h.code, **self._posted(data, f"{name}-{h.code}")} for h in self.heads)
        return [row for row in posted if any(row[cell.name] for cell in self.cells)]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        given = {row.get(self.key): row for row in value or [] if isinstance(row, Mapping)}
        context["rows"] = [
            {"head": h, "inputs": self._inputs(f"{name}-{h.code}", given.get(h.code, {}))}
            for h in self.heads
        ]
        return context


class RowsField(forms.Field):
    """A list of rows. What is wrong names the row and the cell."""

    widget: type[_RowsWidget] = OpenRowsWidget
    #: Names that a row may bring beside its cells.
    also: frozenset[str] = frozenset()

    def __init__(self, *, cells: Sequence[Cell], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.cells = tuple(cells)
        self.widget.cells = self.cells

    @property
    def shape(self) -> EntryShape:
        """What a row consists of, for programs."""
        return EntryShape({cell.name: cell.told() for cell in self.cells})

    def clean(self, value: Any) -> list[dict[str, Any]]:
        rows = [] if value in (None, "") else value
        if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
            raise ValidationError("应为列表，每一项为一个对象")
        if len(rows) > MOST_ROWS:
            raise ValidationError(f"至多填写 {MOST_ROWS} 项")
        cleaned = list(self._cleaned(rows))
        if self.required and not cleaned:
            raise ValidationError("至少填写一项")
        return cleaned

    def _cleaned(self, rows: list[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
        wrong: list[str] = []
        for number, row in enumerate(rows, start=1):
            called = self._called(number, row)
            strange = set(row) - {cell.name for cell in self.cells} - self.also
            wrong += [
                f"{called}没有“{printable(str(name)[:40])}”这一项"
                for name in sorted(strange, key=str)
            ]
            clean: dict[str, Any] = {}
            for cell in self.cells:
                try:
                    clean[cell.name] = cell.clean(row.get(cell.name))
                except ValidationError as refused:
                    wrong += [f"{called}的{message}" for message in refused.messages]
            if any(value not in ("", None) for value in clean.values()):
                yield self._whole(row, clean)
        if wrong:
            raise ValidationError(wrong)

    def _called(self, number: int, row: Mapping[str, Any]) -> str:
        """How a sentence names the row."""
        return f"第 {number} 项"

    def _whole(self, row: Mapping[str, Any], clean: dict[str, Any]) -> dict[str, Any]:
        """The row as it is stored."""
        return clean

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(initial != data)


class FixedRowsField(RowsField):
    """One row at most for each head; ``key`` names the head's code in a row. A form sets the heads (``set_heads``)."""

    widget: type[_RowsWidget] = FixedRowsWidget

    def __init__(self, *, key: str, heads: Sequence[Head] = (), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.key = key
        self.also = frozenset({key})
        self.widget.key = key
        self.set_heads(heads)

    def set_heads(self, heads: Sequence[Head]) -> None:
        """What the rows are about, in this case."""
        self.heads = {head.code: head for head in heads}
        self.widget.heads = tuple(heads)

    @property
    def shape(self) -> EntryShape:
        """What a row consists of, for programs, and the codes that it may name."""
        cells = {cell.name: cell.told() for cell in self.cells}
        choices = [(head.code, head.title) for head in self.heads.values()]
        return EntryShape({self.key: "代码，见 choices", **cells}, choices)

    def clean(self, value: Any) -> list[dict[str, Any]]:
        if isinstance(value, list):
            codes = [row.get(self.key) for row in value if isinstance(row, Mapping)]
            for code in codes:
                if not isinstance(code, str) or code not in self.heads:
                    raise ValidationError(f"没有“{printable(str(code)[:40])}”这一项")
                if codes.count(code) > 1:
                    raise ValidationError(f"“{self.heads[code].title}”只写一次")
        return super().clean(value)

    def _called(self, number: int, row: Mapping[str, Any]) -> str:
        return f"“{self.heads[row[self.key]].title}”"

    def _whole(self, row: Mapping[str, Any], clean: dict[str, Any]) -> dict[str, Any]:
        return {self.key: row[self.key], **clean}


class ReasonsField(FixedRowsField):
    """Reasons per item: an empty one means that nothing is wrong there. Stored as ``{"item", "reason", "code"}``."""

    def __init__(self, *, cells: Sequence[Cell] = (), **kwargs: Any) -> None:
        asked = cells or (Cell("reason", "问题与理由", 1000),)
        super().__init__(key="item", cells=asked, **kwargs)
        self.also = frozenset({"item", "label"})

    def _whole(self, row: Mapping[str, Any], clean: dict[str, Any]) -> dict[str, Any]:
        head = self.heads[row["item"]]
        return {"item": head.title, "reason": clean["reason"], "code": head.code}
