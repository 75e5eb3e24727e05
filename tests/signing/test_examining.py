"""Everything somebody may do to a signed letter has its own finding, and only the untouched one is genuine."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from asn1crypto.keys import PrivateKeyInfo
from asn1crypto.x509 import Certificate
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.test import override_settings
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, SimpleSigner, sign_pdf
from pyhanko_certvalidator.registry import SimpleCertificateStore
from pypdf import PdfReader, PdfWriter

from portal.signing import demo, examining, reader
from portal.signing.examining import Busy, Examined, Finding, examine
from portal.signing.judging import judge
from portal.signing.keyring import Keyring
from portal.signing.stamping import trust
from tests.signing.rings import CODE, NOW, demo_ring, paper, signed


def finding(data: bytes) -> Finding:
    return judge(data, trust()).finding


def gap(data: bytes) -> tuple[int, int]:
    """Where the signature itself stands, the only bytes that it does not cover."""
    ranges = data[data.rindex(b"/ByteRange") :].split(b"[")[1].split(b"]")[0].split()
    return int(ranges[0]) + int(ranges[1]), int(ranges[2])


def test_an_untouched_letter_is_genuine_and_tells_by_whom_and_when(ring: Keyring) -> None:
    examined = examine(signed())
    assert examined.finding is Finding.GENUINE_SIGNATURE
    assert (examined.key_id, examined.signed_at) == (ring.register().current, NOW)
    assert examined.stamped_at is None
    assert (examined.claims.verification_code, examined.claims.title) == (CODE, "备案通知书")


def test_a_changed_byte_anywhere_is_found(ring: Keyring) -> None:
    data = signed()
    start, end = gap(data)
    covered = [*range(20, start, start // 12), end + 5]
    inside = [start + 1, start + 400, start + 2200, end - 20, end - 2]
    for place in covered + inside:
        changed = bytearray(data)
        changed[place] ^= 0x01
        found = finding(bytes(changed))
        assert found in {Finding.CONTENT_CHANGED, Finding.BROKEN, Finding.FOREIGN_SIGNATURE}, place


def test_a_changed_word_on_the_page_is_a_changed_content(ring: Keyring) -> None:
    data = signed()
    assert b"[ 0.0 0.0 595 842 ]" in data  # the page's size
    changed = data.replace(b"[ 0.0 0.0 595 842 ]", b"[ 0.0 0.0 595 841 ]")
    assert finding(changed) is Finding.CONTENT_CHANGED


def test_the_signature_may_not_even_be_written_in_other_letters(ring: Keyring) -> None:
    data = signed()
    start, end = gap(data)
    other = data[:start] + data[start:end].lower() + data[end:]
    assert other != data
    assert finding(other) is Finding.CONTENT_CHANGED


def test_a_page_added_in_an_update_is_something_added(ring: Keyring) -> None:
    update = PdfWriter(BytesIO(signed()), incremental=True)
    update.add_blank_page(595, 842)
    output = BytesIO()
    update.write(output)
    data = output.getvalue()
    assert data.startswith(signed())
    assert len(PdfReader(BytesIO(data)).pages) == 2
    assert finding(data) is Finding.ADDED_AFTER_SIGNING


@pytest.mark.parametrize("tail", [b"\n", b"%%EOF\n", b"x" * 1000])
def test_whatever_hangs_on_behind_is_something_added(ring: Keyring, tail: bytes) -> None:
    assert finding(signed() + tail) in {Finding.ADDED_AFTER_SIGNING, Finding.BROKEN}


def test_an_update_without_any_change_of_content_is_something_added(ring: Keyring) -> None:
    update = IncrementalPdfFileWriter(BytesIO(signed()))
    update.update_root()
    output = BytesIO()
    update.write(output)
    assert finding(output.getvalue()) is Finding.ADDED_AFTER_SIGNING


def test_a_letter_written_anew_has_no_signature_and_still_claims_its_code(ring: Keyring) -> None:
    anew = PdfWriter()
    source = PdfReader(BytesIO(signed())).pages[0]
    del source["/Annots"]
    anew.add_page(source)
    anew.add_attachment("notice.json", f'{{"verification_code": "{CODE}"}}')
    output = BytesIO()
    anew.write(output)
    examined = judge(output.getvalue(), trust())
    assert examined.finding is Finding.NO_SIGNATURE
    assert examined.claims.verification_code == CODE
    assert finding(paper()) is Finding.NO_SIGNATURE


def test_a_strangers_signature_is_foreign(ring: Keyring, tmp_path: Path) -> None:
    with demo_ring(tmp_path / "stranger"):  # the names are the same, the keys are not
        forged = signed()
        assert finding(forged) is Finding.GENUINE_SIGNATURE
    assert finding(forged) is Finding.FOREIGN_SIGNATURE


def test_a_strangers_signature_upon_ours_is_something_added(
    ring: Keyring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = signed()
    # pyHanko itself keeps to "no changes"; a forger's program need not.
    monkeypatch.setattr(PdfSigner, "_enforce_certification_constraints", lambda *_: None)
    with demo_ring(tmp_path / "stranger") as other:
        writer = IncrementalPdfFileWriter(BytesIO(data))
        twice = sign_pdf(writer, PdfSignatureMetadata(field_name="More"), simple_signer(other))
    assert finding(twice.getvalue()) is Finding.ADDED_AFTER_SIGNING


def simple_signer(ring: Keyring) -> SimpleSigner:
    key_id = ring.register().current
    key = demo.load_pem_private_key(ring.key_file(key_id).read_bytes(), password=None)
    certificate = demo.x509.load_pem_x509_certificate(ring.chain(key_id).encode())
    raw = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return SimpleSigner(
        Certificate.load(certificate.public_bytes(Encoding.DER)),
        PrivateKeyInfo.load(raw),
        SimpleCertificateStore(),
    )


def test_a_key_under_our_root_that_was_never_published_is_foreign(ring: Keyring) -> None:
    data = signed()
    demo.rotate(ring, NOW)
    only_new = trust()
    old = judge(data, only_new).key_id
    unpublished = type(only_new)(
        only_new.roots,
        "",
        {key: chain for key, chain in only_new.chains.items() if key != old},
        {},
    )
    assert judge(data, unpublished).finding is Finding.FOREIGN_SIGNATURE


def test_a_published_key_that_no_root_of_ours_vouches_for_is_not_believed(
    ring: Keyring, tmp_path: Path
) -> None:
    data, ours = signed(), trust()
    with demo_ring(tmp_path / "stranger") as other:
        roots = other.roots()
    elsewhere = type(ours)(roots, "", ours.chains, {})
    assert judge(data, elsewhere).finding is Finding.DISTRUSTED_KEY


def test_a_letter_outlives_its_certificate(ring: Keyring) -> None:
    last_day = NOW + timedelta(days=365 * 15)
    assert finding(signed(at=last_day)) is Finding.GENUINE_SIGNATURE


def test_a_disowned_key_is_not_believed_even_for_earlier(ring: Keyring) -> None:
    """Who stole it can write any time into the letter; only a stamp from outside proves the time."""
    data = signed()
    ring.distrust(ring.register().current, NOW + timedelta(days=1))
    examined = judge(data, trust())
    assert (examined.finding, examined.signed_at) == (Finding.DISTRUSTED_KEY, NOW)


NESTED = b"%PDF-1.7\n1 0 obj\n" + b"[" * 200_000
HOSTILE = {
    "empty": (b"", Finding.NOT_A_PDF),
    "text": ("不是文书".encode(), Finding.NOT_A_PDF),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(100), Finding.NOT_A_PDF),
    "head alone": (b"%PDF-1.7\n", Finding.BROKEN),
    "noise": (b"%PDF-1.7\n" + bytes(range(256)) * 50, Finding.BROKEN),
    "nested": (NESTED, Finding.BROKEN),
    "xref to itself": (
        b"%PDF-1.7\nxref\n0 0\ntrailer<</Prev 9>>\nstartxref\n9\n%%EOF",
        Finding.BROKEN,
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_letter_at_all_is_said_to_be_none(ring: Keyring, name: str) -> None:
    data, expected = HOSTILE[name]
    assert judge(data, trust()).finding is expected


def test_half_a_letter_is_broken(ring: Keyring) -> None:
    data = signed()
    assert finding(data[: len(data) // 2]) is Finding.BROKEN


def test_a_file_that_is_too_large_is_broken_and_one_that_found_no_time_is_not_accused(
    ring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert examine(b"%PDF-" + bytes(examining.MAX_BYTES)) == Examined(Finding.BROKEN)
    monkeypatch.setattr(examining, "PATIENCE", 0.01)
    with pytest.raises(Busy):
        examine(signed())


def test_the_examining_process_has_limits() -> None:
    assert (reader.SECONDS, reader.MEMORY) == (4, 1024**3)


def test_a_finding_comes_whole_through_the_process(ring: Keyring) -> None:
    examined = judge(signed(), trust())
    assert Examined.from_json(examined.to_json()) == examined
    with override_settings(SIGNING_DIR=ring.directory):
        given = trust()
        assert type(given).from_json(given.to_json()) == given
