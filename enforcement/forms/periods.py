"""A period that an office sets in days, within the bound of the case's rulebook."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator

from portal.law.rulebook import rulebook


class DaysField(forms.IntegerField):
    """So many natural days, one at least; ``row`` names the threshold that bounds them (house rules P8, P9)."""

    def __init__(self, *, row: str, **kwargs: Any) -> None:
        super().__init__(min_value=1, **kwargs)
        self.row = row

    def bound_by(self, profile: str) -> None:
        """No more than this rulebook allows."""
        most = rulebook(profile).threshold(self.row).number
        self.max_value = most
        self.widget.attrs["max"] = most
        self.validators.append(MaxValueValidator(most))
