"""Where things stand on an official letter, measured on the rendered page (GB/T 9704-2012). Millimetres."""

import re
import subprocess
from functools import lru_cache

import pytest
from PIL import Image, ImageChops

from portal.accounts.models import Organization
from portal.notices.models import Notice
from portal.notices.render import render_letter
from tests.portal.notice_cast import unsaved_letter

PER_MM = 5
DPI = 127  # 5 pixels a millimetre
LONG = [{"summary": "算" * 2400, "article": "", "last_day": "2026-04-21", "party": ""}]
_EDGE = 184 * 72 / 25.4  # of the version area, in points
Box = tuple[float, float, float, float]


def letter(code: str, *, sealed: bool = True, **facts: object) -> Notice:
    notice = unsaved_letter(code, **facts)
    notice.number = "演网信算备〔2026〕3号"
    notice.issuer = Organization(name=notice.context["issuer"], is_demo=sealed)
    return notice


DOCUMENT = ("filing_recorded", True)
SHORT = ("filing_received", True)


@lru_cache
def pages(code: str, sealed: bool) -> list[Image.Image]:
    """A letter of several pages of running text, as pictures."""
    data = render_letter(letter(code, sealed=sealed, deadlines=LONG))
    drawn = subprocess.run(
        ["pdftoppm", "-r", str(DPI), "-"], input=data, capture_output=True, check=True
    ).stdout
    header = re.compile(rb"P6\n(\d+) (\d+)\n255\n")
    found, at = [], 0
    while head := header.match(drawn, at):
        size = (int(head[1]), int(head[2]))
        end = head.end() + size[0] * size[1] * 3
        found.append(Image.frombytes("RGB", size, drawn[head.end() : end]))
        at = end
    return found


def ink(page: Image.Image, area: Box, *, is_red: bool = False) -> Box:
    """The bounds of what is printed in an area."""
    left, top, right, bottom = (round(edge * PER_MM) for edge in area)
    part = page.crop((left, top, right, bottom))
    red, green, _ = part.split()
    marked = (
        ImageChops.subtract(red, green).point(lambda depth: 255 if depth > 90 else 0)
        if is_red
        else part.convert("L").point(lambda depth: 255 if depth < 140 else 0)
    )
    bounds = marked.getbbox()
    assert bounds is not None, f"nothing is printed in {area}"
    x0, y0, x1, y1 = (edge / PER_MM for edge in bounds)
    return area[0] + x0, area[1] + y0, area[0] + x1, area[1] + y1


def test_the_head_of_a_document_stands_35_mm_under_the_top_of_the_version_area() -> None:
    first = pages(*DOCUMENT)[0]
    left, top, right, bottom = ink(first, (0, 45, 210, 95), is_red=True)
    assert top == pytest.approx(37 + 35, abs=1)
    assert (left + right) / 2 == pytest.approx(28 + 78, abs=1)
    assert bottom - top < 22


def test_the_red_line_lies_4_mm_under_the_number_and_is_as_wide_as_the_version_area() -> None:
    first = pages(*DOCUMENT)[0]
    left, top, right, _ = ink(first, (0, 95, 210, 135), is_red=True)
    assert (left, right) == (pytest.approx(28, abs=0.4), pytest.approx(184, abs=0.4))
    number = ink(first, (28, 90, 184, top - 0.5))
    assert top - number[3] == pytest.approx(4, abs=0.7)
    assert (number[0] + number[2]) / 2 == pytest.approx(106, abs=1)


def test_two_empty_lines_lie_between_head_number_line_and_title() -> None:
    first = pages(*DOCUMENT)[0]
    head = ink(first, (0, 45, 210, 95), is_red=True)
    line = ink(first, (0, 95, 210, 135), is_red=True)
    number = ink(first, (28, 90, 184, line[1] - 0.5))
    title = ink(first, (28, line[3] + 1, 184, line[3] + 35))
    two_lines = 2 * 28.95 * 25.4 / 72
    assert number[1] - head[3] == pytest.approx(two_lines, abs=4)
    assert title[1] - line[3] == pytest.approx(two_lines, abs=4)


def test_a_full_page_has_22_lines_of_28_characters_within_the_version_area() -> None:
    data = render_letter(letter("filing_recorded", deadlines=LONG))
    said = subprocess.run(
        ["pdftotext", "-f", "3", "-l", "3", "-layout", "-", "-"],
        input=data,
        capture_output=True,
        check=True,
        text=False,
    ).stdout.decode()
    full = [line.strip() for line in said.splitlines() if set(line.strip()) == {"算"}]
    assert len(full) == 22
    assert {len(line) for line in full} == {28}
    left, top, right, bottom = ink(pages(*DOCUMENT)[2], (10, 36, 200, 262.5))
    assert (left, right) == (pytest.approx(28, abs=1), pytest.approx(184, abs=1))
    assert top == pytest.approx(37, abs=3)
    assert bottom == pytest.approx(37 + 225, abs=3)


