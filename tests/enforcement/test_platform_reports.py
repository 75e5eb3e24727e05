"""Yearly reports and major matters (platform opinions, item 13): once a year, in time, late; who reads what."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from enforcement.leads import open_leads
from enforcement.listing import enlist, strike
from enforcement.models import Lead, ReportRevision, ResponsibilityReport
from enforcement.states import MatterState, ReportState
from enforcement.yearly import open_reports
from portal.cases.selectors import visible_to
from portal.deadlines import sweep
from portal.deadlines.models import Deadline
from portal.notices.models import Notice
from portal.workflow.errors import GuardFailed
from tests import make
from tests.enforcement import platform_building as building
from tests.enforcement.people import EnforcementCast, act, cast, edited, fresh
from tests.together import together

NEW_YEAR = make.at("2026-01-01 00:00")
#: The last minute in which a report on 2025 is in time, and the instant at which it is late.
IN_TIME, LATE = make.at("2026-03-31 23:59"), make.at("2026-04-01 00:00")
OFFICE_PEOPLE = {"bo", "bei", "hu", "cao", "yan", "lu", "fa", "ren"}


@pytest.fixture
def story(db: None) -> EnforcementCast:
    return cast()


def annual(case: Any) -> Deadline:
    return Deadline.objects.get(case=case.pk, code="platform.annual_report")


def knowing(story: EnforcementCast, case: Any) -> set[str]:
    """Who finds the case among what they may know of; the case itself must say the same."""
    found = {n for n, user in story.people.items() if visible_to(user).filter(pk=case.pk).exists()}
    assert found == {name for name, user in story.people.items() if fresh(case).roles_of(user)}
    return found


def test_the_report_opens_with_the_new_year_and_once(story: EnforcementCast) -> None:
    building.platform(story)
    opened = [open_reports(NEW_YEAR - timedelta(seconds=1)), open_reports(NEW_YEAR)]
    assert opened == [1, 1]  # the report on 2024, then that on 2025
    assert [open_reports(NEW_YEAR + timedelta(days=n)) for n in range(3)] == [0, 0, 0]
    report = ResponsibilityReport.objects.get(year=2025)
    assert (report.state, report.authority) == (ReportState.DRAFT, story.office)
    assert report.title == "青云智能科技有限公司2025年度主体责任报告"
    assert annual(report).last_day == date(2026, 3, 31)
    assert annual(report).moment == LATE


def test_a_platform_owes_no_report_on_years_in_which_it_was_not_in_the_ledger(
    story: EnforcementCast,
) -> None:
    platform = enlist(story.company_a, by=story.bo, reason="新平台", now=NEW_YEAR)
    assert open_reports(NEW_YEAR) == 0
    strike(platform, by=story.bo, reason="停止服务", now=make.at("2026-12-31 10:00"))
    assert open_reports(make.at("2027-01-01 00:00")) == 0


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_open_one_report() -> None:
    story = cast()
    building.platform(story)
    results = together(lambda: open_reports(NEW_YEAR), lambda: open_reports(NEW_YEAR))
    assert sorted(results) == [0, 1]
    assert ResponsibilityReport.objects.count() == 1


@pytest.mark.parametrize(("moment", "outcome"), [(IN_TIME, "met"), (LATE, "late")])
def test_a_minute_decides_whether_it_is_late(
    story: EnforcementCast, moment: Any, outcome: str
) -> None:
    case = building.owed(story)
    edited(case, story.ai, now=IN_TIME, **building.REPORT)
    act(case, "submit", story.ai, now=moment)
    assert annual(case).outcome == outcome
    receipt = Notice.objects.get(case=case.pk, code="platform_report_received")
    assert (receipt.addressee, receipt.issuer) == (story.company_a, story.office)
    assert receipt.context["late"] is (outcome == "late")


def test_a_missed_report_leads_once_and_can_still_be_handed_in(story: EnforcementCast) -> None:
    case = building.owed(story)
    for minutes in (0, 1, 60):
        sweep.sweep(LATE + timedelta(minutes=minutes))
        open_leads(LATE + timedelta(minutes=minutes))
    lead = Lead.objects.get(source="missed_deadline")
    assert (lead.organization, lead.origin_id) == (story.company_a, case.pk)
    edited(case, story.ai, now=make.NOW, **building.REPORT)
    act(case, "submit", story.ai, now=make.NOW)
    assert fresh(case).state == ReportState.SUBMITTED
    open_leads(make.NOW)
    assert Lead.objects.count() == 1


def test_what_lacks_is_named_and_nothing_is_handed_in(story: EnforcementCast) -> None:
    case = building.owed(story)
    rows = [dict(row) for row in building.REPORT["tasks"]]
    rows[8] |= {"progress": "not_applicable", "work": ""}
    edited(case, story.ai, **building.REPORT | {"tasks": rows[:9], "overview": ""})
    with pytest.raises(GuardFailed) as refused:
        act(case, "submit", story.ai)
    assert [reason.message for reason in refused.value.reasons] == [
        "“严格未成年人网络保护”没有写明不适用的理由",
        "“加强人员队伍建设”没有选择落实情况",
        "“总体情况”没有填写",
    ]


def test_a_returned_report_is_supplied_in_ten_working_days(story: EnforcementCast) -> None:
    case = building.report(story, ReportState.RETURNED)
    limit = Deadline.objects.get(case=case, code="platform.report_return")
    assert limit.last_day == date(2026, 10, 13)  # over the days off of autumn
    edited(case, story.ai, overview="补充了数字。")
    assert fresh(case).as_seen_by(story.bo).overview == building.REPORT["overview"]
    assert fresh(case).as_seen_by(story.ai).overview == "补充了数字。"
    act(case, "resubmit", story.ai)
    assert fresh(case).as_seen_by(story.bo).overview == "补充了数字。"
    assert [one.number for one in ReportRevision.objects.filter(report=case)] == [1, 2]
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        ReportRevision.objects.filter(report=case).update(number=9)


@pytest.mark.parametrize(
    ("state", "readers"),
    [
        (ReportState.DRAFT, {"ai"}),
        (ReportState.SUBMITTED, OFFICE_PEOPLE | {"ai"}),
        (ReportState.ACCEPTED, OFFICE_PEOPLE | {"ai"}),
    ],
)
def test_the_office_reads_what_was_handed_in(
    story: EnforcementCast, state: ReportState, readers: set[str]
) -> None:
    assert knowing(story, building.report(story, state)) == readers


def test_a_major_matter_is_answered_in_three_working_days_and_supplied_in_five(
    story: EnforcementCast,
) -> None:
    case = building.major_matter(story, MatterState.SUBMITTED)
    answer = Deadline.objects.get(case=case, code="major_matter.acknowledgement")
    assert answer.last_day == date(2026, 9, 28)
    assert case.elapsed() == timedelta(hours=2, minutes=30)
    assert not case.deadlines.filter(code="platform.major_matter").exists()
    act(case, "ask", story.bo, **building.MATTER_TOLD["ask"])
    supply = Deadline.objects.get(case=case, code="major_matter.supplement")
    assert supply.last_day == date(2026, 9, 30)
    edited(case, story.ai, facts="约三万人次。")
    act(case, "supplement", story.ai)
    act(case, "note", story.bo, opinion="请继续排查。")
    assert fresh(case).state == MatterState.NOTED
    assert fresh(case).noted_by == story.bo


def test_nobody_reports_what_has_not_happened_yet(story: EnforcementCast) -> None:
    case = building.major_matter(story)
    edited(case, story.ai, occurred_at=make.NOW + timedelta(minutes=1))
    with pytest.raises(GuardFailed, match="晚于现在"):
        act(case, "submit", story.ai)
    assert knowing(story, case) == {"ai"}
