"""Assigning: who on the deciding side sees to a case. A deed of the kernel, the same for every kind.

Whoever works on the kind in the case's place may assign it, to anybody who does so too; the trail says who gave it to
whom, for the deciding side alone. An assignment gives no right and takes none: it says who is expected to act.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from portal.accounts.absence import Roster
from portal.accounts.models import Membership, User
from portal.audit.models import AuditEvent
from portal.cases.models import Case
from portal.cases.selectors import responsible_for
from portal.workflow import catalogue
from portal.workflow.errors import GuardFailed, NotPermitted, Overtaken, Reason
from portal.workflow.side_acts import ASSIGNED, all_working_roles, hold, working_roles

ENDED = "已办结，无需分派"
NOT_YOURS = "该事项由承办人或者机关负责人分派"


def assign(
    pk: int, *, assignee: User | None, actor: User, now: datetime, seen: str | None = None
) -> AuditEvent | None:
    """Give a case to somebody, or take it back with None. Answers the event; None where nothing changes.

    ``seen`` is the username of whom the actor saw named, "" for nobody; without it whoever is named is replaced.
    Raises UnknownCase, NotPermitted, Overtaken where somebody else is named by now, and GuardFailed where the case is
    at its end, so that nobody will act on it, and where the assignee has no working role towards it.
    """
    with transaction.atomic():
        held = hold(pk, actor)
        case = held.case
        if not case.admits_assigner(actor):
            raise NotPermitted(Reason(NOT_YOURS, code="not_permitted"))
        if case.state in held.kind.ends:
            raise GuardFailed(Reason(ENDED, code="ended"))
        if assignee is not None and not case.roles_of(assignee) & working_roles(held.kind):
            told = f"{assignee} 没有办理该事项的角色，或者该事项不在其管辖范围"
            raise GuardFailed(Reason(told, field="assignee", code="assignee"))
        before = case.assignee
        if before == assignee:
            return None
        if seen is not None and seen != username_of(before):
            told = f"承办人刚刚由他人改为“{named(before)}”，本次分派没有生效，请核对后再分派"
            raise Overtaken(Reason(told, code="overtaken"))
        case.assignee = assignee
        case.save(update_fields=["assignee"])
        told_of = {
            "assignee": named(assignee),
            "assignee_before": named(before),
            "assignee_id": assignee.pk if assignee else None,
        }
        return held.note(ASSIGNED, now=now, data=told_of)


def username_of(user: User | None) -> str:
    """Whom a page names, so that it can say later whom it saw; empty for nobody."""
    return user.username if user else ""


def named(user: User | None) -> str:
    """A person as the trail names them: two people may have one name."""
    return f"{user}（{user.username}）" if user else "无"


def described(case: Case, roster: Roster, viewer: User) -> str:
    """Who sees to a case, in words for the deciding side; empty while nobody is named."""
    assignee, responsible = case.assignee, responsible_for(case, roster)
    if assignee is None or responsible is None:
        return ""
    if responsible != assignee:
        return (
            f"{assignee}（今日缺勤，由{'您' if responsible == viewer else f' {responsible} '}代理）"
        )
    away = "（今日缺勤，无人代理）" if roster.is_away(assignee) else ""
    return f"{assignee}{'（本人）' if assignee == viewer else ''}{away}"


def colleagues(actor: User) -> QuerySet[Membership]:
    """Whom ``actor`` may assign cases to: working memberships in the actor's own places and in those below them."""
    roles, places = all_working_roles(), Q(pk__in=[])
    for membership in actor.active_memberships:
        if membership.role in roles:
            places |= _from(membership)
    found = Membership.objects.filter(places, role__in=roles, is_active=True, user__is_active=True)
    return found.select_related("user", "organization").order_by(
        "organization__jurisdiction", "organization__name", "user__display_name", "user__username"
    )


def _from(membership: Membership) -> Q:
    """An authority's place holds those below; a committee's is its own organisation."""
    if membership.organization.jurisdiction is None:
        return Q(organization=membership.organization_id)
    return Q(organization__jurisdiction__startswith=membership.organization.jurisdiction)


def may_take(membership: Membership, case: Case) -> bool:
    """Whether a membership lets its person work on the case; ``assign`` looks again at the person as a whole."""
    organization = membership.organization
    here = organization.jurisdiction is None or organization.covers(case.region)
    return here and membership.role in working_roles(catalogue.kind(case.kind))
