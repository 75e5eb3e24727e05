"""A page that was overtaken: whether what was typed on it and what others changed meanwhile can stand side by side."""

from typing import Any

from portal.workflow.disclosure import since
from portal.workflow.forms import CaseForm


def clashes(form: CaseForm | None, case: Any, seen: int) -> dict[str, Any] | None:
    """Label → present value of the fields that were changed since version ``seen`` and say otherwise on this page.

    Empty where the page can be saved on the latest version: it then says of every changed field what the case says
    now. None where nobody can tell, as the page has no fields or no version.
    """
    if form is None or not seen:
        return None
    changed = {name for event in since(case, seen) for name in event.data.get("fields", ())}
    return {
        str(form.fields[name].label or name): getattr(case, name)
        for name in form.cleaned_data
        if name in changed and getattr(case, name) != form.cleaned_data[name]
    }
