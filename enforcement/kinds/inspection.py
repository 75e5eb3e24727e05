"""Inspections as a kind of case."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.dateparse import parse_datetime

from enforcement.forms.inspection import INSPECTION_FORMS, NewInspectionForm, PlanSection
from enforcement.letters.inspection import officers, signed
from enforcement.machines.limits import INSPECTION_NOTICE
from enforcement.models import Inspection
from enforcement.models.inspecting import EVIDENCE, SIGNED_PAPER
from enforcement.rules.inspecting import duties
from enforcement.selectors.following import followed_by
from enforcement.selectors.handlers import teams
from enforcement.states import InspectionState as S
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.cases.selectors import visible_to
from portal.law.rulebook import rulebook
from portal.workflow.catalogue import CaseKind, Section, Slot
from portal.workflow.machine import Opens
from portal.workflow.versions import content_digest

OFFICERS = frozenset({Role.ENFORCEMENT_OFFICER})
_TYPES = ("pdf", "docx", "jpeg", "png")
ENDED = (S.CONCLUDED, S.CANCELLED)


def _profile() -> str:
    return str(settings.ALGORITHM_PROFILE)


def detail(inspection: Inspection, user: User) -> dict[str, Any]:
    """The plan, the list as it stands for the office, the record for whoever may read it."""
    roles = inspection.roles_of(user)
    inside = bool(roles & inspection.inside_roles)
    law = rulebook(inspection.law_profile)
    rows = inspection.result_rows(law)
    pks = [pk for pk in (inspection.lead_id, inspection.origin_id, inspection.campaign_id) if pk]
    return {
        "inspection": inspection,
        "inside": inside,
        "measures": bool(roles & OFFICERS) and inspection.state in (S.SIGNED, S.CONCLUDED),
        "team": officers(inspection),
        "duties": duties(law, inspection.items),
        "rows": rows if inside and inspection.state == S.ON_SITE else [],
        "asked": len(inspection.asked(law)),
        "record": _record(inspection) if inside or inspection.confirmed_at else None,
        "signed": signed(inspection),
        "recusals": [_told_recusal(row) for row in inspection.recusals],
        "followed": followed_by(inspection, user),
        "sources": list(visible_to(user).filter(pk__in=pks).order_by("pk")),
    }


def _record(inspection: Inspection) -> dict[str, Any] | None:
    last = inspection.revisions.order_by("-number").first()
    if last is None:
        return None
    return {
        **last.content,
        "arrived_at": _instant(last.content["arrived_at"]),
        "left_at": _instant(last.content["left_at"]),
        "broken": [row for row in last.content["checklist"] if row["finding"] == "violation"],
        "number": last.number,
        "digest": content_digest(last.content),
    }


def _told_recusal(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "asked_at": _instant(row["asked_at"])}


def _instant(text: str) -> datetime | None:
    return parse_datetime(text)


def to_json(inspection: Inspection, user: User) -> dict[str, Any]:
    """The content for programs, as far as the person may read it."""
    inside = bool(inspection.roles_of(user) & inspection.inside_roles)
    told: dict[str, Any] = {
        "announced": inspection.announced,
        "planned_on": inspection.planned_on,
        "place": inspection.place,
        "scope": inspection.scope,
        "items": inspection.items,
        "prepare": inspection.prepare,
        "officers": officers(inspection),
        "arrived_at": inspection.arrived_at,
        "signature": inspection.signature,
        "recusals": inspection.recusals,
        "conclusion": inspection.conclusion,
    }
    if inside:
        told |= {"checklist": inspection.checklist, "obstruction": inspection.obstruction}
    last = inspection.revisions.order_by("-number").first()
    if last is not None and (inside or inspection.confirmed_at):
        told["record"] = {**last.content, "sha256": content_digest(last.content)}
    return told


def hint(inspection: Inspection, user: User) -> str:
    """Whose turn it is."""
    roles = inspection.roles_of(user)
    if Role.PROVIDER in roles:
        return _hint_for_company(inspection)
    if Role.ENFORCEMENT_HEAD in roles and inspection.recusals_waiting():
        return "企业申请执法人员回避，请决定。"
    return _hint_for_officer(inspection, user) if roles & OFFICERS else ""


def _hint_for_company(inspection: Inspection) -> str:
    if inspection.state == S.RECORDED and inspection.confirmed_at:
        return "请核对现场检查笔录并签名；有不同意见的，写在意见栏。"
    return {
        S.NOTIFIED: "请按通知书准备材料，配合检查；认为执法人员应当回避的，可以申请。",
        S.ON_SITE: "执法人员正在检查，请如实说明情况，提供需要的技术和数据支持。",
        S.RECORDED: "笔录正在由执法人员确认。",
        S.SIGNED: "请等待检查情况反馈。",
    }.get(S(inspection.state), "")


def _hint_for_officer(inspection: Inspection, user: User) -> str:
    if inspection.state in ENDED:
        return ""
    if inspection.state == S.DRAFT:
        if inspection.announced:
            return "请完善检查方案，指定两名以上执法人员，发出检查通知。"
        return "请完善检查方案，指定两名以上执法人员；到场时出示证件，登记到场。"
    if not inspection.is_officer(user):
        return "由指定的执法人员办理。"
    if inspection.state == S.RECORDED and not inspection.confirmed_at:
        written = inspection.recorded_by_id == user.pk
        return "请由另一名执法人员确认笔录。" if written else "请核对笔录并确认。"
    return {
        S.NOTIFIED: "请在通知的日期到场，出示执法证件，登记到场。",
        S.ON_SITE: "请逐项填写检查清单，上传证据，作成现场检查笔录。",
        S.RECORDED: "请等待企业签名；企业在纸上签名或者拒绝签名的，请登记。",
        S.SIGNED: "请写明检查结论，向企业反馈；发现问题的，责令限期改正或者提请立案。",
    }.get(S(inspection.state), "")


INSPECTION = CaseKind(
    code="inspection",
    label="监督检查",
    prefix="JC",
    model=Inspection,
    states=S,
    profile=_profile,
    creators=OFFICERS | {Role.SYSTEM},
    concerns_others=True,
    create_form=NewInspectionForm,
    editable={state: OFFICERS for state in (S.DRAFT, S.ON_SITE, S.RECORDED)},
    tones={
        S.NOTIFIED: "info",
        S.ON_SITE: "warn",
        S.RECORDED: "warn",
        S.SIGNED: "info",
        S.CONCLUDED: "ok",
    },
    sections=(
        Section("plan", "检查方案", PlanSection, applies=lambda case: case.state == S.DRAFT),
        Section(
            "evidence",
            "现场证据",
            None,
            "现场提取的证据，列入笔录，连同校验值固化。",
            applies=lambda case: case.state == S.ON_SITE,
        ),
        Section(
            "signed",
            "签名的笔录",
            None,
            "企业人员在纸质笔录上签名的，上传扫描件。",
            applies=lambda case: case.state == S.RECORDED,
        ),
    ),
    slots=(
        Slot(EVIDENCE, "现场证据", _TYPES, required=False, several=True, section="evidence"),
        Slot(
            SIGNED_PAPER,
            "签名的笔录扫描件",
            ("pdf", "jpeg", "png"),
            required=False,
            section="signed",
        ),
    ),
    standing=(Opens(INSPECTION_NOTICE, since="notice_day"),),
    action_forms=INSPECTION_FORMS,
    template="enforcement/_inspection.html",
    handlers=teams,
    detail=detail,
    problems=lambda inspection, now: inspection.problems(now),
    section_of=lambda field: "signed" if field == SIGNED_PAPER else "plan",
    hint=hint,
    to_json=to_json,
)
