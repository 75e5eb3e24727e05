"""The signer that needs no device: a private key in a file of its own, on one of the usual curves."""

from functools import lru_cache
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.conf import settings

from portal.signing import certificates
from portal.signing.backend import Detached, SigningProblem
from portal.signing.certificates import Certificate
from portal.signing.demo import MARK

if TYPE_CHECKING:
    from pyhanko.sign import Signer


class FileKeys:
    """Signs with the register's current key. The same payload gives the same signature (RFC 6979)."""

    algorithm = "ECDSA-SHA256"

    def problem(self) -> str | None:
        """No key, a key that is not its certificate's, one that others may read, or a mere demonstration's.

        A machine that was given the public part alone, such as one with web pages only, is not meant to sign.
        """
        try:
            certificate = self._certificate()
            if certificates.keyring().private.is_dir():
                self._key(certificate)
        except SigningProblem as found:
            return str(found)
        return None

    def pdf_signer(self) -> "Signer":
        """A signer for PAdES with the certificate and what stands between it and the root."""
        from portal.signing.pdf_signer import signer  # noqa: PLC0415 -- slow import

        certificate = self._certificate()
        return signer(certificate.pem, self._key(certificate))

    def sign(self, payload: bytes) -> Detached:
        """ECDSA over the payload's SHA-256, in DER."""
        certificate = self._certificate()
        signature = self._key(certificate).sign(
            payload, ec.ECDSA(SHA256(), deterministic_signing=True)
        )
        return Detached(self.algorithm, certificate.key_id, signature)

    def holds(self, payload: bytes, signature: bytes, certificate: Certificate) -> bool:
        """ECDSA on the certificate's curve."""
        key = x509.load_pem_x509_certificate(certificate.pem.encode()).public_key()
        if not isinstance(key, ec.EllipticCurvePublicKey):
            return False
        try:
            key.verify(signature, payload, ec.ECDSA(SHA256()))
        except InvalidSignature:
            return False
        return True

    def _certificate(self) -> Certificate:
        found = certificates.current()
        if found is None:
            raise SigningProblem("没有可用的签名密钥，请执行 manage.py signing_keys")
        if MARK in found.subject and not (settings.DEMO or settings.LOCAL or settings.DEBUG):
            raise SigningProblem(
                "当前密钥是演示用的，不能签发正式文书，请用 manage.py signing_keys adopt 换成机关的证书"
            )
        return found

    def _key(self, certificate: Certificate) -> ec.EllipticCurvePrivateKey:
        file = certificates.keyring().key_file(certificate.key_id)
        try:
            if file.stat().st_mode & 0o077:
                raise SigningProblem(f"签名私钥可被他人读取，请执行 chmod 600 {file}")
            return _loaded(file.read_bytes(), certificate.pem)
        except OSError as wrong:
            raise SigningProblem(
                f"签名私钥不可用（{wrong.strerror}）：{certificate.key_id[:16]}"
            ) from wrong


@lru_cache(maxsize=4)
def _loaded(key_pem: bytes, chain_pem: str) -> ec.EllipticCurvePrivateKey:
    """The private key, certain to belong to the certificate. Raises SigningProblem."""
    try:
        key = load_pem_private_key(key_pem, password=None)
    except (ValueError, TypeError) as wrong:
        raise SigningProblem("签名私钥不是未加密的 PEM 格式") from wrong
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise SigningProblem("签名私钥应为椭圆曲线密钥，例如 P-256")
    certificate = x509.load_pem_x509_certificate(chain_pem.encode())
    if certificate.public_key() != key.public_key():
        raise SigningProblem("签名私钥与证书不是一对")
    return key
