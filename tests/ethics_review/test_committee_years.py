"""The yearly report: which year is due by when, the portal's own figures, one year after the other."""

from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client

from ethics_review.models import Committee
from portal.deadlines.models import Deadline
from portal.workflow import engine
from portal.workflow.errors import GuardFailed
from tests import make
from tests.ethics_review import building
from tests.ethics_review import people as ethics
from tests.ethics_review.people import EthicsCast
from tests.make import at
from tests.workflow.door_cast import Visit, clock, visit

__all__ = ["clock", "visit"]
WORDS = {"work": "开会十二次。", "listed_activities": "没有清单活动。"}
IN_MARCH = at("2027-03-01 10:00")


@pytest.fixture
def cast(db: None, clock: None) -> EthicsCast:
    return ethics.cast()


def due(case: Committee) -> list[tuple[str, str]]:
    running = Deadline.objects.filter(case_id=case.pk, closed_at=None)
    return [(d.code, str(d.last_day)) for d in running]


def report(case: Committee, cast: EthicsCast, year: int, now: datetime) -> Any:
    return make.act(case, "report_year", cast.su, now=now, year=year, **WORDS, training="")


def test_the_first_report_is_that_of_the_year_of_the_setting_up(cast: EthicsCast) -> None:
    assert due(cast.committee) == [("sti.annual_report", "2027-03-31")]
    assert cast.committee.year_due() == 2026


def test_no_report_is_asked_for_a_year_before_the_committee_existed(cast: EthicsCast) -> None:
    early = at("2027-02-10 10:00")
    case = ethics.draft_committee(cast, now=early)
    make.edit(case, cast.su, now=early, established_on=date(2027, 1, 20))
    make.act(case, "register", cast.su, now=early)
    assert due(case) == [("sti.annual_report", "2028-03-31")]
    case.refresh_from_db()
    assert case.year_due() == 2027


def test_a_committee_of_long_standing_still_owes_the_year_before(cast: EthicsCast) -> None:
    early = at("2027-02-10 10:00")
    case = ethics.draft_committee(cast, now=early)  # set up in 2026
    make.act(case, "register", cast.su, now=early)
    assert due(case) == [("sti.annual_report", "2027-03-31")]


def test_a_reported_year_closes_its_limit_and_opens_the_next(cast: EthicsCast) -> None:
    done = report(cast.committee, cast, 2026, IN_MARCH)
    assert [(d.code, d.outcome) for d in done.closed] == [("sti.annual_report", "met")]
    assert due(cast.committee) == [("sti.annual_report", "2028-03-31")]
    [kept] = Committee.objects.get(pk=cast.committee.pk).reports
    assert (kept["year"], kept["work"]) == (2026, "开会十二次。")


def test_a_late_report_is_late_and_the_next_year_stays_due(cast: EthicsCast) -> None:
    done = report(cast.committee, cast, 2026, at("2028-05-01 10:00"))
    assert [d.outcome for d in done.closed] == ["late"]
    assert due(cast.committee) == [("sti.annual_report", "2028-03-31")]
    done = report(cast.committee, cast, 2027, at("2028-05-01 11:00"))
    assert [d.outcome for d in done.closed] == ["late"]
    assert due(cast.committee) == [("sti.annual_report", "2029-04-02")]  # 31 March is a Saturday


def test_a_year_is_reported_once_it_has_ended_and_once_only(cast: EthicsCast) -> None:
    with pytest.raises(GuardFailed, match="2026 年度尚未结束"):
        report(cast.committee, cast, 2026, make.NOW)
    report(cast.committee, cast, 2026, IN_MARCH)
    with pytest.raises(GuardFailed, match="2027 年度尚未结束"):
        report(cast.committee, cast, 2026, at("2027-03-02 10:00"))
    with pytest.raises(GuardFailed, match="现在应当提交的是 2027 年度的报告"):
        report(cast.committee, cast, 2026, at("2028-01-02 10:00"))


def test_a_service_centre_reports_under_its_own_limit(cast: EthicsCast) -> None:
    centre = _registered_centre(cast)
    assert due(centre) == [("ethics.centre_annual_report", "2027-03-31")]
    make.act(centre, "report_year", cast.fu, now=IN_MARCH, year=2026, **WORDS, training="")
    assert due(centre) == [("ethics.centre_annual_report", "2028-03-31")]


def _registered_centre(cast: EthicsCast) -> Committee:
    data = {"name": "演示服务中心", **ethics.REGISTRATION}
    case = engine.create(
        "ethics_committee", actor=cast.fu, organization=cast.centre, data=data, now=make.NOW
    ).case
    make.attach(case, cast.fu, "charter")
    for name in ethics.SEATS:
        make.act(case, "appoint", cast.fu, **ethics.appointment(cast, name))
    make.act(case, "register", cast.fu)
    return Committee.objects.get(pk=case.pk)


# --- Pages ------------------------------------------------------------------------------------------------------------
def page_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_portals_figures_are_shown_before_they_are_sent(
    cast: EthicsCast, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    building.review(cast, building.S.APPROVED)
    building.review(cast, building.S.REJECTED)
    monkeypatch.setenv("PORTAL_CLOCK", IN_MARCH.isoformat())
    client, path = visit(cast.su), f"/cases/{cast.committee.number}/actions/report_year/"
    told = page_of(client, path)
    assert "年度统计：2026 年度" in told
    for label, number in (("受理审查", 2), ("批准", 1), ("不予批准", 1), ("召开会议", 2)):
        assert f'<dt>{label}</dt><dd class="number">{number}</dd>' in told
    assert '<option value="2026">2026 年度</option>' in told
    answer = client.post(
        path, {"version": make.version_of(cast.committee), "year": "2026", **WORDS}
    )
    assert answer.status_code == 302
    [kept] = Committee.objects.get(pk=cast.committee.pk).reports
    assert kept["figures"]["accepted"] == 2
    for reader in (cast.ou, cast.ren, cast.m1):
        assert "开会十二次。" in page_of(visit(reader), f"/cases/{cast.committee.number}/")
    assert visit(cast.dai).get(f"/cases/{cast.committee.number}/").status_code == 404
    assert visit(cast.dai).get(path).status_code == 404


def test_another_year_than_the_one_due_cannot_be_chosen(
    cast: EthicsCast, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_CLOCK", IN_MARCH.isoformat())
    path = f"/cases/{cast.committee.number}/actions/report_year/"
    posted = {"version": make.version_of(cast.committee), "year": "2025", **WORDS}
    answer = visit(cast.su).post(path, posted)
    assert answer.status_code == 422
    assert "“年度”没有这一选项" in answer.content.decode()


def test_a_committee_with_work_in_hand_is_not_dissolved(cast: EthicsCast) -> None:
    building.review(cast, building.S.GENERAL_REVIEW)
    with pytest.raises(GuardFailed, match="还有未办结的审查"):
        make.act(cast.committee, "dissolve", cast.su, reason="合并")


def test_a_dissolved_committee_owes_nothing_more(cast: EthicsCast) -> None:
    make.act(cast.committee, "dissolve", cast.su, reason="合并")
    assert due(cast.committee) == []
    case = Committee.objects.get(pk=cast.committee.pk)
    assert (case.state, case.in_force, case.dissolution_reason) == ("dissolved", False, "合并")
