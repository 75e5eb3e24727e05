"""What follows from the answers of a self-test: must file, need not file, or nobody can tell from answers alone."""

from dataclasses import dataclass
from datetime import date

from filings.self_test.answers import Answers
from filings.self_test.questions import (
    EXPRESSION,
    FORMS,
    LAUNCH,
    MOBILISATION,
    PUBLIC,
    ROLE,
    TYPES,
    Question,
)
from filings.states import AlgorithmType
from portal.law.calendar import WorkCalendar
from portal.law.periods import Due, due
from portal.law.rows import Row, TimeLimit
from portal.law.rulebook import Rulebook
from portal.law.terms import Term

INITIAL = "algorithm.initial"
BEFORE_LAUNCH = "security_assessment.before_launch"
AFTER_EVENT = "security_assessment.after_event"


class Outcome(Term):
    """The three ends of the test."""

    MUST = "must", "应当备案"
    NEED_NOT = "need_not", "不需要备案"
    CANNOT_TELL = "cannot_tell", "根据这些回答无法判断"


@dataclass(frozen=True)
class Finding:
    """What one answer led to, and where the law says so."""

    question: Question
    answer: str
    holds: bool | None
    sentence: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Duty:
    """A duty that follows: its limit, and its last day where the launch day is known."""

    limit: TimeLimit
    due: Due | None


@dataclass(frozen=True)
class Verdict:
    """The end of a test under one text of the law. ``filing`` and ``assessment`` are None where nothing is owed."""

    outcome: Outcome
    law: Rulebook
    findings: tuple[Finding, ...]
    filing: Duty | None
    assessment: Duty | None
    #: Further reports are due after events; shown wherever an assessment is.
    after_event: TimeLimit | None
    related: tuple[Row, ...]


def verdict(answers: Answers, law: Rulebook, calendar: WorkCalendar) -> Verdict:
    """What whole answers lead to under ``law``, with dates counted from the stated launch day.

    Raises ValueError while a question is open.
    """
    if answers.next_question() is not None:
        raise ValueError("自查还没有答完")
    outcome = _outcome(answers)
    owes = outcome is not Outcome.NEED_NOT
    assesses = owes and not answers.only_supports
    start = answers.launch_on
    return Verdict(
        outcome=outcome,
        law=law,
        findings=tuple(_finding(answers, question, law) for question in answers.path()),
        filing=_duty(law.limit(INITIAL), start, calendar) if owes else None,
        assessment=_duty(law.limit(BEFORE_LAUNCH), start, calendar) if assesses else None,
        after_event=law.limit(AFTER_EVENT) if assesses else None,
        related=_related(answers, law) if owes else (),
    )


def _outcome(answers: Answers) -> Outcome:
    """All three conditions must hold; one that fails decides, one that is open leaves it open."""
    said = [answers.settled(PUBLIC), answers.settled(TYPES), answers.has_attribute]
    if False in said:
        return Outcome.NEED_NOT
    return Outcome.CANNOT_TELL if None in said else Outcome.MUST


def _duty(limit: TimeLimit, start: date | None, calendar: WorkCalendar) -> Duty:
    return Duty(limit, due(limit, start, calendar) if start else None)


def _related(answers: Answers, law: Rulebook) -> tuple[Row, ...]:
    """The texts that lead a synthesis service to the same filing, for the side that the company is on."""
    if AlgorithmType.GENERATION.value not in [o.value for o in answers.chosen(TYPES)]:
        return ()
    roles = {option.value for option in answers.chosen(ROLE)}
    wanted = {"provider", "supporter", "generative"} if "both" in roles else roles
    if "provider" in wanted:
        wanted = wanted | {"generative"}
    return tuple(row for row in law.items("synthesis_filing") if row.code in wanted)


_ATTRIBUTE = {
    True: "具有舆论属性或者社会动员能力",
    None: "不能肯定是否具有舆论属性或者社会动员能力",
}
_SENTENCES: dict[str, dict[bool | None, str]] = {
    PUBLIC.name: {
        True: "属于在境内提供的互联网信息服务，适用算法规定",
        False: "不属于在境内面向用户提供的服务，不适用算法备案",
        None: "不能肯定是否适用算法规定",
    },
    TYPES.name: {
        True: "应用了算法推荐技术",
        False: "没有应用算法推荐技术，不适用算法备案",
        None: "不能肯定是否应用了算法推荐技术",
    },
    ROLE.name: {True: "按这一身份填报备案"},
    FORMS.name: {**_ATTRIBUTE, False: "不属于所列举的形式"},
    EXPRESSION.name: {**_ATTRIBUTE, False: "没有其他公众舆论表达渠道"},
    MOBILISATION.name: {**_ATTRIBUTE, False: "没有发动公众从事特定活动的能力"},
    LAUNCH.name: {True: "期限从这一天计算", None: "上线日期确定后即可计算期限"},
}


def _finding(answers: Answers, question: Question, law: Rulebook) -> Finding:
    holds = answers.settled(question)
    if question is LAUNCH:
        holds = True if answers.launch_on else None
    return Finding(
        question=question,
        answer=answers.told(question),
        holds=holds,
        sentence=_SENTENCES[question.name][holds],
        rows=question.cites(law),
    )
