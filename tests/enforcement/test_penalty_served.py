"""Service and its proof, publication and its withdrawal, and who sees what of them."""

from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.test import Client

from enforcement.models import PublishedDecision
from enforcement.rules.serving import service_problems
from portal.workflow import catalogue
from portal.workflow.errors import GuardFailed, WrongState
from tests import make
from tests.enforcement import people
from tests.enforcement.decided import DECIDED, IN_PERSON, SERVED, Decision, decided

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Decision:
    return decided(people.cast())


def serving(case: Decision, at: str = "2026-03-01 15:00", **told: Any) -> list[str]:
    """The codes of the reasons for which a service is refused."""
    data = {"served_at": SERVED, **told}
    with pytest.raises(GuardFailed) as problem:
        case.act("record_service", "bo", at, **data)
    return [reason.code for reason in problem.value.reasons]


@pytest.mark.parametrize(
    ("told", "codes"),
    [
        ({"service_method": "in_person", "place": "一号"}, ["proof_missing"]),
        ({"service_method": "left", "place": "一号", "refusal": "拒收"}, ["proof_missing"]),
        ({"service_method": "post", "receiver": "前台"}, ["proof_missing"]),
        ({"service_method": "electronic", "proof": "已读回执"}, ["not_confirmed"]),
        ({"service_method": "public_notice"}, ["no_notice"]),
        ({**IN_PERSON, "served_at": SERVED + timedelta(hours=1)}, ["in_the_future"]),
        ({**IN_PERSON, "served_at": DECIDED - timedelta(minutes=1)}, ["before_the_paper"]),
        ({**IN_PERSON, "served_at": None}, ["no_moment"]),
    ],
)
def test_a_service_without_its_proof_is_none(
    case: Decision, told: dict[str, Any], codes: list[str]
) -> None:
    assert serving(case, **told) == codes
    assert people.fresh(case.case).served_at is None


def test_a_service_in_the_very_minute_of_the_decision_is_not_before_it() -> None:
    decided_at = make.at("2026-02-27 10:00") + timedelta(seconds=42)
    told = {**IN_PERSON, "service_method": "in_person"}

    def codes(served_at: datetime) -> list[str | None]:
        found = service_problems(
            {**told, "served_at": served_at},
            decided_at=decided_at,
            now=decided_at,
            confirmed_at=None,
            notice_ends=None,
        )
        return [reason.code for reason in found]

    assert codes(make.at("2026-02-27 10:00")) == []
    assert codes(make.at("2026-02-27 09:59")) == ["before_the_paper"]


def test_a_decision_is_served_electronically_on_a_confirmation_on_record(case: Decision) -> None:
    told = {"service_method": "electronic", "proof": "系统记录：2026-03-01 15:00 到达"}
    confirm = {"address": "fawu@qingyun.example", "signatory": "王五，法务"}
    case.act("confirm_electronic_service", "ai", "2026-03-01 16:00", **confirm)
    assert serving(case, at="2026-03-01 17:00", **told) == ["not_confirmed"]  # it arrived before
    later = make.at("2026-03-01 16:30")
    case.act("record_service", "bo", "2026-03-01 17:00", served_at=later, **told)
    assert (case.case.state, case.case.served_at) == ("served", later)


def test_a_public_notice_counts_after_thirty_days_and_from_their_end(case: Decision) -> None:
    told = {"notice_on": date(2026, 3, 2), "place": "门户公告栏", "reason": "查无此处。"}
    with pytest.raises(GuardFailed) as refused:
        case.act("record_public_notice", "bo", "2026-03-02 09:00", **told)
    assert [one.code for one in refused.value.reasons] == ["not_the_last_resort"]
    told["unknown_whereabouts"] = True
    case.act("record_public_notice", "bo", "2026-03-02 09:00", **told)
    assert case.limit("penalty.notice_by_publication").last_day == date(2026, 4, 1)
    notice = {"service_method": "public_notice", "served_at": None}
    assert serving(case, at="2026-04-01 23:59", **notice) == ["notice_runs"]
    case.act("record_service", "bo", "2026-04-02 09:00", **notice)
    assert case.case.served_at == make.at("2026-04-02 00:00")
    assert case.limit("penalty.payment").last_day == date(2026, 4, 17)


def test_nothing_is_served_before_it_is_decided() -> None:
    cast = people.cast()
    draft = people.opened("penalty", cast.bo, cast.company_a)
    with pytest.raises(WrongState):
        people.act(draft, "record_service", cast.bo, served_at=make.NOW, **IN_PERSON)


def test_the_public_reads_the_whitelist_and_nothing_else(case: Decision) -> None:
    case.serve()
    case.act("publish", "bo", "2026-03-10 09:00", summary="上线三个月未备案。")
    page = Client().get(f"/penalties/{case.case.number}/").content.decode()
    row = PublishedDecision.objects.get()
    draft = catalogue.kind("penalty").draft_title(case.case.law_profile)
    for text in (page, Client().get("/penalties/").content.decode()):
        assert (f"（{draft}）" in text) == bool(draft)
    for told in (
        row.party,
        "上线三个月未备案。",
        "罚款人民币 10000 元",
        row.basis,
        "2026年2月27日",
    ):
        assert told in page
    for kept in ("王五", "演示区一号", "财政专户", "Bo", "Cao", "送达"):
        assert kept not in page
    assert case.case.number in Client().get("/penalties/").content.decode()
    assert case.limit("penalty.publication").outcome == "met"


