"""A repeated call answers the first one's result, whichever way it is repeated."""

from typing import Any

import pytest
from django.test import Client

from portal.audit.models import AuditEvent
from portal.cases.models import Case
from portal.workflow.models import IdempotentReply
from tests.make import NAME, Cast, cast, complete_draft, draft
from tests.together import together
from tests.workflow.door_cast import Visit, call, clock, people, png, visit

__all__ = ["clock", "people", "visit"]
OPENING = {"algorithm_name": NAME, "algorithm_type": "ranking", "role": "provider"}
NEW = {"kind": "filing", "data": OPENING}
KEY = {"Idempotency-Key": "order-7"}


def test_a_repeated_create_answers_the_first_case(people: Cast, visit: Visit) -> None:
    client = visit(people.ai)
    first = call(client, "POST", "cases/", NEW, **KEY)
    again = call(client, "POST", "cases/", NEW, **KEY)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert (first.get("Idempotent-Replay"), again["Idempotent-Replay"]) == (None, "true")
    assert Case.objects.count() == 1


def test_a_repeated_action_answers_the_first_outcome_although_the_version_is_old(
    people: Cast, visit: Visit
) -> None:
    case, client = complete_draft(people), visit(people.ai)
    path, sent = f"cases/{case.number}/actions/submit/", {"version": case.version, "data": {}}
    first = call(client, "POST", path, sent, **KEY)
    again = call(client, "POST", path, sent, **KEY)
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.content == again.content
    assert AuditEvent.objects.filter(case=case, action="submit").count() == 1


def test_a_repeated_upload_answers_the_first_outcome(people: Cast, visit: Visit) -> None:
    case, client = draft(people), visit(people.ai)
    path = f"/api/v1/cases/{case.number}/documents/"

    def upload() -> Any:
        sent = {"slot": "licence", "version": 1, "file": png()}
        return client.post(path, sent, headers=KEY)

    first, again = upload(), upload()
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert case.documents.count() == 1


def test_a_key_belongs_to_one_content_and_one_person(people: Cast, visit: Visit) -> None:
    call(visit(people.ai), "POST", "cases/", NEW, **KEY)
    other = {"kind": "filing", "data": OPENING | {"algorithm_name": "另一个"}}
    refused = call(visit(people.ai), "POST", "cases/", other, **KEY)
    assert (refused.status_code, refused.json()["code"]) == (422, "idempotency_key_reused")
    theirs = call(visit(people.dai), "POST", "cases/", NEW, **KEY)
    assert theirs.status_code == 201
    assert "Idempotent-Replay" not in theirs
    assert Case.objects.count() == 2


def test_a_refused_call_is_not_kept_and_may_be_repeated(people: Cast, visit: Visit) -> None:
    client = visit(people.ai)
    wrong = call(client, "POST", "cases/", {"kind": "filing", "data": {}}, **KEY)
    assert wrong.status_code == 422
    assert call(client, "POST", "cases/", NEW, **KEY).status_code == 201


@pytest.mark.parametrize("key", ["with space", "键", "x" * 201])
def test_a_malformed_key_is_refused(people: Cast, visit: Visit, key: str) -> None:
    answer = visit(people.ai).post(
        "/api/v1/cases/",
        NEW,
        content_type="application/json",
        HTTP_IDEMPOTENCY_KEY=key.encode().decode("latin-1"),
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_malformed")
    assert Case.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_twins_at_the_same_moment_have_one_effect_and_one_answer(clock: None) -> None:
    everybody = cast()

    def twin() -> Any:
        client = Client()
        client.force_login(everybody.ai, backend="django.contrib.auth.backends.ModelBackend")
        return call(client, "POST", "cases/", NEW, **KEY)

    answers = together(twin, twin, twin)
    assert [answer.status_code for answer in answers] == [201, 201, 201]
    assert len({answer.content for answer in answers}) == 1
    assert Case.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_twin_actions_at_the_same_moment_have_one_effect_and_one_answer(clock: None) -> None:
    everybody = cast()
    case = complete_draft(everybody)
    sent = {"version": case.version, "data": {}}

    def twin() -> Any:
        client = Client()
        client.force_login(everybody.ai, backend="django.contrib.auth.backends.ModelBackend")
        return call(client, "POST", f"cases/{case.number}/actions/submit/", sent, **KEY)

    answers = together(twin, twin)
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].content == answers[1].content
    assert AuditEvent.objects.filter(case=case, action="submit").count() == 1


def test_reply_and_effect_stand_or_fall_together(
    people: Cast, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("the reply cannot be stored")

    monkeypatch.setattr(IdempotentReply.objects, "create", broken)
    client = visit(people.ai)
    client.raise_request_exception = False
    assert call(client, "POST", "cases/", NEW, **KEY).status_code == 500
    assert (Case.objects.count(), IdempotentReply.objects.count()) == (0, 0)
