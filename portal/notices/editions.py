"""Editions of letters: each kind's family of templates has a hash, and ``editions.toml`` says which edition it is.

A letter keeps the number of the edition that printed it, so that a reader can tell with which text it went out.
"""

import hashlib
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.template.engine import Engine

from portal.notices import catalogue
from portal.notices.catalogue import NoticeKind
from portal.notices.models import Notice

MANIFEST = Path(__file__).parent / "editions.toml"
#: The look of every letter.
_STYLE = "pdf/letter.css"
_NAMED = re.compile(r"""{%\s*(?:extends|include)\s+["']([^"']+)["']""")
_HEAD = """# Editions of the templates of letters, written by `manage.py letter_editions --write`.
# An edition is never changed: what went out with it says so. A changed template gets the next number.
"""


@dataclass(frozen=True)
class Edition:
    """One state of a kind's templates, and since when letters go out with it."""

    edition: int
    sha256: str
    since: date


def letters() -> list[NoticeKind]:
    """Every kind that becomes a PDF."""
    return [kind for kind in catalogue.registered() if kind.form == Notice.Form.LETTER]


def current(code: str) -> int | None:
    """The edition that letters of this kind go out with now; None for a kind that has none yet."""
    known = manifest().get(code)
    return known[-1].edition if known else None


@lru_cache(maxsize=1)
def manifest() -> dict[str, tuple[Edition, ...]]:
    """Kind → its editions, the newest last."""
    return read(MANIFEST)


def read(path: Path) -> dict[str, tuple[Edition, ...]]:
    """The manifest in a file; empty where there is none."""
    if not path.is_file():
        return {}
    rows: dict[str, list[dict[str, Any]]] = tomllib.loads(path.read_text(encoding="utf-8"))
    return {code: tuple(Edition(**row) for row in each) for code, each in rows.items()}


def fingerprint(kind: NoticeKind) -> str:
    """SHA-256 over the kind's template, all that it extends and includes, and the style, by name."""
    family = hashlib.sha256()
    for name in sorted({*_family(kind.template or ""), _STYLE}):
        family.update(f"{name}\0".encode())
        family.update(_source(name).encode())
        family.update(b"\0")
    return family.hexdigest()


def _family(name: str, seen: frozenset[str] = frozenset()) -> Iterator[str]:
    yield name
    for other in _NAMED.findall(_source(name)):
        if other not in seen:
            yield from _family(other, seen | {name, other})


@lru_cache(maxsize=512)
def _source(name: str) -> str:
    return Path(Engine.get_default().get_template(name).origin.name).read_text(encoding="utf-8")


def changed(known: dict[str, tuple[Edition, ...]]) -> list[NoticeKind]:
    """The kinds whose templates are not those of their newest edition."""
    return [
        kind
        for kind in letters()
        if not known.get(kind.code) or known[kind.code][-1].sha256 != fingerprint(kind)
    ]


def with_new(known: dict[str, tuple[Edition, ...]], on: date) -> dict[str, tuple[Edition, ...]]:
    """The manifest with one more edition, since ``on``, for every kind that changed."""
    added = dict(known)
    for kind in changed(known):
        before = known.get(kind.code, ())
        number = before[-1].edition + 1 if before else 1
        added[kind.code] = (*before, Edition(number, fingerprint(kind), on))
    return added


def as_text(editions: dict[str, tuple[Edition, ...]]) -> str:
    """The manifest as a file."""
    rows = [
        f'[[{code}]]\nedition = {one.edition}\nsha256 = "{one.sha256}"\nsince = {one.since}\n'
        for code, each in sorted(editions.items())
        for one in each
    ]
    return "\n".join([_HEAD, *rows])
