"""What an inspection looks at: the duties by article, the questions under the log duty, and whether all is answered."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from enforcement.rules.checklist import Answer, Finding, answer_problems
from portal.law.rows import ListItem
from portal.law.rulebook import Rulebook
from portal.workflow.errors import Reason

#: The duty to keep logs, which has questions of its own.
LOGS = "logs"
DUTIES, LOG_QUESTIONS = "conduct", "log_retention_checks"


def duties(law: Rulebook, chosen: Collection[str]) -> list[ListItem]:
    """The duties that are looked at, in the order of the list; all where none is chosen."""
    return [item for item in law.items(DUTIES) if not chosen or item.code in chosen]


def asked(law: Rulebook, chosen: Collection[str]) -> list[ListItem]:
    """The rows of the checklist: the duties, and under the log duty its questions as ``logs.<code>``."""
    rows: list[ListItem] = []
    for item in duties(law, chosen):
        rows.append(item)
        if item.code == LOGS:
            questions = law.items(LOG_QUESTIONS)
            rows += [replace(one, code=f"{LOGS}.{one.code}") for one in questions]
    return rows


def duty_of(code: str) -> str:
    """The duty that a row of the checklist belongs to."""
    return code.partition(".")[0]


def problems(items: Iterable[ListItem], answers: Mapping[str, Answer]) -> list[Reason]:
    """Why the checklist cannot stand in a record: see ``answer_problems``; and logs are kept or they are not."""
    rows = list(items)
    found = answer_problems(rows, answers)
    broken = [
        item
        for item in rows
        if item.code != duty_of(item.code) and _is(answers, item.code, Finding.VIOLATION)
    ]
    if broken and not _is(answers, LOGS, Finding.VIOLATION):
        text = f"“{broken[0].summary}”不符合，日志留存一项也应填写不符合"
        found.append(Reason(text, LOGS, broken[0].citation, "logs_contradict"))
    return found


def _is(answers: Mapping[str, Answer], code: str, finding: Finding) -> bool:
    return code in answers and answers[code].finding == finding
