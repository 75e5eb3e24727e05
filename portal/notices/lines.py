"""The lines that the seals over notices hash: what was said, what was issued, when it was opened.

The verification code stands in each, so that whoever sees the leaf of a notice in somebody else's proof cannot guess
at it.
"""

from datetime import UTC, datetime

from portal.audit.canon import compact
from portal.audit.keys import mac
from portal.notices.models import Notice


def said_line(notice: Notice) -> str:
    """What is sealed of any notice from its first moment: when to whom what was said, and why."""
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
            "created_at": _moment(notice.created_at),
        }
    )


def letter_mac(notice: Notice) -> str:
    """What only the portal can put beside a letter that it says; its key stands outside the database."""
    return mac("letter", said_line(notice))


def letter_line(notice: Notice) -> str:
    """What is sealed of an issued letter: its bytes and number, what caused it, when, in which form, by which key."""
    return compact(
        {
            "letter": notice.verification_code,
            "code": notice.code,
            "number": notice.number,
            "series": notice.series,
            "serial": notice.serial,
            "file": notice.file_id,
            "event": notice.event.hash,
            "edition": notice.edition,
            "printed_seal": notice.printed_seal_id,
            "rendered_at": _moment(notice.rendered_at),
            "signed_with": notice.signed_with,
        }
    )


def opening_line(notice: Notice) -> str:
    """What is sealed of a notice that the addressee's people opened: when they first did."""
    return compact({"opened": notice.verification_code, "at": _moment(notice.opened_at)})


def _moment(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat(timespec="microseconds") if at else None
