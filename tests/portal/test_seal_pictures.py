"""Seals under letters: demonstration seals say what they are, real ones come from the operator alone."""

import io
from pathlib import Path

import pytest
from PIL import Image
from pytest_django.fixtures import Settings

from portal.accounts.models import Organization
from portal.notices import font_cutting, seal_pictures

OFFICE = Organization(pk=7, name="某省互联网信息办公室", uscc="11990100MB0000001X")


def test_an_authority_without_a_laid_down_seal_has_none(settings: Settings, tmp_path: Path) -> None:
    settings.SEALS_DIR = tmp_path
    assert seal_pictures.of(OFFICE) is None


@pytest.mark.parametrize("name", ["11990100MB0000001X.png", "7.png"])
def test_the_operators_picture_is_taken_by_credit_code_or_key(
    settings: Settings, tmp_path: Path, name: str
) -> None:
    settings.SEALS_DIR = tmp_path
    (tmp_path / name).write_bytes(b"picture")
    seal = seal_pictures.of(OFFICE)
    assert seal is not None
    assert (seal.png, seal.says) == (b"picture", "某省互联网信息办公室印章")


def test_a_demonstration_seal_says_so_whatever_the_operator_laid_down(
    settings: Settings, tmp_path: Path
) -> None:
    settings.SEALS_DIR = tmp_path
    (tmp_path / "8.png").write_bytes(b"real")
    seal = seal_pictures.of(Organization(pk=8, name="演示甲省互联网信息办公室", is_demo=True))
    assert seal is not None
    assert seal.says == "演示甲省互联网信息办公室（演示印章，不具法律效力）"
    picture = Image.open(io.BytesIO(seal.png))
    assert picture.mode == "RGBA"
    assert picture.getpixel((0, 0))[3] == 0  # what lies under it shows through
    assert picture.getpixel((picture.width // 2, picture.height // 2 + 60))[3] == 0  # no star


def test_the_same_name_makes_the_same_seal() -> None:
    assert seal_pictures.demo_png("演示甲省网信办") == seal_pictures.demo_png("演示甲省网信办")
    assert seal_pictures.demo_png("演示甲省网信办") != seal_pictures.demo_png("演示乙省网信办")


def test_cut_faces_keep_letters_punctuation_and_the_common_hanzi() -> None:
    kept = font_cutting.characters()
    assert [
        char for char in "备案通知书〔2026〕3号，。：；（）《》“”—…·AZaz09" if char not in kept
    ] == []
    assert sum("\u4e00" <= char <= "\u9fff" for char in kept) == 3755
    assert "喆" not in kept  # stands in the faces behind
