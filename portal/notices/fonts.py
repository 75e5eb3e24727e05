"""The faces of official letters and the libraries that set them.

Fandol stands in for the prescribed FangSong, Kai, Hei and Song (GB/T 9704-2012); it holds GB 2312 only, so the Noto
CJK faces follow in every list for rare characters, and alone where Fandol is not installed. Last stand the Hanazono
faces, for the hanzi of extension B and beyond that personal names bring.
"""

import ctypes
import sys
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings

from portal.notices.font_cutting import CUT

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont


class Face(NamedTuple):
    """One face: its CSS family and weight, and its file under ``FONT_DIR``."""

    family: str
    weight: str
    name: str

    @property
    def path(self) -> Path:
        return Path(settings.FONT_DIR) / self.name

    @property
    def cut(self) -> Path:
        """The same face with the characters of most letters only."""
        return self.path.parent / CUT / self.name


#: Faces that are not there are skipped by the renderer.
FACES = (
    Face("FandolFang", "normal", "FandolFang-Regular.otf"),
    Face("FandolKai", "normal", "FandolKai-Regular.otf"),
    Face("FandolHei", "normal", "FandolHei-Regular.otf"),
    Face("FandolSong", "normal", "FandolSong-Regular.otf"),
    Face("FandolSong", "bold", "FandolSong-Bold.otf"),
)
#: The place of the simplified Chinese face in Noto's collections.
_SIMPLIFIED = 2
FALLBACKS = ("Noto Serif CJK SC", "Noto Sans CJK SC")
#: What the family of a cut face is called; the whole face answers to the name that stands in its file.
_CUT = " Cut"
RARE = ("HanaMinA", "HanaMinB")
#: What the Hanazono faces are there for; the few pictographs in one of them are not.
_HANZI = frozenset([*range(0x2E80, 0xA000), *range(0xF900, 0xFB00), *range(0x20000, 0x40000)])
#: Spaces and marks that are set without a glyph, so that no font need have them.
_BLANK = frozenset([*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0), 0x034F])
_BLANK_CATEGORIES = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
_PLACES = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/Library/Fonts",
    "/opt/homebrew/share/fonts",
)
_LIBRARIES = {
    "linux": (
        "libgobject-2.0.so.0",
        "libpango-1.0.so.0",
        "libpangoft2-1.0.so.0",
        "libfontconfig.so.1",
    ),
    "darwin": (
        "libgobject-2.0.0.dylib",
        "libpango-1.0.dylib",
        "libpangoft2-1.0.dylib",
        "libfontconfig.1.dylib",
    ),
}
_PACKAGES = "libpango-1.0-0、libpangoft2-1.0-0、libharfbuzz-subset0"


def face_rules() -> str:
    """One ``@font-face`` rule for each face that is installed, and one for its cut where there is one."""
    return "\n".join(
        f'@font-face {{ font-family: "{family}"; font-weight: {face.weight}; src: url("{path.as_uri()}") }}'
        for face in _installed()
        for family, path in ((f"{face.family}{_CUT}", face.cut), (face.family, face.path))
        if path.is_file()
    )


def families() -> dict[str, str]:
    """For each of the four faces the list that a style names: cut, whole, and what stands in for either."""
    return {
        key: ", ".join(f'"{name}"' for name in (f"{own}{_CUT}", own, *FALLBACKS[::step], *RARE))
        for key, own, step in (
            ("fang", "FandolFang", 1),
            ("kai", "FandolKai", 1),
            ("hei", "FandolHei", -1),
            ("song", "FandolSong", 1),
        )
    }


def _installed() -> list[Face]:
    return [face for face in FACES if face.path.is_file()]


def searched() -> str:
    """The faces in which a character was looked for, as one reads them in a sentence."""
    own = dict.fromkeys(face.family for face in _installed())
    rare = [family for family in RARE if _files(f"{family}.*")]
    return "、".join([*own, *FALLBACKS, *rare])


def unprintable(text: str) -> tuple[str, ...]:
    """The characters of ``text`` that no letter can print, each once, in their order.

    Nothing where the Noto faces are missing: then nobody can tell, and refusing every name would help no one.
    Private characters count as unprintable: each font draws another thing for them.
    """
    printed = _printed()
    if not printed:
        return ()
    return tuple(
        char for char in dict.fromkeys(text) if ord(char) not in printed and not _is_blank(char)
    )


def _is_blank(char: str) -> bool:
    return ord(char) in _BLANK or unicodedata.category(char) in _BLANK_CATEGORIES


@lru_cache(maxsize=1)
def _printed() -> frozenset[int]:
    """The code points in the faces of letters, read once a process (about a second); none without Noto."""
    printed: set[int] = set()
    for path in _files("NotoS*CJK*"):
        printed.update(*_coverage(path, FALLBACKS))
    if not printed:
        return frozenset()
    for path in _files("HanaMin*"):
        printed.update(*(_HANZI & covered for covered in _coverage(path, RARE)))
    for face in _installed():
        printed.update(*_coverage(face.path, (face.family,)))
    return frozenset(code for code in printed if unicodedata.category(chr(code)) != "Co")


def _coverage(path: Path, families: tuple[str, ...]) -> Iterator[set[int]]:
    """The code points of each face in a font file that belongs to one of ``families``."""
    from fontTools.ttLib import TTCollection, TTFont  # noqa: PLC0415 -- slow import

    is_collection = path.suffix.lower() == ".ttc"
    with TTCollection(path, lazy=True) if is_collection else TTFont(path, lazy=True) as opened:
        for face in opened.fonts if is_collection else [opened]:
            if str(face["name"].getDebugName(1)).startswith(families):
                yield set(face.getBestCmap())


@lru_cache(maxsize=16)
def seal_face(size: int) -> "FreeTypeFont":
    """The face in which seals are drawn, ``size`` pixels high. Raises OSError where no Chinese font is installed."""
    from PIL import ImageFont  # noqa: PLC0415 -- only what makes letters needs it

    song = next((face.path for face in _installed() if face.weight == "bold"), None)
    path = song or next(iter(_files("NotoSerifCJK*")), Path("NotoSerifCJK-Regular.ttc"))
    return ImageFont.truetype(path, size, index=0 if song else _SIMPLIFIED)


def problem() -> str | None:
    """What keeps letters from being set on this machine, in one sentence; None when nothing does. Cheap."""
    for library in _LIBRARIES.get(sys.platform, ()):
        if not _loads(library):
            return f"缺少排版组件 {library}，不能生成文书：请安装 {_PACKAGES}"
    if not (Path(settings.FONT_DIR) / "FandolFang-Regular.otf").is_file() and not _files(
        "NotoS*CJK*"
    ):
        return "没有中文字库，不能生成文书：请安装 fonts-noto-cjk"
    return None


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


@lru_cache(maxsize=8)
def _files(pattern: str) -> tuple[Path, ...]:
    """The installed font files whose name fits ``pattern``."""
    homes = (Path.home() / ".fonts", Path.home() / ".local/share/fonts", *map(Path, _PLACES))
    return tuple(
        path
        for home in homes
        if home.is_dir()
        for path in sorted(home.rglob(pattern))
        if path.suffix.lower() in {".ttc", ".ttf", ".otf"} and "Bold" not in path.name
    )
