"""Whether a file is what remains of an issued letter when its signature is taken off."""

from portal.notices.models import Notice
from portal.signing.claims import claims
from portal.signing.findings import Claims


def is_unsigned_twin(data: bytes, said: Claims, notice: Notice) -> bool:
    """Whether ``data``, which says ``said`` of itself, is the letter before its signature, or carries its very facts.

    Tells nothing of what the pages show: without the signature nobody can.
    """
    issued, start = bytes(notice.file.data) if notice.file else b"", data.rstrip()
    # The signature is an addition at the end; cut off, it leaves the letter as it was rendered.
    if start and issued.startswith(start):
        return True
    return bool(said.facts) and said.facts == claims(issued).facts
