"""Keyrings and papers to sign: small, and made anew for each test."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from django.test import override_settings
from pypdf import PdfWriter

from portal.signing import demo, papers
from portal.signing.keyring import Keyring

#: When the papers of these tests are signed.
NOW = datetime(2026, 3, 9, 2, 5, tzinfo=UTC)
CODE = "K7M2-9PQR-TVWX-3456"


@contextmanager
def demo_ring(directory: Path, since: datetime = NOW) -> Iterator[Keyring]:
    """A demonstration's keyring, in force for the portal."""
    ring = Keyring(directory)
    demo.begin(ring, since)
    with override_settings(SIGNING_DIR=directory):
        yield ring


@lru_cache(maxsize=4)
def paper(code: str = CODE) -> bytes:
    """A PDF of one page with the facts of a notice attached."""
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    writer.add_metadata({"/Title": "备案通知书"})
    writer.add_attachment("notice.json", json.dumps({"verification_code": code}))
    output = BytesIO()
    writer.write(output)
    return output.getvalue()


def signed(data: bytes = b"", at: datetime = NOW) -> bytes:
    """The paper, signed with the key in force."""
    return papers.sign_pdf(
        data or paper(), reason="备案通知书 演网信算备〔2026〕3号", signed_at=at
    ).data
