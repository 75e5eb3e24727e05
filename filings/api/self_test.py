"""The self-test for programs: the answers as parameters, what follows from them as JSON. Nothing is stored."""

from typing import Any

from django.conf import settings
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from filings.self_test import QUESTIONS, Answers, BadAnswers, Question, Verdict, verdict
from filings.self_test.verdict import Duty
from portal.clock import CHINA
from portal.deadlines.calendar import work_calendar
from portal.law.rulebook import rulebook
from portal.workflow.api import shapes

_RESULT = OpenApiExample(
    "应当备案",
    response_only=True,
    status_codes=["200"],
    value={
        "outcome": "must",
        "outcome_label": "应当备案",
        "code": "py.tp.fa.l20260914",
        "profile": "algorithm-2022",
        "is_draft": False,
        "filing": {
            "code": "algorithm.initial",
            "citation": "《互联网信息服务算法推荐管理规定》第二十四条第一款",
            "last_day": "2026-09-28",
            "moment": "2026-09-29T00:00:00+08:00",
            "provisional": False,
        },
        "assessment": {"code": "security_assessment.before_launch", "last_day": "2026-09-13"},
        "findings": [{"question": "public", "answer": "是", "holds": True}],
        "disclaimer": "本结果只供参考，不是主管部门的认定",
    },
)


def _parameter(question: Question) -> OpenApiParameter:
    """A question as a parameter: its title, and the words it understands."""
    if not question.options:
        return OpenApiParameter(
            question.name, str, description=f"{question.title}日期，如 2026-09-14；未定不填"
        )
    words = "、".join(f"{option.value}（{option.label}）" for option in question.options)
    several = "；可以多选，以逗号分开或者重复" if question.several else ""
    return OpenApiParameter(question.name, str, description=f"{question.title}{words}{several}")


#: What a printed result carries; ``code`` of an answer is the same.
_CODE = OpenApiParameter(
    "a", str, description="自查结果地址中的全部回答，如 py.tp.fa.l20260914；与逐问回答择一"
)


class SelfTest(APIView):
    """``GET self-test/?public=&types=&…`` or ``?a=<code>``: what follows from the answers."""

    permission_classes = (AllowAny,)

    @extend_schema(
        operation_id="self_test",
        summary="备案自查",
        description=(
            "逐问回答，或者以 a 给出自查结果地址中的回答，得出是否应当备案、最迟哪一天，以及每一答案所涉的条文。"
            "前面的回答已经足以得出结论的，其后的问题不必回答；缺少必要的回答时指明是哪一问。"
            "不保存任何内容，结果不是主管部门的认定。无需登录。"
        ),
        parameters=[_CODE, *(_parameter(question) for question in QUESTIONS)],
        examples=[_RESULT],
        responses={200: OpenApiTypes.OBJECT, **shapes.problems(422, 429)},
    )
    def get(self, request: Request) -> Response:
        """The verdict, its dates, and the finding on each answer."""
        answers = _from_code(request) if "a" in request.query_params else _from_words(request)
        found = verdict(answers, rulebook(settings.ALGORITHM_PROFILE), work_calendar())
        return Response(_as_json(answers, found))


def _from_words(request: Request) -> Answers:
    try:
        return Answers.of({q.name: _values(request, q) for q in QUESTIONS})
    except BadAnswers as refused:
        asked = next((q.title for q in QUESTIONS if q.name == refused.name), "")
        told = f"“{asked}”：{refused}" if asked else str(refused)
        raise ValidationError({refused.name: [told]}) from None


def _from_code(request: Request) -> Answers:
    """The answers of a result's address, which stand alone: two sets of answers could contradict each other."""
    given = request.query_params
    if len(given.getlist("a")) > 1 or any(question.name in given for question in QUESTIONS):
        raise ValidationError({"a": ["已经用 a 给出全部回答的，不能再逐问回答，也不能重复给出"]})
    try:
        answers = Answers.parse(given["a"])
    except BadAnswers as refused:
        raise ValidationError({"a": [str(refused)]}) from None
    question = answers.next_question()
    if question is not None:
        raise ValidationError({"a": [f"自查还没有答完，缺少“{question.title}”"]})
    return answers


def _values(request: Request, question: Question) -> list[str]:
    given = request.query_params.getlist(question.name)
    return [word.strip() for text in given for word in text.split(",") if word.strip()]


def _as_json(answers: Answers, found: Verdict) -> dict[str, Any]:
    return {
        "outcome": found.outcome.value,
        "outcome_label": found.outcome.label,
        "code": answers.code,
        "profile": found.law.profile,
        "is_draft": found.law.is_draft,
        "filing": _duty(found.filing),
        "assessment": _duty(found.assessment),
        "findings": [
            {
                "question": finding.question.name,
                "title": finding.question.title,
                "answer": finding.answer,
                "holds": finding.holds,
                "finding": finding.sentence,
                "citations": [row.citation for row in finding.rows],
            }
            for finding in found.findings
        ],
        "related": [row.citation for row in found.related],
        "disclaimer": "本结果只供参考，不是主管部门的认定",
    }


def _duty(duty: Duty | None) -> dict[str, Any] | None:
    if duty is None:
        return None
    limit, due = duty.limit, duty.due
    told: dict[str, Any] = {
        "code": limit.code,
        "summary": limit.summary,
        "citation": limit.citation,
        "last_day": None,
        "moment": None,
        "provisional": False,
        "steps": [],
    }
    if due is not None:
        told |= {
            "last_day": due.last_day,
            "moment": due.moment.astimezone(CHINA).isoformat(),
            "provisional": due.provisional,
            "steps": due.steps,
        }
    return told
