"""Cuts the faces of letters to what most letters need, once at set-up: a letter takes half the time with small files.

    python -m portal.notices.font_cutting var/fonts

The cut faces keep Latin letters, punctuation and the 3,755 hanzi of GB 2312's first level, 99 % of running text; for
the others the full faces stand behind them. Needs no Django, does nothing when it is done, and may run several times
at once: each file appears whole or not at all.
"""

import logging
import os
import sys
import tempfile
from pathlib import Path

#: Where the cut faces stand, under the same names; another number when they are cut otherwise.
CUT = "cut-1"
#: The rows of GB 2312 that hold signs and full-width letters, and those of its first level of hanzi.
_SIGNS, _FIRST_LEVEL = range(0xA1, 0xA4), range(0xB0, 0xD8)


def characters() -> str:
    """What a cut face keeps."""
    two_byte = (
        bytes([row, cell]) for row in (*_SIGNS, *_FIRST_LEVEL) for cell in range(0xA1, 0xFF)
    )
    return "".join(map(chr, range(0x20, 0x7F))) + "".join(
        pair.decode("gbk", errors="ignore")
        for pair in two_byte  # whose dash and dot are those of today
    )


def cut(full: Path) -> Path:
    """The cut face of a file, made when it is missing or older."""
    target = full.parent / CUT / full.name
    if target.is_file() and target.stat().st_mtime >= full.stat().st_mtime:
        return target
    target.parent.mkdir(exist_ok=True)
    handle, scratch = tempfile.mkstemp(dir=target.parent, suffix=".part")
    os.close(handle)
    try:
        _subset(full, Path(scratch))
        _renumber(Path(scratch))
        Path(scratch).chmod(0o644)
        Path(scratch).replace(target)
    finally:
        Path(scratch).unlink(missing_ok=True)
    return target


def _subset(full: Path, target: Path) -> None:
    """Horizontal outlines and nothing else: hints, vertical metrics and layout rules are of no use in a letter."""
    from fontTools import subset  # noqa: PLC0415 -- slow import

    logging.getLogger("fontTools").setLevel(logging.WARNING)
    options = subset.Options(hinting=False, layout_features=[], notdef_outline=True)
    options.drop_tables += ["GPOS", "GSUB", "BASE", "VORG", "vhea", "vmtx"]
    font = subset.load_font(str(full), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=characters())
    subsetter.subset(font)
    subset.save_font(font, str(target), options)


def _renumber(path: Path) -> None:
    """Name the glyphs by their place. PDF calls a glyph by its name, the renderer by its place, so both must agree."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 -- slow import

    with TTFont(path, lazy=True, recalcTimestamp=False) as font:
        top = font["CFF "].cff.topDictIndex[0]
        outlines = top.CharStrings.charStrings
        names = [".notdef", *(f"cid{place:05d}" for place in range(1, len(outlines)))]
        by_place = dict(zip(names, (outlines[name] for name in top.charset), strict=True))
        top.CharStrings.charStrings = by_place
        top.charset = names
        font.setGlyphOrder(names)
        font.save(path)


def main(directory: str) -> None:
    """Cut every face in a directory."""
    for full in sorted(Path(directory).glob("Fandol*.otf")):
        if "Braille" not in full.name:
            cut(full)


if __name__ == "__main__":
    main(sys.argv[1])
