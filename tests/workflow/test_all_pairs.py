"""Every pair of state and action of every kind through every door: what is not declared is refused and leaves nothing.

The cases are driven into their states once, for all tests of this file, in a transaction that is rolled back.
"""

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client

from portal.accounts.models import User, system_user
from portal.accounts.roles import Role
from portal.cases.models import Case
from portal.cases.selectors import visible_to
from portal.workflow import engine
from portal.workflow.availability import known_to
from portal.workflow.catalogue import CaseKind, kinds
from portal.workflow.errors import GuardFailed, NotPermitted, WrongState
from portal.workflow.machine import Action
from tests import make
from tests.workflow.door_cast import call
from tests.workflow.kinds_built import BUILT

pytestmark = pytest.mark.django_db  # each test in a savepoint within the transaction of the file

#: Every table of the portal: a refusal writes to none.
KEPT = [
    model._meta.db_table
    for model in apps.get_models()
    if model.__module__.startswith(("filings.", "ethics_review.", "enforcement.", "portal."))
]
COUNTS = "SELECT " + ", ".join(f'(SELECT count(*) FROM "{table}")' for table in KEPT)
#: Every state of every kind; each test goes through all actions.
STATES = [
    pytest.param(kind, state, id=f"{kind.code}-{state}")
    for kind in kinds()
    for state in kind.states.values
]
#: The engine is asked for every pair. Where a kind has more pairs than this, its pages and API are asked for a part of
#: them in which every state and every action occurs: their refusal is the same code for all.
MOST_AT_THE_DOORS = 60


class World:
    """The casts, one case for each state, signed-in visitors."""

    def __init__(self) -> None:
        self.portal = system_user()
        casts = {factory: factory() for factory in dict.fromkeys(b.cast for b in BUILT.values())}
        self.casts = {code: casts[built.cast] for code, built in BUILT.items()}
        self.cases = {
            (kind.code, state): BUILT[kind.code].build(self.casts[kind.code], kind.states(state))
            for kind in kinds()
            for state in kind.states.values
        }
        visitors = {
            self.user(kind, name)
            for kind in kinds()
            for name in (*BUILT[kind.code].people, BUILT[kind.code].officer)
        }
        self.clients = {user: signed_in(user) for user in visitors}

    def user(self, kind: CaseKind, name: str) -> User:
        return self.portal if name == "system" else getattr(self.casts[kind.code], name)

    def trying(self, kind: CaseKind, case: Case, step: Action) -> tuple[User, User]:
        """Who tries: in the engine, and at a door, where nobody signs in as the portal itself."""
        built, cast = BUILT[kind.code], self.casts[kind.code]
        name = built.somebody_for(cast, case, step) or built.anybody_with_the_role(cast, step)
        return self.user(kind, name), self.user(kind, built.officer if name == "system" else name)


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


def written(case: Case) -> tuple[Any, ...]:
    """The case's row with all its columns, and how many rows everything has that an act would leave behind."""
    row = type(case)._default_manager.filter(pk=case.pk).values().get()
    with connection.cursor() as cursor:
        cursor.execute(COUNTS)
        return row, cursor.fetchone()


def test_every_kind_can_be_built_in_every_state(world: World) -> None:
    assert set(BUILT) == {kind.code for kind in kinds()}
    for (_, state), case in world.cases.items():
        assert case.state == state


@pytest.mark.parametrize(("kind", "state"), STATES)
def test_what_is_not_declared_is_refused_by_every_door_and_leaves_nothing(
    world: World, kind: CaseKind, state: str
) -> None:
    case = world.cases[kind.code, state]
    before = written(case)
    for step in kind.actions.values():
        if state not in step.source:
            refused(world, kind, case, step)
            length = Case.objects.only("chain_length").get(pk=case.pk).chain_length
            assert length == case.chain_length, step.name
    assert written(case) == before


def refused(world: World, kind: CaseKind, case: Case, step: Action) -> None:
    """The engine refuses the act in this state, and so do the doors where they are asked."""
    actor, visitor = world.trying(kind, case, step)
    sentence = f"当前状态“{kind.states(case.state).label}”不能“{step.label}”"
    if not case.roles_of(actor) & step.roles:  # as nobody has one in this state
        sentence = f"您的角色不能“{step.label}”"
    with pytest.raises((WrongState, NotPermitted), match=sentence):
        engine.perform(case.pk, step.name, actor=actor, data={}, version=case.version, now=make.NOW)
    if asked_at_the_doors(kind, case.state, step):
        refused_at_the_doors(world, case, visitor, step, sentence)


def asked_at_the_doors(kind: CaseKind, state: str, step: Action) -> bool:
    """Every pair of a small kind; of a large one each diagonal out of so many."""
    states, steps = kind.states.values, list(kind.actions)
    every = 1 + len(states) * len(steps) // MOST_AT_THE_DOORS
    return (states.index(state) + steps.index(step.name)) % every == 0


