"""The ledger of platforms: one page a platform, equal to the cases it lists; its files; who reads it."""

import csv
import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from enforcement import ledger
from enforcement.listing import enlist, enlist_filers
from enforcement.models import Platform, PlatformChange
from enforcement.states import (
    BulletinState,
    LeadState,
    MatterState,
    ObservationState,
    ReportState,
    SupervisionMeetingState,
)
from filings.states import FilingState
from portal.clock import now
from portal.workflow.errors import GuardFailed
from tests import make
from tests.enforcement import monitoring_building as monitoring
from tests.enforcement import platform_building as building
from tests.enforcement.people import EnforcementCast, cast

#: What the page of a platform asks of the database at most, however many cases there are; one is for
#: what the reader lodged complaints about.
QUERIES = 12
pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> EnforcementCast:
    return cast()


@pytest.fixture
def address(story: EnforcementCast) -> str:
    building.platform(story)
    return f"/platforms/{story.company_a.uscc}/"


def full(story: EnforcementCast) -> list[Any]:
    """Matters of all sorts about company A, and one lead about company B."""
    return [
        building.report(story, ReportState.SUBMITTED),
        building.major_matter(story, MatterState.NOTED),
        building.bulletin(story, BulletinState.PUBLISHED, names=(story.company_a,)),
        building.meeting(story, SupervisionMeetingState.CALLED),
        monitoring.lead(story, LeadState.SET_ASIDE),
        monitoring.observation(story, ObservationState.WARNED),
        monitoring.observation(story, ObservationState.OBSERVED),
    ]


def numbers(story: EnforcementCast, name: str) -> set[str]:
    platform = Platform.objects.get(organization=story.company_a)
    parts = ledger.parts(platform, story.people[name])
    return {line.case.number for part in parts for line in part.lines}


def test_the_ledger_is_the_cases_that_its_reader_may_see(
    story: EnforcementCast, address: str
) -> None:
    cases = full(story)
    everything = {case.number for case in cases}
    secret = {cases[4].number, cases[6].number}
    assert numbers(story, "bo") == numbers(story, "ren") == everything
    assert numbers(story, "chen") == set()  # filings alone are a filing officer's
    # The bulletin was published to the platforms of the region, A among them.
    assert numbers(story, "ai") == everything - secret


def test_page_and_files_say_the_same(story: EnforcementCast, address: str, client: Client) -> None:
    cases = full(story)
    client.force_login(story.bo)
    page = client.get(address).content.decode()
    told = json.loads(client.get(f"{address}export.json").content)
    rows = list(
        csv.reader(client.get(f"{address}export.csv").content.decode("utf-8-sig").splitlines())
    )
    assert all(f'href="/cases/{case.number}/"' in page for case in cases)
    assert {case["number"] for case in told["cases"]} == {case.number for case in cases}
    assert {case.number for case in cases} <= {row[1] for row in rows}
    assert date.fromisoformat(rows[1][4]) == building.LISTED.date()  # no mark before a day
    assert {event["number"] for event in told["events"]} == {case.number for case in cases}
    assert [report["year"] for report in told["reports"]] == [2025]
    moments = [event["occurred_at"] for event in told["events"]]
    assert moments == sorted(moments, reverse=True)


def test_the_company_reads_nothing_that_it_was_not_told(
    story: EnforcementCast, address: str, client: Client
) -> None:
    cases = full(story)
    client.force_login(story.ai)
    answers = [client.get(address + part) for part in ("", "export.csv", "export.json")]
    for answer in answers:
        text = answer.content.decode()
        assert answer.status_code == 200
        assert cases[5].number in text  # the warning
        assert cases[4].number not in text  # the lead
        assert cases[6].number not in text  # what was only observed
        assert "登记监测发现" not in text
    assert client.get("/platforms/own/").headers["Location"] == address


