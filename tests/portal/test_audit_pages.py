"""The public pages of the trail: seals for everybody, a proof for whoever holds the code, nothing for anybody else."""

import hashlib
import json
import re
import subprocess
import sys
from base64 import b64decode
from pathlib import Path

import pytest
from django.test import Client

from portal.audit.models import Seal
from portal.notices.models import Notice
from portal.signing import certificates
from tests import make
from tests.portal.intruding import everything_is_put_back, sql
from tests.portal.sealing_cast import issued, own_rows_count, seal

__all__ = ["everything_is_put_back", "own_rows_count"]
UNKNOWN = "2222-2222-2222-2222"
GUIDE = Path(__file__).parents[2] / "docs" / "verification.md"


@pytest.fixture
def letter(db: None, own_rows_count: None) -> Notice:
    case = make.filing(make.cast())
    found = issued(case)
    seal()
    return found


@pytest.fixture
def anybody(letter: Notice) -> Client:
    return Client()


def test_the_list_shows_number_size_root_and_a_valid_signature(anybody: Client) -> None:
    page = anybody.get("/audit/").content.decode()
    made = Seal.objects.get()
    assert "第 1 号" in page
    assert made.root in page
    assert f'class="num">{made.size}<' in page
    assert "有效" in page
    assert '<a href="/audit/">审计封印</a>' in page


def test_before_the_first_seal_the_page_says_what_to_expect(client: Client, db: None) -> None:
    page = client.get("/audit/").content.decode()
    assert "还没有封印" in page
    assert client.get("/api/v1/audit/seals/").json() == {"results": [], "next": None}


def test_a_seal_whose_signature_does_not_hold_says_so(anybody: Client) -> None:
    sql("UPDATE audit_seal SET root = repeat('0', 64)")
    assert "无效" in anybody.get("/audit/").content.decode()
    assert "签名无效" in anybody.get("/audit/1/").content.decode()


def test_one_seal_shows_what_is_signed(anybody: Client) -> None:
    page = anybody.get("/audit/1/").content.decode()
    made = Seal.objects.get()
    assert made.hash in page
    assert "签名有效" in page
    assert anybody.get("/audit/2/").status_code == 404
    assert anybody.get("/audit/99999999999/").status_code == 404


def test_the_api_hands_out_what_openssl_can_check(anybody: Client, tmp_path: Path) -> None:
    told = anybody.get("/api/v1/audit/seals/?since=0").json()["results"][0]
    assert anybody.get("/api/v1/audit/seals/1/").json() == told
    assert hashlib.sha256(told["signed_text"].encode()).hexdigest() == told["hash"]
    certificate = certificates.by_id(told["key_id"])
    assert certificate is not None
    (tmp_path / "cert.pem").write_text(certificate.pem)
    (tmp_path / "seal.txt").write_text(told["signed_text"], encoding="utf-8")
    (tmp_path / "seal.sig").write_bytes(b64decode(told["signature"]))
    key = subprocess.run(
        ["openssl", "x509", "-in", "cert.pem", "-pubkey", "-noout"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    (tmp_path / "key.pem").write_bytes(key.stdout)
    checked = subprocess.run(
        ["openssl", "dgst", "-sha256", "-verify", "key.pem", "-signature", "seal.sig", "seal.txt"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    assert checked.stdout == b"Verified OK\n"


@pytest.mark.parametrize("since", ["x", "-1", "1.5", "9" * 30])
def test_a_place_that_is_no_number_is_refused(anybody: Client, since: str) -> None:
    answer = anybody.get("/api/v1/audit/seals/", {"since": since})
    assert answer.status_code == 400
    assert "since" in answer.content.decode()


def test_nothing_is_after_the_newest_seal_and_no_seal_has_that_number(anybody: Client) -> None:
    assert anybody.get("/api/v1/audit/seals/?since=1").json() == {"results": [], "next": None}
    assert anybody.get("/api/v1/audit/seals/2/").status_code == 404


def test_who_has_the_code_follows_the_letter_and_its_cause_to_the_seal(
    anybody: Client, letter: Notice
) -> None:
    page = anybody.get(f"/audit/proof/{letter.verification_code.lower()}/").content.decode()
    assert page.count("封印以来没有改动") == 2
    assert letter.file_id in page
    assert letter.event.hash in page
    asked = anybody.get("/audit/", {"code": letter.verification_code})
    assert asked["Location"] == f"/audit/proof/{letter.verification_code}/"


def test_a_letter_changed_after_it_was_sealed_does_not_lead_to_the_root(
    anybody: Client, letter: Notice
) -> None:
    sql("UPDATE notices_notice SET number = 'x' WHERE id = %s", letter.pk)
    page = anybody.get(f"/audit/proof/{letter.verification_code}/").content.decode()
    assert "内容在封印之后被改动过" in page


def test_a_letter_that_no_seal_covers_yet_says_to_wait(db: None) -> None:
    waiting = issued(make.filing(make.cast()))
    page = Client().get(f"/audit/proof/{waiting.verification_code}/").content.decode()
    assert page.count("还没有封印。封印每隔几秒作出一次") == 2


@pytest.mark.parametrize("address", ["/audit/proof/{}/", "/api/v1/audit/proof/{}/"])
def test_an_unknown_code_and_that_of_a_message_are_the_same_nothing(
    anybody: Client, letter: Notice, address: str
) -> None:
    Notice.objects.filter(pk=letter.pk).update(form=Notice.Form.MESSAGE)
    for code in (UNKNOWN, letter.verification_code, "-", "x" * 300):
        answer = anybody.get(address.format(code))
        assert answer.status_code == 404
        assert letter.case.number not in answer.content.decode()


def test_a_proof_names_neither_the_case_nor_anybody(anybody: Client, letter: Notice) -> None:
    told = anybody.get(f"/api/v1/audit/proof/{letter.verification_code}/").content.decode()
    for secret in (letter.case.number, letter.case.title, letter.addressee.name):
        assert secret not in told


def test_the_script_of_the_guide_follows_the_proof_with_nothing_of_the_portal(
    anybody: Client, letter: Notice, tmp_path: Path
) -> None:
    """The very lines that docs/verification.md prints."""
    script = re.search(r"```python\n(# check_proof\.py\n.*?)```", GUIDE.read_text("utf-8"), re.S)
    assert script is not None
    (tmp_path / "check_proof.py").write_text(script[1], encoding="utf-8")
    told = anybody.get(f"/api/v1/audit/proof/{letter.verification_code}/").json()
    (tmp_path / "letter.pdf").write_bytes(bytes(letter.file.data))

    def run() -> "subprocess.CompletedProcess[str]":
        (tmp_path / "proof.json").write_text(json.dumps(told), encoding="utf-8")
        command = [sys.executable, "-I", "check_proof.py", "proof.json", "letter.pdf"]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert run().returncode == 0
    told["letter"]["path"][0]["hash"] = "0" * 64
    assert run().returncode != 0
