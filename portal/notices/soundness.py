"""Whether an issued letter is what the portal's key signed: whoever writes rows into the database cannot sign.

The sealer asks before it puts a letter under a seal, ``verify_audit`` asks of every letter that no seal covers yet, and
strangers' questions ask anew. The signature binds the bytes; the attached facts bind them to this row.
"""

from portal.audit.proofs import proof_of
from portal.notices.lines import letter_line
from portal.notices.models import Notice
from portal.signing.certificates import Certificate, by_id
from portal.signing.claims import claims

#: The name of issued letters in the leaves.
LETTER = "letter"


def fault(letter: Notice) -> str:
    """What keeps an issued letter from being believed, as a clause; empty where nothing does.

    Reads the document: some milliseconds a letter.
    """
    from portal.signing import envelope  # noqa: PLC0415 -- slow import

    certificate = by_id(letter.signed_with)
    if certificate is None or letter.file is None or letter.rendered_at is None:
        return "没有电子签名，或者签名证书没有公布"
    data = bytes(letter.file.data)
    if not envelope.is_signed_whole(data, certificate.pem):
        return "文件没有所登记证书的有效签名"
    if claims(data).verification_code != letter.verification_code:
        return "文件是另一份文书"
    if not certificate.not_before <= letter.rendered_at <= certificate.not_after:
        return "签名证书在签发时不在有效期内"
    return "" if _is_trusted(letter, certificate) else "签名证书已经声明不可信，此前没有封印"


def _is_trusted(letter: Notice, certificate: Certificate) -> bool:
    """Who stole a key writes what time he likes: a seal from before it was distrusted says when it was issued."""
    since = certificate.distrusted_from
    if since is None:
        return True
    proof = proof_of(LETTER, letter.pk, letter_line(letter))
    return proof is not None and proof.holds and proof.seal.made_at < since
