"""Content whose time is over: the bytes go, what they were stays told: name, size, hash, when, under what number.

Which content that is, and who decided it, belongs to ``portal.retention``; here is only how bytes end. They end with
the last of those who hold them: equal files share one row.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import models

from portal.cases.models import StoredFile


def release(hashes: Iterable[str]) -> set[str]:
    """Lock the bytes of these hashes, those that nobody is using just now; answers which.

    Somebody who brings in an equal file holds its row until the end of the transaction (``uploads.store_bytes``):
    such bytes are passed over, not waited for.
    """
    rows = StoredFile.objects.filter(pk__in=set(hashes)).order_by("pk")
    return set(rows.select_for_update(skip_locked=True).values_list("pk", flat=True))


def end(hashes: Iterable[str], now: datetime) -> set[str]:
    """Let go of the bytes, which ``release`` locked, that no one holds any more; answers whose bytes are gone."""
    ended = {sha256 for sha256 in hashes if not is_held(sha256)}
    StoredFile.objects.filter(pk__in=ended).update(data=b"", destroyed_at=now)
    return ended


def is_held(sha256: str) -> bool:
    """Whether anything still holds the bytes: a paper, a letter, a page that was fetched, not destroyed itself."""
    return any(
        model._default_manager.filter(**{field: sha256}, **living).exists()
        for model, field, living in _holders()
    )


def _holders() -> Iterable[tuple[type[models.Model], str, dict[str, None]]]:
    """Every table that points at stored files, and which of its rows still count."""
    for relation in StoredFile._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel):
            model = relation.related_model
            marked = any(field.name == "destroyed_at" for field in model._meta.get_fields())
            yield model, relation.field.name, {"destroyed_at": None} if marked else {}
