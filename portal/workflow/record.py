"""Input as the trail keeps it: plain JSON, without the bytes of files."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model

from portal.workflow.machine import Action


def input_of(step: Action, data: dict[str, Any]) -> Any:
    """What was said to an act, without what is sealed: that the case keeps itself, or nobody does."""
    return as_record({name: value for name, value in data.items() if name not in step.sealed})


def as_record(value: Any) -> Any:
    """``value`` with models reduced to their keys and uploads to their names; dates are left to the encoder."""
    if isinstance(value, dict):
        return {key: as_record(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [as_record(item) for item in value]
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, UploadedFile):
        return value.name
    return value
