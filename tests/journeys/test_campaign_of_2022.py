"""The special action of 2022 replayed from 8 April 2022 to 6 June 2023, morning by morning, under the provisions."""

from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pytest

from enforcement.models import (
    CampaignTarget,
    CaseOfficer,
    Draw,
    Inspection,
    Lead,
    SelfInspection,
)
from portal.cases.models import Case
from portal.cases.selectors import visible_to
from portal.law.rulebook import rulebook
from portal.notices.models import Notice
from tests.enforcement import campaigning, inspecting, penalty_building, people
from tests.enforcement.filers import filers, recorded
from tests.enforcement.people import edited, fresh, opened
from tests.journeys.year_2022 import (
    DEPARTMENTS,
    FINE,
    PLAN,
    SEED,
    SUMMED,
    SUSPENDED_UNTIL,
    Year,
    limit,
    year,
)
from tests.make import at

__all__ = ["year"]
pytestmark = pytest.mark.django_db


def test_fourteen_months_of_the_special_action_of_2022(year: Year) -> None:
    _announced(year)
    _looked_at_themselves(year)
    inspected = _inspected(year)
    _urged(year)
    refused = _ordered(year, inspected)
    penalty = _penalised(year, refused)
    _summed_up(year, penalty)
    _followed(year, penalty)


def _announced(year: Year) -> None:
    """Nobody outside knows before; then each company knows of itself, and has a report to write within 30 days."""
    bo, now = year.cast.bo, year.now
    case = opened("campaign", bo, year.cast.office, now=now, title="清朗·2022年算法综合治理")
    edited(case, bo, now=now, **PLAN)
    rows = [{"organization": one, "reason": "用户规模大。"} for one in year.companies.values()]
    people.act(case, "choose_targets", bo, now=now, targets=rows)
    people.act(case, "add_officers_pool", bo, now=now, officers=campaigning.pool(year.cast))
    assert not visible_to(year.users["d"]).filter(pk=case.pk).exists()
    year.campaign = year.act(case, "announce", "cao", "2022-04-08 09:00")
    year.until("2022-04-09 08:00")
    assert SelfInspection.objects.filter(campaign=case.pk).count() == 4
    # thirty days end on Sunday 8 May, after a Saturday that is worked: Monday the 9th
    assert limit(year.report("a"), "campaign.self_inspection").last_day == date(2022, 5, 9)
    # twenty working days after Friday 2 December: 5-9, 12-16, 19-23, 26-30
    assert limit(case, "campaign.summary").last_day == date(2022, 12, 30)
    assert visible_to(year.users["d"]).filter(pk=case.pk).exists()
    assert not visible_to(year.users["gu"]).filter(pk=case.pk).exists()


def _hands_in(year: Year, company: str, text: str) -> Any:
    moment = year.until(text)
    report = edited(year.report(company), year.users[company], now=moment, **campaigning.REPORT)
    return year.act(report, "submit", company, text)


def _looked_at_themselves(year: Year) -> None:
    """Two in time, one late, one never; whoever has not handed in is reminded; each late one leads once."""
    first = _hands_in(year, "a", "2022-05-06 17:00")
    _hands_in(year, "b", "2022-05-09 23:59")
    year.until("2022-05-09 23:59")
    assert Lead.objects.count() == 0
    third = _hands_in(year, "c", "2022-05-12 10:00")
    year.until("2022-05-31 08:00")
    outcomes = [limit(year.report(one), "campaign.self_inspection").outcome for one in "abcd"]
    assert outcomes == ["met", "met", "late", ""]
    for company, days in {
        "a": ["2022-04-24"],  # sixteen of thirty-one days are left; then it was handed in
        "d": ["2022-04-24", "2022-05-07", "2022-05-09"],  # half, three, the last one
    }.items():
        told = Notice.objects.filter(code="deadline_reminder", addressee=year.companies[company])
        events = [one.event for one in told.order_by("pk")]
        assert [event.occurred_at for event in events] == [at(f"{day} 00:00") for day in days]
    late = Lead.objects.filter(source="missed_deadline")
    assert {one.organization for one in late} == {year.companies["c"], year.companies["d"]}
    assert late.count() == 2
    # twenty working days from Friday 6 May: 7 (worked), 9-13, 16-20, 23-27, 30, 31, 1, 2 June
    assert limit(first, "self_inspection.review").last_day == date(2022, 6, 2)
    found = {"opinion": "标签管理需要整改。", "findings": campaigning.FINDINGS}
    year.act(first, "review", "bo", "2022-06-01 10:00", **found)
    for report in (year.report("b"), third):
        year.act(report, "review", "bei", "2022-06-01 11:00", opinion="符合要求。", findings=[])
    letter = Notice.objects.get(case=first.case, code="self_inspection_reviewed")
    assert letter.addressee == year.companies["a"]


