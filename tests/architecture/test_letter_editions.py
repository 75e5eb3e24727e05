"""Which edition of its templates a letter goes out with."""

from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from portal.notices import editions
from portal.notices.editions import Edition


@pytest.fixture
def manifest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A manifest of its own, empty at first."""
    monkeypatch.setattr(editions, "MANIFEST", tmp_path / "editions.toml")
    return editions.MANIFEST


def test_every_letter_goes_out_with_the_edition_that_its_templates_are() -> None:
    assert [kind.code for kind in editions.changed(editions.manifest())] == []


def test_a_changed_template_gets_the_next_edition_and_the_former_stays(manifest: Path) -> None:
    call_command("letter_editions", write=True, on=date(2026, 12, 1))
    written = editions.read(manifest)
    assert {len(each) for each in written.values()} == {1}
    [first] = written["filing_recorded"]
    before = Edition(1, "0" * 64, date(2026, 12, 1))
    manifest.write_text(editions.as_text({**written, "filing_recorded": (before,)}))
    with pytest.raises(CommandError, match="filing_recorded"):
        call_command("letter_editions")
    call_command("letter_editions", write=True, on=date(2027, 1, 5))
    after = editions.read(manifest)
    assert after["filing_recorded"] == (before, Edition(2, first.sha256, date(2027, 1, 5)))
    assert after["filing_declined"] == written["filing_declined"]


def test_a_new_edition_needs_the_day_from_which_it_holds(manifest: Path) -> None:
    with pytest.raises(CommandError, match="--on"):
        call_command("letter_editions", write=True)
    assert not manifest.exists()


def test_the_family_of_a_letter_is_all_that_its_text_comes_from(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    [declined] = [kind for kind in editions.letters() if kind.code == "filing_declined"]
    before, source = editions.fingerprint(declined), editions._source
    for name in ("pdf/_remedies.html", "pdf/_items.html", "pdf/letter.css", "pdf/_contact.html"):
        monkeypatch.setattr(
            editions, "_source", lambda one, name=name: source(one) + "!" * (one == name)
        )
        assert editions.fingerprint(declined) != before
    monkeypatch.setattr(editions, "_source", lambda one: source(one) + "!" * ("_ending" in one))
    assert editions.fingerprint(declined) == before


def test_a_kind_without_an_edition_has_none() -> None:
    assert editions.current("no_such_letter") is None
