"""What a complete and consistent filing is: pure checks over its content, each failure one sentence naming the field.

These are what reviewers of real filings send back for: names that differ between papers, a permit held by somebody
else, formats that do not carry the stated modality, missing papers.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from filings.required import (
    OTHER_PAPERS,
    PERMIT_REQUIRED,
    PRODUCT_REQUIRED,
    REQUIRED,
    REQUIRED_PAPERS,
    PaperRule,
)
from filings.states import AlgorithmType, ProviderRole
from filings.terms import FORMATS_OF, Modality, ModelSource
from portal.clock import china_date
from portal.workflow.errors import Reason

Content = Mapping[str, Any]


@dataclass(frozen=True)
class Paper:
    """A paper in the filing: its place, its label, its file name, the text that could be read from it."""

    slot: str
    name: str
    text: str


_RULE_OF = {rule.slot: rule for rule in REQUIRED_PAPERS}


def problems(content: Content, papers: Iterable[Paper], now: datetime) -> list[Reason]:
    """Everything that stands against handing the filing in; empty means complete and consistent."""
    given = list(papers)
    return [
        *_missing_fields(content),
        *_subject(content, china_date(now)),
        *_names(content, given),
        *_data(content),
        *_model(content),
        *_delivery(content),
        *_missing_papers(given),
    ]


def has_come(day: date | None, now: datetime) -> bool:
    """Whether a day is today or past, by the date in China."""
    return day is not None and day <= china_date(now)


def service_runs(started: date | None, now: datetime) -> bool:
    """Whether the service is being provided on the day of ``now``."""
    return has_come(started, now)


def section_of(field: str) -> str:
    """The section of the form in which a problem's field is mended."""
    root = field.split(".")[0].split("[")[0]
    if root in {"products", "papers"}:
        return root
    if root in {"deliveries", "delivery_description"}:
        return "delivery"
    if root in {rule.slot for rule in REQUIRED_PAPERS} | {OTHER_PAPERS.slot}:
        return "papers"
    return _SECTION_OF.get(root, "detail")


_SECTION_OF = {name: section for section, fields in REQUIRED.items() for name in fields} | {
    "licence_valid_until": "subject",
    "retrieval_class": "algorithm",
    "explicit_label": "detail",
    "third_party_model_number": "detail",
}


def _missing_fields(content: Content) -> Iterator[Reason]:
    for fields in REQUIRED.values():
        for name, label in fields.items():
            if content.get(name) in (None, "", []):
                yield Reason(f"“{label}”未填写", field=name, code="missing")


def _subject(content: Content, today: date) -> Iterator[Reason]:
    name, registered = content.get("subject_name"), content.get("organization_name")
    if name and not same_name(name, registered):
        yield Reason(
            f"“主体名称”（{name}）与本账户单位名称（{registered}）不一致",
            field="subject_name",
            code="name_differs",
        )
    code, own = content.get("subject_uscc"), content.get("organization_uscc")
    if code and own and code != own:
        yield Reason(
            f"“统一社会信用代码”（{code}）与本账户单位的代码（{own}）不一致",
            field="subject_uscc",
            code="code_differs",
        )
    until = content.get("licence_valid_until")
    if until and until < today:
        yield Reason(
            f"“证件有效期”已于 {until:%Y-%m-%d} 届满",
            field="licence_valid_until",
            code="licence_expired",
        )


def _names(content: Content, papers: list[Paper]) -> Iterator[Reason]:
    name, public = content.get("algorithm_name"), content.get("public_name")
    if not name:
        return
    if public and public != name:
        yield Reason(
            f"“拟公示算法名称”（{public}）与“算法名称”（{name}）不一致，各处名称应完全相同",
            field="public_name",
            code="name_differs",
        )
    for paper in papers:
        rule = _RULE_OF.get(paper.slot)
        if rule is not None and paper.text:
            yield from _names_in(paper, rule, name)


def _names_in(paper: Paper, rule: PaperRule, name: str) -> Iterator[Reason]:
    """A paper that states an algorithm's name must state this one; the report must mention it in any case."""
    stated = [one for one in stated_names(paper.text) if not same_name(one, name)]
    for other in stated[:1]:
        yield Reason(
            f"“{rule.label}”（{paper.name}）所写算法名称“{other}”与“算法名称”（{name}）不一致，各处名称应完全相同",
            field=rule.slot,
            code="name_differs",
        )
    if not stated and rule.names_algorithm and not mentions(paper.text, name):
        yield Reason(
            f"“{rule.label}”（{paper.name}）中没有出现算法名称“{name}”，各处名称应完全相同",
            field=rule.slot,
            code="name_differs",
        )


