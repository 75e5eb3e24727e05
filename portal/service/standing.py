"""How letters stand: whose service is awaited, what it was, what runs from it; and which wait for an officer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from portal.accounts.models import Organization, User
from portal.accounts.roles import ORGANISATION_ROLES
from portal.cases.children import as_own_class
from portal.cases.models import Case
from portal.cases.selectors import visible_to
from portal.law.rulebook import UnknownLimit, rulebook
from portal.notices import catalogue
from portal.notices.models import Notice
from portal.service import consents, kinds
from portal.service.keeping import letter_of
from portal.service.methods import ServiceMethod
from portal.service.models import ServiceAttempt, ServiceRecord
from portal.workflow import catalogue as cases
from portal.workflow.presenters import instant

NOT_NEEDED, NOT_NEEDED_LABEL = "not_needed", "无需登记"
#: No act of the case waits for it, yet the party never asked for a portal: to serve it is the office's business.
NOT_YET_LABEL = "尚未登记送达"
PENDING = ServiceRecord.Status.PENDING


@dataclass(frozen=True)
class Standing:
    """How one letter stands; ``runs`` are the limits that its service opened: (summary, last day or empty)."""

    status: str
    label: str
    record: ServiceRecord | None = None
    runs: tuple[tuple[str, str], ...] = ()

    @property
    def is_served(self) -> bool:
        """Whether it reached its addressee."""
        return self.status == ServiceRecord.Status.SERVED

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to see to it."""
        return self.status in (ServiceRecord.Status.PENDING, ServiceRecord.Status.FAILED)


def is_served_at_all(notice: Notice) -> bool:
    """Whether it is a letter to a party: nothing that the office keeps for itself, or says to another office."""
    return (
        notice.form == Notice.Form.LETTER
        and not catalogue.get(notice.code).inside
        and notice.addressee.kind != Organization.Kind.AUTHORITY
    )


def acting(notice: Notice, case: Any) -> str | None:
    """The case's act that recording this letter's service performs; None for plain letters and for overtaken ones."""
    action = catalogue.get(notice.code).serves
    field = kinds.of(case.kind).moments.get(action or "")
    if action is None or field is None or getattr(case, field) is not None:
        return None
    if case.state not in cases.kind(case.kind).actions[action].source:
        return None
    newest = letter_of(case, action)
    return action if newest is not None and newest.pk == notice.pk else None


def standing(notice: Notice) -> Standing:
    """How one letter stands."""
    record = ServiceRecord.objects.filter(notice=notice).first()
    if record is not None:
        return Standing(record.status, record.get_status_display(), record, _runs(record))
    if _is_awaited(notice):
        return Standing(PENDING, str(PENDING.label))
    formal = is_served_at_all(notice) and kinds.of(notice.case.kind).needs_consent
    return Standing(NOT_NEEDED, NOT_YET_LABEL if formal else NOT_NEEDED_LABEL)


def _is_awaited(notice: Notice) -> bool:
    """Whether an act of the case waits for the letter's service; plain letters are known without a look at it."""
    serves = is_served_at_all(notice) and catalogue.get(notice.code).serves
    return bool(serves) and acting(notice, as_own_class(notice.case)) is not None


def _runs(record: ServiceRecord) -> tuple[tuple[str, str], ...]:
    served = record.attempts.filter(outcome=ServiceAttempt.Outcome.SERVED)
    attempt = served.select_related("event", "ended_event", "record__notice__case").first()
    if attempt is None:
        return ()
    event = attempt.ended_event or attempt.event
    law = rulebook(attempt.record.notice.case.law_profile)
    return tuple(
        (_summary(law, d["code"]), d["last_day"] or "") for d in event.data.get("opened", ())
    )


def _summary(law: Any, code: str) -> str:
    try:
        return str(law.limit(code).summary)
    except UnknownLimit:
        return code


def told_of(notices: Iterable[Notice]) -> dict[int, dict[str, Any]]:
    """For programs: how each letter to a party stands, by key."""
    rows = [one for one in notices if is_served_at_all(one)]
    found = {r.notice_id: r for r in ServiceRecord.objects.filter(notice__in=rows)}
    return {one.pk: _json(one, found.get(one.pk)) for one in rows}


def _json(notice: Notice, record: ServiceRecord | None) -> dict[str, Any]:
    if record is None:
        status = PENDING.value if _is_awaited(notice) else NOT_NEEDED
        return {"status": status, "method": None, "served_at": None}
    return {
        "status": record.status,
        "method": record.method or None,
        "served_at": instant(record.served_at),
    }


# --- Who has to do with it --------------------------------------------------------------------------------------------
def may_record(user: User, case: Any) -> bool:
    """Whether the person records services in the case."""
    serving = kinds.of(case.kind)
    return bool(case.roles_of(user) & serving.roles) and serving.admits(case, user)


def receives(user: User, notice: Notice, case: Any) -> bool:
    """Whether the person is one of the addressee's who may take a letter in, and not also of the deciding side."""
    roles = case.roles_of(user)
    ours = {m.role for m in user.active_memberships if m.organization_id == notice.addressee_id}
    return bool(roles & ORGANISATION_ROLES & ours) and not roles - ORGANISATION_ROLES


def agreed_at(notice: Notice, case: Any, moment: datetime) -> datetime | None:
    """Since when the addressee had agreed to electronic service at that moment; None where it had not."""
    within = kinds.of(case.kind).agreed(case, moment)
    if within is not None:
        return within
    consent = consents.standing(notice.addressee_id, moment)
    return consent.confirmed_at if consent else None


def by_wire(
    notice: Notice, case: Any, moment: datetime, method: ServiceMethod = ServiceMethod.PORTAL
) -> bool:
    """Whether the letter may be served electronically at that moment; off the portal never without consent."""
    needed = kinds.of(case.kind).needs_consent or method != ServiceMethod.PORTAL
    return not needed or agreed_at(notice, case, moment) is not None


def waiting(user: User, now: datetime) -> QuerySet[Notice]:
    """Letters that an act of the case waits for, and those with a try that failed or is under way; oldest first."""
    ours = [kind for kind in cases.kinds() if user.has_role(*kinds.of(kind.code).roles)]
    tried = Q(
        case__kind__in=[kind.code for kind in ours],
        service__status__in=[PENDING, ServiceRecord.Status.FAILED],
    )
    due = Q(pk__in=[])
    for kind in ours:
        for action, field in kinds.of(kind.code).moments.items():
            due |= _due(kind, action, field)
    rows = Notice.objects.filter(due | tried, case__in=visible_to(user), form=Notice.Form.LETTER)
    return rows.select_related("case", "addressee", "service").order_by("pk")


def _due(kind: Any, action: str, field: str) -> Q:
    codes = [one.code for one in catalogue.registered() if one.serves == action]
    step = kind.actions[action]
    open_cases = kind.model._default_manager.filter(state__in=step.source, **{field: None})
    newer = Notice.objects.filter(case=OuterRef("case"), code__in=codes, pk__gt=OuterRef("pk"))
    return Q(code__in=codes, case__in=open_cases.values("pk")) & ~Exists(newer) & Q(service=None)


def case_of(notice: Notice) -> Case:
    """The letter's case as its own class."""
    return as_own_class(notice.case)
