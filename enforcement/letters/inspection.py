"""What the letters and messages of an inspection say beyond what every letter says."""

from typing import Any

from enforcement.rules.inspecting import duties
from portal.law.rulebook import Rulebook

SIGNED = {
    "portal": "企业人员在本门户核对笔录并签名",
    "paper": "企业人员在纸质笔录上签名",
    "refused": "企业人员拒绝签名",
}


def letter_context(inspection: Any, code: str, ctx: Any) -> dict[str, Any]:
    """The plan, the officers, what was found, how it was signed."""
    told: dict[str, Any] = {
        "officers": officers(inspection),
        "planned_on": inspection.planned_on.isoformat() if inspection.planned_on else "",
        "place": inspection.place,
        "scope": inspection.scope,
        "prepare": inspection.prepare,
        "matters": matters(inspection, ctx.law),
        "reason": ctx.data.get("reason", ""),
        "officer": str(ctx.data.get("officer") or ""),
        "signed": signed(inspection),
    }
    if code == "inspection_arrival":
        told["arrived_at"] = inspection.arrived_at.isoformat()
    if code == "inspection_result":
        told |= _result(inspection, ctx.law)
    return told


def officers(inspection: Any) -> list[dict[str, str]]:
    """Who comes, with their credentials."""
    return [
        {"name": str(one.user), "department": one.department, "credential": one.credential}
        for one in inspection.team()
    ]


def matters(inspection: Any, law: Rulebook) -> list[str]:
    """The duties that are looked at, each with its article."""
    return [f"{item.article}：{item.summary}" for item in duties(law, inspection.items)]


def signed(inspection: Any) -> str:
    """How the record was signed, in a sentence; empty before it is."""
    said = inspection.signature
    if not said:
        return ""
    who = f"（{said['signatory']}，{said['position']}）" if said.get("signatory") else ""
    why = f"：{said['reason']}（见证人：{said['witnesses']}）" if said.get("reason") else ""
    return f"{SIGNED[said['how']]}{who}{why}"


def _result(inspection: Any, law: Rulebook) -> dict[str, Any]:
    return {
        "rows": inspection.result_rows(law),
        "violations": [
            {"summary": one.item.summary, "article": one.item.article, "note": one.note}
            for one in inspection.violations(law)
        ],
        "arrived_at": inspection.arrived_at.isoformat(),
        "left_at": inspection.left_at.isoformat(),
        "remarks": inspection.signature.get("remarks", ""),
        "conclusion": inspection.conclusion,
        "digest": inspection.record_digest(),
    }
