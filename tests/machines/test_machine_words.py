"""The words that machines are written in: guards, contexts, declarations. No database."""

from collections.abc import Iterator
from typing import Any

import pytest

from filings.models import Filing
from filings.states import FilingState as S
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.law.rulebook import rulebook
from portal.workflow.catalogue import kinds
from portal.workflow.errors import GuardFailed, InvalidInput, Reason
from portal.workflow.machine import Context, Opens, Says, actions_of, guard
from tests import make


def context(profile: str = "algorithm-2021-draft") -> Context:
    return Context(actor=User(pk=1), role=Role.PROVIDER, now=make.NOW, law=rulebook(profile))


@guard("门关着", cites="algorithm.decision")
def door_is_open(case: Any, ctx: Context) -> bool:
    return bool(case)


@guard("不用")
def nothing_is_missing(case: Any, ctx: Context) -> Iterator[Reason]:
    for name in case:
        yield Reason(f"缺少{name}", field=name)


def test_a_guard_that_holds_has_no_reasons() -> None:
    assert list(door_is_open.check(True, context())) == []


def test_a_guard_that_fails_gives_its_sentence_its_article_and_its_name() -> None:
    assert list(door_is_open.check(False, context("algorithm-2022"))) == [
        Reason("门关着", article="第二十五条", code="door_is_open")
    ]


def test_a_guard_may_list_its_reasons_itself() -> None:
    found = list(nothing_is_missing.check(["甲", "乙"], context()))
    assert [(reason.field, reason.message) for reason in found] == [
        ("甲", "缺少甲"),
        ("乙", "缺少乙"),
    ]


def test_a_context_has_no_article_for_what_its_law_does_not_know() -> None:
    assert (context().article(""), context().article("ethics.decision")) == ("", "")


def test_a_limit_without_a_field_starts_with_the_act() -> None:
    assert Opens("algorithm.decision").start(None, context()) == make.NOW


def test_a_limit_with_a_field_starts_with_its_value() -> None:
    filing = Filing(service_started_on=make.STARTED)
    assert (
        Opens("algorithm.initial", since="service_started_on").start(filing, context())
        == make.STARTED
    )


def test_a_refusal_speaks_all_its_reasons() -> None:
    assert str(GuardFailed(Reason("甲不全"), Reason("乙不符"))) == "甲不全；乙不符"


def test_malformed_input_keeps_the_field_of_each_sentence() -> None:
    refused = InvalidInput({"name": ["必填"], "items": ["至少一项", "过长"]})
    assert [(r.field, r.message) for r in refused.reasons] == [
        ("name", "必填"),
        ("items", "至少一项"),
        ("items", "过长"),
    ]


def test_a_declaration_carries_its_clocks_letters_and_effects() -> None:
    step = actions_of(Filing)["submit"]
    assert (step.roles, step.source, step.target) == ({Role.PROVIDER}, {S.DRAFT}, S.SUBMITTED)
    assert (step.closes, step.opens) == (("algorithm.initial",), (Opens("algorithm.decision"),))
    assert (step.says, step.effects) == ((Says("filing_received"),), ("freeze_revision",))


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.code)
def test_every_declaration_speaks_of_states_and_limits_that_exist(kind: Any) -> None:
    law = rulebook(kind.profile())
    for step in kind.actions.values():
        named = {
            *step.closes,
            *(voids.code for voids in step.voids),
            *(o.code for o in step.opens),
        }
        assert {law.limit(code).code for code in named} == named
        assert law.cited(step.cites) is not None
        assert set(step.source) <= set(kind.states)
        assert step.target is None or step.target in set(kind.states)
        assert step.label
        assert step.roles


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.code)
def test_every_effect_is_a_method_and_every_form_belongs_to_an_action(kind: Any) -> None:
    effects = {effect for step in kind.actions.values() for effect in step.effects}
    assert all(callable(getattr(kind.model, effect)) for effect in effects)
    assert set(kind.action_forms) <= set(kind.actions)
