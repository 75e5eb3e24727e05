"""An authority's own certification: a root, one between, and a key on another curve than the demonstration's."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.signing.rings import NOW


@dataclass(frozen=True)
class Files:
    """What an authority brings, in PEM files."""

    chain: Path
    root: Path
    key: Path


def authority(directory: Path, name: str) -> Files:
    """Root → intermediate → ``name``, on P-384, written into ``directory``."""
    root_key, middle_key, key = (ec.generate_private_key(ec.SECP384R1()) for _ in range(3))
    root = certificate("演示根", "演示根", root_key, root_key, ca=True)
    middle = certificate("演示中级", "演示根", middle_key, root_key, ca=True)
    leaf = certificate(name, "演示中级", key, middle_key, ca=False)
    directory.mkdir(exist_ok=True)
    files = Files(directory / "chain.pem", directory / "root.pem", directory / "key.pem")
    files.chain.write_bytes(b"".join(one.public_bytes(Encoding.PEM) for one in (leaf, middle)))
    files.root.write_bytes(root.public_bytes(Encoding.PEM))
    files.key.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return files


def certificate(
    subject: str,
    issuer: str,
    key: ec.EllipticCurvePrivateKey,
    issuer_key: ec.EllipticCurvePrivateKey,
    *,
    ca: bool,
) -> x509.Certificate:
    """One certificate, good for ten years around NOW."""
    usage = x509.KeyUsage(
        digital_signature=not ca, content_commitment=False, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=ca, crl_sign=ca,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip
    builder = (
        x509.CertificateBuilder(subject_name=_name(subject), issuer_name=_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=1825))
        .not_valid_after(NOW + timedelta(days=1825))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(usage, critical=True)
    )
    return builder.sign(issuer_key, SHA256())


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])
