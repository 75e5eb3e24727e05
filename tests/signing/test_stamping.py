"""Time stamps: of an authority that answers, of one that answers nonsense, of one that is away."""

import http.server
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import lru_cache

import pytest
from asn1crypto import tsp
from asn1crypto.keys import PrivateKeyInfo
from asn1crypto.x509 import Certificate as Asn1Certificate
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.test import override_settings
from pyhanko.sign.timestamps import DummyTimeStamper

import portal.signing
from portal.signing import SigningProblem, adopting
from portal.signing.examining import Finding
from portal.signing.judging import judge
from portal.signing.keyring import Keyring
from portal.signing.stamping import trust
from tests.signing.rings import NOW, signed

Answer = Callable[[bytes], bytes]


@lru_cache(maxsize=2)
def tsa(name: str) -> tuple[x509.Certificate, rsa.RSAPrivateKey]:
    """A time-stamp authority that vouches for itself."""
    key = rsa.generate_private_key(65537, 2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    builder = (
        x509.CertificateBuilder(subject_name=subject, issuer_name=subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=3650))
        .not_valid_after(NOW + timedelta(days=3650))
        .add_extension(usage, critical=True)
    )
    return builder.sign(key, SHA256()), key


def answers(name: str, at: datetime = NOW) -> Answer:
    """What that authority says to a request."""
    certificate, key = tsa(name)
    raw = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    stamper = DummyTimeStamper(
        Asn1Certificate.load(certificate.public_bytes(Encoding.DER)),
        PrivateKeyInfo.load(raw),
        fixed_dt=at,
    )
    return lambda body: stamper.request_tsa_response(tsp.TimeStampReq.load(body)).dump()


@contextmanager
def serving(answer: Answer) -> Iterator[None]:
    """The authority on this machine, named in the settings."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """The test's output is not its log."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        worker = threading.Thread(target=server.serve_forever)
        worker.start()
        try:
            with override_settings(TSA_URL=f"http://127.0.0.1:{server.server_port}/"):
                yield
        finally:
            server.shutdown()
            worker.join()


def believe(ring: Keyring, name: str) -> None:
    certificate, _ = tsa(name)
    adopting.trust_tsa(ring, certificate.public_bytes(Encoding.PEM).decode())


def test_a_stamp_proves_the_time_to_strangers(ring: Keyring) -> None:
    believe(ring, "甲")
    with serving(answers("甲", NOW + timedelta(seconds=2))):
        examined = judge(signed(), trust())
    assert examined.finding is Finding.GENUINE_SIGNATURE
    assert (examined.signed_at, examined.stamped_at) == (NOW, NOW + timedelta(seconds=2))


def test_a_stamped_letter_outlives_the_good_name_of_its_key(ring: Keyring) -> None:
    believe(ring, "甲")
    with serving(answers("甲")):
        data = signed()
    key_id = ring.register().current
    ring.distrust(key_id, NOW + timedelta(seconds=1))
    assert judge(data, trust()).finding is Finding.GENUINE_SIGNATURE
    ring.distrust(key_id, NOW)
    assert judge(data, trust()).finding is Finding.DISTRUSTED_KEY


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (lambda body: b"", "没有给出时间戳"),
        (lambda body: b"<html>502</html>", "没有给出时间戳"),
        (
            lambda body: tsp.TimeStampResp({"status": {"status": "rejection"}}).dump(),
            "没有给出时间戳",
        ),
        (answers("乙"), "不能被核验"),
    ],
)
def test_without_a_stamp_to_be_believed_nothing_is_signed(
    ring: Keyring, answer: Answer, reason: str
) -> None:
    believe(ring, "甲")
    with serving(answer), pytest.raises(SigningProblem, match=reason):
        signed()


def test_an_authority_that_is_away_is_a_reason_to_wait(ring: Keyring) -> None:
    believe(ring, "甲")
    with override_settings(TSA_URL="http://127.0.0.1:1/"):
        assert portal.signing.problem() is None  # asks no network
        with pytest.raises(SigningProblem, match="没有给出时间戳"):
            signed()


def test_stamps_need_a_root_to_be_believed(ring: Keyring) -> None:
    with override_settings(TSA_URL="http://127.0.0.1:1/"):
        assert portal.signing.problem() == (
            "没有时间戳服务的根证书，请执行 manage.py signing_keys trust-tsa"
        )
        with pytest.raises(SigningProblem, match="trust-tsa"):
            signed()
    with override_settings(TSA_URL="file:///etc/passwd"):
        assert "TSA_URL" in (portal.signing.problem() or "")
