"""The figures of time limits: kept or missed, by whom, where; what is overdue; who has how much to do."""

from typing import Any

from django.db.models import Case as Choose
from django.db.models import CharField, QuerySet, TextChoices, Value, When
from django.db.models.expressions import Combinable

from portal.deadlines import selectors
from portal.deadlines.models import Deadline
from portal.law.terms import Kind
from portal.web.dashboard.dimensions import BY_LIMIT, BY_OFFICER, by_place, by_words, column
from portal.web.dashboard.figure import Drawn, Figure
from portal.web.dashboard.scope import Scope
from portal.web.workload import DECIDING, PARTS


class Judged(TextChoices):
    """How a limit ended that was kept or missed."""

    MET = Deadline.Outcome.MET.value, "按期"
    LATE = Deadline.Outcome.LATE.value, "逾期"


class Urgency(TextChoices):
    """How near a running limit is; the same words and bounds as on the page of the workload."""

    OVERDUE = "overdue", "已逾期"
    WEEK = "week", "本周到期"
    LATER = "later", "其后到期"


class Side(TextChoices):
    """Who lets a limit run."""

    DECIDING = "deciding", "办理机关"
    OTHERS = "others", "企业和单位"


def _urgency(scope: Scope) -> Combinable:
    return Choose(
        When(PARTS["overdue"].which(scope.now), then=Value(Urgency.OVERDUE.value)),
        When(PARTS["week"].which(scope.now), then=Value(Urgency.WEEK.value)),
        default=Value(Urgency.LATER.value),
        output_field=CharField(),
    )


def _side(scope: Scope) -> Combinable:
    return Choose(
        When(party__in=DECIDING, then=Value(Side.DECIDING.value)),
        default=Value(Side.OTHERS.value),
        output_field=CharField(),
    )


def _decided(scope: Scope) -> QuerySet[Any]:
    """Ended limits of the authorities that count into the on-time rate."""
    ended = selectors.settled(scope.user, scope.now)
    return ended.filter(scope.during("closed_at"), case__in=scope.cases)


def _performed(scope: Scope) -> QuerySet[Any]:
    """Ended duties of companies and units."""
    rows = Deadline.objects.filter(
        scope.during("closed_at"),
        case__in=scope.cases,
        party__in=selectors.FILER,
        kind=Kind.DUTY,
        outcome__in=Judged.values,
    )
    return rows.select_related("case__organization").order_by("-closed_at", "-pk")


def _running(scope: Scope) -> QuerySet[Any]:
    return selectors.running(scope.user, scope.now).filter(case__in=scope.cases)


def _overdue(scope: Scope) -> QuerySet[Any]:
    return _running(scope).filter(selectors.Window.at(scope.now).overdue)


def _in_hand(scope: Scope) -> QuerySet[Any]:
    """Running limits of the deciding side."""
    return _running(scope).filter(party__in=DECIDING)


_BY_REGION = by_place("case__region")
_JUDGED = by_words("结果", column("outcome"), Judged, tones={Judged.MET: "ok", Judged.LATE: "late"})
_WHOSE = by_words("哪一方", _side, Side)
_HOW_NEAR = by_words(
    "到期",
    _urgency,
    Urgency,
    tones={Urgency.OVERDUE: "overdue", Urgency.WEEK: "week", Urgency.LATER: "1"},
)
_OF_DECIDED = "机关办理的、计入按时率的期限，按办结日期统计。"
_OF_PERFORMED = "企业和单位须履行的义务，按履行日期统计；尚未履行的见“已逾期未办结”。"

ON_TIME = (
    Figure(
        slug="decided-by-limit",
        title="机关办理按时率，按期限",
        rows=_decided,
        by=BY_LIMIT,
        parts=_JUDGED,
        shape="deadlines",
        drawn=Drawn.SHARES,
        note=_OF_DECIDED,
        empty="这一时段没有办结的期限。",
    ),
    Figure(
        slug="decided-by-region",
        title="机关办理按时率，按地区",
        rows=_decided,
        by=_BY_REGION,
        parts=_JUDGED,
        shape="deadlines",
        drawn=Drawn.SHARES,
        note=_OF_DECIDED,
        empty="这一时段没有办结的期限。",
    ),
    Figure(
        slug="performed-by-limit",
        title="企业履行按时率，按义务",
        rows=_performed,
        by=BY_LIMIT,
        parts=_JUDGED,
        shape="deadlines",
        drawn=Drawn.SHARES,
        note=_OF_PERFORMED,
        empty="这一时段没有履行完毕的义务。",
    ),
    Figure(
        slug="performed-by-region",
        title="企业履行按时率，按地区",
        rows=_performed,
        by=_BY_REGION,
        parts=_JUDGED,
        shape="deadlines",
        drawn=Drawn.SHARES,
        note=_OF_PERFORMED,
        empty="这一时段没有履行完毕的义务。",
    ),
)
RUNNING = (
    Figure(
        slug="overdue",
        title="已逾期未办结，按期限",
        rows=_overdue,
        by=BY_LIMIT,
        parts=_WHOSE,
        shape="deadlines",
        standing=True,
        note="届满而仍未办结的期限，不论轮到哪一方。",
        empty="没有逾期未办结的期限。",
    ),
    Figure(
        slug="workload",
        title="在办工作量，按承办人",
        rows=_in_hand,
        by=BY_OFFICER,
        parts=_HOW_NEAR,
        shape="deadlines",
        standing=True,
        note="轮到办理一方的在办期限，记在事项的承办人名下；没有分派的，记在所指定的执法人员名下。",
        empty="没有在办的期限。",
    ),
)
