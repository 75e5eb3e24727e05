"""The figures of matters: filings by class, orders, leads, penalties, complaints."""

from typing import Any, TypeVar

from django.db.models import F, Func, Model, Q, QuerySet, TextChoices, TextField

from enforcement.models import Complaint, Lead, Penalty, Rectification
from enforcement.states import (
    ComplaintOutcome,
    LeadSource,
    LeadState,
    PenaltyState,
    RectificationState,
)
from filings import ledger
from filings.states import AlgorithmType
from portal.law.terms import Measure
from portal.web.dashboard.dimensions import by_month, by_place, by_words, column, listed_as
from portal.web.dashboard.figure import Dimension, Drawn, Figure
from portal.web.dashboard.scope import Scope

M = TypeVar("M", bound=Model)


class OpenOrder(TextChoices):
    """Orders that have not been verified: the company still works on it, or waits for the second look."""

    ISSUED = RectificationState.ISSUED.value, RectificationState.ISSUED.label
    REPORTED = RectificationState.REPORTED.value, RectificationState.REPORTED.label


#: Decided on: a penalty was imposed and stands.
_IMPOSED = (
    PenaltyState.DECIDED,
    PenaltyState.SERVED,
    PenaltyState.PERFORMED,
    PenaltyState.CLOSED,
)


def _seen(model: type[M], scope: Scope) -> QuerySet[M]:
    """The cases of that kind that are looked at."""
    return model._default_manager.filter(pk__in=scope.cases)


def _filings(scope: Scope) -> QuerySet[Any]:
    """By the class that was last handed in, as the ledger says it."""
    rows = ledger.filings_of(scope.user).filter(pk__in=scope.cases)
    return rows.filter(scope.during("received_at"))


def _orders(scope: Scope) -> QuerySet[Any]:
    return _seen(Rectification, scope).filter(state__in=OpenOrder.values)


def _leads(scope: Scope) -> QuerySet[Any]:
    return _seen(Lead, scope).filter(scope.during("created_at"))


def _penalties(scope: Scope) -> QuerySet[Any]:
    """Penalties that were decided in the period; what is only proposed or announced is none."""
    imposed = Q(state__in=_IMPOSED, no_penalty_ground="")
    return _seen(Penalty, scope).filter(imposed, scope.during("decided_at"))


def _complaints(scope: Scope) -> QuerySet[Any]:
    return _seen(Complaint, scope).filter(scope.during("created_at"))


def _measure(scope: Scope) -> Func:
    """A row for each of a penalty's measures."""
    return Func(
        F("measures"),
        function="jsonb_array_elements_text",
        output_field=TextField(),
        set_returning=True,
    )


def _outcome(key: str) -> str:
    return str(ComplaintOutcome(key).label) if key else "尚无结果"


_MEASURES = {measure.value: measure.label for measure in Measure}
_MEASURE = Dimension(
    "处罚种类",
    _measure,
    lambda key: _MEASURES.get(key, ""),
    holding=lambda key: Q(measures__contains=[key]),
)
_SOURCE = by_words("来源", column("source"), LeadSource)
_LEAD_STATE = by_words("状态", column("state"), LeadState)
_ORDER_STATE = by_words("状态", column("state"), OpenOrder)
_OUTCOME = Dimension("办理结果", column("outcome"), _outcome, keys=(*ComplaintOutcome.values, ""))
_CATEGORY = Dimension("类别", column("category"), listed_as("complaint_categories"))

FILINGS = (
    Figure(
        slug="filings",
        title="备案申请，按类别和月份",
        rows=_filings,
        by=by_month("收到月份", "received_at"),
        parts=by_words("算法类别", column("filed_algorithm_type"), AlgorithmType),
        shape="cases",
        drawn=Drawn.MONTHS,
        note="按首次收到申请的月份统计，不论其后结果。",
        empty="这一时段没有收到备案申请。",
    ),
)
ENFORCEMENT = (
    Figure(
        slug="orders",
        title="未办结的责令限期改正，按地区",
        rows=_orders,
        by=by_place("region"),
        parts=_ORDER_STATE,
        shape="cases",
        standing=True,
        note="已经下达、尚未复查完毕的。",
        empty="没有未办结的责令限期改正。",
    ),
    Figure(
        slug="leads",
        title="执法线索，按来源和状态",
        rows=_leads,
        by=_SOURCE,
        parts=_LEAD_STATE,
        shape="cases",
        note="按线索产生日期统计。",
        empty="这一时段没有执法线索。",
    ),
    Figure(
        slug="penalties-by-measure",
        title="行政处罚，按处罚种类",
        rows=_penalties,
        by=_MEASURE,
        parts=None,
        shape="cases",
        note="按作出决定的日期统计；一件处罚有几个种类的，在每一种类下各计一次。",
        empty="这一时段没有作出行政处罚决定。",
    ),
    Figure(
        slug="penalties-by-month",
        title="行政处罚，按月份",
        rows=_penalties,
        by=by_month("决定月份", "decided_at"),
        parts=None,
        shape="cases",
        drawn=Drawn.MONTHS,
        note="按作出决定的日期统计。",
        empty="这一时段没有作出行政处罚决定。",
    ),
    Figure(
        slug="complaints",
        title="投诉举报，按类别和结果",
        rows=_complaints,
        by=_CATEGORY,
        parts=_OUTCOME,
        shape="cases",
        note="按收到日期统计。",
        empty="这一时段没有投诉举报。",
    ),
)
