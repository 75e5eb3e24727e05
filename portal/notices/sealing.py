"""What the sealer puts under the portal's seals of notices: each as it was said, each letter as it was issued.

The verification code stands in both lines, so that whoever sees the leaf of a notice in somebody else's proof cannot
guess at it.
"""

from collections.abc import Iterator

from portal.audit.canon import compact
from portal.audit.leaves import Source, Standing, Waiting, passed, register, written_since
from portal.audit.models import SealedLeaf
from portal.notices.models import Notice

NOTICE, LETTER = "notice", "letter"
_TABLE = Notice._meta.db_table
_AT_ONCE = 2000


def letter_line(notice: Notice) -> str:
    """What is sealed of an issued letter: its bytes, its number, what caused it, in which form and under which key."""
    return compact(
        {
            "letter": notice.verification_code,
            "code": notice.code,
            "number": notice.number,
            "file": notice.file_id,
            "event": notice.event.hash,
            "edition": notice.edition,
            "signed_with": notice.signed_with,
        }
    )


def said_line(notice: Notice) -> str:
    """What is sealed of any notice from its first moment: to whom what was said, and why."""
    return compact(
        {
            "notice": notice.verification_code,
            "code": notice.code,
            "form": notice.form,
            "title": notice.title,
            "body": notice.body,
            "context": notice.context,
            "event": notice.event.hash,
            "addressee": notice.addressee_id,
            "recipient": notice.recipient_id,
            "issuer": notice.issuer_id,
        }
    )


def _said(limit: int) -> list[Waiting]:
    keys = [key for (key,) in written_since(NOTICE, _TABLE, limit)]
    found = Notice.objects.select_related("event").in_bulk(keys)
    return [Waiting(key, said_line(found[key])) for key in keys]


def _all_said() -> Iterator[Standing]:
    last = passed(NOTICE, _TABLE)
    for notice in Notice.objects.select_related("event", "case").order_by("pk").iterator(_AT_ONCE):
        due = (notice.transaction_id, notice.pk) <= last
        yield _standing(notice, said_line(notice), due)


def _issued(limit: int) -> list[Waiting]:
    waiting = Notice.objects.filter(
        form=Notice.Form.LETTER, status=Notice.Status.READY, sealed=False
    )
    # One whose mark was taken off by hand would be sealed twice; the check says what it finds of it.
    fresh = waiting.exclude(pk__in=SealedLeaf.objects.filter(source=LETTER).values("key"))
    letters = fresh.select_related("event").order_by("pk")[:limit]
    return [Waiting(letter.pk, letter_line(letter)) for letter in letters]


def _mark_sealed(keys: list[int]) -> None:
    Notice.objects.filter(pk__in=keys).update(sealed=True)


def _all_issued() -> Iterator[Standing]:
    issued = Notice.objects.filter(form=Notice.Form.LETTER, status=Notice.Status.READY)
    for letter in issued.select_related("event", "case").order_by("pk").iterator(_AT_ONCE):
        yield _standing(letter, letter_line(letter), letter.sealed)


def _standing(notice: Notice, line: str, due: bool) -> Standing:
    return Standing(notice.pk, notice.case.number, notice.event.seq, line, due)


def register_sources() -> None:
    """Let the sealer know of both."""
    register(Source(name=NOTICE, label="通知", waiting=_said, standing=_all_said))
    register(
        Source(
            name=LETTER,
            label="文书",
            waiting=_issued,
            standing=_all_issued,
            sealed=_mark_sealed,
        )
    )
