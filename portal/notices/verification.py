"""What a stranger learns of a letter, by its code or by its file: genuine or not, whose, and whether it still holds.

A file is compared with what was issued byte by byte, and that with its signature; only one that differs is looked into,
to say what was done to it.
Whoever shows neither a known code nor a known file learns nothing, not even which of the two is wrong.
"""

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db import models

from portal.cases.letter_standing import LetterStanding
from portal.clock import china_date
from portal.notices import catalogue
from portal.notices.models import ALPHABET, Notice
from portal.notices.soundness import fault
from portal.notices.standing import Stands, standing_of
from portal.notices.twins import Twin, differs_little, twin_of
from portal.signing.certificates import by_id
from portal.signing.examining import Examined, Finding, examine


class Verdict(models.TextChoices):
    """What is said of a code or a file."""

    GENUINE = "genuine", "文书真实"
    CONTENT_CHANGED = "content_changed", "内容被改动"
    ADDED_AFTER_SIGNING = "added_after_signing", "签发后被追加内容"
    SIGNATURE_STRIPPED = "signature_stripped", "电子签名被去除"
    OTHER_FILE = "other_file", "冒用核验码的其他文件"
    DISTRUSTED_KEY = "distrusted_key", "签名证书已经声明不可信"
    NOT_REGISTERED = "not_registered", "签名有效，但没有签发记录"
    RECORD_BROKEN = "record_broken", "登记与签名不符"
    UNKNOWN = "unknown", "不能确认"


@dataclass(frozen=True, kw_only=True)
class Issued:
    """All that a stranger who holds a letter, or its code, may learn of it."""

    title: str
    number: str
    meaning: str
    issuer: str
    addressee: str
    issued_on: date
    sha256: str
    signed_with: str
    signer: str
    law_is_draft: bool
    is_demo: bool
    standing: str
    standing_label: str
    changed_by: str = ""
    changed_on: date | None = None
    algorithm_name: str = ""
    record_number: str = ""
    #: The verification code, printed on the letter itself.
    code: str = ""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A verdict with what it is about: the letter that was really issued, where there is one; when the file was signed.

    ``by_file`` tells whether a file was looked at, or the code alone.
    """

    verdict: Verdict
    issued: Issued | None = None
    by_file: bool = False
    signed_at: datetime | None = None

    @property
    def genuine(self) -> bool:
        """Whether what was shown is what was issued."""
        return self.verdict == Verdict.GENUINE


_UNKNOWN = Verdict.UNKNOWN
#: What was done to a file that no key of the portal signed readably, and that has a letter's code.
_TWINS = {
    Twin.UNSIGNED: Verdict.SIGNATURE_STRIPPED,
    Twin.DAMAGED: Verdict.CONTENT_CHANGED,
    Twin.NONE: Verdict.OTHER_FILE,
}
#: What was done to a file that one of the portal's keys signed.
_OURS = {
    Finding.CONTENT_CHANGED: Verdict.CONTENT_CHANGED,
    Finding.ADDED_AFTER_SIGNING: Verdict.ADDED_AFTER_SIGNING,
    Finding.DISTRUSTED_KEY: Verdict.DISTRUSTED_KEY,
    Finding.GENUINE_SIGNATURE: Verdict.NOT_REGISTERED,
}


def by_code(typed: str) -> Answer:
    """The answer for a code, however it was typed."""
    notice = _by_code(typed)
    return Answer(verdict=_UNKNOWN) if notice is None else _of_record(notice)


def by_file(data: bytes, code: str = "") -> Answer:
    """The answer for a file; ``code`` is what the asker read on it, for files that do not carry it where it is found.

    The bytes are looked at and forgotten.
    """
    issued = _letters(file=sha256(data).hexdigest()).first()
    if issued is not None:
        return _of_record(issued, by_file=True)
    examined = examine(data)
    claimed = _sound(examined.claims.verification_code) or _sound(code)
    told = _told_to_strangers(claimed) if claimed else None
    verdict = _verdict(data, examined, claimed)
    return Answer(verdict=verdict, issued=told, by_file=True, signed_at=examined.signed_at)


def _of_record(notice: Notice, *, by_file: bool = False) -> Answer:
    """A row is believed when the portal's key signed its document; what another says of a letter is not passed on."""
    if fault(notice):
        return Answer(verdict=Verdict.RECORD_BROKEN, by_file=by_file)
    return Answer(verdict=Verdict.GENUINE, issued=_told_to_strangers(notice), by_file=by_file)


def normal_code(typed: str) -> str:
    """The code as it is printed: upper case, four groups; full width, spaces and dashes do not matter."""
    folded = unicodedata.normalize("NFKC", typed[:100]).upper()
    code = "".join(char for char in folded if char in ALPHABET)
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def _verdict(data: bytes, examined: Examined, claimed: Notice | None) -> Verdict:
    """What happened to a file that is not what was issued, byte for byte."""
    ours = _OURS.get(examined.finding)
    if ours is not None:
        return ours
    if claimed is None:
        return _UNKNOWN
    if examined.finding is Finding.FOREIGN_SIGNATURE and not differs_little(data, claimed):
        return Verdict.OTHER_FILE  # somebody else put a signature of his own on it
    return _TWINS[twin_of(data, examined.claims, claimed)]


def _letters(**found_by: Any) -> models.QuerySet[Notice]:
    issued = Notice.objects.filter(
        form=Notice.Form.LETTER, status=Notice.Status.READY, file__isnull=False, **found_by
    )
    return issued.select_related("case", "event", "file", "addressee", "issuer")


def _by_code(typed: str) -> Notice | None:
    code = normal_code(typed)
    return _letters(verification_code=code).first() if code else None


def _sound(typed: str) -> Notice | None:
    """The letter with that code, if it is to be believed."""
    notice = _by_code(typed)
    return notice if notice and not fault(notice) else None


def _told_to_strangers(notice: Notice) -> Issued:
    kind, facts = catalogue.get(notice.code), notice.context
    # Names and numbers come out only where the register shows them to everybody anyway, ended entries included.
    public = kind.publishes
    stands = _standing(notice, public=public)
    return Issued(
        title=notice.title,
        number=notice.number,
        meaning=kind.public_summary,
        issuer=notice.issuer.name if notice.issuer else "",
        addressee=notice.addressee.name,
        issued_on=china_date(notice.created_at),
        sha256=notice.file_id or "",
        signed_with=notice.signed_with,
        signer=_signer(notice),
        law_is_draft=bool(facts.get("law_is_draft")),
        is_demo=bool(facts.get("is_demo")),
        standing=stands.standing.value,
        standing_label=str(stands.standing.label),
        changed_by=_named(stands.by) if stands.by else "",
        changed_on=china_date(stands.by.created_at) if stands.by else None,
        algorithm_name=str(facts.get("algorithm_name", "")) if public else "",
        record_number=str(facts.get("record_number", "")) if public else "",
        code=notice.verification_code,
    )


def _standing(notice: Notice, *, public: bool) -> Stands:
    """How the letter stands. What attests an entry of the register holds no longer than the entry."""
    stands = standing_of(notice)
    if public and not notice.case.in_force and stands.standing != LetterStanding.REVOKED:
        return Stands(LetterStanding.REVOKED)
    return stands


def _named(notice: Notice) -> str:
    """A later letter by its number; a message of the portal only by its title."""
    return f"{notice.title} {notice.number}".strip()


def _signer(notice: Notice) -> str:
    """Whose certificate the letter was signed with, in words; empty for letters from before there were signatures."""
    if not notice.signed_with:
        return ""
    certificate = by_id(notice.signed_with)
    return certificate.subject if certificate else ""
