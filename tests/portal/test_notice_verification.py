"""What a stranger learns of a letter by its code or its file: each way to tamper has its own verdict."""

import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pypdf import PdfReader, PdfWriter

from portal.audit import sealing
from portal.cases.models import Case, StoredFile
from portal.notices import catalogue, outbox
from portal.notices.models import Notice
from portal.signing import demo, examining
from portal.signing.keyring import Keyring
from tests.portal.notice_cast import CODE, FACTS, NOW, case_of, happened, organization, says
from tests.portal.sealing_cast import own_rows_count, papers_key
from tests.signing.rings import demo_ring, paper, signed

__all__ = ["own_rows_count"]
NUMBER = "网信算备990101234567890260012号"
UNKNOWN = "2222-2222-2222-2222"
GENUINE = "genuine"
UNREAD = {"signed_at": None}
BROKEN_RECORD = {
    "genuine": False,
    "verdict": "record_broken",
    "verdict_label": "登记与签名不符",
    "issued": None,
}


@pytest.fixture
def ring(tmp_path: Path) -> Iterator[Keyring]:
    with demo_ring(tmp_path / "signing") as made:
        yield made


@pytest.fixture
def case(db: None) -> Case:
    return case_of(organization("青云"), organization("演示省网信办", jurisdiction="99"))


def told(case: Case, code: str) -> Notice:
    """A notice of the kind, whatever its letter would have to state."""
    kind = catalogue.get(code)
    return Notice.objects.create(
        case=case, event=happened(case, "x"), code=code, form=kind.form, title=kind.title,
        addressee=case.organization, issuer=case.authority, context=FACTS, created_at=NOW,
        status=Notice.Status.QUEUED,
    )  # fmt: skip


def issue(case: Case, code: str, data: bytes, number: str, check: str) -> Notice:
    """A letter with these bytes as its document."""
    notice = told(case, code)
    digest = hashlib.sha256(data).hexdigest()
    notice.file = StoredFile.objects.create(sha256=digest, data=data, size=len(data))
    notice.status, notice.rendered_at = Notice.Status.READY, NOW
    notice.verification_code, notice.number = check, number
    notice.signed_with = papers_key()
    notice.save()
    return notice


@pytest.fixture
def letter(case: Case, ring: Keyring) -> Notice:
    """A filing notice whose signed document is there, of a filing that is in force."""
    Case.objects.filter(pk=case.pk).update(in_force=True)
    return issue(case, "filing_recorded", signed(), "演网信算备〔2026〕3号", CODE)


def of_code(code: str) -> dict[str, Any]:
    return Client().get(f"/api/v1/verify/{code}/").json()


def of_file(data: bytes, code: str = "") -> dict[str, Any]:
    sent = {"file": SimpleUploadedFile("x.pdf", data), "printed_code": code}
    return Client().post("/api/v1/verify/", sent).json()


def page_of_file(data: bytes) -> str:
    return Client().post("/verify/", {"file": SimpleUploadedFile("x.pdf", data)}).text


# --- By the code ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        CODE.lower(),
        CODE.replace("-", ""),
        f" {CODE.replace('-', ' ')} ",
        "Ｋ7M2 9PQR—TVWX_3456",
    ],
)
def test_a_code_is_known_however_it_is_typed(letter: Notice, typed: str) -> None:
    page = Client().get("/verify/", {"code": typed}, follow=True)
    assert page.redirect_chain == [(f"/verify/{CODE}/", 302)]
    assert "由本门户签发" in page.text
    assert letter.file_id in page.text


