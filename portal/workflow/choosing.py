"""Form fields for choosing: among people and cases, each under a name of the form's own, and among codes."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.db.models import Case, IntegerField, Model, QuerySet, When

from portal.accounts.models import User


class _Offering:
    """Offers some rows, in the order given, each under a name of the form's own."""

    queryset: Any
    told: Mapping[int, str] = {}

    def offer(self, rows: Sequence[tuple[Any, str]]) -> None:
        """``rows`` holds each object that may be chosen, and what it is called."""
        self.told = {one.pk: name for one, name in rows}
        self.queryset = _in_order(self.queryset.model, list(self.told))

    def label_from_instance(self, obj: Any) -> str:
        return self.told.get(obj.pk, str(obj))


def _in_order(model: type[Model], keys: list[int]) -> QuerySet[Any]:
    found = model._default_manager.filter(pk__in=keys)
    if not keys:
        return found
    places = [When(pk=key, then=place) for place, key in enumerate(keys)]
    return found.order_by(Case(*places, output_field=IntegerField()))


class OneField(_Offering, forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of those offered."""

    def __init__(self, *, of: type[Model] = User, **kwargs: Any) -> None:
        super().__init__(of._default_manager.none(), empty_label="请选择", **kwargs)


class SeveralField(_Offering, forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Several of those offered, as a list in their order."""

    def __init__(self, *, of: type[Model] = User, **kwargs: Any) -> None:
        widget = forms.CheckboxSelectMultiple
        super().__init__(of._default_manager.none(), widget=widget, **kwargs)

    def clean(self, value: Any) -> list[Any]:  # type: ignore[override]
        """The chosen objects."""
        return list(super().clean(value))


class ChoiceListField(forms.MultipleChoiceField):
    """Several choices, kept as a list in the order of the choices, without doubles."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> list[str]:
        chosen = set(super().clean(value))
        return [key for key in self._keys() if key in chosen]

    def _keys(self) -> list[str]:
        keys: list[str] = []
        for key, label in cast(list[tuple[str, Any]], self.choices):
            keys += [k for k, _ in label] if isinstance(label, list | tuple) else [str(key)]
        return keys


def long_text(
    label: str, help_text: str = "", *, rows: int = 5, max_length: int = 4000, required: bool = True
) -> forms.CharField:
    """A text of several lines."""
    return forms.CharField(
        label=label,
        max_length=max_length,
        required=required,
        widget=forms.Textarea(attrs={"rows": rows}),
        help_text=help_text,
    )


def wall_clock(label: str, help_text: str = "", *, required: bool = True) -> forms.DateTimeField:
    """An instant as a clock on a wall in Beijing shows it."""
    return forms.DateTimeField(
        label=label,
        required=required,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=help_text,
    )
