"""The public self-test: does my service have to be filed? Questions, answers in an address, and what follows.

``Answers.parse(code)`` reads the answers of an address, ``answers.code`` writes them, ``verdict`` says what follows
from them under a text of the law, ``summary(code)`` tells them to people. Nothing is stored and nothing is decided.
"""

from filings.self_test.answers import Answers, BadAnswers, summary
from filings.self_test.questions import QUESTIONS, Option, Question
from filings.self_test.verdict import Finding, Outcome, Verdict, verdict

__all__ = [
    "QUESTIONS",
    "Answers",
    "BadAnswers",
    "Finding",
    "Option",
    "Outcome",
    "Question",
    "Verdict",
    "summary",
    "verdict",
]
