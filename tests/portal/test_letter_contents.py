"""Each letter says what it must, or it is not sent; the act that would send it is refused and nothing is half done."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.db import transaction

from filings.assessment_terms import AssessmentState as A
from filings.models import Filing
from filings.states import FilingState as S
from portal.accounts.models import system_user
from portal.audit.models import AuditEvent
from portal.notices import catalogue, machine_readable, outbox
from portal.notices.contents import (
    Problem,
    Unsayable,
    differs,
    equals,
    expect,
    found,
    has,
    lacks,
    says,
    states,
)
from portal.notices.models import Notice
from portal.workflow.correspondence import refusing
from portal.workflow.errors import GuardFailed
from tests import make
from tests.filings import assessing
from tests.make import Cast
from tests.portal import notice_cast
from tests.portal.letter_contents import unsaid

_SCHEMA = Path(__file__).parents[2] / "docs/notice.schema.json"
#: letter → the state that it leads to, and the filing or assessment that gets there.
FILINGS = {
    "filing_received": S.SUBMITTED,
    "filing_correction": S.CORRECTION_REQUESTED,
    "filing_recorded": S.RECORDED,
    "filing_declined": S.DECLINED,
    "filing_withdrawn": S.WITHDRAWN,
}
ASSESSMENTS = {
    "assessment_received": A.SUBMITTED,
    "assessment_supplement": A.SUPPLEMENT_REQUESTED,
    "assessment_reassessment": A.REASSESSMENT_REQUIRED,
    "assessment_accepted": A.ACCEPTED,
}


@pytest.fixture
def cast(db: None) -> Cast:
    return make.cast()


def letter(code: str, case: Any) -> Notice:
    found = Notice.objects.select_related("case", "event", "addressee", "issuer")
    return found.get(code=code, case_id=case.pk)


@pytest.mark.parametrize("code", FILINGS)
def test_a_letter_of_a_filing_says_what_its_kind_declares(cast: Cast, code: str) -> None:
    assert unsaid(letter(code, make.filing(cast, FILINGS[code]))) == []


@pytest.mark.parametrize("code", ASSESSMENTS)
def test_a_letter_of_an_assessment_says_what_its_kind_declares(cast: Cast, code: str) -> None:
    assert unsaid(letter(code, assessing.assessment(cast, ASSESSMENTS[code]))) == []


def test_a_receipt_after_a_correction_states_the_limit_that_runs_already(cast: Cast) -> None:
    case = make.filing(cast, S.CORRECTION_REQUESTED)
    make.act(case, "submit_correction", cast.ai)
    receipt = Notice.objects.filter(code="filing_received", case_id=case.pk).latest("pk")
    assert [one["last_day"] for one in receipt.context["deadlines"]] == ["2026-11-10"]
    assert unsaid(receipt) == []


def test_an_act_whose_letter_would_lack_an_item_is_refused_and_nothing_has_changed(
    cast: Cast,
) -> None:
    case = make.filing(cast)
    events = AuditEvent.objects.filter(case_id=case.pk).count()
    items = [{"item": "主体信息", "reason": " ", "code": "subject"}]
    with pytest.raises(GuardFailed) as refused:
        make.act(case, "request_correction", cast.bo, items=items)
    [reason] = refused.value.reasons
    assert (reason.message, reason.field, reason.code) == (
        "《补正通知书》必须写明“问题和要求”，现在没有这项内容，请补充后再办理",
        "items",
        "letter",
    )
    assert Filing.objects.get(pk=case.pk).state == S.SUBMITTED
    assert AuditEvent.objects.filter(case_id=case.pk).count() == events
    assert not Notice.objects.filter(code="filing_correction").exists()


def test_an_act_whose_letter_no_font_can_print_is_refused_with_character_and_field(
    cast: Cast,
) -> None:
    case = make.filing(cast)
    items = [{"item": "主体信息", "reason": "名称中的\U0010fffd字与执照不符", "code": "subject"}]
    with pytest.raises(GuardFailed) as refused:
        make.act(case, "decline", cast.bo, items=items)
    [reason] = refused.value.reasons
    assert reason.field == "items"
    assert reason.message == (
        "《不予备案通知书》的理由“名称中的\U0010fffd字与执照不符”中，"
        "“\U0010fffd”（U+10FFFD）没有字库可以印出，请改用规范用字后再办理"
    )
    assert Filing.objects.get(pk=case.pk).state == S.SUBMITTED


def test_what_the_portal_says_of_itself_fails_loudly_and_waits_for_no_font(db: None) -> None:
    office = notice_cast.organization("演示省网信办", jurisdiction="99")
    case = notice_cast.case_of(notice_cast.organization("青云"), office)
    with pytest.raises(Unsayable, match="收到的材料"), transaction.atomic():
        event = notice_cast.happened(case, "submit")
        outbox.queue([notice_cast.says("filing_received", case, event, materials=[])])
    with transaction.atomic():
        event = notice_cast.happened(case, "submit")
        queued = outbox.queue(
            [notice_cast.says("filing_received", case, event, algorithm_name="\U0010fffd")]
        )
    assert queued.count() == 1


def test_a_refusal_is_for_people_alone(db: None) -> None:
    with pytest.raises(Unsayable), refusing(system_user()):
        raise Unsayable([Problem("缺少内容")])


def test_what_follows_from_a_persons_act_is_the_persons() -> None:
    clicked = AuditEvent(role="filing_officer")
    timed = AuditEvent(role="system")
    assert outbox._is_of_a_person(AuditEvent(role="system", cause=clicked))
    assert not outbox._is_of_a_person(AuditEvent(role="system", cause=timed))


FACTS: dict[str, Any] = {
    "items": [{"reason": "甲"}, {"reason": "乙"}],
    "half": [{"reason": "甲"}, {"reason": ""}],
    "votes": {"against": 0},
    "late": False,
    "code": "simplified",
}


@pytest.mark.parametrize(
    ("paths", "values"),
    [
        (("items.reason",), ["甲", "乙"]),
        (("half.reason",), []),
        (("half.reason", "items.reason"), ["甲", "乙"]),
        (("votes.against",), [0]),
        (("late",), [False]),
        (("nothing", "votes.nothing", "code.nothing"), []),
    ],
)
def test_an_item_is_stated_where_every_leaf_of_one_of_its_paths_is(
    paths: tuple[str, ...], values: list[Any]
) -> None:
    assert states("x", "甲", "X", *paths).values(FACTS) == values


@pytest.mark.parametrize(
    ("condition", "asked"),
    [
        (has("items"), True),
        (has("late"), False),
        (lacks("late"), True),
        (equals("code", "general", "simplified"), True),
        (equals("code", "general"), False),
        (differs("code", "general"), True),
        (differs("code", "simplified"), False),
    ],
)
def test_an_item_is_asked_only_where_its_condition_holds(condition: Any, asked: bool) -> None:
    item = states("x", "甲", "X", "nothing", when=condition)
    assert item.asked(FACTS) is asked
    if asked:
        with pytest.raises(Unsayable, match="必须写明“甲”"):
            expect("某书", [item], FACTS, of_a_person=False)
    else:
        expect("某书", [item, says("y", "乙", "Y", "照旧", "As before.")], FACTS, of_a_person=True)


def test_a_list_of_lists_is_walked_through_to_its_leaves() -> None:
    assert found({"points": [{"told": ["甲", "乙"]}, {"told": ["丙"]}]}, "points.told") == [
        *("甲", "乙", "丙"),
    ]


def test_every_letter_has_a_mark_of_its_own() -> None:
    letters = [kind for kind in catalogue.registered() if kind.form == Notice.Form.LETTER]
    marks = [kind.mark for kind in letters]
    assert [kind.code for kind in letters if not 1 <= len(kind.mark) <= 6] == []
    assert sorted(marks) == sorted(set(marks))


def test_every_letter_declares_what_it_must_state() -> None:
    letters = [kind for kind in catalogue.registered() if kind.form == Notice.Form.LETTER]
    assert [kind.code for kind in letters if not kind.must_state] == []
    twice = [
        (kind.code, content.key)
        for kind in letters
        for content in kind.must_state
        if [one.key for one in kind.must_state].count(content.key) > 1
    ]
    assert twice == []


def test_the_machine_readable_twin_follows_its_published_schema(cast: Cast) -> None:
    schema = json.loads(_SCHEMA.read_text(encoding="utf-8"))
    notice = letter("filing_declined", make.filing(cast, S.DECLINED))
    told = json.loads(json.dumps(machine_readable.told(notice, "https://example.com/verify/")))
    jsonschema.Draft202012Validator(schema).validate(told)
    assert told["contents"]["reasons"] == {
        "zh": "理由",
        "en": "Reasons",
        "values": ["与营业执照不一致"],
    }
    assert told["contents"]["refile"]["values"] == ["可以在本门户重新提交备案"]
    assert told["issuer"] == {
        "name": "演示省互联网信息办公室",
        "organization": "演示省互联网信息办公室",
    }
    assert told["printed_seal"] is None