def refused_at_the_doors(
    world: World, case: Case, visitor: User, step: Action, sentence: str
) -> None:
    expected = status_at_a_door(case, visitor, step)
    client, path = world.clients[visitor], f"cases/{case.number}/actions/{step.name}/"
    page = client.post(f"/{path}", {"version": case.version, "confirm": "yes"})
    assert page.status_code == expected
    answer = call(client, "POST", path, {"version": case.version, "data": {}})
    assert (answer.status_code, answer["Content-Type"]) == (expected, "application/problem+json")
    if expected == 409:
        told = json.loads(answer.content)
        assert (told["code"], told["detail"]) == ("wrong_state", sentence)
        assert sentence in page.content.decode()


def status_at_a_door(case: Case, visitor: User, step: Action) -> int:
    """What is not shown does not exist, nor an act told to others alone; what only the portal may do is nobody's."""
    if not visible_to(visitor).filter(pk=case.pk).exists() or not known_to(step, case, visitor):
        return 404
    return 409 if case.roles_of(visitor) & step.roles else 403


@pytest.mark.parametrize(("kind", "state"), STATES)
def test_what_is_declared_is_never_refused_for_its_state(
    world: World, kind: CaseKind, state: str
) -> None:
    for step in kind.actions.values():
        if state in step.source:
            with undone():
                done_or_guarded(world, kind, world.cases[kind.code, state], step)


@contextmanager
def undone() -> Iterator[None]:
    """Take back whatever is done within."""
    inner = transaction.atomic()
    inner._from_testcase = True
    with inner:
        yield
        transaction.set_rollback(True)


def done_or_guarded(world: World, kind: CaseKind, case: Case, step: Action) -> None:
    """The act succeeds, or is refused by the very guard that its kind names."""
    built, state = BUILT[kind.code], case.state
    expected = built.not_yet.get((state, step.name), built.not_yet.get(step.name))
    data = built.told(world.casts[kind.code], case, step.name)
    actor, _ = world.trying(kind, case, step)
    version = make.version_of(case)
    try:
        outcome = engine.perform(
            case.pk, step.name, actor=actor, data=data, version=version, now=make.NOW
        )
    except GuardFailed as refusal:
        assert refusal.reasons[0].code == expected, step.name
    else:
        assert expected is None, step.name
        assert outcome.case.state == (step.target or state)
        assert outcome.case.version == version + (not (step.secret or step.concurrent))


# --- The auditor sees everything and changes nothing ------------------------------------------------------------------
def test_no_kind_gives_the_auditor_anything_to_do() -> None:
    for kind in kinds():
        editors = {role for roles in kind.editable.values() for role in roles}
        acting = {role for step in kind.actions.values() for role in step.roles}
        assert Role.AUDITOR not in editors | acting | kind.creators, kind.code


@pytest.fixture(scope="module")
def auditor(world: World) -> Client:
    nation = make.organization("国家主管部门", "110000", jurisdiction="")
    return signed_in(make.person("all.pairs.auditor", nation, Role.AUDITOR))


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.code)
def test_an_auditor_is_refused_every_act_by_every_door_and_leaves_nothing(
    world: World, auditor: Client, kind: CaseKind
) -> None:
    """Each act once, where somebody may do it, by pages and API in turn; and what belongs to no machine."""
    user = User.objects.get(username="all.pairs.auditor")
    shown = {case.state: case for (code, _), case in world.cases.items() if code == kind.code}
    shown = {s: c for s, c in shown.items() if visible_to(user).filter(pk=c.pk).exists()}
    assert shown
    before = {state: written(case) for state, case in shown.items()}
    for turn, step in enumerate(kind.actions.values()):
        case = next((shown[state] for state in step.source if state in shown), None)
        if case is not None:
            path = f"cases/{case.number}/actions/{step.name}/"
            answer = (
                auditor.post(f"/{path}", {"version": case.version, "confirm": "yes"})
                if turn % 2
                else call(auditor, "POST", path, {"version": case.version, "data": {}})
            )
            assert answer.status_code in (403, 404), step.name
    no_machine(auditor, next(iter(shown.values())))
    assert {state: written(case) for state, case in shown.items()} == before


def no_machine(auditor: Client, case: Case) -> None:
    """What may be done to a case beside its machine is not the auditor's either; nor does the page offer anything."""
    page = auditor.get(f"/cases/{case.number}/").content.decode()
    assert re.findall(r'<form[^>]*method="post"[^>]*action="([^"]*)"', page) == [
        "/accounts/logout/"
    ]
    assert "/actions/" not in page
    for path, data in (
        (f"/cases/{case.number}/assign/", {"assignee": "x"}),
        (f"/cases/{case.number}/edit/", {}),
        ("/cases/batches/new/", {"do": "remind", "case": case.number, "confirm": "yes"}),
        (f"/cases/new/{case.kind}/", {}),
        (f"/retention/holds/new/?case={case.number}", {"reason": "x"}),
    ):
        assert auditor.post(path, data).status_code in (403, 404, 405), path
    for method, path in (("PATCH", ""), ("POST", "documents/")):
        answer = call(auditor, method, f"cases/{case.number}/{path}", {"version": 1, "data": {}})
        assert answer.status_code in (403, 404, 415), path
