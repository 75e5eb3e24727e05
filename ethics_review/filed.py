"""The application in words, section by section, beside what the automatic checks found in it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from ethics_review.models import Review
from ethics_review.rules import completeness
from ethics_review.rules.procedure import item_of, listed_items
from ethics_review.states import Affiliation
from ethics_review.terms import (
    FIELDS,
    RISK_LEVELS,
    ROWS,
    SECTIONS,
    SLOTS,
    Answer,
    CommissionGround,
    fields_of,
)
from portal.accounts.models import User
from portal.cases.models import Document
from portal.cases.public_records import find
from portal.cases.selectors import papers_for
from portal.law.rulebook import Rulebook, rulebook


def place_code(slot: str) -> str:
    """The code under which a place for papers is checked: a section may bear the slot's own name."""
    return f"paper-{slot}"


#: What is checked item by item, in the order of the form: code → title.
ITEMS: dict[str, str] = {
    **{slug: title for slug, title in SECTIONS.items() if slug != "papers"},
    **{place_code(slot): label for slot, label in SLOTS.items()},
}


def shown_to(review: Review, user: User) -> Review:
    """The version that the person may see: what was handed in for the committee, what is typed for its own side."""
    return review.as_handed_in() if review.roles_of(user) & review.inside_roles else review


def sections(review: Review, user: User, *, checked: bool = False) -> list[dict[str, Any]]:
    """Each section and each place for papers: ``code``, ``title``, ``facts``, ``tables``, ``papers``, ``findings``.

    ``checked`` adds the findings of the automatic checks, as of the hand-in. Whether the person may read the papers at
    all is for the caller to ask (``Review.opens_papers_to``).
    """
    law, shown = rulebook(review.law_profile), shown_to(review, user)
    papers = list(papers_for(review, user))
    found = _findings(shown, papers, law) if checked else {}
    told = [_section(slug, shown, law) for slug in SECTIONS if slug != "papers"]
    told += [_place(slot, label, papers) for slot, label in SLOTS.items()]
    return [
        {**item, "findings": found.get(item["code"], []), "case_number": review.number}
        for item in told
    ]


def listing(review: Review, law: Rulebook) -> list[dict[str, Any]]:
    """The recheck list item by item: which questions were answered yes, whether the item holds, what was found."""
    met = set(listed_items(review.recheck_answers, law)) - set(review.listing_weighed)
    met |= set(review.listed_under)
    answers = {row.get("question"): row for row in review.recheck_answers}
    return [
        {
            "article": item.article,
            "summary": item.summary,
            "met": item.code in met,
            "questions": [
                {"summary": q.summary, **_answer(answers.get(q.code, {}))}
                for q in law.items("recheck_questions")
                if item_of(q.code) == item.code
            ],
        }
        for item in law.items("recheck")
    ]


def register_says(review: Review) -> str:
    """What the portal's public registers say of the number by which an exemption is claimed (article 26)."""
    record = find(review.exemption_number)
    if record is None:
        return f"“{review.exemption_number}”：公示的备案中没有这一编号"
    standing = "有效" if record.in_force else "已失效"
    own = "（不是申请单位）" if review.not_ours(record) else ""
    return f"“{record.number}”：{record.name}，主体为{record.subject}{own}，{standing}"


def worded(shown: Review, name: str, law: Rulebook) -> str:
    """One field's value as a reader meets it; empty where nothing is stated."""
    if name == "committee":
        return str(shown.committee.name)
    value = getattr(shown, name)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    lists = {"claimed_ground": "simplified_grounds", "exemption_ground": "recheck_exemptions"}
    if value and name in lists:
        return _row_told(law, lists[name], value)
    choices = _CHOICES.get(name, {})
    return str(choices.get(value, value))


def _row_told(law: Rulebook, name: str, code: str) -> str:
    return next((f"{r.summary}（{r.article}）" for r in law.items(name) if r.code == code), code)


_CHOICES: dict[str, dict[str, str]] = {
    "affiliation": {value: str(label) for value, label in Affiliation.choices},
    "commission_ground": {value: str(label) for value, label in CommissionGround.choices},
}


def _section(slug: str, shown: Review, law: Rulebook) -> dict[str, Any]:
    names = fields_of(slug)
    return {
        "code": slug,
        "title": SECTIONS[slug],
        "facts": [(FIELDS[n].label, worded(shown, n, law)) for n in names if n not in ROWS],
        "tables": [_table(n, getattr(shown, n), law) for n in names if n in ROWS],
        "papers": [],
    }


def _table(name: str, rows: Any, law: Rulebook) -> dict[str, Any]:
    """A list field: its label, the labels of its columns, its rows as lists of (column, value)."""
    given = [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
    columns = ROWS[name]
    return {
        "label": FIELDS[name].label,
        "columns": [column.label for column in columns.values()],
        "rows": [
            [(column.label, _cell(key, row.get(key), law)) for key, column in columns.items()]
            for row in given
        ],
    }


def _cell(key: str, value: Any, law: Rulebook) -> str:
    if value in (None, ""):
        return ""
    if key in ("likelihood", "severity"):
        return f"{value}（{RISK_LEVELS.get(value, '')}）"
    if key == "answer":
        return str(dict(Answer.choices).get(value, value))
    lists = {"point": "review_points", "question": "recheck_questions"}
    return _row_told(law, lists[key], value) if key in lists else str(value)


def _answer(row: Mapping[str, Any]) -> dict[str, str]:
    answer = str(row.get("answer") or "")
    label = str(dict(Answer.choices).get(answer, "未回答"))
    return {"answer": label, "reason": str(row.get("reason") or "")}


def _place(slot: str, label: str, papers: Iterable[Document]) -> dict[str, Any]:
    return {
        "code": place_code(slot),
        "title": label,
        "facts": [],
        "tables": [],
        "papers": [paper for paper in papers if paper.slot == slot],
        "is_paper": True,
    }


def _findings(shown: Review, papers: Iterable[Document], law: Rulebook) -> dict[str, list[str]]:
    """The automatic checks as of the hand-in (or the draft's making), by section and place."""
    own = shown.committee.organization_id == shown.organization_id
    facts = {**shown.content(), "committee_is_own": own}
    slots = frozenset(paper.slot for paper in papers)
    found: dict[str, list[str]] = {}
    as_of = shown.submitted_at or shown.created_at
    for reason in completeness.problems(facts, slots, law, as_of):
        section = completeness.section_of(reason.field)
        code = place_code(reason.field) if section == "papers" else section
        found.setdefault(code, []).append(reason.message)
    return found
