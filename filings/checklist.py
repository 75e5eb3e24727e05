"""The completeness check: what was filed, item by item, beside what the automatic checks found in it."""

from typing import Any, cast

from django.db.models import Field

from filings import rules
from filings.models import Filing
from filings.product import ProductForm
from filings.states import FilingState, ProviderRole
from filings.terms import (
    SECTIONS,
    Audience,
    Delivery,
    FileFormat,
    Modality,
    PermitType,
    ServiceForm,
    ServiceStatus,
)
from portal.accounts.models import User
from portal.accounts.roles import AUTHORITY_ROLES
from portal.cases.models import Document
from portal.cases.selectors import papers_for

_LISTS: dict[str, Any] = {
    "input_modalities": Modality,
    "output_modalities": Modality,
    "data_formats": FileFormat,
    "deliveries": Delivery,
}
MASKED = {"legal_representative_number", "safety_officer_number", "safety_officer_mobile"}
_PRODUCT_CHOICES = {
    "service_form": ServiceForm,
    "status": ServiceStatus,
    "audience": Audience,
    "permit_type": PermitType,
}


def detail(filing: Filing, user: User) -> dict[str, Any]:
    """The content of a filing for its page: each checked item beside what the automatic checks found in it."""
    return {
        "filing": filing,
        "items": check_items(filing, user),
        "revisions": list(
            filing.revisions.order_by("-number").values("number", "frozen_at", "papers")
        ),
        "under_review": filing.state in (FilingState.SUBMITTED, FilingState.RECORD_PROPOSED),
        "is_authority": bool(filing.roles_of(user) & AUTHORITY_ROLES),
    }


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
                (row["label"], row["value"])
                for row in (_row(filing, name, masked) for name in names)
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
        for rule in (*rules.REQUIRED_PAPERS, rules.OTHER_PAPERS)
    ]
    return [{**item, "case_number": filing.number} for item in items]


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
        "products": [_product(p) for p in filing.products],
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


def _row(filing: Filing, name: str, masked: bool) -> dict[str, Any]:
    column = cast("Field[Any, Any]", Filing._meta.get_field(name))
    value = getattr(filing, name)
    if name in _LISTS:
        shown = "、".join(_LISTS[name](key).label for key in value)
    elif name == "application_fields":
        shown = "、".join(key.partition("/")[2] for key in value)
    elif column.choices:
        shown = getattr(filing, f"get_{name}_display")()
    elif isinstance(value, bool):
        shown = "是" if value else "否"
    elif masked and name in MASKED:
        shown = mask(value)
    else:
        shown = value
    return {"name": name, "label": str(column.verbose_name), "value": shown}


def mask(number: str) -> str:
    """A personal number with its middle hidden; officers need to compare, not to copy."""
    head = number[:3] if len(number) >= 11 else ""
    return f"{head}{'*' * max(len(number) - len(head) - 4, 0)}{number[-4:]}"


def _product(product: dict[str, Any]) -> dict[str, Any]:
    """A product as facts, in the words of its form."""
    shown = {
        **product,
        **{n: terms(product[n]).label for n, terms in _PRODUCT_CHOICES.items() if product.get(n)},
    }
    shown["real_name"] = "是" if product.get("real_name") else "否"
    shown["navigation"] = " → ".join(product.get("navigation") or [])
    facts = [(label, shown.get(name)) for name, label in _PRODUCT_LABELS.items()]
    return {"name": product.get("name") or "（未命名产品）", "facts": facts}


_PRODUCT_LABELS = {
    name: str(field.label) for name, field in ProductForm.base_fields.items() if name != "name"
}


SECTION_ROWS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "subject",
        SECTIONS["subject"],
        (
            "subject_name",
            "subject_uscc",
            "subject_nature",
            "subject_place",
            "subject_address",
            "subject_website",
            "monthly_users",
            "licence_type",
            "licence_address",
            "licence_valid_until",
            "legal_representative",
            "legal_representative_document",
            "legal_representative_number",
        ),
    ),
    (
        "safety_officer",
        SECTIONS["safety_officer"],
        (
            "safety_officer_name",
            "safety_officer_document",
            "safety_officer_number",
            "safety_officer_mobile",
            "safety_officer_email",
        ),
    ),
    (
        "algorithm",
        SECTIONS["algorithm"],
        (
            "algorithm_name",
            "algorithm_type",
            "retrieval_class",
            "role",
            "algorithm_version",
            "service_started_on",
            "application_fields",
        ),
    ),
    (
        "detail",
        SECTIONS["detail"],
        (
            "introduction",
            "usage_scenario",
            "input_modalities",
            "output_modalities",
            "data_formats",
            "data_source",
            "has_biometrics",
            "has_identity",
            "training_data",
            "training_data_size",
            "model_name",
            "model_source",
            "model_type",
            "third_party_model_number",
            "optimisation_goal",
            "metrics",
            "model_update",
            "input_review",
            "result_review",
            "intervention",
            "explicit_label",
            "implicit_label",
            "risk_prevention",
        ),
    ),
    ("delivery", SECTIONS["delivery"], ("deliveries", "delivery_description")),
    (
        "publication",
        SECTIONS["publication"],
        ("public_name", "principle", "mechanism", "scenario", "intent", "public_info"),
    ),
)
