"""The client of a time-stamp authority (RFC 3161). Slow to import."""

from asn1crypto import cms
from pyhanko.sign.timestamps import HTTPTimeStamper

from portal.signing.backend import SigningProblem

#: Seconds; a letter's row is locked meanwhile.
PATIENCE = 5


class TsaClient(HTTPTimeStamper):
    """Whatever the authority does wrong is a reason to try again later, never to go on without its stamp."""

    def __init__(self, url: str) -> None:
        super().__init__(url, timeout=PATIENCE)

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """The authority's token over the digest. Raises SigningProblem."""
        try:
            return await super().async_timestamp(message_digest, md_algorithm)
        except (OSError, ValueError, TypeError, KeyError) as failed:
            reason = failed.__cause__ or failed
            raise SigningProblem(f"时间戳服务没有给出时间戳（{reason}）") from failed
