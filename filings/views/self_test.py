"""The self-test as pages: one question at a time, everything in the address, nothing stored."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from filings.assessment_terms import Trigger
from filings.self_test import QUESTIONS, Answers, BadAnswers, Question, verdict
from filings.self_test.questions import LAUNCH, ROLE, TYPES
from portal.clock import china_date, now
from portal.deadlines.calendar import work_calendar
from portal.law.rulebook import rulebook

_BY_NAME = {question.name: question for question in QUESTIONS}


@require_safe
def self_test(request: HttpRequest) -> HttpResponse:
    """The next question, an earlier one again (``to``), or the result. ``a`` holds the answers so far."""
    try:
        answers = Answers.parse(request.GET.get("a", ""))
    except BadAnswers as refused:
        context = {"broken": str(refused)}
        return render(request, "filings/self_test.html", context, status=400)
    if "step" in request.GET:
        return _answered(request, answers)
    question = _BY_NAME.get(request.GET.get("to", ""))
    if question is None or question not in answers.path():
        question = answers.next_question()
    if question is None:
        return render(request, "filings/self_test_result.html", _result(request, answers, now()))
    chosen = answers.given.get(question.name, ())
    return _ask(request, answers.before(question), question, chosen)


def _answered(request: HttpRequest, answers: Answers) -> HttpResponse:
    """Take one answer, and lead to the address of the answers with it."""
    question = _BY_NAME.get(request.GET["step"])
    if question is None or question is not answers.next_question():
        return redirect(_address(answers))
    values = request.GET.getlist(question.name)
    try:
        return redirect(_address(answers.with_answer(question, values)))
    except BadAnswers as refused:
        return _ask(request, answers, question, values, refused)


def _ask(
    request: HttpRequest,
    answers: Answers,
    question: Question,
    chosen: Any,
    refused: BadAnswers | None = None,
) -> HttpResponse:
    law = rulebook(settings.ALGORITHM_PROFILE)
    context = {
        "question": question,
        "number": len(answers.given) + 1,
        "chosen": chosen,
        "day": chosen[0] if question is LAUNCH and chosen else "",
        "code": answers.code,
        "rows": question.cites(law),
        "refused": str(refused) if refused else "",
        "so_far": _so_far(answers),
        "draft_profile_title": law.title if law.is_draft else "",
    }
    return render(request, "filings/self_test.html", context, status=422 if refused else 200)


def _so_far(answers: Answers) -> list[dict[str, str]]:
    """The answers given, each with the way back to its question."""
    return [
        {
            "title": question.title,
            "answer": answers.told(question),
            "url": _address(answers, to=question.name),
        }
        for question in answers.path()
        if question.name in answers.given
    ]


def _result(request: HttpRequest, answers: Answers, moment: datetime) -> dict[str, Any]:
    law = rulebook(settings.ALGORITHM_PROFILE)
    found = verdict(answers, law, work_calendar())
    return {
        "verdict": found,
        "law": law,
        "today": china_date(moment),
        "moment": moment,
        "so_far": _so_far(answers),
        "address": request.build_absolute_uri(_address(answers)),
        "begin_url": _begin(answers),
        "assess_url": _assess(answers),
        "draft_profile_title": law.title if law.is_draft else "",
    }


def _begin(answers: Answers) -> str:
    """The create page of a filing, with what the answers already say."""
    said = {"self_test": answers.code}
    if answers.launch_on:
        said["service_started_on"] = answers.launch_on.isoformat()
    types = [option.value for option in answers.chosen(TYPES)]
    if len(types) == 1 and types != ["unsure"]:
        said["algorithm_type"] = types[0]
        role = answers.given.get(ROLE.name, ("",))[0]
        said |= {"role": role} if role in ("provider", "supporter") else {}
    return f"{reverse('workflow:create', args=['filing'])}?{urlencode(said)}"


def _assess(answers: Answers) -> str:
    """The create page of a security assessment before the launch."""
    said = {"trigger": Trigger.NEW_SERVICE.value}
    if answers.launch_on:
        said["launched_on"] = answers.launch_on.isoformat()
    return f"{reverse('workflow:create', args=['security_assessment'])}?{urlencode(said)}"


def _address(answers: Answers, **more: str) -> str:
    query = urlencode({"a": answers.code, **more})
    return f"{reverse('self-test:start')}?{query}"
