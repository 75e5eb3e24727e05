"""Whether a letter's text says what its kind declares: declaration and template cannot drift apart."""

import html
import re
from collections.abc import Iterator
from typing import Any

from django.template.loader import render_to_string

from portal.notices import catalogue
from portal.notices.contents import Content
from portal.notices.models import Notice
from portal.notices.templatetags.letters import cn_date, cn_moment

#: What the frame puts into every letter; a fact of that name would never be printed.
_FRAME = {"number", "title", "edition", "seal", "printed_seal", "english", "created", "qr"}
_TAG = re.compile(r"<[^>]+>")
_SPACE = re.compile(r"\s+")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(T\S+)?")


def text_of(letter: Notice) -> str:
    """The words of the letter from its facts alone, without markup and spaces, without what the frame adds."""
    kind = catalogue.get(letter.code)
    frame = {"title": letter.title, "addressee": letter.addressee.name}
    page = render_to_string(kind.template or "", letter.context | frame)
    return _bare(html.unescape(_TAG.sub("", page)))


def unsaid(letter: Notice) -> list[str]:
    """The keys of the items that the letter must state and that do not stand in its text, or have no value."""
    text, facts = text_of(letter), letter.context
    kind = catalogue.get(letter.code)
    assert kind.must_state != ()
    assert _FRAME.isdisjoint(facts)
    return [
        content.key
        for content in kind.must_state
        if content.asked(facts) and not all(_stands(form, text) for form in _forms(content, facts))
    ]


def unsaid_in(case: Any, code: str) -> list[str]:
    """The same of the newest letter of a kind in a case, under the name of the kind."""
    found = Notice.objects.select_related("case", "event", "addressee", "issuer")
    return unsaid(found.filter(case_id=case.pk, code=code).latest("pk"))


def _forms(content: Content, facts: Any) -> Iterator[tuple[str, ...]]:
    """For each value the forms in which it may be printed; a value that is missing can be printed in none."""
    if content.sentence:
        yield (content.sentence,)
        return
    values = content.values(facts)
    if not values:
        yield ()
    for value in values:
        yield from _leaf_forms(value)


def _leaf_forms(value: Any) -> Iterator[tuple[str, ...]]:
    if isinstance(value, dict) and "moment" in value:
        yield (cn_date(value["last_day"]),) if value["last_day"] else (cn_moment(value["moment"]),)
    elif isinstance(value, dict):
        for one in value.values():
            yield from _leaf_forms(one)
    elif isinstance(value, str) and _ISO.fullmatch(value):
        yield cn_date(value), cn_moment(value)
    else:
        for line in str(value).splitlines():
            yield (line,)


def _stands(forms: tuple[str, ...], text: str) -> bool:
    return any(_bare(form) in text for form in forms)


def _bare(text: str) -> str:
    return _SPACE.sub("", text)