def _in_order(seed: str, entries: list[str]) -> list[str]:
    return sorted(entries, key=lambda entry: sha256(f"{seed}|{entry}".encode()).hexdigest())


def _inspected(year: Year) -> dict[str, Any]:
    """The number is out a day after the pool is fixed; two people of two departments visit each drawn company."""
    told = {"count": 2, "size": 2, "departments": DEPARTMENTS}
    told |= {"source": "演示综合指数收盘点数，两位小数", "draws_on": date(2022, 6, 14)}
    case = year.act(year.campaign, "fix_pool", "bo", "2022-06-13 09:00", **told)
    year.act(case, "draw", "cao", "2022-06-14 16:00", seed=SEED)
    draw = Draw.objects.get(campaign=case)
    assert draw.pool_fixed_at == at("2022-06-13 09:00") < draw.drawn_at
    order = _in_order(SEED, [one.uscc or "" for one in year.companies.values()])
    assert [row["company"] for row in draw.result] == order[:2]
    assert order[:2] == [year.companies["b"].uscc, year.companies["a"].uscc]
    assert [row["officers"] for row in draw.result] == [["hu.e", "bo.e"], ["bo.e", "hu.e"]]
    year.until("2022-06-15 08:00")
    assert Inspection.objects.filter(campaign=case).count() == 2
    for one in ("a", "b"):
        _planned(year, one)
    return {one: _visited(year, one) for one in ("a", "b")}


def _planned(year: Year, company: str) -> None:
    """Told on the third working day before Monday 20 June: 17, 16, 15."""
    case = Inspection.objects.get(organization=year.companies[company])
    officers = CaseOfficer.objects.filter(case=case.pk)
    assert {one.department for one in officers} == {"公安机关", "网信部门"}
    team = inspecting.team(year.cast, "bo", "hu")
    planned = {"planned_on": date(2022, 6, 20), "place": "演示区一号", "prepare": "标签管理制度。"}
    edited(case, year.cast.bo, now=year.until("2022-06-15 10:00"), **planned)
    year.act(case, "notify", "bo", "2022-06-15 10:00", officers=team)
    assert limit(case, "inspection.notice").last_day == date(2022, 6, 15)


def _visited(year: Year, company: str) -> Any:
    """On the spot on Monday 20 June; what was found is fed back within twenty working days."""
    case = Inspection.objects.get(organization=year.companies[company])
    here = {"arrived_at": at("2022-06-20 09:00"), "receiver": "王五", "credentials_shown": True}
    case = year.act(case, "arrive", "bo", "2022-06-20 09:10", **here)
    rows = inspecting.answers(case, user_tags="标签库含有违法词。")
    year.act(case, "answer_checklist", "hu", "2022-06-20 11:00", answers=rows)
    record = inspecting.RECORD | {"left_at": at("2022-06-20 11:30")}
    case = year.act(case, "record", "hu", "2022-06-20 11:40", **record)
    # 21-24, 27-30 June, 1, 4-8, 11-15, 18 July
    assert limit(case, "inspection.report").last_day == date(2022, 7, 18)
    year.act(case, "confirm_record", "bo", "2022-06-20 12:00")
    signed = {"signatory": "王五", "position": "合规总监", "remarks": ""}
    year.act(case, "sign_record", company, "2022-06-20 12:30", **signed)
    return case


def _urged(year: Year) -> None:
    """The third company files in June; the three others are urged, each once; then the inspections are fed back."""
    filer = filers(year.cast, year.users["c"], year.companies["c"])
    recorded(filer, began=date(2022, 6, 15), now=year.until("2022-06-22 10:00"))
    without = [year.companies[one] for one in ("a", "b", "d")]
    year.act(year.campaign, "urge_filing", "bo", "2022-06-24 10:00", organizations=without)
    urged = CampaignTarget.objects.filter(campaign=year.campaign.pk, urged_at__isnull=False)
    assert {one.organization for one in urged} == set(without)
    assert Notice.objects.filter(code="filing_urged").count() == 3
    for case in Inspection.objects.filter(campaign=year.campaign.pk).order_by("pk"):
        done = year.act(case, "conclude", "bo", "2022-07-05 10:00", conclusion="一项不符合。")
        assert limit(done, "inspection.report").outcome == "met"
        letter = Notice.objects.get(case=case.case, code="inspection_result")
        assert letter.addressee_id == case.organization_id


