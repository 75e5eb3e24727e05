"""The rulebook and the calculator for programs. Open to anybody."""

from datetime import date, datetime
from typing import Any, TypeVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.clock import CHINA
from portal.law.errors import PeriodError, UnknownProfile
from portal.law.periods import Due
from portal.law.rows import TimeLimit
from portal.law.rulebook import profiles, rulebook
from portal.law.terms import Unit
from portal.web import calculation
from portal.workflow.api import shapes

Start = TypeVar("Start", date, datetime)
_PROFILE = OpenApiParameter("profile", str, description="规则集，如 algorithm-2021-draft")


_LIMITS = OpenApiExample(
    "一行",
    response_only=True,
    status_codes=["200"],
    value={
        "count": 1,
        "results": [
            {
                "profile": "algorithm-2021-draft",
                "code": "algorithm.change",
                "article": "第二十条第二款",
                "amount": 5,
                "unit": "working_day",
                "direction": "after",
            }
        ],
    },
)
_DUE = OpenApiExample(
    "起算日 2026-09-14",
    response_only=True,
    status_codes=["200"],
    value={
        "profile": "algorithm-2022",
        "code": "algorithm.change",
        "article": "第二十四条第二款",
        "start": "2026-09-14",
        "last_day": "2026-09-28",
        "moment": "2026-09-29T00:00:00+08:00",
        "provisional": False,
        "steps": ["2026-09-14（周一）……"],
    },
)


class LimitList(APIView):
    """``GET law/limits/?profile=``: the time limits of one profile, or of all."""

    permission_classes = (AllowAny,)

    @extend_schema(
        operation_id="law_limits",
        summary="法定期限一览",
        description="一个规则集（不填则为全部规则集）的期限：条款、何时起算、数额与单位、由谁办理、逾期后果。无需登录。",
        parameters=[_PROFILE],
        examples=[_LIMITS],
        responses={200: OpenApiTypes.OBJECT, **shapes.problems(422, 429)},
    )
    def get(self, request: Request) -> Response:
        """Every row with its article, its amount and what follows when it is missed."""
        wanted = request.query_params.get("profile", "")
        names = [wanted] if wanted else profiles()
        try:
            rows = [_row(limit, name) for name in names for limit in rulebook(name).limits]
        except UnknownProfile as problem:
            raise ValidationError({"profile": [str(problem)]}) from None
        return Response({"count": len(rows), "results": rows})


class LimitDue(APIView):
    """``GET law/due/?profile=&code=&start=``: when a limit ends; ``amount`` where an order sets it."""

    permission_classes = (AllowAny,)

    @extend_schema(
        parameters=[
            _PROFILE,
            OpenApiParameter(
                "code", str, required=True, description="期限代码，如 algorithm.change"
            ),
            OpenApiParameter(
                "start", str, required=True, description="起算日期；以小时计的期限为 ISO 8601 时刻"
            ),
            OpenApiParameter("amount", int, description="由主管部门在文书中确定的数额"),
        ],
        operation_id="law_due",
        summary="计算期限届满日",
        description=(
            "从起算日按条文与工作日历计算届满日，附逐步说明。last_day 为最后一日，moment 为届满时刻（不含）；"
            "provisional 表示放假安排尚未公布，为暂算。条文未定数量（“及时”）的期限不能计算。无需登录。"
        ),
        examples=[_DUE],
        responses={200: OpenApiTypes.OBJECT, **shapes.problems(422, 429)},
    )
    def get(self, request: Request) -> Response:
        """Last day, exclusive moment, and the steps of the count."""
        given = {
            name: request.query_params.get(name, "").strip()
            for name in ("profile", "code", "start", "amount")
        }
        missing = {name: ["缺少此参数"] for name in ("profile", "code", "start") if not given[name]}
        if missing:
            raise ValidationError(missing)
        limit = calculation.limit_of(given["profile"], given["code"])
        if limit is None:
            raise ValidationError({"code": [f"{given['profile']} 中没有期限 {given['code']}"]})
        if not limit.has_timer:
            told = f"这项期限条文未定数量（{limit.article}），不计算届满日"
            raise ValidationError({"code": [told]})
        start, amount = _start(given["start"], limit), _amount(given["amount"], limit)
        try:
            answer = calculation.count(limit, start, amount)
        except PeriodError as problem:
            raise ValidationError(
                {"amount" if limit.amount is None else "start": [str(problem)]}
            ) from None
        return Response(_answer(answer, given["profile"]))


def _start(text: str, limit: TimeLimit) -> date | datetime:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None:
        return _in_span(_instant(text))
    if limit.unit is Unit.HOUR:
        raise ValidationError(
            {"start": ["以小时计的期限，起算应为时刻，如 2026-09-14T18:30+08:00"]}
        )
    return _in_span(day)


def _instant(text: str) -> datetime:
    try:
        # A "+" of the offset arrives as a blank unless the caller wrote %2B.
        moment = datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=CHINA)
        return moment.astimezone(CHINA)
    except (ValueError, OverflowError):
        raise ValidationError(
            {"start": ["应为 2026-09-14 或 2026-09-14T18:30+08:00 的形式"]}
        ) from None


def _in_span(start: Start) -> Start:
    day = start.date() if isinstance(start, datetime) else start
    if not calculation.FIRST_START <= day <= calculation.LAST_START:
        span = f"{calculation.FIRST_START} 至 {calculation.LAST_START}"
        raise ValidationError({"start": [f"可计算 {span} 的起算日"]})
    return start


def _amount(text: str, limit: TimeLimit) -> int | None:
    if not text:
        return None
    if limit.amount is not None:
        raise ValidationError({"amount": [f"数额由条文规定（{limit.term}），不接受其他数额"]})
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        raise ValidationError({"amount": ["应为正整数"]})
    return int(text)


def _answer(answer: Due, profile: str) -> dict[str, Any]:
    limit = answer.limit
    start = answer.start
    return {
        "profile": profile,
        "code": limit.code,
        "instrument": limit.instrument,
        "article": limit.article,
        "draft": limit.is_draft,
        "start": start.isoformat(),
        "amount": answer.amount,
        "unit": limit.unit.value,
        "direction": limit.direction.value,
        "last_day": answer.last_day.isoformat() if answer.last_day else None,
        "moment": answer.moment.astimezone(CHINA).isoformat(),
        "provisional": answer.provisional,
        "steps": list(answer.steps),
    }


def _row(limit: TimeLimit, profile: str) -> dict[str, Any]:
    return {
        "profile": profile,
        "code": limit.code,
        "instrument": limit.instrument,
        "article": limit.article,
        "ref": limit.ref,
        "status": limit.status.value,
        "verified": limit.verified,
        "summary": limit.summary,
        "act": limit.act,
        "party": limit.party.value,
        "trigger": limit.trigger,
        "amount": limit.amount,
        "unit": limit.unit.value,
        "year_date": f"{limit.year_date[0]:02}-{limit.year_date[1]:02}"
        if limit.year_date
        else None,
        "direction": limit.direction.value,
        "term": limit.term,
        "force": limit.force.value,
        "kind": limit.kind.value,
        "set_by": limit.set_by.value,
        "extendable": limit.extendable,
        "missed": limit.missed,
        "on_miss": limit.on_miss.value,
        "note": limit.note,
    }
