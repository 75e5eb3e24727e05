"""What retention adds to the check of the audit trail: destroyed and tampered with are two things.

What is destroyed has an event in the trail of its case, which SQL alone cannot make, and a sealed record. Bytes that
are gone without either were taken away by somebody.
"""

import hmac
from collections.abc import Callable, Iterator

from portal.audit.keys import mac
from portal.audit.models import AuditEvent
from portal.audit.verification import Break
from portal.cases import destroying
from portal.cases.models import Destroyable, Document, StoredFile
from portal.retention.models import Destruction, DestructionRecord
from portal.retention.recording import content_of, hash_of
from portal.workflow.side_acts import DESTROYED


def marks_match(model: type[Destroyable], case: str = "case") -> Callable[[], Iterator[Break]]:
    """A check of ``model``, whose rows hang on ``case``: what is marked as destroyed, the trail of its case says.

    A draft is destroyed as a whole: its event names the case.
    """

    def check() -> Iterator[Break]:
        events = AuditEvent.objects.filter(action=DESTROYED)
        told: dict[tuple[int, str], set[int]] = {}
        for key, number, rows in events.values_list("case", "data__destruction", "data__rows"):
            told.setdefault((key, number), set()).update(rows)
        marked = model._default_manager.filter(destroyed_at__isnull=False).order_by("pk")
        found = marked.values_list("pk", case, f"{case}__number", "destruction")
        for pk, key, case_number, number in found.iterator(chunk_size=2000):
            if not told.get((key, number), set()) & {pk, key}:
                said = f"标明已销毁（{number or '无编号'}），但办理过程中没有销毁的记录"
                yield Break(case_number, 0, f"{model._meta.verbose_name}{said}")

    return check


def bytes_match() -> Iterator[Break]:
    """Bytes that are gone although something that was not destroyed holds them."""
    gone = StoredFile.objects.filter(destroyed_at__isnull=False).order_by("pk")
    for sha256 in gone.values_list("pk", flat=True).iterator(chunk_size=2000):
        if destroying.is_held(sha256):
            yield Break("文件", 0, f"文件 {sha256} 的内容已不存在，但使用它的材料没有销毁")


def records_match() -> Iterator[Break]:
    """A record that is no longer what was sealed, or whose list says something else; a destruction without a record."""
    records = DestructionRecord.objects.select_related("destruction").order_by("pk")
    for record in records.iterator(chunk_size=20):
        if record.hash != hash_of(record.content):
            yield Break(record.number, 0, "销毁记录的内容与校验值不符")
        elif not hmac.compare_digest(record.mac, mac("destruction", record.hash)):
            yield Break(record.number, 0, "销毁记录的封印不符，不是由本门户写入的")
        elif record.content != content_of(record.destruction):
            yield Break(record.number, 0, "销毁清单与销毁记录不符")
    bare = Destruction.objects.filter(state=Destruction.State.DONE, record=None).order_by("pk")
    for number in bare.values_list("number", flat=True):
        yield Break(number or "", 0, "销毁已完成，但没有销毁记录")


CHECKS = (marks_match(Document), bytes_match, records_match)