@pytest.mark.parametrize("place", [1, 2])
def test_page_numbers_stand_7_mm_under_the_version_area_on_the_outer_side(place: int) -> None:
    page = pages(*DOCUMENT)[place]
    on_right = place % 2 == 0
    side = (150, 263, 210, 280) if on_right else (0, 263, 60, 280)
    left, top, right, bottom = ink(page, side)
    assert (top + bottom) / 2 == pytest.approx(262 + 7, abs=1.5)
    one_character = 14 * 25.4 / 72
    if on_right:
        assert 184 - right == pytest.approx(one_character, abs=1)
    else:
        assert left - 28 == pytest.approx(one_character, abs=1)


def test_a_letter_begins_30_mm_under_the_edge_between_double_lines_of_170_mm() -> None:
    first = pages(*SHORT)[0]
    head = ink(first, (28, 28, 184, 45), is_red=True)
    assert head[1] == pytest.approx(30, abs=1)
    upper = ink(first, (0, 41.5, 27, 60), is_red=True)
    assert upper[0] == pytest.approx(20, abs=0.4)
    assert ink(first, (185, 41.5, 210, 60), is_red=True)[2] == pytest.approx(190, abs=0.4)
    lower = ink(first, (0, 265, 210, 290), is_red=True)
    assert lower[3] == pytest.approx(297 - 20, abs=0.5)
    assert lower[2] - lower[0] == pytest.approx(170, abs=0.8)
    lines = head_and_lines(first)
    assert lines["gap"] == pytest.approx(4, abs=0.7)
    assert lines["upper"] == ["thick", "thin"]
    assert lines["lower"] == ["thin", "thick"]


def head_and_lines(page: Image.Image) -> dict[str, object]:
    """How far the upper lines lie under the head, and what each pair is made of, read beside the text at 24 mm."""
    head = ink(page, (40, 28, 170, 42.3), is_red=True)
    strip = page.crop((24 * PER_MM, 0, 24 * PER_MM + 1, page.height)).convert("RGB")
    runs: list[list[int]] = []
    for y in range(page.height):
        red, green, _ = strip.getpixel((0, y))
        if red - green > 60:
            if runs and runs[-1][1] == y - 1:
                runs[-1][1] = y
            else:
                runs.append([y, y])
    heights = [last - first + 1 for first, last in runs]
    words = ["thick" if height >= 4 else "thin" for height in heights]
    return {"gap": runs[0][0] / PER_MM - head[3], "upper": words[:2], "lower": words[2:]}


def test_the_first_page_of_a_letter_has_no_number_and_its_document_number_stands_right() -> None:
    first = pages(*SHORT)[0]
    assert first.crop((150 * PER_MM, 263 * PER_MM, 210 * PER_MM, 275 * PER_MM)).getcolors() == [
        (60 * 12 * PER_MM * PER_MM, (255, 255, 255))
    ]
    number = ink(first, (100, 49, 188, 60))
    assert number[2] == pytest.approx(184, abs=1)


def test_a_seal_covers_name_and_date_within_a_line_of_the_text() -> None:
    last = pages(*DOCUMENT)[-1]
    seal = ink(last, (28, 37, 190, 262), is_red=True)
    assert seal[2] - seal[0] == pytest.approx(42 * 0.97, abs=0.8)
    text = ink(last, (28, 37, seal[0] - 25, seal[1] + 5))
    assert 0 < seal[1] - text[3] < 28.95 * 25.4 / 72 + 2.5
    date_right = 184 - 4 * 16 * 25.4 / 72
    assert (seal[0] + seal[2]) / 2 == pytest.approx(date_right - 3 * 16 * 25.4 / 72, abs=1)


def test_without_a_seal_the_name_ends_two_characters_before_the_edge() -> None:
    data = render_letter(letter("filing_declined", sealed=False))
    boxes = subprocess.run(
        ["pdftotext", "-bbox", "-", "-"], input=data, capture_output=True, check=True
    ).stdout.decode()
    ends = re.findall(r'xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)"[^>]*>([^<]+)</word>', boxes)
    after = [(float(first), float(last), said) for first, last, said in ends]
    name, day = (
        next(
            one
            for one in reversed(after[:-1])
            if one[2].startswith(said) and 200 < one[0] and one[1] < _EDGE - 20
        )
        for said in ("演示省互联网信息办公室", "2026年3月9日")
    )
    assert _EDGE - name[1] == pytest.approx(2 * 16, abs=2)
    assert day[0] - name[0] == pytest.approx(2 * 16, abs=2)


def test_the_imprint_closes_the_version_area_of_the_last_page() -> None:
    last = pages(*DOCUMENT)[-1]
    left, _, right, bottom = ink(last, (10, 240, 200, 262.4))
    assert bottom == pytest.approx(262, abs=0.4)
    assert (left, right) == (pytest.approx(28, abs=0.4), pytest.approx(184, abs=0.4))
