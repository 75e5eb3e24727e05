"""What the sealer puts under seals of notices: each as it was said, as it was issued, when it was opened."""

from collections.abc import Callable, Iterator

from django.db.models import QuerySet

from portal.audit.leaves import Source, Standing, Waiting, reached, register, written_since
from portal.audit.models import SealedLeaf
from portal.notices.lines import letter_line, opening_line, said_line
from portal.notices.models import Notice
from portal.notices.soundness import LETTER, fault

NOTICE, OPENING = "notice", "opening"
_TABLE = Notice._meta.db_table
_AT_ONCE = 2000
#: Letters are sealed with their documents read.
_DOCUMENTS_AT_ONCE = 20


def _said(limit: int) -> list[Waiting]:
    keys = [key for (key,) in written_since(NOTICE, _TABLE, limit)]
    found = Notice.objects.select_related("event").in_bulk(keys)
    return [Waiting(key, said_line(found[key])) for key in keys]


def _all_said() -> Iterator[Standing]:
    sealer = reached(NOTICE, _TABLE)
    for notice in Notice.objects.select_related("event", "case").order_by("pk").iterator(_AT_ONCE):
        due = sealer.includes(notice.transaction_id, notice.pk)
        yield _standing(notice, said_line(notice), due)


def _letters() -> QuerySet[Notice]:
    return Notice.objects.filter(form=Notice.Form.LETTER, status=Notice.Status.READY)


def _issued(limit: int) -> list[Waiting]:
    """Letters that the portal signed. Any other stays without a seal, and the check says so of it."""
    waiting: list[Waiting] = []
    fresh = _unsealed(_letters().filter(sealed=False), LETTER).select_related("file")
    for letter in fresh.iterator(_DOCUMENTS_AT_ONCE):
        if len(waiting) == limit:
            break
        if not fault(letter):
            waiting.append(Waiting(letter.pk, letter_line(letter)))
    return waiting


def _opened(limit: int) -> list[Waiting]:
    opened = Notice.objects.filter(opened_at__isnull=False, opening_sealed=False)
    fresh = _unsealed(opened, OPENING)[:limit]
    return [Waiting(notice.pk, opening_line(notice)) for notice in fresh]


def _unsealed(marked: QuerySet[Notice], source: str) -> QuerySet[Notice]:
    """One whose mark was taken off by hand would be sealed twice; the check says what it finds of it."""
    sealed = SealedLeaf.objects.filter(source=source).values("key")
    return marked.exclude(pk__in=sealed).select_related("event").order_by("pk")


def _mark(name: str) -> Callable[[list[int]], None]:
    def mark(keys: list[int]) -> None:
        Notice.objects.filter(pk__in=keys).update(**{name: True})

    return mark


def _all_issued() -> Iterator[Standing]:
    rows = _letters().select_related("event", "case").order_by("pk")
    for letter in rows.iterator(_AT_ONCE):
        yield _standing(letter, letter_line(letter), letter.sealed)


def _all_opened() -> Iterator[Standing]:
    rows = Notice.objects.filter(opened_at__isnull=False).select_related("event", "case")
    for notice in rows.order_by("pk").iterator(_AT_ONCE):
        yield _standing(notice, opening_line(notice), notice.opening_sealed)


def _standing(notice: Notice, line: str, due: bool) -> Standing:
    return Standing(notice.pk, notice.case.number, notice.event.seq, line, due)


def register_sources() -> None:
    """Let the sealer know of all three."""
    register(Source(name=NOTICE, label="通知", waiting=_said, standing=_all_said))
    register(
        Source(
            name=LETTER,
            label="文书",
            waiting=_issued,
            standing=_all_issued,
            sealed=_mark("sealed"),
        )
    )
    register(
        Source(
            name=OPENING,
            label="首次打开的时间",
            waiting=_opened,
            standing=_all_opened,
            sealed=_mark("opening_sealed"),
        )
    )
