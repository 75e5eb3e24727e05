"""Every action of the security assessment: who may, from where, what it sets, what it refuses."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from filings import assessment_rules as rules
from filings.assessment_terms import AssessmentState as S
from filings.assessment_terms import Trigger
from filings.models import SecurityAssessment
from portal.accounts.roles import Role
from portal.law.rulebook import profiles, rulebook
from portal.workflow.errors import GuardFailed, NotPermitted, WrongState
from portal.workflow.machine import actions_of
from tests import make
from tests.filings import assessing
from tests.make import Cast

ACTIONS = actions_of(SecurityAssessment)
PAPERS = frozenset({"report"})
DATA: dict[str, dict[str, Any]] = {
    "request_supplement": {"items": assessing.ITEMS},
    "require_reassessment": {"items": assessing.ITEMS, "until": assessing.UNTIL},
    "discard": {"reason": "重复新建"},
}


@pytest.fixture
def cast(db: None) -> Cast:
    return make.cast()


def stated(**changes: Any) -> dict[str, Any]:
    return assessing.opening() | assessing.content() | changes


def told(papers: frozenset[str] = PAPERS, **changes: Any) -> list[tuple[str, str]]:
    found = rules.problems(stated(**changes), papers, make.NOW)
    return [(reason.field, reason.message) for reason in found]


def test_the_procedure_has_these_actions_and_no_others() -> None:
    assert {name: (sorted(step.roles), step.target) for name, step in ACTIONS.items()} == {
        "submit": ([Role.PROVIDER], S.SUBMITTED),
        "accept_report": ([Role.FILING_OFFICER, Role.FILING_SUPERVISOR], S.ACCEPTED),
        "request_supplement": (
            [Role.FILING_OFFICER, Role.FILING_SUPERVISOR],
            S.SUPPLEMENT_REQUESTED,
        ),
        "submit_supplement": ([Role.PROVIDER], S.SUBMITTED),
        "require_reassessment": (
            [Role.FILING_OFFICER, Role.FILING_SUPERVISOR],
            S.REASSESSMENT_REQUIRED,
        ),
        "submit_reassessment": ([Role.PROVIDER], S.SUBMITTED),
        "discard": ([Role.PROVIDER], S.WITHDRAWN),
    }


@pytest.mark.parametrize("profile", ["algorithm-2021-draft", "algorithm-2022"])
def test_every_limit_and_article_of_the_machine_stands_in_the_rulebook(profile: str) -> None:
    law = rulebook(profile)
    for step in ACTIONS.values():
        assert law.limit(step.cites).instrument.startswith("具有舆论属性"), step.name
        assert not law.limit(step.cites).is_draft
        for code in (*step.closes, *(one.code for one in (*step.opens, *step.voids))):
            assert law.limit(code).code == code
    listed = [item.code for item in law.items("assessment_triggers")]
    assert listed == Trigger.values
    assert profile in profiles()


@pytest.mark.parametrize("name", ACTIONS)
@pytest.mark.parametrize("who", ["dai", "eve"])
def test_a_stranger_has_no_role(cast: Cast, name: str, who: str) -> None:
    case = assessing.assessment(cast, S(min(ACTIONS[name].source)))
    with pytest.raises(NotPermitted):
        make.act(case, name, getattr(cast, who), **DATA.get(name, {}))
    assert assessing.fresh(case).state == case.state


@pytest.mark.parametrize("state", S)
def test_an_action_is_refused_from_every_other_state(cast: Cast, state: S) -> None:
    case = assessing.assessment(cast, state)
    for name, step in ACTIONS.items():
        if state in step.source:
            continue
        actor = cast.ai if Role.PROVIDER in step.roles else cast.bo
        with pytest.raises(WrongState):
            make.act(case, name, actor, **DATA.get(name, {}))
    assert assessing.fresh(case).state == state


def test_a_complete_assessment_has_no_problems() -> None:
    assert told() == []


def test_everything_that_is_missing_is_told_at_once() -> None:
    empty = dict.fromkeys(assessing.content(), "") | {"points": [], "assessed_on": None}
    found = told(frozenset(), launched_on=None, **empty)
    assert [field for field, _ in found] == [
        "facts",
        *("method", "assessed_on", "report_basics", "report_measures", "result"),
        "report_conclusion",
        "launched_on",
        *["points"] * 8,
        "report",
    ]
    assert found[-1] == ("report", "缺少材料“安全评估报告”")


def test_a_hazard_that_is_not_mended_is_no_report_yet() -> None:
    points = assessing.content()["points"]
    points[2] = assessing.point("logs", conclusion="open")
    assert told(points=points) == [
        (
            "points",
            "第五条第三项“留存账号、操作、网络地址和设备等日志以及用户发布记录的措施”的隐患尚未消除：应当整改至消除后再形成报告",
        )
    ]
    reason = rules.problems(stated(points=points), PAPERS, make.NOW)[0]
    assert reason.article == "第六条"


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        (
            {"trigger": "user_growth", "launched_on": None, "occurred_on": date(2026, 9, 23)},
            ("occurred_on", "“发生日期”（2026-09-23）尚未到来"),
        ),
        (
            {"trigger": "written_notice", "launched_on": None},
            ("occurred_on", "“发生日期”未填写"),
        ),
        (
            {"method": "entrusted", "assessor": ""},
            ("assessor", "委托第三方评估的，“评估机构”应当填写"),
        ),
        (
            {"assessed_on": date(2026, 9, 23)},
            ("assessed_on", "“评估完成日期”（2026-09-23）尚未到来"),
        ),
    ],
)
def test_each_inconsistency_has_its_sentence(
    changes: dict[str, Any], problem: tuple[str, str]
) -> None:
    assert told(**changes) == [problem]


def test_an_incomplete_report_is_not_handed_in(cast: Cast) -> None:
    with pytest.raises(GuardFailed) as refused:
        make.act(assessing.draft(cast), "submit", cast.ai)
    assert len(refused.value.reasons) == 16


def test_handing_in_is_the_receipt_by_the_authority(cast: Cast) -> None:
    case = assessing.assessment(cast)
    assert (case.received_at, case.submitted_at) == (make.NOW, make.NOW)
    assert case.authority == cast.office


def test_a_later_hand_in_does_not_change_the_first_receipt(cast: Cast) -> None:
    case = assessing.assessment(cast, S.SUPPLEMENT_REQUESTED)
    later = make.NOW + timedelta(days=1)
    make.act(case, "submit_supplement", cast.ai, now=later)
    again = assessing.fresh(case)
    assert (again.received_at, again.submitted_at) == (make.NOW, later)


@pytest.mark.parametrize("until", [date(2026, 9, 21), date(2026, 9, 22), date(2004, 1, 1)])
def test_a_reassessment_ends_after_today(cast: Cast, until: date) -> None:
    case = assessing.assessment(cast)
    with pytest.raises(ValidationError, match="“最后一日”应晚于今天"):
        make.act(case, "require_reassessment", cast.bo, items=assessing.ITEMS, until=until)
    assert assessing.fresh(case).state == S.SUBMITTED


def test_a_reassessment_in_a_lifetime_is_refused_with_a_sentence(cast: Cast) -> None:
    case = assessing.assessment(cast)
    with pytest.raises(GuardFailed, match="数量须为正整数且不过大"):
        make.act(
            case, "require_reassessment", cast.bo, items=assessing.ITEMS, until=date(2099, 12, 31)
        )
    assert assessing.fresh(case).state == S.SUBMITTED


def test_another_companys_filing_cannot_be_named(cast: Cast) -> None:
    filing = make.draft(cast)
    own = assessing.draft(cast, filing_number=filing.number)
    assert own.filing() == filing
    with pytest.raises(ValidationError, match="本单位没有这一备案编号"):
        make.edit(own, cast.ai, filing_number="BA20269999")
    filing.organization = cast.company_b
    filing.save(update_fields=["organization"])
    assert assessing.fresh(own).filing() is None
