"""Time stamps of an authority outside the portal: proof of when, to those who do not believe the portal's clock."""

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from django.conf import settings

from portal.signing import certificates
from portal.signing.backend import SigningProblem
from portal.signing.findings import Finding, Trust

if TYPE_CHECKING:
    from pyhanko.sign.timestamps import TimeStamper


def problem() -> str | None:
    """What is missing for stamps, where they are asked for."""
    if not settings.TSA_URL:
        return None
    if not settings.TSA_URL.startswith(("http://", "https://")):
        return "TSA_URL 应为 http:// 或 https:// 开头的地址"
    if not certificates.keyring().stamping_roots():
        return "没有时间戳服务的根证书，请执行 manage.py signing_keys trust-tsa"
    return None


def stamper() -> "TimeStamper | None":
    """The client of the authority; None where none is set. Raises SigningProblem."""
    found = problem()
    if found:
        raise SigningProblem(found)
    if not settings.TSA_URL:
        return None
    from portal.signing.tsa_client import TsaClient  # noqa: PLC0415 -- slow import

    return TsaClient(settings.TSA_URL)


def examine(data: bytes) -> None:
    """Make sure that strangers will believe the stamp of a letter just signed. Raises SigningProblem."""
    from portal.signing import judging  # noqa: PLC0415 -- slow import

    with ThreadPoolExecutor(max_workers=1) as aside:  # it needs an event loop of its own
        examined = aside.submit(judging.judge, data, trust()).result()
    if examined.finding is not Finding.GENUINE_SIGNATURE or examined.stamped_at is None:
        raise SigningProblem("时间戳服务给出的时间戳不能被核验，请检查其根证书")


def trust() -> Trust:
    """Whom this portal believes."""
    ring = certificates.keyring()
    return Trust(
        roots=ring.roots(),
        stamping_roots=ring.stamping_roots(),
        chains={one.key_id: one.pem for one in certificates.published(ring)},
        distrusted=ring.register().distrusted,
    )