def test_for_everybody_else_there_is_no_ledger(
    story: EnforcementCast, address: str, client: Client
) -> None:
    for path in (address, f"{address}export.csv", f"{address}export.json"):
        assert client.get(path).status_code == 302
        for name in ("dai", "gu"):
            client.force_login(story.people[name])
            assert client.get(path).status_code == 404, (name, path)
        client.logout()
    client.force_login(story.dai)
    assert client.get("/platforms/").status_code == 404
    assert client.get("/platforms/add/").status_code == 404
    assert client.get("/platforms/own/").status_code == 404
    client.force_login(story.ai)
    assert client.post(f"{address}remove/", {"reason": "不想报"}).status_code == 404
    client.force_login(story.ren)
    assert client.post(f"{address}remove/", {"reason": "审计"}).status_code == 404
    client.force_login(story.gu)
    assert "青云" not in client.get("/platforms/").content.decode()


def test_the_page_costs_the_same_for_many_cases(
    story: EnforcementCast, address: str, client: Client, django_assert_max_num_queries: Any
) -> None:
    full(story)
    for _ in range(6):
        monitoring.lead(story)
    client.force_login(story.bo)
    client.get(address)
    with django_assert_max_num_queries(QUERIES):
        assert client.get(address).status_code == 200


def test_a_company_is_listed_when_its_first_filing_is_recorded(story: EnforcementCast) -> None:
    filers = make.cast()
    make.filing(filers, FilingState.SUBMITTED)
    assert enlist_filers(make.NOW) == 0
    make.filing(filers, FilingState.RECORDED)
    assert [enlist_filers(make.NOW), enlist_filers(make.NOW)] == [1, 0]
    platform = Platform.objects.get()
    assert (platform.organization, platform.listed_by) == (filers.company_a, None)
    assert platform.listed_on.isoformat() == "2026-09-22"


def test_listing_and_striking_leave_who_when_and_why(
    story: EnforcementCast, client: Client
) -> None:
    client.force_login(story.bo)
    wrong = client.post("/platforms/add/", {"organization": "无此公司", "reason": "x"})
    assert wrong.status_code == 422
    given = {"organization": story.company_a.uscc, "reason": "用户规模较大"}
    assert client.post("/platforms/add/", given).status_code == 302
    assert client.post("/platforms/add/", given).status_code == 422
    address = f"/platforms/{story.company_a.uscc}/"
    assert client.post(f"{address}remove/", {"reason": ""}).status_code == 422
    assert client.post(f"{address}remove/", {"reason": "停止服务"}).status_code == 302
    told = PlatformChange.objects.order_by("pk").values_list("act", "by", "reason")
    assert list(told) == [
        ("listed", story.bo.pk, "用户规模较大"),
        ("unlisted", story.bo.pk, "停止服务"),
    ]
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        PlatformChange.objects.all().delete()
    with pytest.raises(GuardFailed, match="已经在平台台账中"):
        enlist(story.company_b, by=story.bo, reason="一", now=make.NOW)
        enlist(story.company_b, by=story.bo, reason="二", now=make.NOW)


def test_the_list_finds_what_is_missing(story: EnforcementCast, client: Client) -> None:
    building.platform(story)
    building.platform(story, story.company_b)
    year = now().year - 1
    building.owed(story, year - 1)
    client.force_login(story.bo)
    found = client.get("/platforms/", {"report": "yes"}).content.decode()
    assert "青云智能科技有限公司" in found
    assert "年度报告逾期未报" in found
    assert "白鹿" not in client.get("/platforms/", {"q": "青云"}).content.decode()
    assert "青云" not in client.get("/platforms/", {"order": "yes"}).content.decode()
    assert client.get("/platforms/", {"region": "xx"}).status_code == 422
    assert client.get("/platforms/", {"page": "99"}).status_code == 404
    for key in ("99999999999999999", "%27%20or%201", "x" * 300):
        assert client.get(f"/platforms/{key}/").status_code == 404
        assert client.get(f"/bulletins/{key}/").status_code == 404


def test_a_year_is_in_time_late_or_missing(story: EnforcementCast) -> None:
    platform = building.platform(story)
    building.owed(story)
    due = make.at("2026-04-01 00:00")
    told = [
        ledger.years(platform, story.bo, moment)[0] for moment in (due - timedelta(seconds=1), due)
    ]
    assert [(year.told, year.shown) for year in told] == [("待报", False), ("逾期未报", False)]
    building.report(story, ReportState.SUBMITTED)  # that on 2024, long after its day
    assert [y.told for y in ledger.years(platform, story.bo, due)] == ["逾期未报", "逾期提交"]
