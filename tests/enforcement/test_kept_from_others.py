"""What an office keeps to itself: its own notices, and what it did before it told the platform."""

import time
from datetime import timedelta

import pytest
from django.test import Client

from enforcement import ledger
from enforcement.machines.limits import COURT, PAYMENT
from enforcement.selectors.handlers import teams
from portal.audit.models import AuditEvent
from portal.audit.selectors import timeline
from portal.notices.models import Notice
from portal.notices.selectors import notices_for
from portal.notices.selectors import readable as readable_notice
from portal.web.enforcement_lists import ALL
from portal.workflow.disclosure import readable
from portal.workflow.kept_limits import known_limits
from tests import make
from tests.enforcement import platform_building as building
from tests.enforcement.decided import decided
from tests.enforcement.penalty_building import PenaltyStory
from tests.enforcement.people import EnforcementCast
from tests.enforcement.standing import story  # noqa: F401 -- a fixture

pytestmark = pytest.mark.django_db
OFFICES_OWN = {"penalty_proposed", "penalty_opening", "penalty_inquiry", "penalty_to_review"}


def test_the_offices_own_notices_are_read_by_those_who_see_the_case(
    story: EnforcementCast,  # noqa: F811
) -> None:
    case = PenaltyStory(story).to_notified().case
    own = Notice.objects.filter(case=case, code__in=OFFICES_OWN)
    assert {notice.code for notice in own} >= {"penalty_proposed", "penalty_opening"}
    for notice in own:
        assert readable_notice(story.cao, notice.pk) == notice
        for stranger in (
            story.chen,
            story.ai,
            story.gu,
        ):  # a filing officer, the party, another office
            assert readable_notice(stranger, notice.pk) is None
            assert notice not in notices_for(stranger)


def test_a_notice_of_the_clock_to_an_office_is_not_for_those_who_do_not_see_the_case(
    story: EnforcementCast,  # noqa: F811
) -> None:
    course = PenaltyStory(story).to_opened()
    course.now += timedelta(days=80)
    course.act("add_evidence", "bo")
    told = Notice.objects.filter(case=course.case, code__startswith="deadline_").first()
    assert told is not None
    assert told.addressee == story.office
    assert readable_notice(story.bo, told.pk) == told
    assert readable_notice(story.chen, told.pk) is None
    page = Client()
    page.force_login(story.chen)
    assert page.get(f"/notices/{told.pk}/").status_code == 404


def test_the_party_reads_nothing_of_what_came_before_it_was_told(
    story: EnforcementCast,  # noqa: F811
) -> None:
    building.platform(story)
    course = PenaltyStory(story).to_opened()
    course.now += timedelta(days=100)  # the period for the decision runs out meanwhile
    course.act("add_evidence", "bo")
    missed = AuditEvent.objects.filter(case=course.case, action="deadline_due")
    assert missed.exists()
    course.fill(**course.penalty, reasons="理由")
    course.act("submit_for_review", "bo")
    course.act("pass_review", "fa")
    case = course.act("notify", "bo")
    seen = list(readable(timeline(case), case, story.ai))
    assert "notify" in {event.action for event in seen}
    assert min(event.occurred_at for event in seen) >= case.told_at
    assert missed.first() in list(readable(timeline(case), case, story.bo))
    platform = ledger.platform_for(story.bo, story.company_a.uscc)
    assert platform is not None
    assert missed.first() in ledger.events_of(platform, story.bo)
    told = ledger.events_of(platform, story.ai).filter(case=case)
    assert {event.action for event in told} == {"notify"}


def test_the_party_does_not_know_of_the_offices_own_limits(
    story: EnforcementCast,  # noqa: F811
) -> None:
    course = decided(story)
    course.serve()
    codes = {row.code for row in course.case.deadlines.all()}
    known = {row.code for row in known_limits(course.case, story.ai, course.case.deadlines.all())}
    assert codes - known == {COURT}
    assert PAYMENT in known
    page = Client()
    page.force_login(story.ai)
    assert "申请法院强制执行" not in page.get("/desk/").content.decode()


def test_an_officers_desk_holds_the_own_teams_cases_and_the_reviewers_the_second_review(
    story: EnforcementCast,  # noqa: F811
) -> None:
    course = PenaltyStory(story).to_heard()

    def waits(name: str) -> set[str]:
        return {case.number for case in ALL.rows(story.people[name], course.now)}

    assert course.case.number in waits("fa")  # heard, and not reviewed since
    assert course.case.number not in waits("cao")
    course.act("pass_hearing_review", "fa")
    assert course.case.number not in waits("fa")
    assert course.case.number in waits("cao")
    other = PenaltyStory(story).to_opened()  # Bo and Bei investigate
    assert other.case.number in waits("bo") & waits("bei")
    assert other.case.number not in waits("hu")
    assert teams([other.case.pk])[other.case.pk] == "Bo、Bei"


def test_the_page_of_an_appointment_names_the_first_day_that_is_in_time(
    story: EnforcementCast,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = PenaltyStory(story).to_notified().act("request_hearing", "ai")
    told = make.at("2026-10-12 10:00")  # a Monday; seven days before the hearing, article 64
    monkeypatch.setenv("PORTAL_CLOCK", told.isoformat())
    monkeypatch.setenv("PORTAL_CLOCK_STARTED", str(time.time()))
    page = Client()
    page.force_login(story.bo)
    read = page.get(f"/cases/{case.number}/actions/schedule_hearing/").content.decode()
    assert "今日通知的，最早为 2026-10-21" in read
