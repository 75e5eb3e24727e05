"""The completeness check: what was filed, item by item, beside what the automatic checks found in it."""

from typing import Any

from filings import grading, rules
from filings.difference import Difference
from filings.models import Filing
from filings.required import OTHER_PAPERS, REQUIRED_PAPERS
from filings.states import FilingState, ProviderRole
from filings.terms import SECTIONS
from filings.wording import SECTION_ROWS, label, product_facts, worded
from portal.accounts.models import User
from portal.accounts.roles import AUTHORITY_ROLES
from portal.cases.models import Document
from portal.cases.selectors import papers_for
from portal.law.rulebook import rulebook


def detail(filing: Filing, user: User) -> dict[str, Any]:
    """The content of a filing for its page: each checked item beside what the automatic checks found in it."""
    is_authority = bool(filing.roles_of(user) & AUTHORITY_ROLES)
    return {
        "filing": filing,
        "items": check_items(filing, user),
        "revisions": list(
            filing.revisions.order_by("-number").values("number", "frozen_at", "papers")
        ),
        "under_review": filing.state in (FilingState.SUBMITTED, FilingState.RECORD_PROPOSED),
        "is_authority": is_authority,
        "cancellation_ground": _ground(filing, "cancellation_grounds", filing.cancellation_ground),
        "revocation_ground": _ground(filing, "revocation_grounds", filing.revocation_ground),
        "changes": changes_for(filing, inside=is_authority),
        "gradings": grading.told(filing) if is_authority else [],
    }


def _ground(filing: Filing, name: str, code: str) -> str:
    """A ground in the words of the filing's own rulebook, with its article."""
    grounds = rulebook(filing.law_profile).items(name) if code else ()
    return next((f"{g.summary}（{g.article}）" for g in grounds if g.code == code), code)


def changes_for(filing: Filing, *, inside: bool) -> list[Difference]:
    """What a running change changes: to the company what it has typed, to an authority what was handed in."""
    if filing.state not in (FilingState.CHANGE_DUE, FilingState.CHANGE_SUBMITTED):
        return []
    return filing.handed_in_differences() if inside else filing.change_differences()


def check_items(filing: Filing, user: User) -> list[dict[str, Any]]:
    """The items of the completeness check in the order of the form: what was filed, and the findings on it."""
    masked = bool(filing.roles_of(user) & AUTHORITY_ROLES)
    papers = list(papers_for(filing, user))
    filing = filing.as_handed_in() if masked else filing
    found = _findings(filing, [rules.Paper(d.slot, d.name, d.text) for d in papers])
    items = [
        {
            "code": slug,
            "title": title,
            "facts": [
                (label(name), worded(name, getattr(filing, name), masked=masked)) for name in names
            ],
            "products": [],
            "papers": [],
            "published": slug == "publication",
            "findings": found.get(slug, []),
        }
        for slug, title, names in SECTION_ROWS
        if slug != "delivery" or filing.role == ProviderRole.SUPPORTER
    ]
    if filing.role != ProviderRole.SUPPORTER:
        items.insert(4, _products_item(filing, found))
    items += [
        _paper_item(rule.slot, rule.label, papers, found)
        for rule in (*REQUIRED_PAPERS, OTHER_PAPERS)
    ]
    return [{**item, "case_number": filing.number} for item in items]


def changed_items(filing: Filing) -> dict[str, dict[str, Any]]:
    """What a change that was handed in changes, by item: the old and the new wording of each field."""
    codes = {title: slug for slug, title in SECTIONS.items()} | {
        rule.label: rule.slot for rule in (*REQUIRED_PAPERS, OTHER_PAPERS)
    }
    found: dict[str, dict[str, Any]] = {}
    for one in filing.handed_in_differences():
        code = codes[one.label if one.section == SECTIONS["papers"] else one.section]
        item = found.setdefault(code, {"title": one.section, "facts": [], "code": code})
        item["facts"].append((one.label, f"{one.before or '（无）'} → {one.after or '（无）'}"))
    return found


def _findings(filing: Filing, papers: list[rules.Paper]) -> dict[str, list[str]]:
    """The automatic checks as of the hand-in (or the draft's making), by item."""
    as_of = filing.submitted_at or filing.created_at
    found: dict[str, list[str]] = {}
    for reason in rules.problems(filing.content(), papers, as_of):
        section = rules.section_of(reason.field)
        found.setdefault(reason.field if section == "papers" else section, []).append(
            reason.message
        )
    return found


def _products_item(filing: Filing, found: dict[str, list[str]]) -> dict[str, Any]:
    return {
        "code": "products",
        "title": SECTIONS["products"],
        "facts": [],
        "products": [product_facts(p) for p in filing.products],
        "papers": [],
        "findings": found.get("products", []),
    }


def _paper_item(
    slot: str, label: str, papers: list[Document], found: dict[str, list[str]]
) -> dict[str, Any]:
    return {
        "code": slot,
        "title": label,
        "facts": [],
        "products": [],
        "papers": [paper for paper in papers if paper.slot == slot],
        "is_paper": True,
        "findings": found.get(slot, []),
    }