def _ordered(year: Year, inspected: dict[str, Any]) -> Any:
    """Fifteen days from 20 September end on 5 October, in the holiday; Saturday 8 October is worked."""
    orders = {}
    for company, case in inspected.items():
        source = {"lead": None, "origin": Case.objects.get(pk=case.pk), "campaign": year.campaign}
        now = year.until("2022-09-20 09:00")
        place = year.companies[company]
        order = opened("rectification", year.cast.bo, place, now=now, **source)
        item = {"ref": "user_tags", "problem": "not_executed", "demand": "清理标签库。"}
        told = {"facts": "标签库含有违法词。", "order_items": [item], "days": 15}
        edited(order, year.cast.bo, now=now, **told, how_to_report="在本门户逐项填写。")
        orders[company] = year.act(order, "issue", "bo", "2022-09-20 09:30")
    served = inspecting.handed_over(at("2022-09-20 15:00"))
    for company, issued in orders.items():
        order = year.act(issued, "record_service", "bo", "2022-09-20 16:00", **served)
        orders[company] = order
        running = limit(order, "enforcement.rectification")
        assert (running.last_day, running.moment) == (date(2022, 10, 8), at("2022-10-09 00:00"))
    _corrected(year, orders["b"])
    return _not_corrected(year, orders["a"])


def _corrected(year: Year, order: Any) -> None:
    answers = {"answers": [{"item": "1", "answer": "已经清理。"}], "report": "完成。"}
    case = year.act(order, "report_rectification", "b", "2022-10-08 23:30", **answers)
    assert limit(case, "enforcement.rectification").outcome == "met"
    # 9 (a Sunday that is worked), 10-14, 17-20 October
    assert limit(case, "rectification.reinspection").last_day == date(2022, 10, 20)


def _not_corrected(year: Year, order: Any) -> Any:
    """Late at midnight: one lead the next morning, however many mornings follow; then it is a refusal."""
    year.until("2022-10-10 09:00")
    mine = Lead.objects.filter(origin_id=order.pk)
    assert [one.organization for one in mine] == [year.companies["a"]]
    silent = {"officers": inspecting.team(year.cast)}
    year.act(order, "note_silence", "bei", "2022-10-10 09:30", **silent)
    told = {"conclusion": "期满没有报告，标签库没有清理。"}
    order = year.act(order, "find_unrectified", "bo", "2022-10-10 10:00", **told)
    other = Case.objects.get(kind="rectification", organization=year.companies["b"])
    looked = {"officers": inspecting.team(year.cast), "results": inspecting.results("complied")}
    year.act(other, "reinspect", "bei", "2022-10-14 10:00", **looked)
    done = year.act(other, "verify", "bo", "2022-10-17 10:00", conclusion="已经改正。")
    assert limit(done, "rectification.reinspection").outcome == "met"
    return order


