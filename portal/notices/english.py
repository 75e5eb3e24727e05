"""Chinese and English side by side, for addressees who ask for it: one table from what the letter's kind declares."""

from portal.accounts.models import Organization
from portal.notices import catalogue
from portal.notices.catalogue import NoticeKind
from portal.notices.contents import Facts
from portal.notices.models import Notice
from portal.notices.wording import chinese, english

_ROLES = {
    Organization.Kind.AUTHORITY: "competent authority",
    Organization.Kind.SERVICE_CENTRE: "science and technology ethics service centre",
    Organization.Kind.RESEARCH_UNIT: "institution, through its ethics committee",
    Organization.Kind.COMPANY: "institution, through its ethics committee",
}
#: Said in a row of its own, with the office's role; the same office is whom to ask.
_APART = frozenset({"issuer", "contact"})


def parallel(notice: Notice, facts: Facts) -> list[dict[str, str]] | None:
    """Rows with ``zh_label``, ``zh``, ``en_label``, ``en``; None where the addressee did not ask for English.

    What the deciding side writes for itself has no English.
    """
    kind = catalogue.get(notice.code)
    if not facts.get("wants_english") or kind.inside:
        return None
    return [
        *_head(notice, kind, facts),
        _row("含义", kind.public_summary, "What this means", kind.meaning_en),
        *(
            _row(content.zh, chinese(content, facts), content.en, english(content, facts))
            for content in kind.must_state
            if content.key not in _APART and content.asked(facts)
        ),
    ]


def _head(notice: Notice, kind: NoticeKind, facts: Facts) -> list[dict[str, str]]:
    issuer = str(facts.get("issuer") or "")
    role = _ROLES.get(Organization.Kind(notice.issuer.kind), "") if notice.issuer else ""
    rows = [_row("文种", notice.title, "Document", kind.title_en)]
    if notice.number:
        rows.append(_row("发文字号", notice.number, "Document number", notice.number))
    if issuer:
        rows.append(_row("发出机关", issuer, "Issued by", f"{issuer} ({role})" if role else issuer))
    return rows


def _row(zh_label: str, zh: str, en_label: str, en: str) -> dict[str, str]:
    return {"zh_label": zh_label, "zh": zh, "en_label": en_label, "en": en}
