"""The room for other signers can be filled: SM2 beside a paper, another curve with another signer inside it."""

import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from asn1crypto import pem
from asn1crypto.keys import PrivateKeyInfo
from asn1crypto.x509 import Certificate as Asn1Certificate
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from django.test import override_settings
from pyhanko.sign import Signer, SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from portal.signing import SigningProblem, adopting, certificates, detached
from portal.signing.backend import Detached, SigningBackend
from portal.signing.certificates import Certificate
from portal.signing.examining import Finding
from portal.signing.judging import judge
from portal.signing.keyring import Keyring
from portal.signing.stamping import trust
from tests.signing.authorities import authority
from tests.signing.rings import NOW, signed

FILE_KEYS = "portal.signing.file_keys.FileKeys"


def openssl(*words: object, data: bytes = b"") -> bytes:
    return subprocess.run(
        ["openssl", *map(str, words)], input=data, capture_output=True, check=True
    ).stdout


class Sm2ByProgram:
    """Stands for a cipher machine: the key is its own, and it signs with SM2 and SM3."""

    algorithm = "SM2-SM3"
    key: Path

    def problem(self) -> str | None:
        return None if self.key.exists() else "密码机没有应答"

    def pdf_signer(self) -> Signer:
        raise SigningProblem("此密码机只作分离签名")

    def sign(self, payload: bytes) -> Detached:
        current = certificates.current()
        assert current is not None
        made = openssl("dgst", "-sm3", "-sign", self.key, data=payload)
        return Detached(self.algorithm, current.key_id, made)

    def holds(self, payload: bytes, signature: bytes, certificate: Certificate) -> bool:
        with TemporaryDirectory() as place:
            known, made = Path(place) / "public.pem", Path(place) / "signature"
            known.write_bytes(openssl("x509", "-pubkey", "-noout", data=certificate.pem.encode()))
            made.write_bytes(signature)
            words = ["dgst", "-sm3", "-verify", str(known), "-signature", str(made)]
            told = subprocess.run(
                ["openssl", *words], input=payload, capture_output=True, check=False
            )
        return told.returncode == 0


class CardWithAnotherCurve:
    """Stands for a card: pyHanko's own signer, on P-384."""

    algorithm = "ECDSA-P384-SHA384"
    key: Path

    def problem(self) -> str | None:
        return None

    def pdf_signer(self) -> Signer:
        current = certificates.current()
        assert current is not None
        chain = [der for _, _, der in pem.unarmor(current.pem.encode(), multiple=True)]
        return SimpleSigner(
            Asn1Certificate.load(chain[0]),
            PrivateKeyInfo.load(pem.unarmor(self.key.read_bytes())[2]),
            SimpleCertificateStore.from_certs([Asn1Certificate.load(chain[1])]),
            embed_roots=False,
        )

    def sign(self, payload: bytes) -> Detached:
        raise SigningProblem("此卡不作分离签名")

    def holds(self, payload: bytes, signature: bytes, certificate: Certificate) -> bool:
        return False


def backends(*filled: type[SigningBackend]) -> override_settings:
    own = [f"{one.__module__}.{one.__qualname__}" for one in filled]
    return override_settings(SIGNING_BACKENDS=[*own, FILE_KEYS])


def test_sm2_signs_beside_and_what_the_former_key_signed_still_holds(
    ring: Keyring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    former = detached.sign(b"head", NOW)
    key = tmp_path / "sm2.key"
    openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:SM2", "-out", key)
    own = openssl("req", "-x509", "-new", "-key", key, "-sm3", "-days", "3650", "-subj", "/CN=SM2")
    at = x509.load_pem_x509_certificate(own).not_valid_before_utc
    key_id = adopting.adopt(ring, own.decode(), own.decode(), "", at)
    monkeypatch.setattr(Sm2ByProgram, "key", key, raising=False)
    with backends(Sm2ByProgram):
        words = detached.sign(b"head", at)
        assert (words.algorithm, words.key_id) == ("SM2-SM3", key_id)
        assert detached.holds(b"head", words, at)
        assert not detached.holds(b"other", words, at)
        assert not detached.holds(b"head", Detached("SM2-SM3", key_id, b"no signature"), at)
        assert detached.holds(b"head", former, NOW)
        with pytest.raises(SigningProblem, match="只作分离签名"):
            signed()
    assert not detached.holds(b"head", words, at)  # nobody is left who knows this algorithm


def test_another_signer_on_another_curve_signs_papers(
    ring: Keyring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    former, files = signed(), authority(tmp_path, "演示机关")
    adopting.adopt(ring, files.chain.read_text(), files.root.read_text(), "", NOW)
    monkeypatch.setattr(CardWithAnotherCurve, "key", files.key, raising=False)
    with backends(CardWithAnotherCurve):
        examined = judge(signed(), trust())
        assert examined.finding is Finding.GENUINE_SIGNATURE
        leaf = x509.load_pem_x509_certificate(files.chain.read_bytes())
        assert examined.key_id == leaf.fingerprint(SHA256()).hex()
        assert judge(former, trust()).finding is Finding.GENUINE_SIGNATURE
