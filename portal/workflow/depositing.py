"""Putting checked papers into a case, for the engine, which holds the lock and writes the event."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.accounts.models import User
from portal.cases.models import Case, Document
from portal.cases.papers import text_of
from portal.cases.uploads import CheckedUpload, store
from portal.workflow.catalogue import CaseKind
from portal.workflow.errors import GuardFailed, Reason

#: The paper's place and its content.
Brought = tuple[str, CheckedUpload]


@dataclass(frozen=True)
class Deposit:
    """A paper on its way into a case, its words already read: that is slow for long papers, so before any lock."""

    slot: str
    upload: CheckedUpload
    text: str


def read(papers: Sequence[Brought]) -> list[Deposit]:
    """The papers with their words."""
    return [Deposit(slot, one, text_of(one.data, one.content_type)) for slot, one in papers]


def expect_places(kind: CaseKind, papers: Sequence[Brought]) -> None:
    """Refuse papers for places that the kind does not have, and several for a place that takes one."""
    slots = [slot for slot, _ in papers]
    for code in slots:
        place = kind.slot(code)
        if place is None:
            raise GuardFailed(Reason("没有这一项材料", field="slot"))
        if not place.several and slots.count(code) > 1:
            raise GuardFailed(Reason(f"“{place.label}”只能上传一个文件", field=code))


def deposit(
    case: Case, papers: Sequence[Deposit], *, actor: User, now: datetime
) -> list[dict[str, Any]]:
    """Store the papers; answers what the trail says of each.

    Contents are stored in the order of their hashes, so that two acts with the same papers never wait for each other
    in a circle.
    """
    uploads = {one.upload.sha256: one.upload for one in papers}
    files = {digest: store(uploads[digest]) for digest in sorted(uploads)}
    return [_deposited(case, one, files[one.upload.sha256], actor, now) for one in papers]


def _deposited(case: Case, one: Deposit, file: Any, actor: User, now: datetime) -> dict[str, Any]:
    upload = one.upload
    document = Document.objects.create(
        case_id=case.pk,
        slot=one.slot,
        name=upload.name,
        content_type=upload.content_type,
        file=file,
        size=upload.size,
        text=one.text,
        uploaded_at=now,
        uploaded_by=actor,
    )
    return {
        "slot": one.slot,
        "name": upload.name,
        "sha256": upload.sha256,
        "document": document.pk,
    }
