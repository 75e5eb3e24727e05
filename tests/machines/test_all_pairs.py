"""Every pair of state and action of every kind of case, called without the engine and within. No database."""

from typing import Any

import pytest
from django_fsm import TransitionNotAllowed

from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.law.rulebook import rulebook
from portal.workflow.catalogue import CaseKind, kinds
from portal.workflow.machine import Context
from tests.make import NOW

#: Every state of every kind; each test goes through all actions.
STATES = [
    pytest.param(kind, state, id=f"{kind.code}-{state}")
    for kind in kinds()
    for state in kind.states.values
]


def case_in(kind: CaseKind, state: str) -> Any:
    return kind.model(kind=kind.code, state=state, law_profile=kind.profile())


def test_every_kind_has_pairs_of_both_sorts() -> None:
    for kind in kinds():
        declared = sum(len(step.source) for step in kind.actions.values())
        assert 0 < declared < len(kind.states.values) * len(kind.actions)


@pytest.mark.parametrize(("kind", "state"), STATES)
def test_nothing_can_be_done_past_the_engine(kind: CaseKind, state: str) -> None:
    for step in kind.actions.values():
        case = case_in(kind, state)
        before = dict(vars(case))
        with pytest.raises(TransitionNotAllowed):
            getattr(case, step.name)(None)
        assert {name: vars(case)[name] for name in before if name != "_state"} == {
            name: value for name, value in before.items() if name != "_state"
        }, step.name


@pytest.mark.parametrize(("kind", "state"), STATES)
def test_what_is_not_declared_is_refused_even_to_the_engine(kind: CaseKind, state: str) -> None:
    law = rulebook(kind.profile())
    for step in kind.actions.values():
        if state in step.source:
            continue
        case = case_in(kind, state)
        role = Role(min(step.roles))
        case.ctx = Context(actor=User(pk=1), role=role, now=NOW, law=law, data={})
        with pytest.raises(TransitionNotAllowed):
            getattr(case, step.name)(case.ctx)
        assert case.state == state, step.name
