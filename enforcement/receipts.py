"""Receipt numbers of complaints, and who lodged one: known to the complainant, kept here as keyed digests only.

A receipt is made from the form's own key and from what was sent, so that a second click makes the same one: the portal
can show it again without ever having stored it. Whoever reads the database can neither open a status page nor learn
which account a complaint came from; the key stands in the setting ``RECEIPT_KEY``.
"""

import hmac
import secrets
import unicodedata
from typing import Any

from django.conf import settings
from django.core import signing
from django.utils.crypto import salted_hmac

from enforcement.sources import with_sources
from portal.accounts.models import User
from portal.notices.models import ALPHABET

#: 15 of 31 characters are 74 bits.
_LENGTH, _GROUP = 15, 5
_FORM = f"{__name__}.form"
#: So long a form may lie open before it is sent.
FORM_SECONDS = 24 * 3600


def form_key() -> str:
    """The key of one form on one page. Only the portal makes such keys: nobody can choose another's."""
    return signing.dumps(secrets.token_urlsafe(24), salt=_FORM)


def is_form_key(text: str) -> bool:
    """Whether the portal made the key, and not too long ago."""
    try:
        signing.loads(text, salt=_FORM, max_age=FORM_SECONDS)
    except signing.BadSignature:
        return False
    return True


def receipt_for(key: str, content: str) -> str:
    """The receipt of ``content`` sent with a form's key, in groups: the same for the same, unguessable without both."""
    number = int.from_bytes(_keyed("receipt", f"{key}\n{content}").digest())
    characters = []
    for _ in range(_LENGTH):
        number, place = divmod(number, len(ALPHABET))
        characters.append(ALPHABET[place])
    return _grouped("".join(characters))


def normal(text: str) -> str:
    """A receipt however it was typed, in groups; empty for what cannot be one."""
    folded = unicodedata.normalize("NFKC", text[:80]).upper()
    bare = "".join(char for char in folded if char not in " -_.\t")
    return _grouped(bare) if len(bare) == _LENGTH and set(bare) <= set(ALPHABET) else ""


def digest_of(receipt: str) -> str:
    """What the database keeps of a receipt, given in groups."""
    return _keyed("digest", receipt).hexdigest()


def account_digest(user: Any) -> str:
    """What the database keeps of the account that a complaint came from; empty for who is not signed in."""
    return _keyed("account", str(user.pk)).hexdigest() if user.is_authenticated else ""


def complained(case: Any, user: User) -> bool:
    """Whether ``user`` lodged this complaint, or one of those that the case comes from by its lead or its origin."""
    mark = account_digest(user)
    return bool(mark) and any(
        getattr(one, "lodged_by_digest", "") == mark for one in with_sources(case)
    )


def _grouped(bare: str) -> str:
    return "-".join(bare[start : start + _GROUP] for start in range(0, _LENGTH, _GROUP))


def _keyed(purpose: str, text: str) -> hmac.HMAC:
    made: hmac.HMAC = salted_hmac(
        f"{__name__}.{purpose}", text, secret=settings.RECEIPT_KEY, algorithm="sha256"
    )
    return made
