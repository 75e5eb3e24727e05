"""pyHanko at work on one file. Slow to import."""

import hashlib
from datetime import datetime
from io import BytesIO

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.timestamps import TimeStamper

FIELD = "Signature"
#: What a signature takes beside its certificates, and what an authority's stamp takes with its own, in bytes.
_ROOM, _STAMP_ROOM = 1_500, 12_000


class FixedWriter(IncrementalPdfFileWriter):
    """Appends without chance: no random ids, and the document's own dates stay as its maker set them."""

    def __init__(self, data: bytes) -> None:
        super().__init__(BytesIO(data))
        own = generic.ByteStringObject(hashlib.sha256(data).digest()[:16])
        first = self._document_id[0] if "/ID" in self.prev.trailer else own
        self._document_id = generic.ArrayObject([first, own])

    def _update_meta(self) -> None:
        """A signature changes nothing of what the document says about itself."""


async def signed(
    data: bytes, *, signer: Signer, stamper: TimeStamper | None, reason: str, signed_at: datetime
) -> bytes:
    """The file with its signature appended."""
    metadata = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        reason=reason,
        name=signer.subject_name,
    )
    field = SigFieldSpec(FIELD)  # no box: nothing of the letter's face changes
    writer = PdfSigner(metadata, signer, timestamper=stamper, new_field_spec=field)
    session = writer.init_signing_session(FixedWriter(data))
    session.system_time = signed_at
    certificates = {signer.signing_cert, *signer.cert_registry}
    room = _ROOM + sum(len(one.dump()) for one in certificates) + (_STAMP_ROOM if stamper else 0)
    document = session.prepare_tbs_document(None, bytes_reserved=2 * room)
    output = BytesIO()
    digest, _ = document.digest_tbs_document(output=output)
    await document.perform_signature(digest.document_digest, PdfCMSSignedAttributes())
    return output.getvalue()
