"""Signing a finished PDF: PAdES, certified, nothing may be added after it."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from portal.signing import backend, stamping
from portal.signing.backend import fit_to_sign

if TYPE_CHECKING:
    from pyhanko.sign import Signer


@dataclass(frozen=True)
class SignedPaper:
    """The signed file, and which key signed it."""

    data: bytes
    key_id: str


def sign_pdf(data: bytes, *, reason: str, signed_at: datetime) -> SignedPaper:
    """Sign ``data`` as of ``signed_at`` with the current key; the same input gives the same bytes.

    With a time-stamp authority (TSA_URL) its stamp is part of the signature, and no two files are the same. Raises
    SigningProblem where there is no key for that moment, or where the stamp cannot be had or is not to be believed.
    """
    from portal.signing import pdf_writing  # noqa: PLC0415 -- slow import

    signer = backend.signing().pdf_signer()
    key_id = _fit(signer, signed_at)
    stamper = stamping.stamper()
    job = pdf_writing.signed(
        data, signer=signer, stamper=stamper, reason=reason, signed_at=signed_at
    )
    paper = SignedPaper(_finished(job), key_id)
    if stamper is not None:
        stamping.examine(paper.data)
    return paper


def _fit(signer: "Signer", signed_at: datetime) -> str:
    """The id of the signer's key. Raises SigningProblem if it may not sign at that moment."""
    key_id = str(signer.signing_cert.sha256.hex()) if signer.signing_cert else ""
    fit_to_sign(key_id, signed_at)
    return key_id


def _finished(job: Coroutine[Any, Any, bytes]) -> bytes:
    """Run in a thread of its own: the caller's may have an event loop already."""
    with ThreadPoolExecutor(max_workers=1) as aside:
        return aside.submit(asyncio.run, job).result()
