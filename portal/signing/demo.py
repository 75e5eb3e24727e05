"""A certification authority for demonstrations. It proves nothing to anybody, and says so in every name."""

from datetime import datetime, timedelta
from typing import cast

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

from portal.signing.certificates import key_id_of
from portal.signing.keyring import Keyring

#: Stands in the subject of every certificate made here.
MARK = "演示 DEMO"
#: Wide enough for clocks that are set back or forth in training.
_SPAN = timedelta(days=365 * 15)
_ROOT_KEY = "demo-root"


def begin(ring: Keyring, at: datetime) -> bool:
    """Make the demonstration's root and first key unless the keyring has a key. True if they were made here."""
    with ring.changing():
        if ring.register().order:
            return False
        _issue(ring, at)
        return True


def rotate(ring: Keyring, at: datetime) -> str:
    """A new signing key under the same root. Answers its id. Raises FileNotFoundError without a demo root."""
    with ring.changing():
        return _issue(ring, at, ring.key_file(_ROOT_KEY).read_bytes())


def _issue(ring: Keyring, at: datetime, root_key_pem: bytes = b"") -> str:
    root, root_key = _known(ring, root_key_pem) if root_key_pem else _root(at)
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _leaf(key, root, root_key, at)
    key_id = key_id_of(certificate)
    if not root_key_pem:
        ring.keep_key(_ROOT_KEY, _key_pem(root_key))
    ring.add(key_id, _pem(certificate), root=_pem(root), key=_key_pem(key))
    return key_id


def _known(ring: Keyring, key_pem: bytes) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = cast(ec.EllipticCurvePrivateKey, load_pem_private_key(key_pem, password=None))
    roots = x509.load_pem_x509_certificates(ring.roots().encode())
    return next(root for root in roots if root.public_key() == key.public_key()), key


def _root(at: datetime) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name("根证书 Root CA，无法律效力")
    usage = _usage(signs_certificates=True)
    builder = (
        _builder(name, name, key, at, 2 * _SPAN)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
    )
    return builder.sign(key, SHA256()), key


def _leaf(
    key: ec.EllipticCurvePrivateKey,
    root: x509.Certificate,
    root_key: ec.EllipticCurvePrivateKey,
    at: datetime,
) -> x509.Certificate:
    issuer_key = x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key())
    builder = (
        _builder(_name("文书签章 Letter Seal"), root.subject, key, at, _SPAN)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(issuer_key, critical=False)
    )
    return builder.sign(root_key, SHA256())


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    at: datetime,
    span: timedelta,
) -> x509.CertificateBuilder:
    own_key = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    return (
        x509.CertificateBuilder(subject_name=subject, issuer_name=issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - span)
        .not_valid_after(at + span)
        .add_extension(own_key, critical=False)
    )


def _name(purpose: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, f"{MARK} 算法备案与科技伦理审查合规门户"),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{MARK} {purpose}"),
        ]
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(Encoding.PEM).decode()


def _key_pem(key: ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
