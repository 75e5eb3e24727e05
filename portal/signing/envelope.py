"""The signature inside a PDF as this portal writes it, and whether a stored file carries one over all of its bytes.

Cheaper than ``judging`` by two orders, because it tells nothing but yes or no of a file that should be as it was
written: no PDF is read, nothing is searched for. Slow to import.
"""

import hashlib
import re

from asn1crypto import pem, x509
from asn1crypto.cms import ContentInfo
from pyhanko.sign.validation.generic_cms import validate_sig_integrity

_RANGE = re.compile(rb"/ByteRange\s*\[\s*0\s+(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s*\]")
_DIGESTS = {"sha256", "sha384", "sha512"}


def is_signed_whole(data: bytes, chain: str) -> bool:
    """Whether the key of ``chain``'s first certificate signed all of ``data`` but the place of the signature itself.

    Never raises for what stands in ``data``. Tells nothing of when, nor whether the certificate is to be believed.
    """
    places = _RANGE.findall(data)
    if not places:
        return False
    end, resume, rest = (int(number) for number in places[-1])
    if not end < resume or resume + rest != len(data):
        return False
    gap = data[end:resume]
    try:
        written = ContentInfo.load(bytes.fromhex(gap[1:-1].decode("ascii")))
        return is_as_written(written, gap, chain) and _holds(
            written, data[:end] + data[resume:], chain
        )
    except Exception:  # noqa: BLE001 -- whatever bytes make the parsers raise is a fact about the bytes
        return False


def is_as_written(written: ContentInfo, gap: bytes, chain: str) -> bool:
    """Whether the one place that no signature covers, that of the signature itself, holds it as we write it alone."""
    envelope, inside = written["content"], written["content"]["signer_infos"][0]
    enclosed = {one.chosen.dump() for one in envelope["certificates"]}
    if not enclosed <= {one.dump() for one in certificates_in(chain)}:
        return False
    if [one.dump() for one in envelope["digest_algorithms"]] != [inside["digest_algorithm"].dump()]:
        return False
    if {envelope["version"].native, inside["version"].native} != {"v1"}:
        return False
    digits = written.dump(force=True).hex().upper().encode()
    return bool(gap == b"<" + digits.ljust(len(gap) - 2, b"0") + b">")


def certificates_in(text: str) -> list[x509.Certificate]:
    """The certificates of a PEM text, in their order."""
    if not text:
        return []
    return [x509.Certificate.load(der) for _, _, der in pem.unarmor(text.encode(), multiple=True)]


def _holds(written: ContentInfo, signed: bytes, chain: str) -> bool:
    inside = written["content"]["signer_infos"][0]
    name = inside["digest_algorithm"]["algorithm"].native
    if name not in _DIGESTS:
        return False
    intact, valid = validate_sig_integrity(
        inside,
        certificates_in(chain)[0],
        expected_content_type="data",
        actual_digest=hashlib.new(name, signed).digest(),
    )
    return intact and valid
