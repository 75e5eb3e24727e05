"""Bulletins have two pairs of eyes; every platform called to a meeting sees itself alone (item 12)."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from enforcement.states import BulletinState, SupervisionMeetingState
from portal.deadlines.models import Deadline
from portal.notices.models import Notice
from portal.workflow.errors import GuardFailed
from tests import make
from tests.enforcement import platform_building as building
from tests.enforcement.people import EnforcementCast, act, cast, edited, fresh, opened
from tests.enforcement.test_platform_reports import OFFICE_PEOPLE, knowing


@pytest.fixture
def story(db: None) -> EnforcementCast:
    return cast()


def told(case: Any, code: str) -> set[str]:
    return {n.addressee.name for n in Notice.objects.filter(case=case.pk, code=code)}


def test_whoever_wrote_any_of_a_bulletin_does_not_publish_it(story: EnforcementCast) -> None:
    case = building.bulletin(story)
    edited(case, story.cao, title="典型案例通报（二）")
    with pytest.raises(GuardFailed, match="另一位负责人"):
        act(case, "publish", story.cao)
    assert fresh(case).state == BulletinState.DRAFT
    other = building.bulletin(story)
    act(other, "publish", story.cao)
    assert fresh(other).state == BulletinState.PUBLISHED


def test_a_bulletin_is_public_and_told_to_the_platforms_of_the_region(
    story: EnforcementCast, client: Client
) -> None:
    draft = building.bulletin(story, names=(story.company_b,))
    assert knowing(story, draft) == OFFICE_PEOPLE
    assert client.get(f"/bulletins/{draft.number}/").status_code == 404
    act(draft, "publish", story.cao)
    assert told(draft, "bulletin_published") == {"青云智能科技有限公司"}
    assert knowing(story, draft) == OFFICE_PEOPLE | {"ai"}  # company B is not in the ledger
    page = client.get(f"/bulletins/{draft.number}/").content.decode()
    assert "某平台诱导沉迷。" in page
    assert "白鹿网络技术有限公司" in page
    assert draft.number in client.get("/bulletins/").content.decode()


def test_of_a_withdrawn_bulletin_the_title_and_the_reason_remain(
    story: EnforcementCast, client: Client
) -> None:
    case = building.bulletin(story, BulletinState.WITHDRAWN, names=(story.company_b,))
    answer = client.get(f"/bulletins/{case.number}/")
    page = answer.content.decode()
    assert answer.status_code == 410
    assert "数据有误。" in page
    assert "某平台诱导沉迷。" not in page
    assert "白鹿网络技术有限公司" not in page
    assert case.number not in client.get("/bulletins/").content.decode()
    client.force_login(story.ai)
    assert "某平台诱导沉迷。" not in client.get(f"/cases/{case.number}/").content.decode()


def test_a_call_tells_when_where_and_who_and_no_other_platform(story: EnforcementCast) -> None:
    case = building.meeting(story, SupervisionMeetingState.CALLED)
    assert told(case, "supervision_meeting_called") == {
        "青云智能科技有限公司",
        "白鹿网络技术有限公司",
    }
    for notice in Notice.objects.filter(case=case.pk, code="supervision_meeting_called"):
        assert notice.issuer == story.office
        assert notice.context["place"] == "演示省网信办二楼会议室"
        assert notice.context["who_must_come"] == "总编辑"
        other = {story.company_a, story.company_b} - {notice.addressee}
        assert other.pop().name not in str(notice.context)
    limit = Deadline.objects.get(case=case, code="meeting.notice")
    assert limit.last_day == date(2026, 10, 8)  # back over 10 (a worked Saturday), 9, 8 October
    assert limit.outcome == "met"


def test_each_platform_sees_itself_alone(story: EnforcementCast, client: Client) -> None:
    case = building.meeting(story, SupervisionMeetingState.HELD)
    assert knowing(story, case) == OFFICE_PEOPLE | {"ai", "dai"}
    client.force_login(story.dai)
    page = client.get(f"/cases/{case.number}/").content.decode()
    assert "白鹿网络技术有限公司" in page
    assert "一周内改正。" in page
    assert "青云智能科技有限公司" not in page
    assert "已经约谈。" not in page
    client.force_login(story.bo)
    page = client.get(f"/cases/{case.number}/").content.decode()
    assert "青云智能科技有限公司" in page
    assert "已经约谈。" in page


def test_a_meeting_that_nobody_was_told_of_stays_the_offices(story: EnforcementCast) -> None:
    case = building.meeting(story, SupervisionMeetingState.CANCELLED)
    assert knowing(story, case) == OFFICE_PEOPLE
    assert told(case, "supervision_meeting_cancelled") == set()
    called = building.meeting(story, SupervisionMeetingState.CALLED)
    act(called, "cancel", story.bo, reason="改期。")
    assert len(told(called, "supervision_meeting_cancelled")) == 2


def test_nobody_is_called_to_the_past_or_by_an_empty_call(story: EnforcementCast) -> None:
    case = opened("supervision_meeting", story.bo, story.office, sort="regular")
    edited(case, story.bo, starts_at=make.NOW)
    with pytest.raises(GuardFailed) as refused:
        act(case, "call", story.bo)
    assert [reason.message for reason in refused.value.reasons] == [
        "“地点”没有填写",
        "“事由和议程”没有填写",
        "“参加人员要求”没有填写",
        "“时间”已经过去",
        "“参会平台”没有填写",
    ]


def test_attendance_is_told_for_every_platform(story: EnforcementCast) -> None:
    case = building.meeting(story, SupervisionMeetingState.CALLED)
    rows = building.meeting_told(case, "hold")["attendance"][:1]
    with pytest.raises(GuardFailed, match="没有写明"):
        act(case, "hold", story.bo, now=building.HELD, attendance=rows, minutes="记录")


def test_the_form_names_platforms_by_name_or_code(story: EnforcementCast, client: Client) -> None:
    case = building.meeting(story)
    client.force_login(story.bo)
    address = f"/cases/{case.number}/edit/plan/"
    shown = client.get(address).content.decode()
    assert "青云智能科技有限公司" in shown
    posted = {
        "version": make.version_of(case),
        "sort": "interview",
        "invited-count": "2",
        "invited-0-name": story.company_b.uscc,
        "invited-1-name": "不存在的公司",
    }
    refused = client.post(address, posted)
    assert refused.status_code == 422
    assert "没有这一单位" in refused.content.decode()
    posted["invited-1-name"] = ""
    assert client.post(address, posted).status_code == 302
    assert [row.organization for row in case.invited.all()] == [story.company_b]
