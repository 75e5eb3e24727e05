"""Strangers check a letter with public tools alone, by the very lines that docs/verification.md tells them."""

import re
import subprocess
from io import BytesIO
from pathlib import Path

from django.conf import settings
from pypdf import PdfWriter

from portal.signing import demo
from portal.signing.keyring import Keyring
from tests.signing.rings import NOW, demo_ring, signed
from tests.signing.test_examining import gap


def lines() -> str:
    """The block for the shell in the instructions."""
    told = (settings.BASE_DIR / "docs/verification.md").read_text()
    found = re.search(r"## 用 OpenSSL.*?```sh\n(.*?)```", told, re.DOTALL)
    assert found is not None
    return found[1]


def check(directory: Path, letter: bytes, root: str) -> subprocess.CompletedProcess[str]:
    directory.mkdir(exist_ok=True)
    (directory / "letter.pdf").write_bytes(letter)
    (directory / "root.pem").write_text(root)
    return subprocess.run(
        ["sh", "-c", lines()], cwd=directory, capture_output=True, text=True, check=False
    )


def test_a_genuine_letter_is_found_so_before_and_after_a_change_of_keys(
    ring: Keyring, tmp_path: Path
) -> None:
    old, letter = ring.register().current, signed()
    demo.rotate(ring, NOW)
    told = check(tmp_path / "away", letter, ring.roots())
    assert told.returncode == 0, told.stderr
    assert "CMS Verification successful" in told.stderr
    assert old in told.stdout.replace(":", "").lower()


def test_a_flipped_byte_a_page_added_and_another_root_are_found(
    ring: Keyring, tmp_path: Path
) -> None:
    letter, away = signed(), tmp_path / "away"
    start, _ = gap(letter)
    for place in (100, start // 2, start + 500):
        changed = bytearray(letter)
        changed[place] ^= 0x01
        assert check(away, bytes(changed), ring.roots()).returncode != 0, place
    update = PdfWriter(BytesIO(letter), incremental=True)
    update.add_blank_page(595, 842)
    output = BytesIO()
    update.write(output)
    added = check(away, output.getvalue(), ring.roots())
    assert (added.returncode, added.stderr) == (1, "签名没有覆盖整个文件：签名之后追加过内容\n")
    smuggled = letter.replace(letter[start : start + 3], b"<X3", 1)
    assert check(away, smuggled, ring.roots()).stderr == "签名的位置上有别的内容\n"
    with demo_ring(tmp_path / "stranger") as other:
        assert check(away, letter, other.roots()).returncode != 0


def test_poppler_finds_the_whole_document_signed(ring: Keyring, tmp_path: Path) -> None:
    file = tmp_path / "letter.pdf"
    file.write_bytes(signed())
    told = subprocess.run(["pdfsig", file], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid." in told
    assert "Total document signed" in told
