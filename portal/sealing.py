"""Field encryption: text that stands in the database sealed, and is opened only where somebody may read it.

AES-128-CBC with an HMAC-SHA256 over it (Fernet), so that a changed or swapped-out value is found. Keys come from the
setting ``FIELD_KEYS``, the newest first: it seals, all of them open. A new key goes in front; an old one may go once
every value was sealed anew (``reseal``).
"""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

#: Ties the derived key to this use: another use of the same secret gets another key.
_PURPOSE = b"portal.sealing field key"


class SealBroken(Exception):
    """The value was not sealed with any of the keys, or was changed since."""


def seal(text: str) -> bytes:
    """``text`` encrypted under the newest key; two seals of one text differ. Empty text is sealed like any other.

    Raises ImproperlyConfigured for a malformed key.
    """
    return _keys().encrypt(text.encode())


def unseal(sealed: bytes | memoryview) -> str:
    """The text of ``seal``, as the database gives it back. Raises SealBroken."""
    try:
        return _keys().decrypt(bytes(sealed)).decode()
    except (InvalidToken, UnicodeDecodeError) as broken:
        raise SealBroken("密封的内容无法打开：密钥不符，或者内容被改动") from broken


def reseal(sealed: bytes | memoryview) -> bytes:
    """The same text under the newest key, for the change of keys. Raises SealBroken."""
    return seal(unseal(sealed))


def _keys() -> MultiFernet:
    given = settings.FIELD_KEYS or [_derived()]
    try:
        return MultiFernet([Fernet(key) for key in given])
    except ValueError as wrong:
        raise ImproperlyConfigured(
            "FIELD_KEYS 应为逗号分隔的密钥，每个是 32 个随机字节的 base64url 编码，见运行维护手册"
        ) from wrong


def _derived() -> bytes:
    """Without keys, as on a developer's machine, the secret of the site stands in; production refuses to start so."""
    hkdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE)
    return base64.urlsafe_b64encode(hkdf.derive(settings.SECRET_KEY.encode()))
