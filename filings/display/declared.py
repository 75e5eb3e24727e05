"""The web addresses at which a filing says its service is found: where its number has to stand.

Each product declared as 网站 has to show it. Where there is none, one of the other web addresses (the company's own
site, the page of an app) is enough, and none of them is a miss: the number may stand inside the app. Then, and where
there is no web address at all, the company states by hand where the number stands.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from filings.display.targets import BadAddress, parse
from filings.terms import ServiceForm

_SCHEME = re.compile(r"https?://", re.IGNORECASE)
#: A host as people write it without its scheme.
_BARE = re.compile(r"(?:[\w-]+\.)+[^\W\d_]{2,}(?::\d{1,5})?(?:/\S*)?", re.IGNORECASE)


@dataclass(frozen=True)
class Declared:
    """Addresses to be checked, each once; all of them must show the number, or any of them."""

    addresses: tuple[str, ...]
    each: bool


def declared_by(filing: Any) -> Declared:
    """The addresses that the version in force declares; before there is one, the version that was handed in."""
    revision = filing.recorded_revision()
    return declared(revision.content if revision else filing.as_handed_in().content())


def declared(content: Mapping[str, Any]) -> Declared:
    """The addresses in the content of a filing."""
    products = [p for p in content.get("products") or [] if isinstance(p, Mapping)]
    websites = [p for p in products if p.get("service_form") == ServiceForm.WEBSITE]
    if required := _addresses(p.get("url") for p in websites):
        return Declared(required, each=True)
    others = [content.get("subject_website"), *(p.get("url") for p in products)]
    return Declared(_addresses(others), each=False)


def _addresses(written: Any) -> tuple[str, ...]:
    found = (_address(str(text or "").strip()) for text in written)
    return tuple(dict.fromkeys(address for address in found if address))


def _address(text: str) -> str:
    """The web address that the text is; empty where it is something else, such as a name in an app store."""
    if not _SCHEME.match(text):
        text = f"https://{text}" if _BARE.fullmatch(text) else ""
    try:
        return parse(text).url if text else ""
    except BadAddress:
        return ""
