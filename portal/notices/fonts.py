"""The faces of official letters and the libraries that set them.

Fandol stands in for the prescribed FangSong, Kai, Hei and Song (GB/T 9704-2012); it holds GB 2312 only, so the Noto
CJK faces follow in every list for rare characters, and alone where Fandol is not installed.
"""

import ctypes
import sys
from functools import lru_cache
from pathlib import Path

from django.conf import settings

#: CSS family → (file under ``FONT_DIR``, weight). Families that are not there are skipped by the renderer.
FACES = {
    "FandolFang": ("FandolFang-Regular.otf", "normal"),
    "FandolKai": ("FandolKai-Regular.otf", "normal"),
    "FandolHei": ("FandolHei-Regular.otf", "normal"),
    "FandolSong": ("FandolSong-Bold.otf", "bold"),
}
FALLBACKS = ("Noto Serif CJK SC", "Noto Sans CJK SC")
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
    """One ``@font-face`` rule for each face that is installed."""
    return "\n".join(
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; src: url("{path.as_uri()}") }}'
        for family, (name, weight) in FACES.items()
        if (path := Path(settings.FONT_DIR) / name).is_file()
    )


def searched() -> str:
    """The faces in which a character was looked for, as one reads them in a sentence."""
    own = [
        family for family, (name, _) in FACES.items() if (Path(settings.FONT_DIR) / name).is_file()
    ]
    return "、".join([*own, *FALLBACKS])


def problem() -> str | None:
    """What keeps letters from being set on this machine, in one sentence; None when nothing does. Cheap."""
    for library in _LIBRARIES.get(sys.platform, ()):
        if not _loads(library):
            return f"缺少排版组件 {library}，不能生成文书：请安装 {_PACKAGES}"
    if not (Path(settings.FONT_DIR) / "FandolFang-Regular.otf").is_file() and not _noto():
        return "没有中文字库，不能生成文书：请安装 fonts-noto-cjk"
    return None


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


@lru_cache(maxsize=1)
def _noto() -> bool:
    homes = (Path.home() / ".fonts", Path.home() / ".local/share/fonts", *map(Path, _PLACES))
    return any(next(place.rglob("NotoS*CJK*"), None) for place in homes if place.is_dir())
