"""What proves a service, before any act is tried: moments in order, agreement, announcement as the last resort."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from portal.clock import china_date
from portal.deadlines.calendar import work_calendar
from portal.law.periods import due
from portal.law.rulebook import UnknownLimit, rulebook
from portal.notices.models import Notice
from portal.service import consents, standing
from portal.service.kinds import Told
from portal.service.methods import BY_WIRE, ServiceMethod
from portal.service.models import ServiceAttempt
from portal.workflow.errors import GuardFailed, Reason

#: After so long a public announcement counts as service (civil procedure law, 95).
ANNOUNCEMENT = "penalty.notice_by_publication"
_Outcome = ServiceAttempt.Outcome


def checked(
    notice: Notice,
    case: Any,
    told: Told,
    outcome: ServiceAttempt.Outcome,
    *,
    now: datetime,
    unknown_whereabouts: bool = False,
) -> Told:
    """What is told, with the moment at which an announcement counts. Raises GuardFailed with every reason."""
    if told.method == ServiceMethod.PUBLIC_NOTICE:
        told = _announced(notice, case, told, outcome)
        problems = list(_announcement_problems(notice, told, outcome, now, unknown_whereabouts))
    else:
        problems = list(_moment_problems(notice, told, outcome, now))
    if notice.file_id is None and outcome != _Outcome.FAILED:
        problems.append(Reason("文书尚未生成，不能送达", "method", code="no_document"))
    problems += _agreement_problems(notice, case, told, outcome, now)
    problems += _address_problems(notice, told, outcome, now)
    if problems:
        raise GuardFailed(*problems)
    return told


def last_resort(notice: Notice | None, *, unknown_whereabouts: bool) -> list[Reason]:
    """Why the letter may not be announced yet: nobody tried another way, nor is the party's whereabouts unknown.

    Civil procedure law, 95. Pages and the cases' own acts ask it alike; None is a letter that is not there yet.
    """
    tried = ServiceAttempt.objects.filter(record__notice=notice).exclude(outcome=_Outcome.SERVED)
    if unknown_whereabouts or (notice is not None and tried.exists()):
        return []
    text = "公告送达是最后的方式：先登记其他方式未能送达的经过；受送达人下落不明的，勾选后说明"
    return [Reason(text, "unknown_whereabouts", code="not_the_last_resort")]


def announcement_ends(case: Any, began: Any) -> datetime | None:
    """When an announcement of that day counts as service; None where the case's law knows none."""
    try:
        limit = rulebook(case.law_profile).limit(ANNOUNCEMENT)
    except UnknownLimit:
        return None
    return due(limit, began, work_calendar()).moment


def _announced(notice: Notice, case: Any, told: Told, outcome: ServiceAttempt.Outcome) -> Told:
    running = ServiceAttempt.objects.filter(
        record__notice=notice, method=told.method, outcome=_Outcome.UNDERWAY
    ).first()
    if running is not None:  # what was announced stands already
        told = replace(told, announced_on=running.announced_on, place=running.place)
    if outcome == _Outcome.SERVED and told.announced_on is not None:
        return replace(told, ended_at=announcement_ends(case, told.announced_on))
    return told


def _announcement_problems(
    notice: Notice,
    told: Told,
    outcome: ServiceAttempt.Outcome,
    now: datetime,
    unknown_whereabouts: bool,
) -> Iterator[Reason]:
    yield from last_resort(notice, unknown_whereabouts=unknown_whereabouts)
    if told.announced_on is None:
        yield Reason("请填写“公告日期”", "announced_on", code="no_day")
        return
    if not china_date(notice.created_at) <= told.announced_on <= china_date(now):
        text = "公告日期应在文书发出之后，且不晚于今天"
        yield Reason(text, "announced_on", code="announcement_day")
    if outcome == _Outcome.SERVED and (told.ended_at is None or now < told.ended_at):
        yield Reason("公告期限尚未届满，届满后才视为送达", "announced_on", code="notice_runs")


def _moment_problems(
    notice: Notice, told: Told, outcome: ServiceAttempt.Outcome, now: datetime
) -> Iterator[Reason]:
    if outcome != _Outcome.UNDERWAY and told.ended_at is None:
        yield Reason("请填写“送达或者退回时间”", "ended_at", code="no_moment")
    made = notice.created_at.replace(second=0, microsecond=0)
    for name in ("started_at", "ended_at"):
        moment = getattr(told, name)
        if moment is None:
            continue
        if moment > now:
            yield Reason("填写的时间不应晚于现在", name, code="in_the_future")
        elif moment < made:
            yield Reason("填写的时间不应早于文书发出的时间", name, code="before_the_paper")
    if told.started_at and told.ended_at and told.ended_at < told.started_at:
        yield Reason(
            "送达或者退回的时间不应早于开始的时间", "ended_at", code="ends_before_it_begins"
        )


def _agreement_problems(
    notice: Notice, case: Any, told: Told, outcome: ServiceAttempt.Outcome, now: datetime
) -> list[Reason]:
    if told.method not in BY_WIRE or outcome == _Outcome.FAILED:
        return []
    if standing.by_wire(notice, case, told.ended_at or now, told.method):
        return []
    text = "当事人没有签订电子送达确认书，或者确认书当时无效，不能电子送达"
    return [Reason(text, "method", code="not_confirmed")]


def _address_problems(
    notice: Notice, told: Told, outcome: ServiceAttempt.Outcome, now: datetime
) -> Iterator[Reason]:
    """A letter is mailed to the address that stands in the confirmation at that moment, and to no other (61(2))."""
    if told.method != ServiceMethod.EMAIL or outcome == _Outcome.FAILED:
        return
    consent = consents.standing(notice.addressee_id, told.ended_at or now)
    if consent is None or not told.address or consent.email != told.address:
        text = "电子邮件只能发往当时有效的电子送达确认书中确认的邮箱"
        yield Reason(text, "address", code="not_the_confirmed_address")
