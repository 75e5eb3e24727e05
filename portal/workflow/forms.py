"""The one input layer: pages post to these forms, the API feeds JSON to the same ones."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms

from portal.plain_forms import PlainForm
from portal.workflow.form_text import text_problems


class CaseForm(PlainForm):
    """Base of every form of a case: knows the case (None while it is being created) and the person who fills it in.

    ``initial`` comes from the case where field and attribute share a name. Fields of a draft section are not required:
    what is missing is told by the consistency checks, so that a draft can be saved at any point.
    """

    required_css_class = "required"
    #: Fields whose choices are a list of the case's own rulebook: field → list. The trail reads them aloud.
    rulebook_choices: ClassVar[Mapping[str, str]] = {}

    def __init__(self, *args: Any, case: Any = None, user: Any = None, **kwargs: Any) -> None:
        self.case, self.user = case, user
        if case is not None:
            present = {
                name: getattr(case, name) for name in self.base_fields if hasattr(case, name)
            }
            kwargs["initial"] = {**present, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field.widget, forms.Textarea):
                # A browser would cut a long paste in silence; the field itself refuses it with a sentence.
                field.widget.attrs.pop("maxlength", None)

    def full_clean(self) -> None:
        """Refuses text that no letter can print, after ``clean``, which forms override without a thought of it."""
        super().full_clean()
        for name, problem in list(text_problems(self)):
            self.add_error(name, f"“{self.fields[name].label}”{problem}")


#: Where the form of a secret act says which one its reader knows to be the last.
SEEN = "seen"


class SecretActForm(CaseForm):
    """Base of the forms of secret acts. As these keep the version, the form names the last such act: its ``seq``."""

    seen = forms.IntegerField(
        label="您看到的上一次",
        required=False,
        min_value=1,
        widget=forms.HiddenInput,
        help_text="上一次同一操作在办理过程中的序号（seq）；此前没有的不填。与最新情况不符的不予办理",
    )


class ReasonForm(CaseForm):
    """Asks for nothing but a reason."""

    reason = forms.CharField(
        label="理由",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
