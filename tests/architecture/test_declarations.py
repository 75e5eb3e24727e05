"""What is declared in one place must exist in the others."""

from pathlib import Path

import pytest
from django.template.loader import get_template

from filings.rules import REQUIRED_PAPERS
from portal.cases import selectors
from portal.celery import app
from portal.notices import catalogue as notices
from portal.workflow.catalogue import kinds
from portal.workflow.matrix import law_mapping, permissions

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("page", "file"), [(permissions, "docs/permissions.md"), (law_mapping, "docs/law/mapping.md")]
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


def test_every_entry_of_the_timetable_is_a_task_that_exists() -> None:
    app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert scheduled == {
        "portal.deadlines.sweep",
        "portal.notices.drain",
        "portal.audit.verify",
        "portal.workflow.forget_replies",
    }
    assert scheduled <= set(app.tasks)


def test_every_paper_of_the_rules_has_its_place_in_the_form() -> None:

    filing = next(kind for kind in kinds() if kind.code == "filing")
    required = {slot.code: slot.label for slot in filing.slots if slot.required}
    assert required == {rule.slot: rule.label for rule in REQUIRED_PAPERS}
