"""pyHanko's signer for a key in memory. Slow to import."""

from asn1crypto import pem, x509
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.sign import Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore
from pyhanko_certvalidator.util import get_pyca_cryptography_hash


class EcdsaSigner(Signer):
    """Signs without chance (RFC 6979): the same letter gives the same file, in whatever process it is signed."""

    def __init__(self, chain: list[x509.Certificate], key: ec.EllipticCurvePrivateKey) -> None:
        registry = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        registry.register_multiple(chain[1:])
        super().__init__(signing_cert=chain[0], cert_registry=registry, embed_roots=False)
        self._key = key

    async def async_sign_raw(
        self, data: bytes, digest_algorithm: str, dry_run: bool = False
    ) -> bytes:
        """ECDSA in DER; a dry run costs no more than a real one."""
        digest = get_pyca_cryptography_hash(digest_algorithm)
        return self._key.sign(data, ec.ECDSA(digest, deterministic_signing=True))


def signer(chain_pem: str, key: ec.EllipticCurvePrivateKey) -> Signer:
    """The signer of a key whose certificate comes first in ``chain_pem``."""
    blocks = pem.unarmor(chain_pem.encode(), multiple=True)
    return EcdsaSigner([x509.Certificate.load(der) for _, _, der in blocks], key)
