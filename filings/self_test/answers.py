"""The answers of a self-test, whole or so far: read from an address and written into one.

A code looks like ``py.tgp.rp.fah.l20260914``: for each question that was asked its letter and those of the answers.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from filings.self_test.questions import (
    EXPRESSION,
    FIRST_LAUNCH,
    FORMS,
    LAST_LAUNCH,
    LAUNCH,
    MOBILISATION,
    PUBLIC,
    QUESTIONS,
    ROLE,
    TYPES,
    Option,
    Question,
)
from filings.states import AlgorithmType, ProviderRole

LONGEST_CODE = 200
_UNDECIDED = "n"
_BY_KEY = {question.key: question for question in QUESTIONS}


class BadAnswers(ValueError):
    """An answer that cannot be; the message is for the person, ``name`` is the question, if it is one's fault."""

    def __init__(self, sentence: str, name: str = "") -> None:
        super().__init__(sentence)
        self.name = name


@dataclass(frozen=True)
class Answers:
    """Question name → the values chosen. Only questions that the answers before them lead to are kept."""

    given: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def parse(cls, code: str) -> "Answers":
        """Read a code; an empty one is the start. Raises BadAnswers for anything that no page wrote."""
        if len(code) > LONGEST_CODE:
            raise BadAnswers("自查的回答过长，请重新开始")
        answers = cls()
        for part in filter(None, code.split(".")):
            question = _BY_KEY.get(part[0])
            if question is None or question is not answers.next_question():
                raise BadAnswers("自查的回答不完整或者被改动过，请重新开始")
            answers = answers.with_answer(question, _values(question, part[1:]))
        return answers

    @classmethod
    def of(cls, stated: Mapping[str, Sequence[str]]) -> "Answers":
        """From values by question name, asking only what follows. Raises BadAnswers naming what is missing."""
        answers = cls()
        while question := answers.next_question():
            answers = answers.with_answer(question, stated.get(question.name, ()))
        return answers

    def with_answer(self, question: Question, values: Sequence[str]) -> "Answers":
        """The answers with one more. Raises BadAnswers with a sentence for the person."""
        chosen = _checked(question, values)
        return Answers(MappingProxyType({**self.given, question.name: chosen}))

    def before(self, question: Question) -> "Answers":
        """The answers to the questions that come before this one."""
        names = [q.name for q in QUESTIONS[: QUESTIONS.index(question)]]
        return Answers(MappingProxyType({n: v for n, v in self.given.items() if n in names}))

    @property
    def code(self) -> str:
        """The answers as they stand in an address."""
        return ".".join(
            q.key + _keys(q, self.given[q.name]) for q in QUESTIONS if q.name in self.given
        )

    def next_question(self) -> Question | None:
        """What is to be asked next, or None when the answers are whole."""
        return next((q for q in self.path() if q.name not in self.given), None)

    def path(self) -> Iterator[Question]:
        """The questions asked so far and the next one, in their order."""
        yield PUBLIC
        if self.settled(PUBLIC) is False or PUBLIC.name not in self.given:
            return
        yield TYPES
        if self.settled(TYPES) is False or TYPES.name not in self.given:
            return
        if AlgorithmType.GENERATION.value in self.given[TYPES.name]:
            yield ROLE
        yield from self._attribute()
        if self.has_attribute is not False:
            yield LAUNCH

    def _attribute(self) -> Iterator[Question]:
        """The two branches of the test; the first yes is enough."""
        for question in (FORMS, EXPRESSION, MOBILISATION):
            yield question
            if self.settled(question):
                return

    @property
    def has_attribute(self) -> bool | None:
        """Whether the service can shape opinion or move people, as answered; None where nobody can tell."""
        said = [self.settled(question) for question in (FORMS, EXPRESSION, MOBILISATION)]
        if True in said:
            return True
        return None if None in said else False

    def settled(self, question: Question) -> bool | None:
        """What the answer says of the question: yes, no, or nothing (unanswered counts as nothing)."""
        said = [option.settles for option in self.chosen(question)]
        return True if True in said else False if False in said else None

    def chosen(self, question: Question) -> list[Option]:
        """The options that were chosen, in the order of the question."""
        values = self.given.get(question.name, ())
        return [option for option in question.options if option.value in values]

    @property
    def launch_on(self) -> date | None:
        """The day on which the service begins; None while it is open."""
        given = self.given.get(LAUNCH.name)
        return date.fromisoformat(given[0]) if given else None

    @property
    def only_supports(self) -> bool:
        """Whether the company offers the technology to others and nothing to users itself."""
        return self.given.get(ROLE.name) == (ProviderRole.SUPPORTER.value,)

    def told(self, question: Question) -> str:
        """The answer in words."""
        if question is LAUNCH:
            return self.launch_on.isoformat() if self.launch_on else "尚未确定"
        return "、".join(option.label for option in self.chosen(question))


def summary(code: str) -> list[tuple[str, str]]:
    """Each question and its answer, for the page of a filing that began with a self-test; empty for a bad code."""
    try:
        answers = Answers.parse(code)
    except BadAnswers:
        return []
    return [(q.title, answers.told(q)) for q in answers.path() if q.name in answers.given]


def _checked(question: Question, values: Sequence[str]) -> tuple[str, ...]:
    if question is LAUNCH:
        return _launch_day(values)
    chosen = [option for option in question.options if option.value in values]
    if not values:
        raise BadAnswers("请选择一项", question.name)
    if {option.value for option in chosen} != set(values):
        raise BadAnswers("没有这一选项，请从所列各项中选择", question.name)
    if len(chosen) > 1 and not question.several:
        raise BadAnswers("只能选择一项", question.name)
    if len(chosen) > 1 and any(option.settles is False for option in chosen):
        raise BadAnswers("选择了“都没有”的，不能同时选择其他各项", question.name)
    return tuple(option.value for option in chosen)


def _launch_day(values: Sequence[str]) -> tuple[str, ...]:
    text = values[0].strip() if values else ""
    if not text:
        return ()
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            raise ValueError(text)
        day = date.fromisoformat(text)
    except ValueError:
        raise BadAnswers("日期应为 2026-09-14 这样的日期", LAUNCH.name) from None
    if not FIRST_LAUNCH <= day <= LAST_LAUNCH:
        span = f"{FIRST_LAUNCH.year} 年至 {LAST_LAUNCH.year} 年"
        raise BadAnswers(f"日期应在 {span}之间，其他年份没有工作日历", LAUNCH.name)
    return (text,)


def _keys(question: Question, values: tuple[str, ...]) -> str:
    if question is LAUNCH:
        return values[0].replace("-", "") if values else _UNDECIDED
    return "".join(option.key for option in question.options if option.value in values)


def _values(question: Question, keys: str) -> list[str]:
    """The values behind the letters of one question; what stands for nothing is passed on to be refused."""
    if question is LAUNCH:
        return [] if keys == _UNDECIDED else [f"{keys[:4]}-{keys[4:6]}-{keys[6:]}"]
    by_key = {option.key: option.value for option in question.options}
    return [by_key.get(key, "") for key in keys]
