"""An act on one case that moves another: one transaction, two chains, the cause named, locks in order."""

import random
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction

from portal.accounts.models import SYSTEM_USERNAME
from portal.audit import chain, verification
from portal.cases.models import Case
from portal.workflow.errors import GuardFailed, NotPermitted, Stale, WrongState
from tests import make
from tests.make import Cast
from tests.together import of_kind, together
from tests.workflow import errands
from tests.workflow.errands import ErrandState as E


@pytest.fixture(autouse=True)
def errand_kind() -> Iterator[None]:
    with errands.registered():
        yield


def errand(cast: Cast, number: str, *, title: str = "取信", state: str = E.OPEN) -> Case:
    """An errand with the first event of its chain."""
    with transaction.atomic():
        case = errands.Errand.objects.create(
            number=number,
            kind="errand",
            title=title,
            state=state,
            organization=cast.company_a,
            region=cast.company_a.division_code,
            law_profile="algorithm-2021-draft",
            created_at=make.NOW,
            created_by=cast.ai,
        )
        chain.append(
            chain.Entry(
                case=case,
                action="created",
                actor=cast.ai,
                role="provider",
                after=case.state,
                occurred_at=make.NOW,
                recorded_at=make.NOW,
            )
        )
    return case


def states(*cases: Case) -> list[str]:
    return [Case.objects.get(pk=case.pk).state for case in cases]


def test_the_partner_moves_in_the_same_act_by_the_system(cast: Cast) -> None:
    one, other = errand(cast, "CS1"), errand(cast, "CS2")
    outcome = make.act(one, "finish", cast.ai)
    assert states(one, other) == [E.DONE, E.CLOSED]
    follow_up = other.events.get(action="close_too")
    assert (follow_up.actor.username, follow_up.role) == (SYSTEM_USERNAME, "system")
    assert follow_up.cause == outcome.event
    assert list(verification.verify()) == []


def test_the_partner_gets_a_new_version(cast: Cast) -> None:
    one, other = errand(cast, "CS1"), errand(cast, "CS2")
    make.act(one, "finish", cast.ai)
    assert [make.version_of(one), make.version_of(other)] == [2, 2]


def test_without_a_partner_nothing_follows(cast: Cast) -> None:
    one = errand(cast, "CS1")
    make.act(one, "finish", cast.ai)
    assert states(one) == [E.DONE]


def test_the_act_gives_its_follow_up_the_input(cast: Cast) -> None:
    one, other = errand(cast, "CS1"), errand(cast, "CS2")
    outcome = make.act(one, "tell", cast.ai, words="已经改正")
    heard = other.events.get(action="hear")
    assert (heard.data["input"], heard.cause) == ({"words": "据称已经改正"}, outcome.event)


def test_an_empty_relation_has_no_follow_up(cast: Cast) -> None:
    one = errand(cast, "CS1")
    make.act(one, "tell", cast.ai, words="已经改正")
    assert [event.action for event in one.events.order_by("seq")] == ["created", "tell"]


@pytest.mark.parametrize(
    ("number", "state", "refusal"), [("CS钉死", E.OPEN, GuardFailed), ("CS2", E.DONE, WrongState)]
)
def test_a_refused_follow_up_undoes_the_act(
    cast: Cast, number: str, state: str, refusal: type[Exception]
) -> None:
    one, other = errand(cast, "CS1"), errand(cast, number, state=state)
    with pytest.raises(refusal):
        make.act(one, "finish", cast.ai)
    assert states(one, other) == [E.OPEN, state]
    assert (one.events.count(), other.events.count()) == (1, 1)


def test_a_follow_up_is_the_systems_alone(cast: Cast) -> None:
    one = errand(cast, "CS1")
    with pytest.raises(NotPermitted):
        make.act(one, "close_too", cast.ai)


