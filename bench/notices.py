"""Time and memory of letters: ours, the renderer used as its manual shows, and the least one page can cost.

    python bench/notices.py [--letters 1000]

P6: at most 70 ms of one core a letter of one page, rendered and ready as PDF/A, and memory flat over the letters that
``--letters`` asks for. The three take turns, so that a busy machine slows all of them alike; times are processor time.
"""

import argparse
import io
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).parent.parent))
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
django.setup()

import pypdf  # noqa: E402 -- Django comes first
import weasyprint  # noqa: E402 -- Django comes first
from django.conf import settings  # noqa: E402 -- Django comes first
from django.template.loader import render_to_string  # noqa: E402 -- Django comes first
from fontTools import subset  # noqa: E402 -- Django comes first
from weasyprint.text.fonts import FontConfiguration  # noqa: E402 -- Django comes first

from filings.notices import FILING_NOTICES  # noqa: E402 -- Django comes first
from portal.accounts.models import Organization  # noqa: E402 -- Django comes first
from portal.audit.models import Seal  # noqa: E402 -- Django comes first
from portal.notices import fonts, frame, seal_pictures  # noqa: E402 -- Django comes first
from portal.notices.models import Notice  # noqa: E402 -- Django comes first
from portal.notices.render import render_letter  # noqa: E402 -- Django comes first
from tests.portal.notice_cast import unsaved_letter  # noqa: E402 -- Django comes first

ROUNDS = 20
GOAL = 0.07  # seconds
SHORTEST = "filing_withdrawn"
FULL_FACE = Path(settings.FONT_DIR) / "FandolFang-Regular.otf"
PLAIN = "@page {{ size: A4; margin: 37mm 26mm 35mm 28mm }} html {{ font: 16pt/28.95pt {} }}"


def letter(code: str, **facts: object) -> Notice:
    """A demonstration letter with number and seal."""
    notice = unsaved_letter(code, **facts)
    notice.number, notice.edition = "演网信撤备〔2026〕3号", 1
    notice.issuer = Organization(name=notice.context["issuer"], is_demo=True)
    notice.printed_seal = Seal(number=128, root="3f" * 32)
    return notice


def shortest() -> Notice:
    """A short receipt: one page of text; the seal takes a second one."""
    company = {"name": "青云智能科技有限公司", "uscc": "91110108MA01ABCD2X"}
    return letter(SHORTEST, deadlines=[], articles=[], role="", organization=company)


def seconds(render: Callable[[], object]) -> float:
    """How long one letter occupies a core."""
    started = time.process_time()
    render()
    return time.process_time() - started


def as_in_the_manual() -> Callable[[], bytes]:
    """The same page and style: fonts configured anew for each document, whole faces, images with the page."""
    notice = shortest()
    seal = seal_pictures.of(notice.issuer)
    page = render_to_string("pdf/filing_withdrawn.html", frame.context(notice, seal))
    cut = {f'"{face.family} Cut", ': "" for face in fonts.FACES}
    style = render_to_string("pdf/letter.css", fonts.families())
    for name in cut:
        style = style.replace(name, "")
    faces = "".join(
        f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight}; src: url("{face.path.as_uri()}") }}'
        for face in fonts.FACES
    )
    with tempfile.NamedTemporaryFile(suffix=".png", delete=False) as picture:
        picture.write(seal.png)
    page = page.replace(frame.SEAL, Path(picture.name).as_uri())

    def render() -> bytes:
        configuration = FontConfiguration()
        css = weasyprint.CSS(string=faces + style, font_config=configuration)
        return weasyprint.HTML(string=page).write_pdf(
            stylesheets=[css], font_config=configuration, pdf_variant="pdf/a-3a"
        )

    return render


def at_least(directory: str) -> Callable[[], bytes]:
    """The words of the letter in plain paragraphs, in one face that holds these characters and no other."""
    said = render_to_string("pdf/filing_withdrawn.html", frame.context(shortest(), None))
    words = [
        line.strip()
        for line in weasyprint.HTML(string=said).etree_element.itertext()
        if line.strip()
    ]
    face = Path(directory) / "least.otf"
    options = subset.Options(hinting=False, layout_features=[])
    font = subset.load_font(str(FULL_FACE), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text="".join(words))
    subsetter.subset(font)
    subset.save_font(font, str(face), options)
    configuration = FontConfiguration()
    css = weasyprint.CSS(
        string=f'@font-face {{ font-family: Least; src: url("{face.as_uri()}") }}'
        + PLAIN.format("Least"),
        font_config=configuration,
    )
    page = f"<html lang=zh><title>回执</title><body>{''.join(f'<p>{line}</p>' for line in words)}"

    def render() -> bytes:
        return weasyprint.HTML(string=page).write_pdf(
            stylesheets=[css], font_config=configuration, pdf_variant="pdf/a-3a"
        )

    return render


def compare() -> None:
    """The three in turns; medians and ratios."""
    with tempfile.TemporaryDirectory() as scratch:
        contenders = {
            "ours": lambda: render_letter(shortest()),
            "as in the manual": as_in_the_manual(),
            "least": at_least(scratch),
        }
        taken: dict[str, list[float]] = {name: [] for name in contenders}
        for _ in range(ROUNDS):
            for name, render in contenders.items():
                taken[name].append(seconds(render))
    medians = {name: statistics.median(times[1:]) for name, times in taken.items()}
    ours = medians["ours"]
    pages = len(pypdf.PdfReader(io.BytesIO(render_letter(shortest()))).pages)
    print(f"pages                       {pages:6d}")
    for name, median in medians.items():
        print(f"{name:<27} {median * 1000:6.0f} ms   {median / ours:.2f} × ours")
    print(
        f"P6 {'met' if ours <= GOAL else 'MISSED'}: {ours / GOAL:.2f} × the goal of {GOAL * 1000:.0f} ms"
    )


def every_kind() -> None:
    """One letter of each kind of filings, decisions of several pages among them."""
    for kind in FILING_NOTICES:
        times = [seconds(lambda code=kind.code: render_letter(letter(code))) for _ in range(5)]
        print(f"{kind.code:<27} {statistics.median(times) * 1000:6.0f} ms")


def memory(letters: int) -> None:
    """Peak memory after a tenth of the letters and after all."""
    peaks = []
    for done in range(1, letters + 1):
        render_letter(letter(FILING_NOTICES[done % len(FILING_NOTICES)].code))
        if done in (letters // 10, letters):
            peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    print(f"peak memory                 {peaks[0]:6.0f} MB after {letters // 10} letters")
    print(f"                            {peaks[-1]:6.0f} MB after {letters} letters")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument(
        "--letters", type=int, default=0, help="also measure memory over so many"
    )
    wanted = arguments.parse_args()
    print(f"first letter of a process   {seconds(lambda: render_letter(shortest())):6.2f} s")
    if wanted.letters:
        memory(wanted.letters)  # first: the manual's way leaves much behind
    compare()
    every_kind()
