"""The list fields of an application: partners, staff, the risk of each review point, answers to the recheck list."""

from collections import Counter
from collections.abc import Collection, Iterator

from ethics_review.rules.citing import cited
from ethics_review.rules.reading import Content, level, rows, short, text
from ethics_review.terms import FIELDS, RISK_LEVELS, ROWS, Answer
from portal.law.rulebook import Rulebook
from portal.workflow.errors import Reason

_LEVELS = ("likelihood", "severity")


def partners(content: Content) -> Iterator[Reason]:
    """A joint activity names its partners with their parts, and the lead unit among them where this unit is not it."""
    given = rows(content, "partner_units")
    if content.get("is_joint") is not True:
        if given:
            message = f"填写了合作单位，“{FIELDS['is_joint'].label}”应当选“是”"
            yield Reason(message, field="is_joint", code="not_applicable")
        return
    if not given:
        message = f"多个单位合作开展的，“{FIELDS['partner_units'].label}”至少填写一家"
        yield Reason(message, field="partner_units", code="missing")
    yield from _incomplete("partner_units", given)
    leads = any("牵头" in text(row, "part") for row in given)
    if given and content.get("is_lead") is not True and not leads:
        column = ROWS["partner_units"]["part"].label
        message = f"本单位不是牵头单位的，应当在牵头的合作单位“{column}”中写明“牵头”"
        yield Reason(message, field="partner_units", code="no_lead")


def staff(content: Content) -> Iterator[Reason]:
    """Every person of the activity's staff is stated in full; that there is one is asked with the other fields."""
    yield from _incomplete("staff", rows(content, "staff"))


def risks(content: Content, law: Rulebook) -> Iterator[Reason]:
    """Every review point of article 15 is assessed once, on the scale, with what it is and what is done about it."""
    given = rows(content, "risks")
    points = {row.code: row for row in law.items("review_points")}
    yield from _strange("risks", given, points)
    stated = Counter(text(row, "point") for row in given)
    for code, row in points.items():
        if not stated[code]:
            message = f"“{short(row.summary)}”没有评估风险"
            yield Reason(message, field="risks", article=cited(law, row), code="missing")
        elif stated[code] > 1:
            message = f"“{short(row.summary)}”评估了 {stated[code]} 次，只能评估一次"
            yield Reason(message, field="risks", article=cited(law, row), code="repeated")
    for index, stated_row in enumerate(given):
        yield from _levels(index, stated_row)
    yield from _incomplete("risks", given)


def recheck(content: Content, law: Rulebook) -> Iterator[Reason]:
    """Every question about the recheck list is answered once, yes or no, with a reason."""
    given = rows(content, "recheck_answers")
    questions = {row.code: row for row in law.items("recheck_questions")}
    yield from _strange("recheck_answers", given, questions)
    stated = Counter(text(row, "question") for row in given)
    for code, row in questions.items():
        if stated[code] != 1:
            fault = "没有回答" if not stated[code] else f"回答了 {stated[code]} 次，只能回答一次"
            kind = "missing" if not stated[code] else "repeated"
            message = f"复核清单问题“{row.summary}”{fault}"
            yield Reason(message, field="recheck_answers", article=cited(law, row), code=kind)
    for index, answer in enumerate(given):
        if text(answer, "answer") not in ("", *Answer.values):
            message = f"复核清单问题第 {index + 1} 项只能回答“是”或者“否”"
            yield Reason(message, field=f"recheck_answers[{index}].answer", code="unknown_choice")
    yield from _incomplete("recheck_answers", given)


def _incomplete(field: str, given: list[Content]) -> Iterator[Reason]:
    """The texts that a row lacks; its key (a point, a question) and its levels are judged apart."""
    for index, row in enumerate(given):
        for name, column in ROWS[field].items():
            if name not in ("point", "question", *_LEVELS) and not text(row, name):
                yield Reason(
                    f"“{FIELDS[field].label}”第 {index + 1} 项的“{column.label}”未填写",
                    field=f"{field}[{index}].{name}",
                    code="missing",
                )


def _strange(field: str, given: list[Content], known: Collection[str]) -> Iterator[Reason]:
    key = next(iter(ROWS[field]))
    for index, row in enumerate(given):
        if text(row, key) not in known:
            message = f"“{FIELDS[field].label}”第 {index + 1} 项的“{ROWS[field][key].label}”不在应填的范围之内"
            yield Reason(message, field=f"{field}[{index}].{key}", code="unknown_choice")


def _levels(index: int, row: Content) -> Iterator[Reason]:
    for name in _LEVELS:
        if level(row, name) is None:
            least, most = min(RISK_LEVELS), max(RISK_LEVELS)
            message = (
                f"“{FIELDS['risks'].label}”第 {index + 1} 项的“{ROWS['risks'][name].label}”"
                f"应为 {least} 至 {most} 的整数"
            )
            yield Reason(message, field=f"risks[{index}].{name}", code="off_scale")