def test_the_calculator_says_the_share_and_the_cap_and_promises_no_saving() -> None:
    page = Client().get("/penalties/late-fee/").content.decode()
    for told in ("每日加处比例：3%", "罚款本数的倍数：1倍", "写满后计算"):
        assert told in page
    assert "保存" not in page.partition('id="content"')[2]


def test_what_is_not_published_does_not_exist_for_the_public(case: Decision) -> None:
    case.serve()
    assert Client().get(f"/penalties/{case.case.number}/").status_code == 404
    assert "还没有公开的处罚决定" in Client().get("/penalties/").content.decode()


def test_a_fallen_decision_is_withdrawn_in_three_working_days_across_a_holiday(
    case: Decision,
) -> None:
    case.serve()
    case.act("publish", "bo", "2026-03-10 09:00", summary="上线三个月未备案。")
    case.remedy("record_reconsideration", "2026-03-20")
    case.ends("2026-04-30", "revoked")
    # Labour Day is off from May 1 to 5: the three working days are May 6, 7 and 8.
    assert case.limit("penalty.publication_withdrawal").last_day == date(2026, 5, 8)
    told = "复议机关撤销了原决定。"
    case.act("withdraw_publication", "bo", "2026-05-08 18:00", reason=told)
    assert case.limit("penalty.publication_withdrawal").outcome == "met"
    page = Client().get(f"/penalties/{case.case.number}/").content.decode()
    assert "已撤回" in page
    assert told in page
    for gone in ("上线三个月未备案", "青云智能科技有限公司", "10000"):
        assert gone not in page
    assert "青云" not in Client().get("/penalties/").content.decode()
    with pytest.raises(GuardFailed, match="不再公开"):
        case.act("publish", "bo", "2026-05-09 09:00", summary="再次公开")


def test_a_decision_that_was_not_published_has_nothing_to_withdraw(case: Decision) -> None:
    case.serve()
    case.remedy("record_lawsuit", "2026-03-20")
    case.ends("2026-04-30", "revoked")
    assert case.limit("penalty.publication_withdrawal") is None
    assert case.limit("penalty.publication").outcome in ("void", "late")


def test_a_dropped_reconsideration_leaves_the_lawsuit_its_six_months(case: Decision) -> None:
    case.serve()
    case.remedy("record_reconsideration", "2026-03-20")
    assert case.limit("remedy.lawsuit").outcome == "void"
    case.ends("2026-04-10", "dropped")
    assert case.limit("remedy.lawsuit").last_day == date(2026, 9, 1)
    assert case.limit("remedy.lawsuit_after_reconsideration") is None


def test_an_upheld_decision_can_be_taken_to_court_for_fifteen_days(case: Decision) -> None:
    case.serve()
    case.remedy("record_reconsideration", "2026-03-20")
    case.ends("2026-04-10", "upheld")
    # The fifteenth day is Saturday 2026-04-25: the period ends on Monday.
    assert case.limit("remedy.lawsuit_after_reconsideration").last_day == date(2026, 4, 27)
    assert case.limit("penalty.court_enforcement").last_day == date(2026, 7, 27)
    second = partial(case.remedy, "record_reconsideration", "2026-04-09")
    with pytest.raises(GuardFailed, match="不应早于 2026-04-10"):
        second()


@pytest.mark.parametrize(
    "query",
    [
        "fine=abc&last_day=x&until=9999-99-99",
        "fine=1e999&last_day=2026-03-16&until=2026-04-30",
        "fine=10000&last_day=2026-03-16&until=2026-04-30&pauses-count=999",
        "fine=10000&last_day=2026-03-16&until=2026-04-30&pauses-count=1&pauses-0-first=%3Cscript%3E",
        "fine=10000&last_day=2026-03-16&until=2026-04-30&payments-count=1&payments-0-amount=-5",
        "fine=10000.001&last_day=0001-01-01&until=2026-04-30",
    ],
)
def test_the_calculator_survives_what_it_is_asked(query: str) -> None:
    answer = Client().get(f"/penalties/late-fee/?{query}")
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode()


def test_the_calculator_tells_the_sum_the_table_and_the_article() -> None:
    query = (
        "fine=10000.00&last_day=2026-03-16&until=2026-04-30"
        "&pauses-count=1&pauses-0-first=2026-03-20&pauses-0-last=2026-04-10"
    )
    page = Client().get(f"/penalties/late-fee/?{query}").content.decode()
    for told in ("6900.00", "16900.00", "2026-04-11", "不计", "第七十二条"):
        assert told in page
    empty = Client().get("/penalties/late-fee/").content.decode()
    assert "尚欠" not in empty
