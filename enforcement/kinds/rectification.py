"""Orders to correct as a kind of case."""

from typing import Any

from django.conf import settings

from enforcement.forms.rectification import (
    RECTIFICATION_FORMS,
    NewRectificationForm,
    OrderSection,
)
from enforcement.letters.rectification import items
from enforcement.models import Rectification
from enforcement.models.rectification import PROOF, RECHECK
from enforcement.selectors.following import followed_by
from enforcement.selectors.handlers import teams
from enforcement.states import ItemResult
from enforcement.states import RectificationState as S
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.cases.selectors import visible_to
from portal.law.rulebook import rulebook
from portal.workflow.catalogue import CaseKind, Section, Slot
from portal.workflow.presenters import instant

OFFICERS = frozenset({Role.ENFORCEMENT_OFFICER})
_TYPES = ("pdf", "docx", "jpeg", "png")
#: An item that nobody looked at, before the company has reported.
TO_CORRECT = "待整改"
#: What each result looks like.
TONES = {ItemResult.PENDING: "neutral", ItemResult.COMPLIED: "ok", ItemResult.FAILED: "warn"}


def _profile() -> str:
    return str(settings.ALGORITHM_PROFILE)


def _rows(order: Rectification, *, inside: bool) -> list[dict[str, str]]:
    """The items. What the re-inspection found is the office's own until its opinion is given."""
    rows = items(order, rulebook(order.law_profile))
    if not inside and order.state == S.REPORTED:
        known = {
            "result_code": ItemResult.PENDING,
            "result": ItemResult.PENDING.label,
            "remark": "",
        }
        rows = [{**row, **known} for row in rows]
    if order.state in (S.DRAFT, S.ISSUED):
        rows = [{**row, "result": TO_CORRECT} if _waits(row) else row for row in rows]
    return [{**row, "tone": TONES[ItemResult(row["result_code"])]} for row in rows]


def _waits(row: dict[str, str]) -> bool:
    return row["result_code"] == ItemResult.PENDING


def detail(order: Rectification, user: User) -> dict[str, Any]:
    """The order, its items, what the company reported, what the re-inspection found."""
    roles = order.roles_of(user)
    inside = bool(roles & order.inside_roles)
    pks = [pk for pk in (order.lead_id, order.origin_id, order.campaign_id) if pk]
    return {
        "order": order,
        "inside": inside,
        "items": _rows(order, inside=inside),
        "team": list(order.team()) if inside or order.concluded_at else [],
        "period": order.deadline(),
        "may_penalise": bool(roles & OFFICERS) and order.state == S.UNRECTIFIED,
        "followed": followed_by(order, user),
        "sources": list(visible_to(user).filter(pk__in=pks).order_by("pk")),
    }


def to_json(order: Rectification, user: User) -> dict[str, Any]:
    """The content for programs."""
    inside = bool(order.roles_of(user) & order.inside_roles)
    return {
        "facts": order.facts,
        "days": order.days,
        "more_days": order.more_days,
        "how_to_report": order.how_to_report,
        "served_at": instant(order.served_at),
        "order_items": [
            {key: row[key] for key in ("position", "article", "demand", "answer", "remark")}
            | {"result": row["result_code"]}
            for row in _rows(order, inside=inside)
        ],
        "report": order.report,
        "time_asked": order.time_asked,
        "conclusion": order.conclusion,
        "refusal": order.refusal,
    }


def hint(order: Rectification, user: User) -> str:
    """Whose turn it is."""
    roles = order.roles_of(user)
    if Role.PROVIDER in roles:
        return {
            S.ISSUED: "期限自送达之日起算，尚未登记送达。可以先行整改，提交整改报告。"
            if order.waits_for_service
            else "请逐项整改，在期限内上传证明材料、提交整改报告；确有困难的，在期限届满以前申请延长。",
            S.REPORTED: "请等待复查。",
            S.UNRECTIFIED: "请立即改正；主管部门可以据此提请立案。",
        }.get(S(order.state), "")
    return _hint_for_officer(order, user) if roles & OFFICERS else ""


def _hint_for_officer(order: Rectification, user: User) -> str:
    if order.state == S.ISSUED and order.time_asked_at:
        return "企业申请延长整改期限，请在期限届满以前答复。"
    if order.reinspected_at and order.state in (S.ISSUED, S.REPORTED):
        waits = order.reinspected_by_id == user.pk or not order.is_officer(user)
        return (
            "请由另一名复查的执法人员作出复查意见。" if waits else "请核对复查结果，作出复查意见。"
        )
    return {
        S.DRAFT: "请写明事实、整改事项和期限，下达整改通知。",
        S.ISSUED: "期限自送达之日起算，尚未登记送达。请送达文书并登记。"
        if order.waits_for_service
        else "企业正在整改；期限届满没有报告的，由两名执法人员核实，可以认定拒不改正。",
        S.REPORTED: "请由两名以上执法人员逐项复查。",
        S.UNRECTIFIED: "可以据此提请立案，适用拒不改正的处罚。",
    }.get(S(order.state), "")


RECTIFICATION = CaseKind(
    code="rectification",
    label="责令限期改正",
    prefix="ZG",
    model=Rectification,
    states=S,
    profile=_profile,
    creators=OFFICERS | {Role.SYSTEM},
    concerns_others=True,
    create_form=NewRectificationForm,
    editable={
        S.DRAFT: OFFICERS,
        S.ISSUED: frozenset({Role.PROVIDER}),
        S.REPORTED: OFFICERS,
    },
    tones={S.ISSUED: "warn", S.REPORTED: "info", S.VERIFIED: "ok", S.UNRECTIFIED: "warn"},
    sections=(
        Section("order", "整改通知", OrderSection, applies=lambda order: order.state == S.DRAFT),
        Section(
            "basis",
            "附件",
            None,
            "随通知书送达企业的材料。",
            applies=lambda order: order.state == S.DRAFT,
        ),
        Section(
            "proof",
            "证明材料",
            None,
            "证明整改情况的材料，随整改报告提交；提交以前主管部门看不到。",
            applies=lambda order: order.state == S.ISSUED,
        ),
        Section(
            "reinspection",
            "复查材料",
            None,
            "复查取得的材料，作出复查意见以后企业可以看到。",
            applies=lambda order: order.state == S.REPORTED,
        ),
    ),
    slots=(
        Slot("attachments", "附件", _TYPES, required=False, several=True, section="basis"),
        Slot(PROOF, "证明材料", _TYPES, required=False, several=True, section="proof"),
        Slot(RECHECK, "复查材料", _TYPES, required=False, several=True, section="reinspection"),
    ),
    action_forms=RECTIFICATION_FORMS,
    template="enforcement/_rectification.html",
    handlers=teams,
    detail=detail,
    problems=lambda order, now: order.problems(now),
    section_of=lambda field: "order",
    hint=hint,
    to_json=to_json,
)
