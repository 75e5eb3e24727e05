"""The public remarks (备注) of a changed entry, in the words of the published lists.

A remark names only what the list itself prints: the subject, its district, the algorithm, the products. That other
things changed may be said; what they were and became, and who answers for them, may not.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from filings.states import AlgorithmClass, AlgorithmType, ProviderRole
from filings.terms import ServiceForm

Content = Mapping[str, Any]
Product = Mapping[str, Any]

#: What a version says when nothing that the list names has changed.
OTHERWISE = "变更备案信息"

_OFFICER = ("safety_officer_name", "safety_officer_document", "safety_officer_number")
_MODEL = ("model_name", "model_source", "model_type", "model_update", "third_party_model_number")
_PUBLIC_TEXTS = {
    "principle": "算法基本原理",
    "mechanism": "算法运行机制",
    "scenario": "算法应用场景",
    "intent": "算法目的意图",
    "public_info": "算法公示情况",
}
#: Follow the subject's name, so that a renamed company does not change each of its products as well.
_FOLLOWS_THE_SUBJECT = {"permit_holder"}
#: Up to three divisions (province, city, district); a street behind them is not for the list.
_DIVISIONS = re.compile(r"(?:[^省市区县]{1,16}(?:市区|省|市|区|县|旗)){1,3}")


def remarks(before: Content, after: Content) -> list[str]:
    """What the list says of a change, in its order; never empty.

    ``before`` and ``after`` are contents of a filing as its versions keep them (``Filing.content()``).
    """
    return list(_remarks(before, after)) or [OTHERWISE]


def _remarks(before: Content, after: Content) -> Iterator[str]:
    yield from _renamed(before, after)
    yield from _products(before.get("products") or [], after.get("products") or [])
    if _differs(before, after, ["usage_scenario"]):
        yield "变更主要用途"
    texts = [label for name, label in _PUBLIC_TEXTS.items() if _differs(before, after, [name])]
    if texts:
        yield f"变更公示内容（{'、'.join(texts)}）"
    if _differs(before, after, _OFFICER):
        yield "变更算法安全责任人"
    if _differs(before, after, _MODEL):
        yield "算法模型变更"


def _renamed(before: Content, after: Content) -> Iterator[str]:
    """Who files what, under which name and from where."""
    for said, old, new in (
        ("原主体名称{}变更为{}", before.get("subject_name"), after.get("subject_name")),
        ("主体注册地由{}变更为{}", _district(before), _district(after)),
        ("算法名称由{}变更为{}", before.get("algorithm_name"), after.get("algorithm_name")),
        ("算法类型由{}变更为{}", _type(before), _type(after)),
        ("角色由{}变更为{}", _role(before), _role(after)),
    ):
        if old and new and old != new:
            yield said.format(f"“{old}”", f"“{new}”")


def _products(before: Sequence[Product], after: Sequence[Product]) -> Iterator[str]:
    """Products that came, went, were renamed, or are described otherwise."""
    old, new = _by_title(before), _by_title(after)
    gone = [product for title, product in old.items() if title not in new]
    came = [product for title, product in new.items() if title not in old]
    renamed = list(_same_address(gone, came))
    for was, becomes in renamed:
        yield f"产品“{_title(was)}”变更为“{_title(becomes)}”"
    yield from _listed("新增产品", (p for p in came if all(p is not b for _, b in renamed)))
    yield from _listed("减少产品", (p for p in gone if all(p is not a for a, _ in renamed)))
    kept = (product for title, product in new.items() if title in old)
    yield from _listed("变更产品", (p for p in kept if _details(p) != _details(old[_title(p)])))


def _same_address(
    gone: Iterable[Product], came: Iterable[Product]
) -> Iterator[tuple[Product, Product]]:
    """A product that answers at the address of one that went is that one under its new name. One to one."""
    left = list(came)
    for was in gone:
        for index, becomes in enumerate(left):
            if was.get("url") and was.get("url") == becomes.get("url"):
                yield was, left.pop(index)
                break


def _by_title(products: Sequence[Product]) -> dict[str, Product]:
    return {_title(product): product for product in products}


def _title(product: Product) -> str:
    """A product as the list prints it: 名称（服务形式）."""
    name, form = str(product.get("name") or "未命名"), product.get("service_form")
    return f"{name}（{ServiceForm(form).label}）" if form in ServiceForm.values else name


def _details(product: Product) -> dict[str, Any]:
    return {
        name: value
        for name, value in product.items()
        if name not in _FOLLOWS_THE_SUBJECT and value not in (None, "", [], False)
    }


def _listed(said: str, products: Iterable[Product]) -> Iterator[str]:
    titles = [_title(product) for product in products]
    if titles:
        yield said + "、".join(titles)


def _district(content: Content) -> str:
    found = _DIVISIONS.match(str(content.get("subject_place") or ""))
    return found[0] if found else ""


def _type(content: Content) -> str:
    """The class as the list prints it: since 2024 it tells the two kinds of 检索过滤类 apart."""
    kind, narrow = content.get("algorithm_type"), content.get("retrieval_class")
    if kind == AlgorithmType.RETRIEVAL and narrow in AlgorithmClass.values:
        return str(AlgorithmClass(narrow).label)
    return str(AlgorithmType(kind).label) if kind in AlgorithmType.values else ""


def _role(content: Content) -> str:
    value = content.get("role")
    return str(ProviderRole(value).label) if value in ProviderRole.values else ""


def _differs(before: Content, after: Content, names: Iterable[str]) -> bool:
    return any((before.get(name) or "") != (after.get(name) or "") for name in names)