@pytest.mark.parametrize("first", [True, False])
def test_both_cases_are_locked_at_once_in_the_order_of_their_ids(cast: Cast, first: bool) -> None:
    low, high = errand(cast, "CS1"), errand(cast, "CS2")
    seen: list[tuple[str, object]] = []
    spy = lambda run, sql, params, *rest: (seen.append((sql, params)), run(sql, params, *rest))[1]  # noqa: E731
    with connection.execute_wrapper(spy):
        make.act(low if first else high, "finish", cast.ai)
    sql, params = next((sql, params) for sql, params in seen if "FOR NO KEY UPDATE" in sql)
    assert 'ORDER BY "cases_case"."id" ASC' in sql
    assert set(params) == {low.pk, high.pk}


def test_follow_ups_of_follow_ups_are_locked_with_the_first_and_done_with_it(cast: Cast) -> None:
    last, tail = errand(cast, "CS2尾尾", title="c"), errand(cast, "CS2尾", title="b")
    one, other = errand(cast, "CS1"), errand(cast, "CS2")
    seen: list[object] = []

    def spy(run: Any, sql: str, params: Any, *rest: Any) -> Any:
        if "FOR NO KEY UPDATE" in sql:
            seen.append(params)
        return run(sql, params, *rest)

    with connection.execute_wrapper(spy):
        make.act(one, "finish", cast.ai)
    assert set(seen[0]) == {one.pk, other.pk, tail.pk, last.pk}
    assert states(one, other, tail, last) == [E.DONE, E.CLOSED, E.CLOSED, E.CLOSED]
    causes = [case.events.get(action="close_too").cause for case in (other, tail, last)]
    assert [cause.case_id for cause in causes] == [one.pk, other.pk, tail.pk]
    assert [cause.action for cause in causes] == ["finish", "close_too", "close_too"]


def test_a_refusal_at_the_end_of_the_row_undoes_all_of_it(cast: Cast) -> None:
    one, other = errand(cast, "CS1"), errand(cast, "CS2")
    tail = errand(cast, "CS2尾", title="b", state=E.DONE)
    with pytest.raises(WrongState):
        make.act(one, "finish", cast.ai)
    assert states(one, other, tail) == [E.OPEN, E.OPEN, E.DONE]
    assert [case.events.count() for case in (one, other, tail)] == [1, 1, 1]


def test_a_partner_that_changed_before_the_lock_was_held_is_not_touched(cast: Cast) -> None:
    one, other = errand(cast, "CS1"), errand(cast, "CS2")
    newcomer = errand(cast, "CS3", title="另一件")
    swapped: list[int] = []

    def swap(run: Any, sql: str, params: Any, *rest: Any) -> Any:
        """Between the look at the relations and the lock somebody gives the errand another partner."""
        if "FOR NO KEY UPDATE" in sql and not swapped:
            swapped.append(other.pk)
            Case.objects.filter(pk=other.pk).update(title="另一件")
            Case.objects.filter(pk=newcomer.pk).update(title="取信")
        return run(sql, params, *rest)

    with connection.execute_wrapper(swap), pytest.raises(Stale, match="相关事项刚刚发生变动"):
        make.act(one, "finish", cast.ai)
    assert swapped == [other.pk]
    assert states(one, other, newcomer) == [E.OPEN, E.OPEN, E.OPEN]
    assert [case.events.count() for case in (one, other, newcomer)] == [1, 1, 1]


def test_partners_finished_from_both_sides_do_not_deadlock(transactional_db: None) -> None:
    cast = make.cast()
    pairs = [
        (errand(cast, f"CS{n}a", title=f"{n}"), errand(cast, f"CS{n}b", title=f"{n}"))
        for n in range(6)
    ]
    jobs = [lambda case=case: make.act(case, "finish", cast.ai) for pair in pairs for case in pair]
    random.Random(2).shuffle(jobs)
    results = together(*jobs)
    assert len(of_kind(results, Exception)) == 6
    assert all(isinstance(problem, Stale | WrongState) for problem in of_kind(results, Exception))
    assert [sorted(states(*pair)) for pair in pairs] == [[E.CLOSED, E.DONE]] * 6
    assert list(verification.verify()) == []
