"""What a complete and consistent application is: every missing item of article 12 at once, a sentence each.

The list fields and the answers to the recheck list are looked at in ``rules.lists``.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime

from ethics_review.rules.citing import cited, cited_item
from ethics_review.rules.lists import partners, recheck, risks, staff
from ethics_review.rules.procedure import listed_items
from ethics_review.rules.reading import BUILDING_ON_APPROVAL, Content, rows, text
from ethics_review.states import Affiliation
from ethics_review.terms import FIELDS, PAPERS, ROWS, CommissionGround
from portal.clock import china_date
from portal.law.rulebook import Rulebook
from portal.workflow.errors import Reason

_OTHER_NUMBER = re.compile(r"[\w()〔〕\[\]【】/.·-]{6,60}")
_RECORD_NUMBER = re.compile(r"网信算备[0-9]{21}号")
#: The entry of the law that speaks of a commission.
_COMMISSION = ("service_centre_duties", "services")
#: The entry of the law's list of materials that asks for a section.
_MATERIAL = {"plan": "plan", "risks": "risk_assessment", "commitment": "commitment"}


def problems(
    content: Content, papers: frozenset[str], law: Rulebook, now: datetime
) -> list[Reason]:
    """Everything that stands against handing the application in; empty means complete and consistent.

    ``content`` holds the fields of ``terms.FIELDS`` and ``committee_is_own`` (whether the committee is the unit's own);
    ``papers`` the slots of ``terms.PAPERS`` that hold a file. Fields of list rows read ``staff[0].role``.
    """
    return [
        *_missing_fields(content, law),
        *_choices(content, law),
        *_committee(content, law),
        *_dates(content, china_date(now)),
        *partners(content),
        *_claims(content, law),
        *staff(content),
        *risks(content, law),
        *recheck(content, law),
        *_exemption(content, law),
        *_leading(content, law),
        *_commitment(content, law),
        *_missing_papers(content, papers, law),
    ]


def section_of(field: str) -> str:
    """The section of the form in which a problem's field is mended. Raises KeyError for no field of the form."""
    root = re.split(r"[.\[]", field, maxsplit=1)[0]
    return "papers" if root in PAPERS else FIELDS[root].section


def _missing_fields(content: Content, law: Rulebook) -> Iterator[Reason]:
    for name, term in FIELDS.items():
        empty = not rows(content, name) if name in ROWS else _empty(content.get(name))
        if term.required and empty and name != "commitment_accepted":
            article = _article(law, term.section)
            yield Reason(f"{_quoted(name)}未填写", field=name, article=article, code="missing")


def _choices(content: Content, law: Rulebook) -> Iterator[Reason]:
    """Answers chosen from a list must stand in it."""
    allowed = {
        "affiliation": Affiliation.values,
        "commission_ground": CommissionGround.values,
        "claimed_ground": [row.code for row in law.items("simplified_grounds")],
        "exemption_ground": [row.code for row in law.items("recheck_exemptions")],
    }
    for name, values in allowed.items():
        if not _empty(content.get(name)) and content[name] not in values:
            message = f"{_quoted(name)}不在可选的范围之内"
            yield Reason(message, field=name, code="unknown_choice")


def _committee(content: Content, law: Rulebook) -> Iterator[Reason]:
    if _empty(content.get("committee")):
        return
    own, ground = content.get("committee_is_own") is True, content.get("commission_ground")
    if own and ground:
        message = f"受理的是本单位委员会，{_quoted('commission_ground')}不应填写"
        yield Reason(message, field="commission_ground", code="not_applicable")
    if not own and not ground:
        message = f"受理的不是本单位委员会，{_quoted('commission_ground')}应当填写"
        article = cited_item(law, *_COMMISSION)
        yield Reason(message, field="commission_ground", article=article, code="missing")


def _dates(content: Content, today: date) -> Iterator[Reason]:
    starts, ends = content.get("starts_on"), content.get("ends_on")
    if not isinstance(ends, date):
        return
    if isinstance(starts, date) and ends < starts:
        message = f"{_quoted('ends_on')}（{ends}）早于{_quoted('starts_on')}（{starts}）"
        yield Reason(message, field="ends_on", code="dates_reversed")
    elif ends < today:
        message = f"{_quoted('ends_on')}（{ends}）已经过去，活动结束后不再受理审查"
        yield Reason(message, field="ends_on", code="already_over")


def _claims(content: Content, law: Rulebook) -> Iterator[Reason]:
    claimed = text(content, "claimed_ground")
    if claimed in BUILDING_ON_APPROVAL and not text(content, "amends_number"):
        message = f"主张对已批准的活动作较小修改或者跟踪审查的，{_quoted('amends_number')}应当填写"
        article = cited_item(law, "simplified_grounds", claimed)
        yield Reason(message, field="amends_number", article=article, code="missing")
    if content.get("is_urgent") is True and not text(content, "emergency_reason"):
        message = f"属于紧急状态的，{_quoted('emergency_reason')}应当填写"
        article = cited(law, law.limit("ethics.emergency_total"))
        yield Reason(message, field="emergency_reason", article=article, code="missing")


def _exemption(content: Content, law: Rulebook) -> Iterator[Reason]:
    ground, number = text(content, "exemption_ground"), text(content, "exemption_number")
    article = cited(law, law.items("recheck_exemptions")[0])
    if ground and not number:
        message = f"主张可不再开展专家复核的，{_quoted('exemption_number')}应当填写"
        yield Reason(message, field="exemption_number", article=article, code="missing")
    elif number and not ground:
        message = f"填写了{_quoted('exemption_number')}的，{_quoted('exemption_ground')}应当选择"
        yield Reason(message, field="exemption_ground", article=article, code="missing")
    elif number and not is_exemption_number(number):
        message = (
            f"{_quoted('exemption_number')}（{number}）的写法不对，请照证明文件填写；"
            "算法备案编号是“网信算备”加 21 位数字加“号”"
        )
        yield Reason(message, field="exemption_number", article=article, code="bad_number")


def _leading(content: Content, law: Rulebook) -> Iterator[Reason]:
    """Of a listed activity the leading unit alone can apply for the recheck: let it apply (article 22; L43)."""
    follows = content.get("is_joint") is True and content.get("is_lead") is not True
    answers = [dict(row) for row in rows(content, "recheck_answers")]
    if follows and listed_items(answers, law) and not text(content, "exemption_number"):
        message = (
            "多个单位合作开展、纳入复核清单的活动，由牵头单位申请审查和专家复核，请由牵头单位提交"
        )
        article = cited(law, law.limit("ethics.recheck"))
        yield Reason(message, field="is_lead", article=article, code="not_the_lead")


def _commitment(content: Content, law: Rulebook) -> Iterator[Reason]:
    if content.get("commitment_accepted") is not True:
        message = "没有承诺遵守人工智能科技伦理和科研诚信等要求"
        article = _article(law, "commitment")
        yield Reason(message, field="commitment_accepted", article=article, code="missing")


def _missing_papers(content: Content, papers: frozenset[str], law: Rulebook) -> Iterator[Reason]:
    needed = {slot for slot, rule in PAPERS.items() if rule.required}
    if not _empty(content.get("committee")) and content.get("committee_is_own") is not True:
        needed.add("commission")
    for slot, rule in PAPERS.items():
        if slot in needed and slot not in papers:
            article = _paper_article(law, slot)
            yield Reason(
                f"缺少材料“{rule.label}”", field=slot, article=article, code="paper_missing"
            )


def is_exemption_number(number: str) -> bool:
    """Whether this can be the number of a registration, filing or licence; full and half width are the same.

    Only the number of an algorithm's filing has a known shape. Of any other it is asked that it has four digits and
    nothing but letters, digits and the signs that numbers are written with.
    """
    plain = unicodedata.normalize("NFKC", number).replace(" ", "")
    if plain.startswith("网信算备"):
        return _RECORD_NUMBER.fullmatch(plain) is not None
    digits = sum(sign in "0123456789" for sign in plain)
    return digits >= 4 and _OTHER_NUMBER.fullmatch(plain) is not None


def _empty(value: object) -> bool:
    return value in (None, "", []) or (isinstance(value, str) and not value.strip())


def _quoted(field: str) -> str:
    return f"“{FIELDS[field].label}”"


def _article(law: Rulebook, section: str) -> str:
    """The article that asks for a section; empty where the form itself does."""
    material = _MATERIAL.get(section)
    return cited_item(law, "application_materials", material) if material else ""


def _paper_article(law: Rulebook, slot: str) -> str:
    if slot == "commission":
        return cited_item(law, *_COMMISSION)
    return _article(law, "commitment" if slot == "commitment" else "plan")