def test_a_stranger_learns_only_what_the_letter_proves(letter: Notice, ring: Keyring) -> None:
    answer = of_code(CODE)
    signer = answer["issued"].pop("signer")
    assert "演示 DEMO" in signer
    assert answer == {
        "genuine": True,
        "verdict": "genuine",
        "verdict_label": "文书真实",
        "issued": {
            "title": "备案通知书",
            "number": "演网信算备〔2026〕3号",
            "meaning": "证明算法已经备案并取得备案编号；备案不代表对其产品、服务或者技术的认可。",
            "issuer": "演示省网信办",
            "addressee": "青云",
            "issued_on": "2026-03-09",
            "sha256": letter.file_id,
            "signed_with": ring.register().current,
            "law_is_draft": True,
            "is_demo": True,
            "standing": "in_force",
            "standing_label": "未被变更或者撤销",
            "changed_by": "",
            "changed_on": None,
            "algorithm_name": "青云资讯排序精选算法",
            "record_number": NUMBER,
            "code": CODE,
        },
    }


@pytest.mark.parametrize("code", [UNKNOWN, "x", "' OR 1=1 --", "长" * 300])
def test_an_unknown_code_tells_nothing(letter: Notice, code: str) -> None:
    page = Client().get(f"/verify/{code}/")
    assert page.status_code == 200
    assert "没有查到该核验码对应的文书" in page.text
    assert "青云" not in page.text
    told = {"genuine": False, "verdict": "unknown", "verdict_label": "不能确认", "issued": None}
    assert of_code(code) == told


def test_a_letter_that_is_not_out_yet_is_unknown(case: Case) -> None:
    [notice] = outbox.queue([says("filing_received", case, happened(case, "submit"))])
    assert of_code(notice.verification_code)["verdict"] == "unknown"


# --- Whether it still holds -------------------------------------------------------------------------------------------
def test_a_letter_of_a_number_that_has_ended_says_so(letter: Notice) -> None:
    Case.objects.filter(pk=letter.case_id).update(in_force=False)
    answer = of_code(CODE)
    assert (answer["genuine"], answer["issued"]["standing"]) == (True, "revoked")
    assert "已撤销或者失效" in Client().get(f"/verify/{CODE}/").text


def test_a_letter_that_another_took_the_place_of_names_that_one(letter: Notice) -> None:
    issue(
        letter.case,
        "filing_change_accepted",
        signed(paper(UNKNOWN)),
        "演网信算变〔2026〕1号",
        UNKNOWN,
    )
    told = of_code(CODE)["issued"]
    assert (told["standing"], told["changed_on"]) == ("superseded", "2026-03-09")
    assert told["changed_by"] == "变更备案通知书 演网信算变〔2026〕1号"
    assert of_code(UNKNOWN)["issued"]["standing"] == "in_force"


@pytest.mark.parametrize(
    ("later", "standing"),
    [
        (["filing_revoked"], "revoked"),
        (["filing_ended_by_decision"], "revoked"),
        (["filing_ended_by_decision", "filing_restored"], "in_force"),
        (["filing_change_accepted", "filing_revoked"], "revoked"),
        (["filing_change_accepted", "filing_ended_by_decision", "filing_restored"], "superseded"),
        (["filing_received"], "in_force"),
    ],
)
def test_what_weighs_most_of_what_came_later_counts(
    letter: Notice, later: list[str], standing: str
) -> None:
    for code in later:
        told(letter.case, code)
    assert of_code(CODE)["issued"]["standing"] == standing


def test_every_effect_names_a_letter_that_exists() -> None:
    letters = {kind.code for kind in catalogue.registered() if kind.form == Notice.Form.LETTER}
    for kind in catalogue.registered():
        effects = kind.effects
        named = {*effects.amends, *effects.supersedes, *effects.revokes, *effects.restores}
        assert named <= letters, kind.code


# --- By the file ------------------------------------------------------------------------------------------------------
def flipped(data: bytes) -> bytes:
    """One bit of the page's own part changed; the signature stands behind it."""
    place = data.index(b"/MediaBox")
    return data[: place + 11] + bytes([data[place + 11] ^ 1]) + data[place + 12 :]


def with_a_page(data: bytes) -> bytes:
    writer = PdfWriter(BytesIO(data), incremental=True)
    writer.add_blank_page(595, 842)
    return _written(writer)


