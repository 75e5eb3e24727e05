"""What an act seals is kept by nobody: no event, no page, no stored reply, no session, nothing in the database."""

from collections.abc import Iterator

import pytest
from django.core.signing import b62_encode
from django.db import connection
from django.test import Client

from portal.accounts.roles import Role
from portal.cases.models import Case
from portal.workflow.idempotency import fingerprint
from portal.workflow.machine import Extends, action
from portal.workflow.models import IdempotentReply
from portal.workflow.views.keeping import writer
from tests import make
from tests.workflow import boards
from tests.workflow.boards import Sitting
from tests.workflow.door_cast import Visit, call, clock, visit

__all__ = ["clock", "visit"]
WORDS = "风险评估不足以支持该项活动"
SAID = {"choice": "no", "reasons": WORDS, "round": 3}


@pytest.fixture
def people(db: None, clock: None) -> Iterator[Sitting]:
    with boards.registered():
        yield boards.sitting()


@pytest.fixture
def case(people: Sitting) -> Case:
    return boards.board(people)


def everywhere() -> list[str]:
    """The tables in which the sealed words stand, in whichever column."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text LIKE %s", [f"%{WORDS}%"])
            found += [table] if cursor.fetchone()[0] else []
    return found


def test_the_event_names_what_is_open_and_the_commitment_and_nothing_sealed(
    people: Sitting, case: Case
) -> None:
    event = make.act(case, "vote", people.first, **SAID).event
    assert event.data["input"] == {"round": 3}
    assert len(event.data["commitment"]) == 64
    assert everywhere() == []


def test_an_act_that_seals_nothing_is_kept_as_before(people: Sitting, case: Case) -> None:
    event = make.act(case, "remark", people.first, reasons=WORDS).event
    assert event.data["input"] == {"reasons": WORDS}
    assert everywhere() == ["audit_auditevent"]


def test_a_ballot_by_api_leaves_no_word_in_the_stored_reply_or_the_timeline(
    people: Sitting, case: Case, visit: Visit
) -> None:
    client, key = visit(people.first), {"Idempotency-Key": "ballot-1"}
    sent = {"version": make.version_of(case), "data": SAID}
    path = f"cases/{case.number}/actions/vote/"
    first, again = (call(client, "POST", path, sent, **key) for _ in range(2))
    assert (first.status_code, again.status_code) == (200, 200)
    assert again["Idempotent-Replay"] == "true"
    assert first.json()["event"]["data"]["input"] == {"round": 3}
    assert IdempotentReply.objects.count() == 1
    assert everywhere() == []
    told = call(visit(people.auditor), "GET", f"cases/{case.number}/timeline/").json()
    assert [e["data"]["input"] for e in told if e["action"] == "vote"] == [{"round": 3}]


def test_the_same_key_with_another_choice_is_refused(
    people: Sitting, case: Case, visit: Visit
) -> None:
    client, key = visit(people.first), {"Idempotency-Key": "ballot-1"}
    path, version = f"cases/{case.number}/actions/vote/", make.version_of(case)
    call(client, "POST", path, {"version": version, "data": SAID}, **key)
    other = {"version": version, "data": SAID | {"choice": "yes"}}
    assert call(client, "POST", path, other, **key).json()["code"] == "idempotency_key_reused"


def test_a_fingerprint_cannot_be_tried_out_without_the_portals_key(
    settings: pytest.FixtureRequest,
) -> None:
    mine = fingerprint("POST", "/vote/", SAID)
    settings.SECRET_KEY = "another-" + b62_encode(2**200)
    assert fingerprint("POST", "/vote/", SAID) != mine


def test_a_ballot_on_the_page_stands_on_no_page_afterwards(
    people: Sitting, case: Case, visit: Visit
) -> None:
    for person in (people.first, people.chair):
        make.act(case, "declare", person)  # else neither reads what is done in confidence
    client, address = visit(people.first), f"/cases/{case.number}/actions/vote/"
    sent = {str(k): str(v) for k, v in SAID.items()} | {"version": str(make.version_of(case))}
    assert client.post(address, sent).status_code == 302
    for person in (people.first, people.chair, people.auditor):
        page = visit(person).get(f"/cases/{case.number}/").content.decode()
        assert "轮次：3" in page
        assert WORDS not in page
        assert "表决意见" not in page
    assert everywhere() == []


def test_the_page_says_beforehand_what_is_sealed_and_who_is_not_told(
    people: Sitting, case: Case, visit: Visit
) -> None:
    client, acts = visit(people.first), f"/cases/{case.number}/actions"
    page = client.get(f"{acts}/vote/").content.decode()
    assert "密封保存，不写入办理过程：表决意见、理由" in page
    assert "此项办理不向事项所属单位显示" in page
    assert "密封保存" not in client.get(f"{acts}/remark/").content.decode()


def test_a_ballot_that_came_after_the_sign_in_had_ended_waits_in_no_session(
    people: Sitting, case: Case
) -> None:
    client, address = Client(), f"/cases/{case.number}/actions/vote/"
    answer = client.post(address, {**SAID, "version": 2, "writer": writer(people.first)})
    assert answer.status_code == 302
    assert WORDS not in str(dict(client.session.items()))
    page = client.get(answer.headers["Location"]).content.decode()
    assert "为保密，填写的内容没有保留，登录后请重新填写。" in page
    client.force_login(people.first, "django.contrib.auth.backends.ModelBackend")
    assert WORDS not in client.get(address).content.decode()


def test_open_words_wait_for_their_writer_as_before(people: Sitting, case: Case) -> None:
    client, address = Client(), f"/cases/{case.number}/actions/remark/"
    client.post(address, {"reasons": WORDS, "version": 2, "writer": writer(people.first)})
    assert WORDS in str(dict(client.session.items()))


def test_a_seal_on_something_that_is_not_asked_for_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="没有要密封的内容：chioce"):

        @action("表决", roles=[Role.MEMBER], source=["a"], sealed=["chioce"])
        def vote(self: object, ctx: object, choice: str) -> None: ...


def test_a_sealed_reason_cannot_extend_a_limit_which_would_tell_it() -> None:
    with pytest.raises(ValueError, match="理由会写入期限"):
        action(
            "延期", roles=[Role.CHAIR], source=["a"], sealed=["reason"],
            extends=[Extends("ethics.emergency_total", until="until")],
        )  # fmt: skip
