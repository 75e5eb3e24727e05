"""What a stranger who holds a letter may see of the seals over it: the letter's own leaf, and its cause's."""

from dataclasses import dataclass

from portal.audit.leaves import EVENT, event_line
from portal.audit.proofs import Proof, proof_of
from portal.notices.lines import letter_line
from portal.notices.models import Notice
from portal.notices.soundness import LETTER
from portal.notices.verification import normal_code


@dataclass(frozen=True)
class LetterProof:
    """One issued letter with both proofs; None where the sealer has not come by yet."""

    notice: Notice
    letter: Proof | None
    event: Proof | None


def proof_by_code(typed: str) -> LetterProof | None:
    """The proofs of the issued letter with this verification code; None for every other code."""
    issued = Notice.objects.filter(form=Notice.Form.LETTER, status=Notice.Status.READY)
    found = issued.select_related("event").filter(verification_code=normal_code(typed))
    notice = found.first()
    if notice is None:
        return None
    event = notice.event
    return LetterProof(
        notice,
        proof_of(LETTER, notice.pk, letter_line(notice)),
        proof_of(EVENT, event.pk, event_line(event.hash, event.mac)),
    )
