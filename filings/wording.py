"""The content of a filing in the words of its form: labels, choices in Chinese, personal numbers masked."""

from typing import Any, cast

from django.db.models import Field

from filings.content import FilingContent
from filings.product import ProductForm
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

_LISTS: dict[str, Any] = {
    "input_modalities": Modality,
    "output_modalities": Modality,
    "data_formats": FileFormat,
    "deliveries": Delivery,
}
#: Personal numbers: officers need to compare, not to copy.
MASKED = frozenset(
    {"legal_representative_number", "safety_officer_number", "safety_officer_mobile"}
)
_PRODUCT_CHOICES = {
    "service_form": ServiceForm,
    "status": ServiceStatus,
    "audience": Audience,
    "permit_type": PermitType,
}
_PRODUCT_LABELS = {
    name: str(field.label) for name, field in ProductForm.base_fields.items() if name != "name"
}


def _column(name: str) -> "Field[Any, Any]":
    return cast("Field[Any, Any]", FilingContent._meta.get_field(name))


def label(name: str) -> str:
    """What the form calls a field."""
    return str(_column(name).verbose_name)


def worded(name: str, value: Any, *, masked: bool = False) -> Any:
    """A field's value as people read it; with ``masked`` the middle of a personal number is hidden."""
    column = _column(name)
    if name in _LISTS:
        return "、".join(_LISTS[name](key).label for key in value or [])
    if name == "application_fields":
        return "、".join(key.partition("/")[2] for key in value or [])
    if column.choices:
        return dict(column.flatchoices).get(value, value)
    if isinstance(value, bool):
        return "是" if value else "否"
    return mask(value or "") if masked and name in MASKED else value


def mask(number: str) -> str:
    """A personal number with its middle hidden."""
    head = number[:3] if len(number) >= 11 else ""
    return f"{head}{'*' * max(len(number) - len(head) - 4, 0)}{number[-4:]}"


def product_facts(product: dict[str, Any]) -> dict[str, Any]:
    """A product as ``name`` and ``facts`` (label, value), in the words of its form."""
    shown = {
        **product,
        **{n: terms(product[n]).label for n, terms in _PRODUCT_CHOICES.items() if product.get(n)},
    }
    shown["real_name"] = "是" if product.get("real_name") else "否"
    shown["navigation"] = " → ".join(product.get("navigation") or [])
    facts = [(text, shown.get(name)) for name, text in _PRODUCT_LABELS.items()]
    return {"name": product.get("name") or "（未命名产品）", "facts": facts}


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
#: The same without titles: section → columns.
SECTION_COLUMNS = {slug: names for slug, _title, names in SECTION_ROWS}
