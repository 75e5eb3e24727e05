"""Meetings: called by page, an agenda that each reader sees as far as they may, minutes composed of the same."""

from typing import Any

import pytest

from ethics_review.models import Attendance, Meeting, Review
from ethics_review.states import MeetingState
from tests import make
from tests.ethics_review import building, people
from tests.ethics_review.people import QUORUM, EthicsCast, Tale
from tests.workflow.door_cast import Visit, clock, visit

__all__ = ["clock", "visit"]
OTHER = "语音情绪识别研究"


@pytest.fixture
def cast(db: None, clock: None) -> EthicsCast:
    return people.cast()


@pytest.fixture
def story(cast: EthicsCast) -> Tale:
    return building.tale(cast)


def send(visit: Visit, who: Any, case: Any, action: str, **data: Any) -> Any:
    sent = {"version": make.version_of(case), "confirm": "yes", **data}
    return visit(who).post(f"/cases/{case.number}/actions/{action}/", sent)


def page(visit: Visit, who: Any, case: Any) -> str:
    return visit(who).get(f"/cases/{case.number}/").content.decode()


def minutes(visit: Visit, who: Any, case: Any) -> Any:
    return visit(who).get(f"/meetings/{case.number}/minutes/")


def two_items(story: Tale) -> tuple[Meeting, Review, Review]:
    """A meeting in session over two reviews; M1 is recused from the second."""
    first, second = building.accepted(story), building.accepted(story, activity_name=OTHER)
    story.act(second, "declare_interest", "m1", conflicted=True, statement="合作过。")
    for review in (first, second):
        building.declare(story, review, "qi", "wei", "wen", "m2", "m5")
    building.declare(story, first, "m1")
    present = (*QUORUM, "m5")
    return building.session(story, first, second, present=present), first, second


def test_the_secretary_calls_a_meeting_at_beijing_time(
    cast: EthicsCast, story: Tale, visit: Visit
) -> None:
    review = building.accepted(story)
    client = visit(cast.su)
    new = client.get("/cases/new/committee_meeting/")
    assert new.status_code == 200
    data = {"form": "online", "starts_at": "2026-09-24T09:30", "place": "第一会议室"}
    assert client.post("/cases/new/committee_meeting/", data).status_code == 302
    meeting = Meeting.objects.get()
    assert meeting.starts_at == make.at("2026-09-24 09:30")
    assert meeting.presider == cast.qi
    assert send(visit, cast.su, meeting, "set_agenda", reviews=[review.pk]).status_code == 302
    assert send(visit, cast.su, meeting, "convene").status_code == 302
    member = page(visit, cast.m1, meeting)
    assert review.title in member
    assert "声明利益关系后才能审阅材料" in member
    assert visit(cast.lin).get(f"/cases/{meeting.number}/").status_code == 404
    assert visit(cast.dai).get(f"/cases/{meeting.number}/").status_code == 404


def test_whoever_keeps_no_committee_calls_no_meeting(cast: EthicsCast, visit: Visit) -> None:
    data = {"form": "online", "committee": cast.committee.pk}
    for name in ("fu", "lin", "m1", "dai"):
        sent = visit(cast.people[name]).post("/cases/new/committee_meeting/", data)
        assert sent.status_code in (403, 422), name
    assert not Meeting.objects.exists()


def test_a_recused_member_sees_neither_the_line_nor_a_gap(
    cast: EthicsCast, story: Tale, visit: Visit
) -> None:
    meeting, first, second = two_items(story)
    told = page(visit, cast.m1, meeting)
    assert first.number in told
    assert second.number not in told
    assert OTHER not in told
    assert second.number in page(visit, cast.m2, meeting)
    written = minutes(visit, cast.m1, meeting).content.decode()
    assert "议程1：" in written
    assert "议程2" not in written
    assert OTHER not in written
    api = visit(cast.m1).get(f"/api/v1/cases/{meeting.number}/").content.decode()
    assert first.number in api
    assert second.number not in api


def test_a_recused_secretary_keeps_what_they_may_not_know_of_on_the_agenda(
    cast: EthicsCast, story: Tale, visit: Visit
) -> None:
    meeting, first, second = two_items(story)
    story.act(second, "declare_interest", "qi", conflicted=True, statement="合作过。")
    form = visit(cast.qi).get(f"/cases/{meeting.number}/actions/set_agenda/").content.decode()
    assert OTHER not in form
    assert send(visit, cast.qi, meeting, "set_agenda", reviews=[first.pk]).status_code == 302
    assert set(meeting.agenda.values_list("review", flat=True)) == {first.pk, second.pk}


def test_the_page_tells_live_what_each_item_lacks(
    cast: EthicsCast, story: Tale, visit: Visit
) -> None:
    meeting, first, second = two_items(story)
    present = [cast.people[name].pk for name in ("qi", "wei", "wen", "m2", "m5")]
    assert send(visit, cast.su, meeting, "update_attendance", present=present).status_code == 302
    assert Attendance.objects.count() == 5
    told = page(visit, cast.m2, meeting)
    assert "应不少于 5 人" not in told
    send(visit, cast.su, meeting, "update_attendance", present=present[:4])
    told = page(visit, cast.m2, meeting)
    assert "参加的委员 4 人，应不少于 5 人，还差 1 人" in told
    assert "缺少 1 个专业类别：人工智能应用" in told
    assert "参加的委员 4 人" in page(visit, cast.m2, first)
    refused = send(visit, cast.su, meeting, "update_attendance", present=present[1:])
    assert refused.status_code == 422
    assert "主持人Qi应在到会名单中" in refused.content.decode()
    assert second.number in told


def test_minutes_tell_numbers_after_the_closing_and_only_what_was_opened(
    cast: EthicsCast, story: Tale, visit: Visit
) -> None:
    meeting, first, _ = two_items(story)
    story.act(first, "open_voting", "qi", meeting=meeting, ends_at=building.ENDS_AT)
    story.act(first, "cast_ballot", "qi", choice="approve")
    running = minutes(visit, cast.m2, meeting).content.decode()
    assert "表决正在进行" in running
    assert " 票" not in running
    for name in ("wei", "wen", "m1", "m2", "m5"):
        story.act(first, "cast_ballot", name, choice="approve")
    written = minutes(visit, cast.m2, meeting).content.decode()
    assert "批准 6 票，修改后批准 0 票" in written
    assert "到会人数</dt><dd>6 人，形成决定须 4 票" in written
    assert "本次会议没有表决" in written
    closed = minutes(visit, cast.m3, meeting).content.decode()
    assert "声明利益关系后才能查看" in closed
    assert " 票" not in closed
    refused = send(visit, cast.su, meeting, "set_agenda", reviews=[])
    assert refused.status_code == 422


def test_there_are_no_minutes_before_the_session_nor_for_strangers(
    cast: EthicsCast, visit: Visit
) -> None:
    called = building.meeting(cast, MeetingState.CONVENED)
    assert minutes(visit, cast.su, called).status_code == 404
    held = building.meeting(cast, MeetingState.HELD)
    assert minutes(visit, cast.su, held).status_code == 200
    assert minutes(visit, cast.ren, held).status_code == 200
    for name in ("lin", "gao", "dai", "ou"):
        assert minutes(visit, cast.people[name], held).status_code == 404, name
    review = Review.objects.first()
    assert review is not None
    assert minutes(visit, cast.su, review).status_code == 404
