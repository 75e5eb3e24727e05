"""The keyring: made once however many begin it, readable by whom it should be, and changed at the command line."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from portal.signing import certificates, detached, keyring
from portal.signing.examining import Finding
from portal.signing.judging import judge
from portal.signing.keyring import Keyring
from portal.signing.stamping import trust
from tests.signing.authorities import authority
from tests.signing.rings import NOW, signed

BEGIN = """
import sys
from datetime import datetime
from pathlib import Path
from portal.signing import demo, keyring
print(demo.begin(keyring.Keyring(Path(sys.argv[1])), datetime.fromisoformat(sys.argv[2])))
"""


def command(capsys: pytest.CaptureFixture[str], *words: object) -> str:
    call_command("signing_keys", *map(str, words))
    return capsys.readouterr().out


def adopt(chain: Path, root: Path, key: Path) -> None:
    words = ["--certificate", chain, "--root", root, "--key", key]
    call_command("signing_keys", "adopt", *map(str, words))


def test_several_that_begin_at_once_make_one_key(tmp_path: Path) -> None:
    words = [sys.executable, "-c", BEGIN, str(tmp_path / "ring"), NOW.isoformat()]
    starters = [subprocess.Popen(words, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    told = sorted(starter.communicate()[0].strip() for starter in starters)
    assert told == ["False", "False", "True"]
    ring = Keyring(tmp_path / "ring")
    assert len(ring.register().order) == 1
    assert sorted(file.name for file in ring.private.iterdir()) == sorted(
        ["demo-root.key", f"{ring.register().current}.key"]
    )


def test_private_keys_are_for_their_owner_alone(ring: Keyring) -> None:
    assert ring.private.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in ring.private.iterdir()} == {0o600}


def test_a_writer_that_dies_leaves_what_was_there(
    ring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = ring.register()
    monkeypatch.setattr(
        keyring.os, "replace", lambda *_: (_ for _ in ()).throw(OSError("磁盘已满"))
    )
    with pytest.raises(OSError, match="磁盘已满"):
        ring.distrust(before.current, NOW)
    assert ring.register() == before
    assert sorted(file.name for file in ring.public.iterdir()) == [
        "certificates",
        "register.json",
        "root.pem",
    ]


def test_the_demonstrations_certificates_say_what_they_are(ring: Keyring) -> None:
    [certificate] = certificates.published()
    assert "演示 DEMO" in certificate.subject
    roots = certificates.x509.load_pem_x509_certificates(certificates.root_pem().encode())
    assert ["演示 DEMO" in root.subject.rfc4514_string() for root in roots] == [True]


def test_init_changes_nothing_where_a_key_is(
    ring: Keyring, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(capsys, "init") == "已有密钥，未作改动\n"
    with override_settings(SIGNING_DIR=ring.directory / "other"):
        assert command(capsys, "init") == "已建立演示密钥\n"


def test_after_a_change_of_keys_the_new_one_signs_and_old_papers_stay_good(
    ring: Keyring, capsys: pytest.CaptureFixture[str]
) -> None:
    old, old_paper, old_words = ring.register().current, signed(), detached.sign(b"head", NOW)
    command(capsys, "rotate")
    new = ring.register().current
    assert [(one.key_id, one.status) for one in certificates.published()] == [
        (new, "current"),
        (old, "retired"),
    ]
    assert judge(signed(), trust()).key_id == new
    assert judge(old_paper, trust()).finding is Finding.GENUINE_SIGNATURE
    assert detached.holds(b"head", old_words, NOW)


def test_a_disowned_key_signs_no_more_and_is_not_believed(
    ring: Keyring, capsys: pytest.CaptureFixture[str]
) -> None:
    data, old = signed(), ring.register().current
    told = command(capsys, "distrust", old[:12], "--from", "2026-03-01T08:00")
    assert "已没有在用的密钥" in told
    [certificate] = certificates.published()
    assert certificate.status == "distrusted"
    assert certificate.distrusted_from == datetime(2026, 3, 1, tzinfo=UTC)  # 08:00 in China
    assert not certificate.trusted_at(NOW)
    assert judge(data, trust()).finding is Finding.DISTRUSTED_KEY
    assert "不能签名：没有可用的签名密钥" in command(capsys, "list")
    command(capsys, "rotate")
    assert judge(signed(), trust()).finding is Finding.GENUINE_SIGNATURE


@pytest.mark.parametrize("key", ["", "0000000000", "short"])
def test_a_key_is_disowned_only_by_a_name_that_is_certain(ring: Keyring, key: str) -> None:
    with pytest.raises(CommandError, match="没有唯一的密钥"):
        call_command("signing_keys", "distrust", key, "--from", "2026-03-01T08:00")
    with pytest.raises(CommandError, match="不是时刻"):
        call_command("signing_keys", "distrust", ring.register().current, "--from", "昨天")


def test_an_authoritys_own_certificate_takes_over(
    ring: Keyring, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before, files = signed(), authority(tmp_path, "某省互联网信息办公室")
    adopt(files.chain, files.root, files.key)
    assert capsys.readouterr().out == f"已启用 {ring.register().current}\n"
    with override_settings(LOCAL=False, DEBUG=False, DEMO=False):
        examined = judge(signed(), trust())
        assert "不能签名" not in command(capsys, "list")
        with pytest.raises(CommandError, match="生产环境不用演示密钥"):
            call_command("signing_keys", "rotate")
    assert (examined.finding, examined.signer) == (
        Finding.GENUINE_SIGNATURE,
        "Common Name: 某省互联网信息办公室",
    )
    assert judge(before, trust()).finding is Finding.GENUINE_SIGNATURE


def test_pieces_that_do_not_belong_together_are_not_taken_over(
    ring: Keyring, tmp_path: Path
) -> None:
    one, other = authority(tmp_path / "a", "甲"), authority(tmp_path / "b", "乙")
    before = ring.register()
    for chain, root, key, reason in [
        (one.chain, other.root, one.key, "不是由所给的根证书签发的"),
        (one.chain, one.root, other.key, "私钥与证书不是一对"),
        (one.key, one.root, one.key, "证书不是 PEM 格式"),
        (one.chain, one.root, one.root, "私钥不是未加密的 PEM 格式"),
        (tmp_path / "none", one.root, one.key, "No such file"),
    ]:
        with pytest.raises(CommandError, match=reason):
            adopt(chain, root, key)
    assert ring.register() == before


def test_what_is_exported_holds_no_private_key(
    ring: Keyring, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command(capsys, "export", tmp_path / "out")
    files = {file.name: file.read_text() for file in (tmp_path / "out").iterdir()}
    [certificate] = certificates.published()
    assert sorted(files) == sorted(["certificates.json", "root.pem", f"{certificate.key_id}.pem"])
    assert not any("PRIVATE" in text for text in files.values())
    [told] = json.loads(files["certificates.json"])["certificates"]
    assert (told["key_id"], told["status"]) == (certificate.key_id, "current")


def test_a_detached_signature_holds_for_its_payload_and_published_key_alone(ring: Keyring) -> None:
    words = detached.sign(b"head 1", NOW)
    assert detached.holds(b"head 1", words, NOW)
    assert detached.sign(b"head 1", NOW) == words  # no chance in it
    assert not detached.holds(b"head 2", words, NOW)
    for changed in (
        detached.Detached(words.algorithm, words.key_id, words.signature[:-1]),
        detached.Detached(words.algorithm, words.key_id, b""),
        detached.Detached(words.algorithm, "0" * 64, words.signature),
        detached.Detached("ECDSA-SHA1", words.key_id, words.signature),
    ):
        assert not detached.holds(b"head 1", changed, NOW)
