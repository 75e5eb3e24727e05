"""What each action of a filing asks for, and who has a role for it: for tests that try them all."""

from typing import Any

from portal.accounts.roles import Role
from portal.workflow.machine import Action
from tests.make import PATHS, REASONS

GRADED: dict[str, Any] = {
    "mobilisation": 4,
    "content_category": 3,
    "user_scale": 5,
    "data": 2,
    "intervention": 4,
    "level": "high",
    "high_risk": True,
    "reason": "用户规模大，推送频繁。",
}
#: action → sound input, as the engine takes it; nothing where it asks for nothing.
INPUT: dict[str, dict[str, Any]] = {
    name: data for path in PATHS.values() for name, _, data in path if data and name != "edit"
} | {
    "return_proposal": {"reason": "请再核对"},
    "return_change": {"items": REASONS},
    "withdraw_change": {"reason": "变更没有发生"},
    "return_deregistration": {
        "items": [
            {"item": "对用户的安排", "reason": "没有说明余额如何退还", "code": "user_arrangements"}
        ]
    },
    "withdraw_termination": {"reason": "继续提供服务"},
    "drop_revocation": {"reason": "事实不成立"},
    "grade": GRADED,
    "revoke_by_decision": {"decision": "CF2026000001", "reason": "行政处罚决定"},
    "cancel_by_decision": {"decision": "CF2026000001", "reason": "行政处罚决定"},
    "suspend_updates": {"decision": "CF2026000001", "reason": "行政处罚决定"},
    "resume_updates": {"decision": "CF2026000001", "reason": "暂停期满"},
    "restore_after_revocation": {"decision": "CF2026000001", "reason": "决定被撤销"},
    "confirm_display_by_inspection": {"reason": "打开应用，“关于”页标明了编号。"},
    "report_display_missing_by_inspection": {"reason": "打开应用，各页没有编号。"},
}


def somebody_for(step: Action) -> str:
    """One of the cast with a role for the action; "system" where nobody but the portal has one."""
    if step.roles == {Role.SYSTEM}:
        return "system"
    if Role.PROVIDER in step.roles:
        return "ai"
    return "bo" if Role.FILING_OFFICER in step.roles else "chen"