def saved_without_signature(data: bytes) -> bytes:
    reader, writer = PdfReader(BytesIO(data)), PdfWriter()
    writer.append(reader)
    writer.root_object.pop("/AcroForm", None)
    writer.root_object.pop("/Perms", None)
    writer.pages[0].pop("/Annots", None)
    writer.add_attachment("notice.json", reader.attachments["notice.json"][0])
    return _written(writer)


def another_with_the_code(data: bytes) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    writer.add_attachment("notice.json", json.dumps({"verification_code": CODE, "fine": 1}))
    return _written(writer)


def _written(writer: PdfWriter) -> bytes:
    output = BytesIO()
    writer.write(output)
    return output.getvalue()


TAMPERED: dict[str, tuple[Callable[[bytes], bytes], str, str]] = {
    "as issued": (lambda data: data, GENUINE, "内容未被改动"),
    "a byte changed": (flipped, "content_changed", "内容被改动"),
    "a page added": (with_a_page, "added_after_signing", "签发后被追加内容"),
    "bytes added": (lambda data: data + b" ", "added_after_signing", "签发后被追加内容"),
    "signature cut off": (lambda data: paper(), "signature_stripped", "电子签名被去除"),
    "saved anew": (saved_without_signature, "signature_stripped", "电子签名被去除"),
    "another file with the code": (another_with_the_code, "other_file", "该文件不是签发的文书"),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_each_way_to_tamper_has_its_own_verdict(letter: Notice, name: str) -> None:
    tamper, verdict, sentence = TAMPERED[name]
    data = tamper(signed())
    answer = of_file(data)
    assert (answer["verdict"], answer["genuine"]) == (verdict, verdict == GENUINE)
    assert answer["issued"]["sha256"] == letter.file_id  # the letter that it is, or pretends to be
    assert sentence in page_of_file(data)
    assert StoredFile.objects.count() == 1


def test_a_file_that_another_signed_is_no_letter_though_it_has_the_code(
    letter: Notice, tmp_path: Path
) -> None:
    with demo_ring(tmp_path / "forger"):
        forged = signed()
    assert of_file(forged)["verdict"] == "other_file"


def test_what_our_key_signed_and_nobody_issued_is_said_so(letter: Notice) -> None:
    assert of_file(signed(at=NOW + timedelta(hours=1)))["verdict"] == "not_registered"


def test_a_plain_file_is_told_apart_by_the_code_that_is_read_on_it(letter: Notice) -> None:
    scan = b"%PDF-1.7 a scan"
    assert of_file(scan)["verdict"] == "unknown"
    assert of_file(scan, CODE)["verdict"] == "other_file"
    assert of_file(scan, UNKNOWN)["verdict"] == "unknown"


@pytest.mark.parametrize(
    "data", [b"x", b"%PDF-1.7 torn", b"\x00" * 5000, another_with_the_code(b"")]
)
def test_an_unknown_file_reveals_nothing(case: Case, ring: Keyring, data: bytes) -> None:
    answer = of_file(data)
    assert (answer["genuine"], answer["verdict"], answer["issued"]) == (False, "unknown", None)
    page = page_of_file(data)
    assert "不能确认" in page
    assert "青云" not in page


def test_who_comes_while_others_are_examined_is_asked_to_come_again(
    letter: Notice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(examining, "_places", threading.BoundedSemaphore(1))
    monkeypatch.setattr(examining, "_WAIT", 0.01)
    sent = {"file": SimpleUploadedFile("x.pdf", b"%PDF-1.7 x"), "code": ""}
    with examining._places:
        told = Client().post("/api/v1/verify/", sent)
        sent["file"].seek(0)
        page = Client().post("/verify/", sent)
        assert of_file(bytes(letter.file.data))["verdict"] == GENUINE  # known bytes wait for nobody
    assert (told.status_code, int(told["Retry-After"]) >= 30) == (429, True)
    assert (page.status_code, page["Retry-After"]) == (429, "30")
    assert "请过 30 秒再试" in page.text


def test_no_file_is_a_sentence(db: None) -> None:
    page = Client().post("/verify/", {})
    assert (page.status_code, "未能核验" in page.text) == (422, True)
    assert Client().post("/api/v1/verify/", {}).status_code == 422


# --- Keys -------------------------------------------------------------------------------------------------------------
def test_a_letter_stays_genuine_after_the_key_was_changed(letter: Notice, ring: Keyring) -> None:
    old = letter.signed_with
    new = demo.rotate(ring, NOW + timedelta(days=1))
    assert of_file(signed(at=NOW))["verdict"] == "not_registered"  # signed anew, with the new key
    assert of_file(bytes(letter.file.data))["verdict"] == GENUINE
    assert of_file(flipped(bytes(letter.file.data)))["verdict"] == "content_changed"
    listed = Client().get("/verify/certificates/").text
    assert old in listed
    assert new in listed
    assert "已经更换，此前的签名仍然有效" in listed


def test_a_file_of_a_key_that_is_no_longer_trusted_is_no_letter(
    letter: Notice, ring: Keyring
) -> None:
    forged = signed(at=NOW + timedelta(hours=2))
    ring.distrust(letter.signed_with, NOW + timedelta(hours=1))
    assert of_file(forged)["verdict"] == "distrusted_key"
    assert "不可信" in Client().get("/verify/certificates/").text


def test_a_letter_of_a_key_that_is_no_longer_trusted_stands_by_the_seal_from_before(
    letter: Notice, ring: Keyring, own_rows_count: None
) -> None:
    sealing.seal_next(NOW)
    demo.rotate(ring, NOW + timedelta(minutes=30))
    ring.distrust(letter.signed_with, NOW + timedelta(hours=1))
    assert of_file(bytes(letter.file.data))["verdict"] == GENUINE
    ring.distrust(
        letter.signed_with, NOW
    )  # and since the seal was made: it proves nothing any more
    assert of_file(bytes(letter.file.data)) == BROKEN_RECORD | UNREAD
    assert of_code(CODE) == BROKEN_RECORD


# --- Rows that somebody wrote who owns the database -------------------------------------------------------------------
@pytest.mark.parametrize(
    "document",
    [lambda: b"%PDF-1.7 made up", lambda: signed(paper(CODE)), paper],
    ids=["unsigned", "another letter's", "the signature left out"],
)
def test_a_letter_that_the_portal_never_signed_is_not_genuine(
    case: Case, ring: Keyring, document: Callable[[], bytes]
) -> None:
    data = document()
    issue(case, "filing_recorded", data, "演网信算备〔2026〕999号", UNKNOWN)
    assert of_code(UNKNOWN) == BROKEN_RECORD
    assert of_file(data) == BROKEN_RECORD | UNREAD
    page = Client().get(f"/verify/{UNKNOWN}/").text
    assert "登记与签名不符" in page
    assert "青云" not in page


def test_a_damaged_signature_is_not_called_a_missing_one(letter: Notice) -> None:
    data = signed()
    assert of_file(data[:-100])["verdict"] in {"content_changed", "added_after_signing"}
    place = data.index(b"/ByteRange")
    damaged = data[: place + 1] + b"X" + data[place + 2 :]
    assert of_file(damaged)["verdict"] == "content_changed"


def test_the_beginning_of_a_letter_cannot_be_guessed_from_its_code(letter: Notice) -> None:
    for length in (9, 60, len(paper()) - 1 - len(b"%%EOF")):
        assert of_file(paper()[:length], CODE)["verdict"] == "other_file"


def test_certificates_are_there_for_everybody_and_nothing_else(
    letter: Notice, ring: Keyring
) -> None:
    root = Client().get("/verify/certificates/root.pem")
    assert (root.status_code, root["Content-Type"]) == (200, "application/x-pem-file")
    assert root.text.startswith("-----BEGIN CERTIFICATE-----")
    leaf = Client().get(f"/verify/certificates/{letter.signed_with}.pem")
    assert "PRIVATE" not in leaf.text
    assert leaf.text.startswith("-----BEGIN CERTIFICATE-----")
    assert Client().get(f"/verify/certificates/{'0' * 64}.pem").status_code == 404
    assert "openssl cms -verify" in Client().get("/verify/instructions.txt").text
