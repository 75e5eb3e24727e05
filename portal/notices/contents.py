"""What a letter must state: declared beside its kind, checked when the letter is queued, found again in its text.

A letter's facts are the snapshot that its template prints. A path names facts by dots and walks through lists:
``items.reason`` are the reasons of all items.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.notices import fonts

Facts = Mapping[str, Any]
Condition = Callable[[Facts], bool]

#: How many characters around one that no font has are quoted.
_AROUND = 6
_SHOWN = 5


@dataclass(frozen=True, kw_only=True)
class Content:
    """One item that a letter must state, with its label in both languages.

    ``paths`` are any-of: the first that is wholly there counts. An item without paths is a ``sentence`` that the
    template itself says, word for word. ``when`` tells whether this letter must state the item at all. ``field`` is
    the form field that the item comes from. ``english`` is the path of the structured terms from which the English
    sentences are made, and ``words`` translates the values that are words of a closed list.
    """

    key: str
    zh: str
    en: str
    paths: tuple[str, ...] = ()
    sentence: str = ""
    sentence_en: str = ""
    when: Condition | None = None
    field: str = ""
    english: str = ""
    words: tuple[tuple[str, str], ...] = ()

    def asked(self, facts: Facts) -> bool:
        """Whether a letter with these facts must state the item."""
        return self.when is None or self.when(facts)

    def values(self, facts: Facts) -> list[Any]:
        """What the letter states: the leaves at the first path that is wholly there; nothing for a sentence."""
        for path in self.paths:
            leaves = found(facts, path)
            if leaves and not any(_is_empty(leaf) for leaf in leaves):
                return leaves
        return []


def states(
    key: str,
    zh: str,
    en: str,
    *paths: str,
    when: Condition | None = None,
    field: str = "",
    english: str = "",
    words: Mapping[str, str] | None = None,
) -> Content:
    """An item that stands in the facts, at one of ``paths``; without paths it stands under its own key."""
    return Content(
        key=key,
        zh=zh,
        en=en,
        paths=paths or (key,),
        when=when,
        field=field,
        english=english,
        words=tuple((words or {}).items()),
    )


def says(
    key: str, zh: str, en: str, sentence: str, english: str, *, when: Condition | None = None
) -> Content:
    """An item that the template says in the same words each time: ``sentence`` is a part of its text."""
    return Content(key=key, zh=zh, en=en, sentence=sentence, sentence_en=english, when=when)


def has(path: str) -> Condition:
    """Where a fact is there and not false."""
    return lambda facts: any(found(facts, path))


def lacks(path: str) -> Condition:
    """Where a fact is empty or false."""
    return lambda facts: not any(found(facts, path))


def equals(path: str, *expected: Any) -> Condition:
    """Where a fact has one of these values."""
    return lambda facts: any(leaf in expected for leaf in found(facts, path))


def differs(path: str, *others: Any) -> Condition:
    """Where a fact has none of these values."""
    return lambda facts: not any(leaf in others for leaf in found(facts, path))


def found(facts: Facts, path: str) -> list[Any]:
    """The leaves at a dotted path; a list on the way, or at its end, is walked through."""
    heads: list[Any] = [facts]
    for name in path.split("."):
        reached = [head.get(name) for head in heads if isinstance(head, Mapping)]
        heads = [one for each in reached for one in (each if isinstance(each, list) else [each])]
    return heads


def _is_empty(leaf: Any) -> bool:
    return leaf is None or leaf in ({}, []) or (isinstance(leaf, str) and not leaf.strip())


@dataclass(frozen=True)
class Problem:
    """Why a letter cannot go out: a sentence, and the form field that it speaks of where one is known."""

    message: str
    field: str = ""


class Unsayable(Exception):
    """A letter lacks what it must state, or has a character that cannot be printed. The act that says it fails."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("；".join(problem.message for problem in problems))


def expect(title: str, must_state: Sequence[Content], facts: Facts, *, of_a_person: bool) -> None:
    """Raise Unsayable unless the letter states all it must and, where a person causes it, can be printed.

    What the system says is stopped by a missing item, which is a mistake in the program; a character of no font then
    waits for the renderer, as nobody is there to correct it.
    """
    problems = [*_missing(title, must_state, facts)]
    if of_a_person:
        problems += _unprintable(title, must_state, facts)
    if problems:
        raise Unsayable(problems)


def _missing(title: str, must_state: Sequence[Content], facts: Facts) -> Iterator[Problem]:
    for content in must_state:
        if content.paths and content.asked(facts) and not content.values(facts):
            sentence = f"《{title}》必须写明“{content.zh}”，现在没有这项内容，请补充后再办理"
            yield Problem(sentence, content.field)


def _unprintable(title: str, must_state: Sequence[Content], facts: Facts) -> Iterator[Problem]:
    texts = list(_texts(facts))
    if not fonts.unprintable("".join(text for _, text in texts)):
        return
    for path, text in texts:
        chars = fonts.unprintable(text)
        if chars:
            label, form_field = _named(path, must_state)
            named = "、".join(f"“{char}”（U+{ord(char):04X}）" for char in chars[:_SHOWN])
            sentence = f"《{title}》的{label}“{_around(text, chars[0])}”中，{named}没有字库可以印出"
            yield Problem(f"{sentence}，请改用规范用字后再办理", form_field)


def _texts(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text of the facts with its path."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one, path)
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from _texts(one, f"{path}.{key}" if path else key)


#: What the facts of every letter are called.
_LABELS = {
    "addressee": "收件单位",
    "recipient": "收件人",
    "issuer": "发出机关",
    "issuer_address": "发出机关地址",
    "case_title": "事项名称",
    "organization.name": "单位名称",
    "organization.address": "单位地址",
}


def _named(path: str, must_state: Sequence[Content]) -> tuple[str, str]:
    """The label and the form field of the item that a path belongs to."""
    for content in must_state:
        if any(path == one or path.startswith(f"{one}.") for one in content.paths):
            return content.zh, content.field
    return _LABELS.get(path, "内容"), ""


def _around(text: str, char: str) -> str:
    place = text.index(char)
    start, end = max(0, place - _AROUND), place + _AROUND + 1
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"
