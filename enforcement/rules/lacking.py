"""Which stated fields of a case are still empty, a sentence each."""

from collections.abc import Iterable
from typing import Any

from portal.workflow.errors import Reason


def lacking(case: Any, names: Iterable[str]) -> list[Reason]:
    """A reason for each of ``names`` that holds nothing yet, under the field's own label."""
    return [
        Reason(f"“{case._meta.get_field(name).verbose_name}”没有填写", field=name)
        for name in names
        if getattr(case, name) in (None, "", [], {})
    ]
