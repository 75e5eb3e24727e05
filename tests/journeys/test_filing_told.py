"""What the later acts of a filing's life leave on its page and in its JSON, for both sides; and what asks twice."""

import json
from typing import Any

import pytest

from filings.models import Filing
from filings.states import FilingState as S
from portal.accounts.models import User
from tests import make
from tests.inputs import INPUT
from tests.make import Cast
from tests.portal.web_cast import SetClock, Visit, people, read, set_clock, visit

__all__ = ["people", "set_clock", "visit"]
ARRANGED, NOTICE = INPUT["submit_deregistration"], INPUT["notify_revocation"]
INSTANT = "2026-09-22T02:00:00Z"
#: state → what the API tells of it that the acts on the way left behind.
LEFT: dict[S, dict[str, Any]] = {
    S.RECORDED: {"self_test": "", "confirmed_on": None, "ended_at": None, "change_remarks": []},
    S.CHANGE_SUBMITTED: {
        "changed_on": "2026-09-22",
        "change_reason": "模型换代",
        "change_submitted_at": INSTANT,
        "changed_at": None,
        "change_returns": [],
    },
    S.DEREGISTRATION_SUBMITTED: {
        "service_ends_on": "2026-09-22",
        "termination_reason": "业务调整",
        **ARRANGED,
        "deregistration_returns": [],
    },
    S.CANCELLED: {
        "cancellation_ground": "site_closed",
        "cancellation_facts": "网站已被责令关闭。",
        "ended_at": INSTANT,
    },
    S.REVOKED: {
        "revocation_ground": NOTICE["ground"],
        "revocation_facts": NOTICE["facts"],
        "revocation_evidence": NOTICE["evidence"],
        "revocation_notified_at": INSTANT,
        "revocation_statement": "报告由供应商提供，我司不知情。",
        "revocation_stated_at": INSTANT,
        "revocation_reason": "陈述不影响事实认定，不予采纳。",
        "ended_at": INSTANT,
    },
}


def told(visit: Visit, user: User, case: Filing) -> dict[str, Any]:
    return dict(visit(user).get(f"/api/v1/cases/{case.number}/").json()["data"])


@pytest.mark.parametrize("state", LEFT)
def test_the_api_tells_both_sides_what_the_later_acts_left(
    people: Cast, visit: Visit, state: S
) -> None:
    case = make.filing(people, state)
    for user in (people.ai, people.bo):
        data = told(visit, user, case)
        assert {name: data[name] for name in LEFT[state]} == LEFT[state]
    assert visit(people.dai).get(f"/api/v1/cases/{case.number}/").status_code == 404


@pytest.mark.parametrize("state", [S.CHANGE_SUBMITTED, S.DEREGISTRATION_SUBMITTED])
def test_a_withdrawal_leaves_nothing_of_what_was_declared_but_in_the_trail(
    people: Cast, visit: Visit, state: S
) -> None:
    case = make.filing(people, state)
    act = "withdraw_change" if state == S.CHANGE_SUBMITTED else "withdraw_termination"
    make.act(case, act, people.ai, reason="误报一次")
    data = told(visit, people.ai, case)
    for name in ("change_reason", "termination_reason", *ARRANGED):
        assert data[name] == ""
    timeline = visit(people.ai).get(f"/api/v1/cases/{case.number}/timeline/").json()
    assert "误报一次" in json.dumps(timeline, ensure_ascii=False)


def test_a_statement_is_asked_for_twice_as_it_is_the_only_one(
    people: Cast, visit: Visit, set_clock: SetClock
) -> None:
    case = make.filing(people, S.RECORDED)
    make.act(case, "notify_revocation", people.bo, **NOTICE)
    set_clock(make.NOW)
    case, client = make.fresh(case), visit(people.ai)
    path = f"/cases/{case.number}/actions/state_against_revocation/"
    assert "一次说明全部意见：提交即视为陈述完毕" in read(client, path)
    typed = {"version": case.version, "statement": "报告属实。"}
    page = client.post(path, typed)
    assert "请勾选确认后再办理。" in page.content.decode()
    assert make.fresh(case).revocation_stated_at is None
    assert client.post(path, {**typed, "confirm": "yes"}).status_code == 302
    assert make.fresh(case).revocation_statement == "报告属实。"
