"""Form fields that Django has none of: many choices kept as a list, products, reasons per item with their form."""

import json
import re
from abc import abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError

from filings.product import NavigationField, ProductForm
from portal.workflow.forms import CaseForm
from portal.workflow.inputs import EntryShape, kind_of, printable, wrong_type

MAX_PRODUCTS = 30
_LONGEST_REASON = 1_000


class ProductsWidget(forms.Widget):
    """Numbered blocks of product fields. Posted as ``products-0-name``; JSON brings a list of objects."""

    template_name = "filings/widgets/products.html"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        if not hasattr(data, "getlist"):
            return data.get(name)
        count = data.get(f"{name}-count", "")
        if not re.fullmatch(r"[0-9]{1,3}", count):
            return []
        blocks = []
        for index in range(min(int(count), MAX_PRODUCTS + 1)):
            prefix = f"{name}-{index}-"
            blocks.append(
                {key[len(prefix) :]: data.get(key) for key in data if key.startswith(prefix)}
            )
        return [
            block for block in blocks if not block.get("delete") and any(_stated(block).values())
        ]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data and f"{name}-count" not in data

    def format_value(self, value: Any) -> Any:
        return value

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        given = value if isinstance(value, list) else []
        blocks = [*[item for item in given if isinstance(item, Mapping)], {}]
        context["blocks"] = [
            self._block(name, index, block) for index, block in enumerate(blocks[:MAX_PRODUCTS])
        ]
        context["count"] = len(context["blocks"])
        return context

    def _block(self, name: str, index: int, value: Mapping[str, Any]) -> dict[str, Any]:
        stated = {**value, "navigation": "\n".join(value.get("navigation") or []) if value else ""}
        if isinstance(value.get("navigation"), str):
            stated["navigation"] = value["navigation"]
        form = ProductForm(initial=stated, prefix=f"{name}-{index}")
        return {
            "number": index + 1,
            "form": form,
            "is_new": not value,
            "called": value.get("name", ""),
        }


def _stated(block: Mapping[str, Any]) -> dict[str, Any]:
    """A block's values without what an untouched block posts as well."""
    return {
        key: value
        for key, value in block.items()
        if key not in {"delete", "service_form", "status"} and value
    }


class ProductsField(forms.Field):
    """A list of products, each checked by ``ProductForm``; what is wrong names the product and the field."""

    widget = ProductsWidget

    def clean(self, value: Any) -> list[dict[str, Any]]:
        if value in (None, ""):
            return []
        if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
            raise ValidationError("产品信息应为产品的列表，每个产品为一个对象")
        if len(value) > MAX_PRODUCTS:
            raise ValidationError(f"一次备案最多填写 {MAX_PRODUCTS} 个产品")
        products, errors = [], []
        for number, item in enumerate(value, start=1):
            form = ProductForm(dict(item))
            wrong = [*_unreadable(item, form.fields)]
            if not wrong and form.is_valid():
                products.append(json.loads(json.dumps(form.cleaned_data)))
            errors += [f"第 {number} 个产品：{told}" for told in wrong or form.sentences()]
        if errors:
            raise ValidationError(errors)
        return products

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(initial != data)


def _unreadable(product: Mapping[str, Any], fields: Mapping[str, forms.Field]) -> Iterator[str]:
    """Names that no product has, and values that are no text, number or choice where one is asked.

    A form makes text of whatever it is given; of an object that would be Python's own notation.
    """
    for name, value in product.items():
        field = fields.get(name)
        if field is None:
            yield f"没有“{_shown(name)}”这一项"
            continue
        steps = isinstance(field, NavigationField) and isinstance(value, list)
        ticked = isinstance(field, forms.BooleanField) and value in ("on", "true", "false", "")
        sentence = "" if steps or ticked else wrong_type(value, kind_of(field))
        if sentence:
            yield f"“{field.label}”{sentence}"


class ItemReasonsWidget(forms.Widget):
    """One line a checked item: an empty reason means that the item is in order."""

    template_name = "filings/widgets/item_reasons.html"
    shows_content = True
    items: Sequence[tuple[str, str]] = ()
    #: code → what was filed under the item, as ``filings.selectors.check_items`` gives it.
    filed: Mapping[str, Mapping[str, Any]] | None = None

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        if not hasattr(data, "getlist"):
            return data.get(name)
        given = ((item, (data.get(f"{name}-{item}") or "").strip()) for item, _ in self.items)
        return [{"item": item, "reason": reason} for item, reason in given if reason]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False

    def format_value(self, value: Any) -> Any:
        return value

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        given = {v.get("item"): v.get("reason") for v in value or [] if isinstance(v, Mapping)}
        context["rows"] = [
            {
                "name": f"{name}-{item}",
                "label": label,
                "reason": given.get(item, ""),
                "filed": (self.filed or {}).get(item),
            }
            for item, label in self.items
            if self.filed is None or item in self.filed
        ]
        return context


class ItemReasonsField(forms.Field):
    """Reasons per item of the form: a list of ``{"item", "reason"}`` with at least one entry."""

    widget = ItemReasonsWidget

    def __init__(self, *, items: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.items = dict(items)
        self.applying: Collection[str] = self.items
        self.widget.items = tuple(items)

    @property
    def shape(self) -> EntryShape:
        """What an entry consists of, for programs: the items that apply to the case, and a reason for each."""
        items = [(code, label) for code, label in self.items.items() if code in self.applying]
        return EntryShape(
            {"item": "检查项的代码，见 choices", "reason": f"理由，至多 {_LONGEST_REASON} 字"},
            items,
        )

    def clean(self, value: Any) -> list[dict[str, str]]:
        if not isinstance(value, list) or not value:
            raise ValidationError("至少写明一项内容及其理由")
        cleaned: list[dict[str, str]] = []
        for entry in value:
            if not isinstance(entry, Mapping) or set(entry) - {"item", "reason", "label"}:
                raise ValidationError("每一项应为 {item, reason}")
            cleaned.append(self._entry(entry))
        if len({entry["item"] for entry in cleaned}) != len(cleaned):
            raise ValidationError("同一项内容只写一次，请把理由合并")
        return cleaned

    def _entry(self, entry: Mapping[str, Any]) -> dict[str, str]:
        item, reason = entry.get("item"), entry.get("reason")
        if not isinstance(item, str):
            raise ValidationError("item 应为检查项的代码")
        if item not in self.items:
            raise ValidationError(f"没有“{_shown(item)}”这一项")
        if item not in self.applying:
            raise ValidationError(f"“{self.items[item]}”不适用于本事项")
        if not isinstance(reason, str) or not reason.strip():
            raise ValidationError(f"“{self.items[item]}”没有写明理由")
        text, label = reason.strip(), self.items[item]
        if len(text) > _LONGEST_REASON:
            told = f"“{label}”的理由至多 {_LONGEST_REASON} 字，现有 {len(text)} 字"
            raise ValidationError(told)
        return {"item": label, "reason": text, "code": item}


class CheckForm(CaseForm):
    """Shows each item as it was filed beside the place for what is wrong with it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.case is not None and self.user is not None:
            filed = {row["code"]: row for row in self.filed()}
            items = cast(ItemReasonsField, self.fields["items"])
            items.widget.filed = items.applying = filed

    @abstractmethod
    def filed(self) -> Iterable[Mapping[str, Any]]:
        """What was filed under each item, each with its ``code``."""


def _shown(name: str) -> str:
    """A hostile name as it may stand in a sentence."""
    return printable(name[:40])
