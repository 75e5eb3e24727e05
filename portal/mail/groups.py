"""Groups of notices that a person chooses a cadence for: what the clock says, and each app's own business."""

from dataclasses import dataclass

from django.apps import apps

from portal.cases.children import families, family_of
from portal.mail.models import Cadence
from portal.notices import catalogue

DEADLINES = "deadlines"


@dataclass(frozen=True)
class Group:
    """A line of the preferences page."""

    code: str
    label: str
    default: Cadence


def groups() -> list[Group]:
    """Reminders first, as soon as they come; then the business of each app, by default once a day."""
    reminders = Group(DEADLINES, "期限提醒与催办", Cadence.AT_ONCE)
    return [reminders, *(_of_app(label) for label in families())]


def _of_app(label: str) -> Group:
    return Group(label, f"{apps.get_app_config(label).verbose_name}的办理消息", Cadence.DAILY)


def default_of(code: str) -> Cadence:
    """What holds for whoever chose nothing."""
    return Cadence.AT_ONCE if code == DEADLINES else Cadence.DAILY


def group_of(code: str, case_kind: str) -> str:
    """The group of a notice of kind ``code`` in a case of ``case_kind``."""
    is_reminder = code.startswith("deadline_") or code == "officer_reminder"
    return DEADLINES if is_reminder else family_of(case_kind)


def is_statutory(code: str) -> bool:
    """Whether mail about it cannot be switched off; so is what nobody knows (any more)."""
    try:
        return catalogue.get(code).statutory
    except catalogue.UnknownNotice:
        return True
