"""Taking over an authority's own certificate: it is tried first, so that no letter is signed with what fails later."""

from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from portal.signing.certificates import key_id_of
from portal.signing.keyring import Keyring


class Unfit(Exception):
    """What was given cannot be used; one Chinese sentence says why."""


def adopt(ring: Keyring, chain: str, root: str, key: str, at: datetime) -> str:
    """Let this certificate sign from now on; ``key`` is empty where the key lies in a device. Answers the key's id.

    Raises Unfit where the pieces do not belong together, or are not in force at ``at``.
    """
    certificates, roots = _certificates(chain, "证书"), _certificates(root, "根证书")
    leaf = certificates[0]
    if not leaf.not_valid_before_utc <= at <= leaf.not_valid_after_utc:
        raise Unfit("证书此时不在有效期内")
    _linked(certificates, roots)
    if key:
        _matches(leaf, key)
    key_id = key_id_of(leaf)
    with ring.changing():
        if key_id in ring.register().distrusted:
            raise Unfit("此证书已宣布不再可信，不能再启用")
        ring.add(key_id, _tidy(chain), root=_tidy(root), key=key)
    return key_id


def trust_tsa(ring: Keyring, root: str) -> None:
    """Believe the stamps of authorities under this root as well. Raises Unfit."""
    _certificates(root, "时间戳服务的根证书")
    with ring.changing():
        ring.add_stamping_root(_tidy(root))


def _tidy(pem: str) -> str:
    return pem.strip() + "\n"


def _certificates(text: str, name: str) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(text.encode())
    except ValueError as wrong:
        raise Unfit(f"{name}不是 PEM 格式") from wrong


def _linked(chain: list[x509.Certificate], roots: list[x509.Certificate]) -> None:
    """Each certificate is issued by the next, the last one by a root."""
    for one, issuer in zip(chain, chain[1:], strict=False):
        if not _issued(one, issuer):
            raise Unfit("证书链不连贯：每张证书应由其后一张签发")
    if not any(_issued(chain[-1], root) for root in roots):
        raise Unfit("证书不是由所给的根证书签发的")


def _issued(one: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        one.verify_directly_issued_by(issuer)
    except (
        UnsupportedAlgorithm
    ):  # a device's own, such as SM2: whoever checks its signatures checks this one
        return one.issuer == issuer.subject
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _matches(leaf: x509.Certificate, key: str) -> None:
    try:
        private = load_pem_private_key(key.encode(), password=None)
    except (ValueError, TypeError) as wrong:
        raise Unfit("私钥不是未加密的 PEM 格式") from wrong
    if private.public_key() != leaf.public_key():
        raise Unfit("私钥与证书不是一对")
