"""The sections of the filing form. All fields may stay empty in a draft; malformed values are refused at once."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from filings.forms.fields import ProductsField
from filings.models.filing import Filing
from filings.terms import (
    APPLICATION_FIELD_CHOICES,
    Delivery,
    FileFormat,
    IdentityDocument,
    Modality,
)
from filings.wording import SECTION_COLUMNS
from portal.accounts.validators import validate_uscc
from portal.workflow.choosing import ChoiceListField
from portal.workflow.forms import CaseForm

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_EARLIEST_SERVICE = date(
    2004, 1, 1
)  # the first year whose days off are known, so that limits can be counted


def is_resident_id(number: str) -> bool:
    """Whether an 18-digit resident identity number has the right check character (GB 11643)."""
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return False
    total = sum(
        int(digit) * weight for digit, weight in zip(number, _RESIDENT_WEIGHTS, strict=False)
    )
    return "10X98765432"[total % 11] == number[17]


def _fields(*names: str) -> dict[str, forms.Field]:
    """Form fields of the filing's own columns: label, length, choices and help are said once, on the model."""
    made = forms.fields_for_model(Filing, fields=names, formfield_callback=_field)
    for field in made.values():
        if isinstance(field.widget, forms.Textarea):
            field.widget.attrs["rows"] = 4
        if isinstance(field, forms.DateField):
            field.widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return made


def _field(column: models.Field, **options: Any) -> forms.Field | None:
    """The column's form field; an address typed without its scheme is an https one."""
    if isinstance(column, models.URLField):
        options["assume_scheme"] = "https"
    field = column.formfield(**options)
    if isinstance(field, forms.TypedChoiceField):
        field.choices = [("", "请选择"), *(column.choices or ())]
    return field


def asks(section: str) -> type[CaseForm]:
    """A form class with the columns of a section of the filing as its fields, in their order on paper."""
    return type("Columns", (CaseForm,), _fields(*SECTION_COLUMNS[section]))


def check_identity(form: CaseForm, document: str, number: str) -> None:
    """A resident identity number must be well formed; other documents have no public check."""
    value = form.cleaned_data.get(number)
    if (
        value
        and form.cleaned_data.get(document) == IdentityDocument.RESIDENT_ID
        and not is_resident_id(value)
    ):
        form.add_error(number, "居民身份证号码应为 18 位且校验位正确，请核对")


class SubjectSection(asks("subject")):
    """主体信息."""

    def clean_subject_uscc(self) -> str:
        code = self.cleaned_data["subject_uscc"].upper()
        if code:
            validate_uscc(code)
        return code

    def clean(self) -> None:
        check_identity(self, "legal_representative_document", "legal_representative_number")


class SafetyOfficerSection(asks("safety_officer")):
    """算法安全责任人."""

    def clean_safety_officer_mobile(self) -> str:
        mobile = self.cleaned_data["safety_officer_mobile"]
        if mobile and not _MOBILE.fullmatch(mobile):
            raise ValidationError("手机号码应为 11 位数字，以 1 开头")
        return mobile

    def clean(self) -> None:
        check_identity(self, "safety_officer_document", "safety_officer_number")


class AlgorithmSection(asks("algorithm")):
    """算法基础属性信息."""

    application_fields = ChoiceListField(
        label="应用领域", choices=APPLICATION_FIELD_CHOICES, required=False
    )

    def clean_service_started_on(self) -> date | None:
        started: date | None = self.cleaned_data["service_started_on"]
        if started and not _EARLIEST_SERVICE <= started <= date(2100, 1, 1):
            raise ValidationError("上线时间应在 2004 年以后，请核对年份")
        return started


class DetailSection(asks("detail")):
    """算法详细属性信息."""

    input_modalities = ChoiceListField(
        label="输入数据模态", choices=Modality.choices, required=False
    )
    output_modalities = ChoiceListField(
        label="输出数据模态", choices=Modality.choices, required=False
    )
    data_formats = ChoiceListField(label="数据文件格式", choices=FileFormat.choices, required=False)


class ProductsSection(CaseForm):
    """产品及功能信息, for service providers."""

    products = ProductsField(label="产品及功能", required=False)


class DeliverySection(asks("delivery")):
    """技术服务方式, for technical supporters."""

    deliveries = ChoiceListField(label="技术服务方式", choices=Delivery.choices, required=False)


class PublicationSection(asks("publication")):
    """拟公示内容: the six fields that the public will read."""
