"""Signed letters are PDF/A-3a by veraPDF's judgement: each frame, with and without English.

``bench/pdfa.py`` asks for all kinds of letter.
"""

from pathlib import Path

from portal.signing.keyring import Keyring
from tests.signing.rings import paper
from tests.signing.signed_letters import signed_letter
from tests.signing.verapdf import broken_rules

#: 文件格式 and 信函格式; the second of each pair says it in English too.
LETTERS = {
    "filing_recorded": ("filing_recorded", {}),
    "filing_recorded_english": ("filing_recorded", {"wants_english": True}),
    "filing_received": ("filing_received", {}),
    "filing_received_english": ("filing_received", {"wants_english": True}),
}


def test_signed_letters_conform_to_pdf_a_3a_and_a_plain_page_does_not(
    ring: Keyring, tmp_path: Path
) -> None:
    for name, (code, facts) in LETTERS.items():
        (tmp_path / f"{name}.pdf").write_bytes(signed_letter(code, **facts))
    (tmp_path / "plain.pdf").write_bytes(paper())
    verdicts = broken_rules(sorted(tmp_path.glob("*.pdf")))
    assert verdicts.pop("plain.pdf") != []  # it does find what is wrong
    assert verdicts == {f"{name}.pdf": [] for name in LETTERS}
