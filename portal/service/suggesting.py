"""Which ways are left for a letter, and which comes next: the milder first, a public announcement last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.notices.models import Notice
from portal.service import consents, kinds, rules, standing
from portal.service.methods import BY_WIRE, ServiceMethod
from portal.service.models import ServiceAttempt

_Outcome = ServiceAttempt.Outcome
M = ServiceMethod


@dataclass(frozen=True)
class Way:
    """One way: whether it is the next one, whether the portal itself can send, why it cannot be taken now."""

    method: ServiceMethod
    is_next: bool = False
    mails_to: str = ""
    barred: str = ""


def ways(notice: Notice, case: Any, tries: Sequence[ServiceAttempt], now: datetime) -> list[Way]:
    """Every way that the kind of case knows but the portal's own, in order."""
    offered = [m for m in kinds.of(case.kind).methods if m != M.PORTAL]
    barred = {m: _barred(m, notice, case, now) for m in offered}
    failed = {one.method for one in tries if one.outcome == _Outcome.FAILED}
    left = [m for m in offered if not barred[m] and m not in failed]
    following = _next(left, failed)
    mail = _mail_of(notice, now)
    return [
        Way(m, m == following, mail if m == M.EMAIL and not barred[m] else "", barred[m])
        for m in offered
    ]


def _next(left: Sequence[ServiceMethod], failed: set[str]) -> ServiceMethod | None:
    """Nothing is left behind before it was refused, nothing announced before something failed."""
    for method in left:
        if method == M.LEFT and M.IN_PERSON not in failed:
            continue
        if method in (
            M.ELECTRONIC,
            M.ENTRUSTED,
        ):  # where there is a reason for them, the officer knows
            continue
        if method == M.PUBLIC_NOTICE and not failed:
            continue
        return method
    return None


def _barred(method: ServiceMethod, notice: Notice, case: Any, now: datetime) -> str:
    if method in BY_WIRE and not standing.by_wire(notice, case, now, method):
        return "当事人没有签订有效的电子送达确认书"
    if (
        method == M.PUBLIC_NOTICE
        and rules.announcement_ends(case, notice.created_at.date()) is None
    ):
        return "适用的规则没有规定公告送达"
    if method == M.EMAIL and not _mail_of(notice, now):
        return "当事人没有在电子送达确认书中确认电子邮箱"
    return ""


def _mail_of(notice: Notice, now: datetime) -> str:
    consent = consents.standing(notice.addressee_id, now)
    return consent.email if consent else ""


def announced_until(case: Any, tries: Sequence[ServiceAttempt]) -> datetime | None:
    """When the announcement under way counts as service."""
    for one in tries:
        if one.method == M.PUBLIC_NOTICE and one.outcome == _Outcome.UNDERWAY:
            return rules.announcement_ends(case, one.announced_on)
    return None