def _data(content: Content) -> Iterator[Reason]:
    formats = set(content.get("data_formats") or [])
    modalities = [
        *(content.get("input_modalities") or []),
        *(content.get("output_modalities") or []),
    ]
    if not formats or not modalities:
        return
    for modality in dict.fromkeys(modalities):
        if not formats & FORMATS_OF[modality]:
            yield Reason(
                f"“数据文件格式”中没有能承载“{Modality(modality).label}”模态的格式",
                field="data_formats",
                code="format_differs",
            )
    carried = frozenset().union(*(FORMATS_OF[modality] for modality in modalities))
    stray = sorted(formats - carried)
    if stray:
        yield Reason(
            f"“数据文件格式”中的 {'、'.join(stray).upper()} 与所填输入、输出模态都不对应",
            field="data_formats",
            code="format_differs",
        )


def _model(content: Content) -> Iterator[Reason]:
    if content.get("model_source") == ModelSource.THIRD_PARTY and not content.get(
        "third_party_model_number"
    ):
        yield Reason(
            "使用第三方模型的，“第三方模型备案编号”应当填写",
            field="third_party_model_number",
            code="missing",
        )
    if content.get("algorithm_type") == AlgorithmType.GENERATION and not content.get(
        "explicit_label"
    ):
        yield Reason("生成合成类算法的“显式标识”未填写", field="explicit_label", code="missing")
    if content.get("algorithm_type") == AlgorithmType.RETRIEVAL and not content.get(
        "retrieval_class"
    ):
        yield Reason(
            "检索过滤类算法的“检索过滤细类”未填写", field="retrieval_class", code="missing"
        )


def _delivery(content: Content) -> Iterator[Reason]:
    if content.get("role") == ProviderRole.SUPPORTER:
        if content.get("algorithm_type") not in (None, "", AlgorithmType.GENERATION):
            yield Reason(
                "只有生成合成类算法可以选择“服务技术支持者”角色", field="role", code="role_differs"
            )
        if not content.get("deliveries"):
            yield Reason("服务技术支持者的“技术服务方式”未填写", field="deliveries", code="missing")
        return
    products = content.get("products") or []
    if content.get("role") == ProviderRole.PROVIDER and not products:
        yield Reason("“产品及功能信息”至少填写一个产品", field="products", code="missing")
    for index, product in enumerate(products):
        yield from _product(content, product, index)


def _product(content: Content, product: Mapping[str, Any], index: int) -> Iterator[Reason]:
    called = product.get("name") or f"第 {index + 1} 个产品"
    for name, label in PRODUCT_REQUIRED.items():
        if product.get(name) in (None, "", []):
            yield Reason(
                f"产品“{called}”的“{label}”未填写",
                field=f"products[{index}].{name}",
                code="missing",
            )
    holder, subject = product.get("permit_holder"), content.get("subject_name")
    if holder and subject and not same_name(holder, subject):
        yield Reason(
            f"产品“{called}”的“许可持有人”（{holder}）与备案主体（{subject}）不一致",
            field=f"products[{index}].permit_holder",
            code="holder_differs",
        )
    if product.get("permit_type") or product.get("permit_number") or holder:
        for name, label in PERMIT_REQUIRED.items():
            if not product.get(name):
                yield Reason(
                    f"产品“{called}”填写了前置许可，“{label}”未填写",
                    field=f"products[{index}].{name}",
                    code="missing",
                )


def _missing_papers(papers: list[Paper]) -> Iterator[Reason]:
    given = {paper.slot for paper in papers}
    for rule in REQUIRED_PAPERS:
        if rule.slot not in given:
            yield Reason(f"缺少材料“{rule.label}”", field=rule.slot, code="paper_missing")


def _normal(text: str | None) -> str:
    return "".join(unicodedata.normalize("NFKC", text or "").split())


def same_name(one: str | None, other: str | None) -> bool:
    """Whether two names are the same but for full and half width and spaces."""
    return _normal(one) == _normal(other)


def stated_names(text: str) -> list[str]:
    """The names that a paper gives behind the label 算法名称: on the same line, or in the next cell or line."""
    lines = [
        line.strip() for line in unicodedata.normalize("NFKC", text).splitlines() if line.strip()
    ]
    found = []
    for line, after in pairwise([*lines, ""]):
        label, _, rest = line.partition("算法名称")
        if label or not line.startswith("算法名称"):
            continue
        given = rest.lstrip(" :|\t") or after
        found.append(given.split("|")[0].strip(" 。;,"))
    return [name for name in found if name]


def mentions(text: str, name: str) -> bool:
    """Whether a paper's text contains the name; line breaks and width do not count."""
    return _normal(name) in _normal(text)
