"""What is declared in one place must exist in the others."""

import inspect
from pathlib import Path

import pytest
from django.template.loader import get_template

from filings.required import REQUIRED_PAPERS
from portal.accounts.roles import Role
from portal.cases import selectors
from portal.celery import app
from portal.law.rulebook import profiles, rulebook
from portal.notices import catalogue as notices
from portal.workflow.catalogue import CaseKind, kinds
from portal.workflow.machine import Action
from portal.workflow.matrix import law_mapping, permissions, transitions

ROOT = Path(__file__).parents[2]
STEPS = [
    pytest.param(kind, step, id=f"{kind.code}.{step.name}")
    for kind in kinds()
    for step in kind.actions.values()
]
#: The bodies of law that a case of a family can be conducted under.
FAMILIES = {
    family: [rulebook(name) for name in profiles() if name.startswith(f"{family}-")]
    for family in ("algorithm", "ethics", "platform")
}


def rulebooks_of(kind: CaseKind) -> list:
    """Every text under which cases of the kind are or may become conducted: the draft and its successor."""
    return FAMILIES[kind.profile().partition("-")[0]]


@pytest.mark.parametrize(
    ("page", "file"),
    [
        (permissions, "docs/permissions.md"),
        (transitions, "docs/transitions.md"),
        (law_mapping, "docs/law/mapping.md"),
    ],
)
def test_generated_pages_are_committed_as_the_code_generates_them(page, file) -> None:
    assert (ROOT / file).read_text(encoding="utf-8") == page()


def test_every_notice_that_an_action_causes_is_registered_and_has_a_template() -> None:
    said = {says.code for kind in kinds() for step in kind.actions.values() for says in step.says}
    for code in sorted(said):
        kind = notices.get(code)
        assert get_template(kind.template or kind.text_template).template.name


def test_every_kind_of_case_declares_who_sees_it() -> None:
    assert {kind.code for kind in kinds()} == set(selectors._VISIBLE)


def test_every_action_says_what_it_does_and_under_which_limit() -> None:
    for kind in kinds():
        for step in kind.actions.values():
            assert step.explains, f"{kind.code}.{step.name} 没有说明"
            assert step.cites, f"{kind.code}.{step.name} 没有依据"


@pytest.mark.parametrize(("kind", "step"), STEPS)
def test_what_an_action_rests_on_stands_in_every_text_it_may_be_done_under(
    kind: CaseKind, step: Action
) -> None:
    cited = {step.cites, *(guard.cites for guard in step.guards if guard.cites)}
    for law in rulebooks_of(kind):
        assert {code for code in cited if law.cited(code) is None} == set(), law.profile


@pytest.mark.parametrize(("kind", "step"), STEPS)
def test_every_clock_of_an_action_is_a_limit_in_every_text(kind: CaseKind, step: Action) -> None:
    clocks = {
        *(opens.code for opens in step.opens),
        *step.closes,
        *(voids.code for voids in step.voids),
        *(extends.code for extends in step.extends),
    }
    for law in rulebooks_of(kind):
        assert {law.limit(code).code for code in clocks} == clocks


@pytest.mark.parametrize(("kind", "step"), STEPS)
def test_what_an_action_names_exists_on_the_case(kind: CaseKind, step: Action) -> None:
    columns = {field.name for field in kind.model._meta.get_fields()}
    computed = {name for name, one in inspect.getmembers(kind.model) if isinstance(one, property)}
    assert {opens.since for opens in step.opens} - {""} <= columns | computed
    assert {extends.until for extends in step.extends} <= columns
    assert all(hasattr(kind.model, opens.amount) for opens in step.opens if opens.amount)
    assert all(callable(getattr(kind.model, effect, None)) for effect in step.effects)
    assert all(hasattr(kind.model, then.relation) for then in step.then)


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.code)
def test_every_state_can_be_reached_and_every_name_of_a_state_is_one(kind: CaseKind) -> None:
    states = set(kind.states.values)
    reached = {kind.begins} | {step.target for step in kind.actions.values() if step.target}
    named = {*kind.editable, *kind.tones} | {s for a in kind.actions.values() for s in a.source}
    assert reached == states
    assert named <= states
    by_people = [step for step in kind.actions.values() if step.roles != {Role.SYSTEM}]
    assert set(kind.ends) == states - {s for a in by_people for s in a.source}


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.code)
def test_the_page_of_transitions_shows_each_pair_once(kind: CaseKind) -> None:
    part = transitions().partition(f"（`{kind.code}`）")[2].partition("\n## ")[0]
    rows = {line.split("`")[1]: line for line in part.splitlines() if line.count("`") == 2}
    for step in kind.actions.values():
        cells = [cell.strip() for cell in rows[step.name].strip("|").split("|")[1:]]
        allowed = {
            state for state, cell in zip(kind.states.values, cells, strict=True) if cell != "不能"
        }
        assert allowed == set(step.source)


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.code)
def test_nothing_can_be_edited_where_the_case_has_ended(kind: CaseKind) -> None:
    assert not set(kind.ends) & {state for state, roles in kind.editable.items() if roles}


def test_every_entry_of_the_timetable_is_a_task_that_exists() -> None:
    app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert scheduled == {
        "portal.deadlines.sweep",
        "portal.notices.drain",
        "portal.mail.deliver",
        "portal.workflow.make_digests",
        "portal.service.settle_mails",
        "portal.service.settle_openings",
        "portal.audit.seal",
        "portal.audit.verify",
        "portal.workflow.forget_replies",
        "portal.workflow.work_batches",
        "portal.workflow.forget_batches",
        "portal.retention.destroy",
        "filings.run_display_checks",
        "filings.ask_display_checks",
        "enforcement.lift_suspensions",
        "enforcement.open_leads",
        "enforcement.open_reports",
        "enforcement.open_due",
    }
    assert scheduled <= set(app.tasks)


def test_every_paper_of_the_rules_has_its_place_in_the_form() -> None:

    filing = next(kind for kind in kinds() if kind.code == "filing")
    required = {slot.code: slot.label for slot in filing.slots if slot.required}
    assert required == {rule.slot: rule.label for rule in REQUIRED_PAPERS}
