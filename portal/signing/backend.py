"""Who signs: keys in files by default, anything that fills ``SigningBackend`` in their place.

The setting SIGNING_BACKENDS names classes by their dotted paths. The first signs; all of them check what carries the
name of their algorithm, so that what an earlier one signed stays good. A class is called without arguments whenever it
is needed, so that a new key counts at once and in every process.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from portal.signing.certificates import Certificate, by_id

if TYPE_CHECKING:
    from pyhanko.sign import Signer


class SigningProblem(Exception):
    """This machine cannot sign now, for a reason outside what is to be signed. Try again when it is mended."""


@dataclass(frozen=True)
class Detached:
    """A signature beside what it signs: the algorithm's name, the id of a published key, the bytes."""

    algorithm: str
    key_id: str
    signature: bytes


class SigningBackend(Protocol):
    """What a signer gives, be it a file, a card, a machine in the rack or a service.

    Its certificate is published like any other (``signing_keys adopt``), its key stays with it. A backend that cannot
    sign one of the two says so in that method, as SigningProblem.
    """

    #: The name that is kept beside each detached signature, such as ``ECDSA-P256-SHA256``.
    algorithm: str

    def problem(self) -> str | None:
        """What keeps it from signing, as one Chinese sentence; None when nothing does."""

    def pdf_signer(self) -> "Signer":
        """pyHanko's signer with certificate and chain set. Raises SigningProblem."""

    def sign(self, payload: bytes) -> Detached:
        """A signature of ``algorithm`` over the payload. Raises SigningProblem."""

    def holds(self, payload: bytes, signature: bytes, certificate: Certificate) -> bool:
        """Whether the signature is by that certificate's key; False for whatever is malformed."""


def signing() -> SigningBackend:
    """The backend that signs. Raises SigningProblem for a setting that names none."""
    try:
        return _backends()[0]
    except (ImportError, IndexError) as wrong:
        raise SigningProblem(f"SIGNING_BACKENDS 不可用：{wrong}") from wrong


def checking(algorithm: str) -> SigningBackend | None:
    """The backend that checks detached signatures of this algorithm; None where there is none."""
    return next((one for one in _backends() if one.algorithm == algorithm), None)


def fit_to_sign(key_id: str, signed_at: datetime) -> None:
    """Raises SigningProblem if that key's certificate is not published, or not in force at that moment."""
    certificate = by_id(key_id)
    if certificate is None:
        raise SigningProblem(
            f"签名证书没有公布：{key_id[:16]}，请执行 manage.py signing_keys adopt"
        )
    if not certificate.trusted_at(signed_at):
        raise SigningProblem(f"签名证书在此时刻无效：{key_id[:16]}，请更换密钥")


def _backends() -> list[SigningBackend]:
    return [import_string(path)() for path in settings.SIGNING_BACKENDS]
