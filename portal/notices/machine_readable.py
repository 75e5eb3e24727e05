"""The machine-readable twin of a letter, attached to its PDF as ``notice.json`` (docs/notice.schema.json)."""

from typing import Any

from portal.clock import CHINA
from portal.notices import catalogue
from portal.notices.catalogue import NoticeKind
from portal.notices.contents import Content, Facts
from portal.notices.models import Notice

#: The version of the schema: a reader of version 1 can read every letter that says 1.
SCHEMA = 1


def told(notice: Notice, verification_url: str) -> dict[str, Any]:
    """All that the letter says and rests on, as plain JSON values.

    ``contents`` are the items that the letter must state, by their English keys; ``content`` is the whole snapshot
    from which it was printed.
    """
    kind, facts, sealed = catalogue.get(notice.code), notice.context, notice.printed_seal
    return {
        "schema": SCHEMA,
        "code": notice.code,
        "title": notice.title,
        "title_en": kind.title_en,
        "number": notice.number,
        "edition": notice.edition,
        "issuer": _issuer(notice, facts),
        "addressee": notice.addressee.name,
        "case_number": notice.case.number,
        "created_at": notice.created_at.astimezone(CHINA).isoformat(timespec="seconds"),
        "contents": _contents(kind, facts),
        "citations": list(facts.get("articles") or []),
        "time_limits": list(facts.get("deadlines") or []),
        "verification_code": notice.verification_code,
        "verification_url": verification_url,
        "event_hash": notice.event.hash,
        "printed_seal": (
            {"number": sealed.number, "root": sealed.root, "hash": sealed.hash} if sealed else None
        ),
        "content": facts,
    }


def _issuer(notice: Notice, facts: Facts) -> dict[str, str]:
    """The name as printed, and the organisation behind it: a committee is headed by its own name."""
    organization = notice.issuer.name if notice.issuer else ""
    return {"name": str(facts.get("issuer") or organization), "organization": organization}


def _contents(kind: NoticeKind, facts: Facts) -> dict[str, Any]:
    return {
        content.key: {"zh": content.zh, "en": content.en, "values": _values(content, facts)}
        for content in kind.must_state
        if content.asked(facts)
    }


def _values(content: Content, facts: Facts) -> list[Any]:
    return [content.sentence] if content.sentence else content.values(facts)
