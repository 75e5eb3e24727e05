"""A company's own report: what it must hold, what is frozen, what comes back, who reads it."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from enforcement.integrity import reports_match
from enforcement.states import SelfInspectionState
from portal.audit.models import AuditEvent
from portal.cases.selectors import visible_to
from portal.deadlines.models import Deadline
from portal.notices.models import Notice
from portal.workflow.errors import GuardFailed
from tests import make
from tests.enforcement import campaigning
from tests.enforcement.people import EnforcementCast, act, cast, edited, fresh

OFFICE_PEOPLE = {"bo", "bei", "hu", "cao", "yan", "lu", "fa", "ren"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> EnforcementCast:
    return cast()


def page(user: Any, case: Any) -> str:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.get(f"/cases/{case.number}/").content.decode()


def limit(case: Any, code: str) -> Deadline:
    return Deadline.objects.get(case=case, code=code)


@pytest.mark.parametrize("state", list(SelfInspectionState))
def test_the_company_and_its_offices_know_of_a_report_nobody_else(
    story: EnforcementCast, state: SelfInspectionState
) -> None:
    case = campaigning.report(story, state)
    seers = {n for n, user in story.people.items() if visible_to(user).filter(pk=case.pk).exists()}
    assert seers == OFFICE_PEOPLE | {"ai"}
    assert {n for n, user in story.people.items() if case.roles_of(user)} == seers


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"algorithms": []}, "至少填写一项"),
        ({"algorithms": [{**campaigning.ALGORITHM, "why_none": ""}]}, "没有备案的原因"),
        ({"answers": campaigning.REPORT["answers"][:1]}, "用户模型和标签"),
        (
            {
                "answers": [
                    campaigning.REPORT["answers"][0],
                    {"item": "user_tags", "answer": "corrected", "note": ""},
                ]
            },
            "请写明情况",
        ),
        ({"staff": ""}, "机构和人员"),
    ],
)
def test_a_report_that_lacks_something_is_not_handed_in(
    story: EnforcementCast, changes: dict[str, Any], sentence: str
) -> None:
    case = campaigning.report(story)
    edited(case, story.ai, **{**campaigning.REPORT, **changes})
    with pytest.raises(GuardFailed, match=sentence):
        act(case, "submit", story.ai)


def test_the_office_reads_what_was_handed_in_and_nothing_of_the_draft(
    story: EnforcementCast,
) -> None:
    case = campaigning.report(story)
    edited(case, story.ai, **campaigning.REPORT)
    assert "专职三人" in page(story.ai, case)
    assert "专职三人" not in page(story.bo, case)
    act(case, "submit", story.ai)
    assert "专职三人" in page(story.bo, case)
    act(case, "return_report", story.bo, **campaigning.report_told(story, case, "return_report"))
    edited(case, story.ai, staff="改为专职五人。")
    assert "改为专职五人" in page(story.ai, case)
    assert "改为专职五人" not in page(story.bo, case)
    assert "专职三人" in page(story.bo, case)


def test_a_returned_report_comes_back_within_ten_working_days_and_is_read_within_twenty(
    story: EnforcementCast,
) -> None:
    case = campaigning.report(story, SelfInspectionState.RETURNED)
    assert limit(case, "campaign.self_inspection").outcome == Deadline.Outcome.MET
    assert limit(case, "self_inspection.review").outcome == Deadline.Outcome.MET
    back = limit(case, "self_inspection.return")
    # from Tuesday 22 September over two holidays; Saturday 10 October is a working day
    assert back.last_day == date(2026, 10, 13)
    letter = Notice.objects.get(case=case, code="self_inspection_returned")
    assert letter.context["items"][0]["reason"] == "请写明负责人。"
    act(case, "submit", story.ai)
    assert limit(case, "self_inspection.return").outcome == Deadline.Outcome.MET
    assert [r.number for r in fresh(case).revisions.all()] == [1, 2]
    assert list(reports_match()) == []


def test_a_late_report_is_taken_and_marked_late(story: EnforcementCast) -> None:
    case = campaigning.report(story)
    edited(case, story.ai, **campaigning.REPORT)
    act(case, "submit", story.ai, now=make.at("2026-10-23 00:00"))
    assert limit(case, "campaign.self_inspection").outcome == Deadline.Outcome.LATE


def test_the_review_tells_the_problems_by_article_and_kind(story: EnforcementCast) -> None:
    case = campaigning.report(story, SelfInspectionState.REVIEWED)
    letter = Notice.objects.get(case=case, code="self_inspection_reviewed")
    assert letter.addressee == story.company_a
    assert [(row["problem"], row["note"]) for row in letter.context["findings"]] == [
        ("执行不到位", "没有清理。")
    ]
    text = page(story.bo, case)
    assert f"origin={case.number}&amp;campaign={case.campaign.number}" in text
    assert f"origin={case.number}" not in page(story.ai, case)
    assert AuditEvent.objects.get(case=case, action="review").actor == story.bo