def _penalised(year: Year, order: Any) -> Any:
    """Opened, investigated, told, and decided once both windows have run."""
    source = {"lead": None, "origin": Case.objects.get(pk=order.pk)}
    now = year.until("2022-10-18 09:00")
    told = {"title": "青云标签库案", "found_on": date(2022, 10, 17), **source}
    case = opened("penalty", year.cast.bo, year.companies["a"], now=now, **told)
    charge = {
        "party_address": "演示区一号",
        "act_on": date(2022, 6, 20),
        "continues": True,
        "facts": "标签库含有违法词，责令改正期满仍未清理。",
        "refs": ["user_tags"],
        "sanction": "algorithm.conduct",
        "refused": True,
        "refused_order": source["origin"],
        "no_filing": True,
    }
    edited(case, year.cast.bo, now=now, **charge)
    team = inspecting.team(year.cast)
    year.act(case, "name_officers", "bo", "2022-10-18 09:10", officers=team)
    year.act(case, "propose_opening", "bo", "2022-10-18 09:20")
    assert limit(case, "penalty.case_opening").last_day == date(2022, 10, 26)  # 18-21, 24-26
    year.act(case, "approve_opening", "cao", "2022-10-19 09:00")
    assert limit(case, "penalty.decision").last_day == date(2023, 1, 17)  # ninety days
    piece = {"sort": "electronic", "name": "标签库截图", "proves": "没有清理", "document": None}
    taken = {"source": "现场提取", "taken_at": at("2022-10-20 09:00")}
    both = {"officers": [year.cast.bo, year.cast.bei]}
    year.act(case, "add_evidence", "bo", "2022-10-20 10:00", **piece, **taken, **both)
    measures = ["warning", "suspend_updates", "fine"]
    intended = {"measures": measures, "fine": FINE, "suspend_until": SUSPENDED_UNTIL}
    now = year.until("2022-11-01 09:00")
    edited(fresh(case), year.cast.bo, now=now, **intended, reasons="责令改正仍不改正。")
    year.act(case, "submit_for_review", "bo", "2022-11-01 09:10")
    year.act(case, "pass_review", "fa", "2022-11-08 10:00", opinion="幅度适当。")
    assert not visible_to(year.users["a"]).filter(pk=case.pk).exists()
    year.act(case, "notify", "bo", "2022-11-10 09:00")
    notice = {"served_at": at("2022-11-10 10:00"), **penalty_building.PROOF}
    year.act(case, "record_notice_service", "bo", "2022-11-10 11:00", **notice)
    assert limit(case, "penalty.hearing_request").last_day == date(2022, 11, 17)  # 11, 14-17
    law = rulebook("algorithm-2022")
    barred = fresh(case).why_decision_barred(law, at("2022-11-17 23:59"))
    assert [one.code for one in barred] == ["statement_window_open", "hearing_window_open"]
    words = {"reasons": "事实成立。", "considered": "没有提出。", "performance": "缴至财政专户。"}
    return year.act(case, "decide", "cao", "2022-11-30 10:00", **intended, **words)


def _summed_up(year: Year, penalty: Any) -> None:
    """Served on Monday 5 December, paid in time; the summary in time, its figures those of the lists."""
    year.act(year.campaign, "begin_summary", "bo", "2022-12-05 09:00")
    served = {"service_method": "in_person", "place": "演示区一号", "receiver": "王五，主管"}
    moment = {"served_at": at("2022-12-05 15:00")}
    case = year.act(penalty, "record_service", "bo", "2022-12-05 16:00", **served, **moment)
    days = {
        "penalty.payment": date(2022, 12, 20),
        "penalty.publication": date(2023, 1, 3),  # 6-9, 12-16, 19-23, 26-30 December, 3 January
        "remedy.reconsideration": date(2023, 2, 3),
        "remedy.lawsuit": date(2023, 6, 5),
    }
    assert {code: limit(case, code).last_day for code in days} == days
    paid = {"paid_on": date(2022, 12, 15), "amount": Decimal(FINE), "reference": "财-1215"}
    case = year.act(case, "record_payment", "bo", "2022-12-15 16:00", **paid)
    assert case.deadlines.get(code="penalty.payment").outcome == "met"
    assert case.state == "served"  # the suspension lasts until 31 March
    year.until("2022-12-28 10:00")
    assert year.figures() == SUMMED
    told = {"summary": "四家企业，检查两家，责令改正两家，处罚一家。"}
    ended = year.act(year.campaign, "close_campaign", "cao", "2022-12-28 10:00", **told)
    assert limit(ended, "campaign.summary").outcome == "met"


def _followed(year: Year, penalty: Any) -> None:
    """The last report comes in March, the case is closed in June; the summary says what it said."""
    year.act(penalty, "publish", "bo", "2023-01-03 10:00", summary="标签库没有按期清理。")
    _hands_in(year, "d", "2023-03-15 10:00")
    assert limit(year.report("d"), "campaign.self_inspection").outcome == "late"
    year.until("2023-03-31 23:59")
    assert fresh(penalty).state == "served"
    year.until("2023-04-03 08:00")
    assert fresh(penalty).state == "performed"
    year.until("2023-06-05 23:59")
    closed = year.act(penalty, "close_case", "cao", "2023-06-06 09:00", report="罚款缴清。")
    assert closed.state == "closed"
    assert year.figures() == SUMMED
    assert Lead.objects.count() == 3  # fourteen months of mornings found each missed duty once
