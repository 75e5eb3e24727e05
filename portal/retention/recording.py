"""The record of a destruction: what was on the list, what became of each item, by whom; hashed and sealed."""

import csv
import hashlib
import io
import json
from datetime import UTC, datetime
from typing import Any

from portal.audit.keys import mac
from portal.cases.cells import guarded
from portal.clock import CHINA
from portal.retention.models import Destruction, DestructionItem, DestructionRecord

#: Excel reads the first as a mark of UTF-8; without it Chinese is garbled.
BYTE_ORDER_MARK = "\ufeff"
HEADINGS = ("序号", "事项编号", "大小（字节）", "SHA-256", "结果", "说明", "时间")


def close(destruction: Destruction, now: datetime) -> DestructionRecord:
    """Write the record of a destruction of which nothing waits any more. The caller holds its lock."""
    destruction.state = Destruction.State.DONE
    destruction.save(update_fields=["state"])
    content = content_of(destruction)
    digest = hash_of(content)
    return DestructionRecord.objects.create(
        destruction=destruction,
        number=destruction.number or "",
        content=content,
        hash=digest,
        mac=mac("destruction", digest),
        recorded_at=now,
    )


def content_of(destruction: Destruction) -> dict[str, Any]:
    """Everything that the record says, in plain values; the same rows always give the same."""
    items = [_line(item) for item in destruction.items.select_related("case").order_by("position")]
    done = [item for item in items if item["status"] == DestructionItem.Status.DONE]
    return {
        "number": destruction.number,
        "holding": destruction.holding,
        "title": destruction.title,
        "rule": destruction.rule,
        "cut_off": destruction.cut_off.isoformat(),
        "proposed_by": [destruction.proposed_by_id, destruction.proposed_role],
        "proposed_at": _instant(destruction.proposed_at),
        "approved_by": destruction.decided_by_id,
        "approved_at": _instant(destruction.decided_at),
        "total": len(items),
        "destroyed": len(done),
        "bytes": sum(item["size"] for item in done),
        "items": items,
    }


def hash_of(content: dict[str, Any]) -> str:
    """SHA-256 over the canonical JSON of a record's content."""
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _line(item: DestructionItem) -> dict[str, Any]:
    return {
        "position": item.position,
        "row": item.row,
        "case": item.case.number,
        "size": item.size,
        "sha256": item.sha256,
        "status": item.status,
        "note": item.note,
        "at": _instant(item.settled_at),
    }


def _instant(moment: datetime | None) -> str:
    return moment.astimezone(UTC).isoformat() if moment else ""


def table(destruction: Destruction) -> bytes:
    """The list as CSV for a spreadsheet: numbers and hashes, no titles and no names of files."""
    out = io.StringIO(newline="")
    out.write(BYTE_ORDER_MARK)
    lines = csv.writer(out)
    lines.writerow(HEADINGS)
    for item in destruction.items.select_related("case").order_by("position"):
        at = item.settled_at
        lines.writerow(
            [
                item.position,
                item.case.number,
                item.size,
                item.sha256,
                item.get_status_display(),
                guarded(item.note, free=False),
                f"{at.astimezone(CHINA):%Y-%m-%d %H:%M:%S}" if at else "",
            ]
        )
    return out.getvalue().encode()
