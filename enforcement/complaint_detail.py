"""What the page of a complaint shows: all of it to the office; to the platform what the officer passed on, no more."""

from typing import Any

from enforcement.letters.complaint import category_label
from enforcement.models import Complaint, Lead
from enforcement.models.complaint import Complainant
from enforcement.states import LeadSource
from portal.accounts.models import User
from portal.cases.selectors import visible_to

#: What the platform is told of a complaint that went there.
PASSED_ON = ("matter", "service", "happened_on", "passed_on", "routed_at", "asked_again")
_OWN_WORDS = ("company_answer", "answered_at")
_OFFICE = (
    *("respondent_name", "record_number", "facts"),
    *("platform_decision", "platform_decided_on", "appealed_to_platform", "platform_reply"),
    *("accepted_at", "decision_reason", "transferred_to", "answer_until", "extension_reason"),
    *("outcome", "reply", "findings", "closed_at"),
)


def is_inside(complaint: Complaint, user: User) -> bool:
    """Whether the person reads the complaint itself, and not only what was passed on."""
    return bool(complaint.roles_of(user) & complaint.inside_roles)


def detail(complaint: Complaint, user: User) -> dict[str, Any]:
    """The context of ``enforcement/_complaint.html``."""
    told: dict[str, Any] = {"complaint": complaint, "category": category_label(complaint)}
    if not is_inside(complaint, user):
        return {**told, "inside": False}
    return {
        **told,
        "inside": True,
        "messages_kept": list(complaint.messages.all()),
        "identity": identity_state(complaint),
        "leads": list(_leads(complaint, user)),
    }


def identity_state(complaint: Complaint) -> str:
    """Whether somebody left a name: nothing of what it is."""
    row = Complainant.objects.filter(complaint=complaint).only("destroyed_at").first()
    if row is None:
        return "匿名"
    return "已销毁" if row.destroyed_at else "已加密保存"


def _leads(complaint: Complaint, user: User) -> Any:
    opened = Lead.objects.filter(source=LeadSource.COMPLAINT, key=complaint.number)
    return visible_to(user).filter(pk__in=opened.values("pk"))


def to_json(complaint: Complaint, user: User) -> dict[str, Any]:
    """The same for programs."""
    names: tuple[str, ...] = (*PASSED_ON, *_OWN_WORDS)
    if is_inside(complaint, user):
        names += _OFFICE
    told = {name: getattr(complaint, name) for name in names}
    return {"category": complaint.category, "category_label": category_label(complaint), **told}
