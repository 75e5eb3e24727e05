"""What journeys through an ethics review share: the cast, acts through their pages, an application typed in."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ethics_review.models import Review
from portal.cases.models import Case
from portal.workflow import catalogue
from tests.browser.conftest import SetClock
from tests.browser.papers import letter
from tests.browser.visiting import Visitor
from tests.ethics_review.application import answers
from tests.ethics_review.applying import content, papers
from tests.ethics_review.building import LISTED
from tests.ethics_review.page_cast import encoded
from tests.ethics_review.people import EthicsCast, cast

SECTIONS = ("basics", "claims", "plan", "risks", "recheck", "commitment")
URGENT = {"is_urgent": True, "emergency_reason": "台风期间需要立即上线避险信息系统。"}


@pytest.fixture
def committee(transactional_db: None, set_clock: SetClock) -> EthicsCast:
    """Everybody, with the registered committee, on Friday 2026-09-25 in the evening."""
    set_clock("2026-09-25 20:00")
    return cast()


def put(visitor: Visitor, told: Mapping[str, Any]) -> None:
    """Answer the controls of the page's form by their names: texts, choices, ticks, or several ticks as a list."""
    main = visitor.page.locator("main")
    for name, value in told.items():
        if name.endswith("-count"):
            continue
        control = main.locator(f'[name="{name}"]')
        kind = control.first.evaluate("node => node.type || node.tagName")
        if kind in ("radio", "checkbox"):
            for one in value if isinstance(value, list) else [value]:
                chosen = main.locator(f'[name="{name}"][value="{one}"]')
                (chosen if chosen.count() else control).check()
        elif kind.startswith("select"):
            control.select_option(value=str(value))
        else:
            control.fill(str(value))


def does(visitor: Visitor, case: Case, name: str, /, **told: Any) -> None:
    """An act through its page: read it, answer it, press its button; the portal says that it is done."""
    step = catalogue.kind(case.kind).actions[name]
    visitor.go(f"/cases/{case.number}/actions/{name}/")
    put(visitor, told)
    if step.grave:
        visitor.page.get_by_label("我已核对以上内容").check()
    visitor.shoot(step.label)
    visitor.press(step.label)
    visitor.page.get_by_text(f"已办理：{step.label}").wait_for()


def reads(visitor: Visitor, case: Case) -> str:
    """The words of the case's page."""
    assert visitor.go(f"/cases/{case.number}/") == 200
    visitor.shoot("事项")
    return visitor.words


def applies(visitor: Visitor, people: EthicsCast, **changes: Any) -> Review:
    """Lin types the whole application, listed for a recheck, and brings the papers."""
    visitor.go("/desk/")
    visitor.page.get_by_role("link", name="新建伦理审查").first.click()
    opening = {"activity_name": "避险信息推送研究", "committee": people.committee.number}
    put(visitor, opening)
    visitor.shoot("新建")
    visitor.page.locator("main form button[type=submit]").first.click()
    visitor.page.wait_for_url("**/edit/**")
    number = visitor.path.split("/")[2]
    whole = {**content(recheck_answers=answers(*LISTED)), **opening, **URGENT, **changes}
    for section in SECTIONS:
        visitor.go(f"/cases/{number}/edit/{section}/")
        put(visitor, {k: v for k, v in encoded(section, whole).items() if v})
        visitor.shoot(section)
        visitor.press("保存")
        visitor.page.get_by_text("已保存。").first.wait_for()
    brings(visitor, number, *papers())
    return Review.objects.get(number=number)


def brings(visitor: Visitor, number: str, *slots: str) -> None:
    """A paper for each of the places."""
    visitor.go(f"/cases/{number}/edit/papers/")
    with tempfile.TemporaryDirectory() as folder:
        for slot in slots:
            file = Path(folder) / f"{slot}.pdf"
            file.write_bytes(letter(f"材料（{slot}）"))
            visitor.page.locator(f'main [name="file-{slot}"]').set_input_files(file)
        visitor.shoot("附件材料")
        visitor.press("保存并查看事项")
        visitor.page.get_by_text("“附件材料”已保存。").wait_for()
