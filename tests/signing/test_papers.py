"""A signed paper: the same bytes for the same paper, its first revision untouched, and never signed by chance."""

import hashlib
import os
import subprocess
import sys
from datetime import timedelta
from io import BytesIO

import pytest
from django.test import override_settings
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm

import portal.signing
from portal.signing import SigningProblem, certificates, demo, papers
from portal.signing.keyring import Keyring
from tests.signing.rings import NOW, paper, signed

ELSEWHERE = """
import hashlib, sys
from tests.signing.rings import signed
print(hashlib.sha256(signed(sys.stdin.buffer.read())).hexdigest())
"""


def test_the_same_paper_gives_the_same_bytes_in_another_process(ring: Keyring) -> None:
    env = os.environ | {
        "SIGNING_DIR": str(ring.directory),
        "DJANGO_SETTINGS_MODULE": "portal.settings",
    }
    command = [sys.executable, "-c", ELSEWHERE]
    told = subprocess.run(command, input=paper(), env=env, capture_output=True, check=True)
    assert told.stdout.decode().strip() == hashlib.sha256(signed()).hexdigest()


def test_what_was_rendered_stands_unchanged_at_the_front(ring: Keyring) -> None:
    data = signed()
    assert data.startswith(paper())
    assert len(data) - len(paper()) < 10_000


def test_it_is_certified_and_says_why_by_whom_and_when(ring: Keyring) -> None:
    result = papers.sign_pdf(paper(), reason="备案通知书", signed_at=NOW)
    [signature] = PdfFileReader(BytesIO(result.data)).embedded_regular_signatures
    words = signature.sig_object
    assert words["/SubFilter"] == "/ETSI.CAdES.detached"
    assert words["/Reason"] == "备案通知书"
    assert "演示 DEMO" in words["/Name"]
    assert signature.self_reported_timestamp == NOW
    assert signature.docmdp_level is MDPPerm.NO_CHANGES
    assert result.key_id == signature.signer_cert.sha256.hex() == ring.register().current
    widget = signature.sig_field
    assert list(widget["/Rect"]) == [0, 0, 0, 0]  # nothing of it is seen on the page


def test_another_moment_or_reason_gives_other_bytes(ring: Keyring) -> None:
    later = signed(at=NOW + timedelta(seconds=1))
    other = papers.sign_pdf(paper(), reason="另一理由", signed_at=NOW).data
    assert len({signed(), later, other}) == 3


def test_without_a_key_nothing_is_signed(tmp_path: object) -> None:
    with override_settings(SIGNING_DIR=Keyring(tmp_path / "none").directory):  # type: ignore[operator]
        assert "没有可用的签名密钥" in (portal.signing.problem() or "")
        with pytest.raises(SigningProblem, match="没有可用的签名密钥"):
            signed()


def test_a_certificate_out_of_its_time_signs_nothing(ring: Keyring) -> None:
    with pytest.raises(SigningProblem, match="在此时刻无效"):
        signed(at=NOW + timedelta(days=365 * 16))


def test_a_private_key_that_others_may_read_signs_nothing(ring: Keyring) -> None:
    key = ring.key_file(ring.register().current)
    key.chmod(0o644)
    assert portal.signing.problem() == f"签名私钥可被他人读取，请执行 chmod 600 {key}"
    with pytest.raises(SigningProblem, match="chmod 600"):
        signed()


def test_a_key_that_is_not_its_certificates_signs_nothing(ring: Keyring) -> None:
    old = ring.register().current
    new = demo.rotate(ring, NOW)
    ring.key_file(new).write_bytes(ring.key_file(old).read_bytes())
    assert portal.signing.problem() == "签名私钥与证书不是一对"


def test_production_does_not_sign_with_a_demonstrations_key(ring: Keyring) -> None:
    with override_settings(LOCAL=False, DEBUG=False, DEMO=False):
        assert "当前密钥是演示用的" in (portal.signing.problem() or "")
    with override_settings(LOCAL=False, DEBUG=False, DEMO=True):
        assert portal.signing.problem() is None


def test_a_machine_with_the_public_part_alone_is_not_asked_for_keys(ring: Keyring) -> None:
    ring.private.rename(ring.directory / "elsewhere")
    assert portal.signing.problem() is None
    [published] = certificates.published()
    assert published.status == "current"


def test_a_backend_that_cannot_be_found_is_said_so(ring: Keyring) -> None:
    with override_settings(SIGNING_BACKENDS=["nowhere.Backend"]):
        assert (portal.signing.problem() or "").startswith("SIGNING_BACKENDS 不可用")
