"""The judgement of one file's signatures, by pyHanko, without network. Slow to import."""

from dataclasses import replace
from datetime import datetime
from io import BytesIO

from asn1crypto.cms import ContentInfo
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import KeyUsageConstraints, ValidationContext, validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel

from portal.signing.claims import claims
from portal.signing.envelope import certificates_in, is_as_written
from portal.signing.findings import Examined, Finding, Trust

#: Either says that the key may sign statements.
_USAGE = KeyUsageConstraints(
    key_usage={"non_repudiation", "digital_signature"}, match_all_key_usages=False
)
#: No letter has more than one; what has this many is somebody's joke.
_MOST_SIGNATURES = 8


def judge(data: bytes, trust: Trust) -> Examined:
    """What is to be thought of the file. Never raises for what stands in ``data``; may need long for it."""
    if b"%PDF-" not in data[:1024]:
        return Examined(Finding.NOT_A_PDF)
    said = claims(data)
    try:
        signatures = PdfFileReader(BytesIO(data), strict=False).embedded_regular_signatures
        ours = [one for one in signatures[:_MOST_SIGNATURES] if _key_id(one) in trust.chains]
        if ours:
            return _examined(ours[-1], data, trust, Examined(Finding.BROKEN, said))
        found = Finding.FOREIGN_SIGNATURE if signatures else _without(data)
    except Exception:  # whatever a file makes the parsers raise is a fact about the file
        found = Finding.BROKEN
    return Examined(found, said)


def _without(data: bytes) -> Finding:
    """No signature, unless the remains of one show that the way to it was broken."""
    return Finding.BROKEN if b"/ByteRange" in data else Finding.NO_SIGNATURE


def _key_id(signature: EmbeddedPdfSignature) -> str:
    return str(signature.signer_cert.sha256.hex())


def _examined(
    signature: EmbeddedPdfSignature, data: bytes, trust: Trust, so_far: Examined
) -> Examined:
    signed_at = signature.self_reported_timestamp
    known = replace(
        so_far,
        key_id=_key_id(signature),
        signer=signature.signer_cert.subject.human_friendly,
        signed_at=signed_at,
    )
    if signed_at is None or signed_at.tzinfo is None:  # ours always say when
        return replace(known, finding=Finding.CONTENT_CHANGED)
    status = validate_pdf_signature(
        signature,
        _context(trust.roots, signed_at, trust.chains[known.key_id]),
        _context(trust.stamping_roots, signed_at),
        key_usage_settings=_USAGE,
        skip_diff=True,  # nothing may follow a letter's signature, so there is nothing to weigh
    )
    stamp = status.timestamp_validity
    if stamp is not None and stamp.valid and stamp.intact and stamp.trusted:
        known = replace(known, stamped_at=stamp.timestamp)
    return replace(known, finding=_finding(signature, status, data, trust, known))


def _finding(
    signature: EmbeddedPdfSignature,
    status: PdfSignatureStatus,
    data: bytes,
    trust: Trust,
    known: Examined,
) -> Finding:
    if not (status.intact and status.valid):
        return Finding.CONTENT_CHANGED
    if status.coverage is not SignatureCoverageLevel.ENTIRE_FILE:
        return Finding.ADDED_AFTER_SIGNING
    if not _written_by_us(signature, data, trust.chains[known.key_id]):
        return Finding.CONTENT_CHANGED
    since = trust.distrusted.get(known.key_id)
    # Without a stamp the thief of a key writes what time he likes.
    if since is not None and not (known.stamped_at and known.stamped_at < since):
        return Finding.DISTRUSTED_KEY
    return Finding.GENUINE_SIGNATURE if status.bottom_line else Finding.DISTRUSTED_KEY


def _written_by_us(signature: EmbeddedPdfSignature, data: bytes, chain: str) -> bool:
    start, length, resume, _ = (int(number) for number in signature.byte_range)
    written = ContentInfo.load(signature.pkcs7_content)
    return is_as_written(written, data[start + length : resume], chain)


def _context(roots: str, moment: datetime, chain: str = "") -> ValidationContext:
    """Only these roots, no network, and the time at which it was signed: a key that ran out since did its work."""
    return ValidationContext(
        trust_roots=certificates_in(roots),
        other_certs=certificates_in(chain),
        moment=moment,
        allow_fetching=False,
    )
