"""Every pair of state and action of every kind through every door: what is not declared is refused and leaves nothing.

The cases are driven into their states once, for all tests of this file, in a transaction that is rolled back.
"""

import json
import time
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client

from portal.accounts.models import User, system_user
from portal.cases.models import Case
from portal.workflow import engine
from portal.workflow.catalogue import CaseKind, kinds
from portal.workflow.errors import GuardFailed, WrongState
from portal.workflow.machine import Action
from tests import make
from tests.inputs import somebody_for
from tests.workflow.door_cast import call
from tests.workflow.kinds_built import BUILD, INPUT, NOT_YET

pytestmark = pytest.mark.django_db  # each test in a savepoint within the transaction of the file

#: Every table of the portal: a refusal writes to none.
KEPT = [
    model for model in apps.get_models() if model.__module__.startswith(("filings.", "portal."))
]
PAIRS = [
    pytest.param(kind, state, step, id=f"{kind.code}-{state}-{step.name}")
    for kind in kinds()
    for state, step in product(kind.states.values, kind.actions.values())
]
UNDECLARED = [pair for pair in PAIRS if pair.values[1] not in pair.values[2].source]
DECLARED = [pair for pair in PAIRS if pair.values[1] in pair.values[2].source]


class World:
    """The cast, one case for each state, signed-in visitors."""

    def __init__(self) -> None:
        self.cast, self.portal = make.cast(), system_user()
        self.cases = {
            (kind.code, state): BUILD[kind.code](self.cast, kind.states(state))
            for kind in kinds()
            for state in kind.states.values
        }
        self.clients = {name: signed_in(getattr(self.cast, name)) for name in ("ai", "bo", "chen")}

    def user(self, name: str) -> User:
        return self.portal if name == "system" else getattr(self.cast, name)

    def client(self, name: str) -> Client:
        """Nobody signs in as the portal itself; an officer tries instead."""
        return self.clients["bo" if name == "system" else name]


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setenv("PORTAL_CLOCK", make.NOW.isoformat())
        patch.setenv("PORTAL_CLOCK_STARTED", str(time.time()))
        outer = transaction.atomic()
        outer._from_testcase = True  # the engine insists on its own transaction, except in tests
        with outer:
            yield World()
            transaction.set_rollback(True)


def written(case: Case) -> dict[str, Any]:
    """The case's row with all its columns, and everything that an act would leave behind."""
    row = type(case)._default_manager.filter(pk=case.pk).values().get()
    return {"row": row} | {model.__name__: model._default_manager.count() for model in KEPT}


def test_every_kind_can_be_built_in_every_state(world: World) -> None:
    assert set(BUILD) == {kind.code for kind in kinds()}
    for (_, state), case in world.cases.items():
        assert case.state == state


@pytest.mark.parametrize(("kind", "state", "step"), UNDECLARED)
def test_what_is_not_declared_is_refused_by_every_door_and_leaves_nothing(
    world: World, kind: CaseKind, state: str, step: Action
) -> None:
    case, who = world.cases[kind.code, state], somebody_for(step)
    before = written(case)
    with pytest.raises(WrongState, match=f"当前状态“{kind.states(state).label}”不能“{step.label}”"):
        engine.perform(
            case.pk,
            step.name,
            actor=world.user(who),
            data=INPUT[kind.code].get(step.name, {}),
            version=case.version,
            now=make.NOW,
        )
    expected = status_at_a_door(case, who)
    client, path = world.client(who), f"cases/{case.number}/actions/{step.name}/"
    page = client.post(f"/{path}", {"version": case.version, "confirm": "yes"})
    assert page.status_code == expected
    answer = call(client, "POST", path, {"version": case.version, "data": {}})
    assert (answer.status_code, answer["Content-Type"]) == (expected, "application/problem+json")
    if expected == 409:
        told = json.loads(answer.content)
        sentence = f"当前状态“{kind.states(state).label}”不能“{step.label}”"
        assert (told["code"], told["detail"]) == ("wrong_state", sentence)
        assert sentence in page.content.decode()
    assert written(case) == before


def status_at_a_door(case: Case, who: str) -> int:
    """What nobody has handed in does not exist for an authority; what only the portal may do is nobody's."""
    if who != "ai" and case.received_at is None:
        return 404
    return 403 if who == "system" else 409


@pytest.mark.parametrize(("kind", "state", "step"), DECLARED)
def test_what_is_declared_is_never_refused_for_its_state(
    world: World, kind: CaseKind, state: str, step: Action
) -> None:
    case, who = world.cases[kind.code, state], somebody_for(step)
    try:
        outcome = engine.perform(
            case.pk,
            step.name,
            actor=world.user(who),
            data=INPUT[kind.code].get(step.name, {}),
            version=case.version,
            now=make.NOW,
        )
    except GuardFailed as refused:
        assert refused.reasons[0].code == NOT_YET[kind.code, step.name]
    else:
        assert (kind.code, step.name) not in NOT_YET
        assert outcome.case.state == (step.target or state)
        assert outcome.case.version == case.version + (not step.secret)
