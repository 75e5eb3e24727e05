"""Every pair of state and action of every kind of case, called without the engine and within. No database."""

from itertools import product
from typing import Any

import pytest
from django_fsm import TransitionNotAllowed

from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.law.rulebook import rulebook
from portal.workflow.catalogue import CaseKind, kinds
from portal.workflow.machine import Action, Context
from tests.make import NOW

PAIRS = [
    pytest.param(kind, state, step, id=f"{kind.code}-{state}-{step.name}")
    for kind in kinds()
    for state, step in product(kind.states.values, kind.actions.values())
]
UNDECLARED = [pair for pair in PAIRS if pair.values[1] not in pair.values[2].source]


def case_in(kind: CaseKind, state: str) -> Any:
    return kind.model(kind=kind.code, state=state, law_profile=kind.profile())


def test_every_kind_has_pairs_of_both_sorts() -> None:
    for kind in kinds():
        declared = sum(len(step.source) for step in kind.actions.values())
        assert 0 < declared < len(kind.states.values) * len(kind.actions)


@pytest.mark.parametrize(("kind", "state", "step"), PAIRS)
def test_nothing_can_be_done_past_the_engine(kind: CaseKind, state: str, step: Action) -> None:
    case = case_in(kind, state)
    before = dict(vars(case))
    with pytest.raises(TransitionNotAllowed):
        getattr(case, step.name)(None)
    assert {name: vars(case)[name] for name in before if name != "_state"} == {
        name: value for name, value in before.items() if name != "_state"
    }


@pytest.mark.parametrize(("kind", "state", "step"), UNDECLARED)
def test_what_is_not_declared_is_refused_even_to_the_engine(
    kind: CaseKind, state: str, step: Action
) -> None:
    case = case_in(kind, state)
    role = Role(min(step.roles))
    case.ctx = Context(actor=User(pk=1), role=role, now=NOW, law=rulebook(kind.profile()), data={})
    with pytest.raises(TransitionNotAllowed):
        getattr(case, step.name)(case.ctx)
    assert case.state == state
