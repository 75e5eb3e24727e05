"""What no view answers: a problem document under /api/, a page everywhere else."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory

from portal.accounts.models import User
from portal.workflow import handlers


def request(path: str) -> HttpRequest:
    """A request to ``path`` by somebody unknown."""
    made = RequestFactory().get(path)
    made.user = User()
    return made


CASES = [
    (lambda r: handlers.bad_request(r, SuspiciousOperation()), 400, "malformed"),
    (lambda r: handlers.bad_request(r, RequestDataTooBig()), 413, "too_large"),
    (lambda r: handlers.permission_denied(r, PermissionDenied()), 403, "not_permitted"),
    (lambda r: handlers.not_found(r, Http404()), 404, "not_found"),
    (handlers.server_error, 500, "server_error"),
    (handlers.csrf_failure, 403, "csrf_failed"),
]


@pytest.mark.parametrize(("handler", "status", "code"), CASES)
def test_under_the_api_it_is_a_problem_document(
    handler: Callable[[HttpRequest], HttpResponse], status: int, code: str
) -> None:
    answer = handler(request("/api/v1/nothing/"))
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert f'"code": "{code}"' in answer.content.decode()


@pytest.mark.parametrize(("handler", "status", "code"), CASES)
def test_elsewhere_it_is_a_page(
    handler: Callable[[HttpRequest], HttpResponse], status: int, code: str
) -> None:
    answer = handler(request("/nothing/"))
    assert (answer.status_code, answer["Content-Type"]) == (status, "text/html; charset=utf-8")
    assert "</html>" in answer.content.decode()
