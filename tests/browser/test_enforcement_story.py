"""One company's story in a browser under both texts: a change not filed, an order not obeyed, a fine paid late."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from enforcement.models import Lead, Penalty, Rectification
from enforcement.states import LeadSource
from enforcement.tasks import lift_suspensions, open_leads
from portal.clock import now
from portal.deadlines.sweep import sweep
from portal.notices.outbox import drain
from tests.browser.conftest import SetClock, Visit
from tests.browser.enforcing import (
    Stage,
    Text,
    Windows,
    barred,
    both_texts,
    finds,
    last_day,
    opens,
    stage,
    team,
    types,
)
from tests.browser.ethics import does, put, reads

__all__ = ["stage"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TITLE = "青云未按期办理备案变更案"
DEMAND = "提交备案变更，说明现用的模型。"
SUMMARY = "更换模型后没有按期办理备案变更，责令改正后仍不改正。"


@both_texts
def test_from_a_missed_change_to_a_paid_fine(
    text: Text, stage: Stage, visit: Visit, set_clock: SetClock
) -> None:
    people = stage.people
    named = {name: visit(people.people[name]) for name in ("ai", "bo", "bei", "cao", "fa")}
    everyone = Windows(**named, public=visit(), strangers=(visit(people.dai), visit(people.gu)))
    lead = _forgets(everyone, text, stage, set_clock)
    order = _ordered(everyone, lead, set_clock)
    _refuses(everyone, order, stage, set_clock)
    penalty = _charged(everyone, order, text, stage, set_clock)
    _investigated(everyone, penalty, text, set_clock)
    _told(everyone, penalty, text, set_clock)
    _decided(everyone, penalty, text, stage, set_clock)
    _served(everyone, penalty, text, stage, set_clock)
    _paid_late(everyone, penalty, text, set_clock)
    _made_public(everyone, penalty, text, set_clock)
    _closed(everyone, penalty, stage, set_clock)


def _forgets(everyone: Windows, text: Text, stage: Stage, set_clock: SetClock) -> Lead:
    """Declared on Monday 9 March, then nothing: the next morning after the last day the portal has one lead."""
    company = everyone.ai
    set_clock("2026-03-09 09:30")
    does(company, stage.filing, "declare_change", changed_on="2026-03-09", reason="更换模型。")
    assert last_day(stage.filing, "algorithm.change") == text.change_ends
    ends = text.change_ends
    assert f"{ends.year}年{ends.month}月{ends.day}日截止" in company.words
    set_clock(f"{ends} 23:59")
    sweep(now())
    assert open_leads() == 0
    set_clock(text.noticed)
    sweep(now())
    sweep(now())
    assert [open_leads(), open_leads()] == [1, 0]
    lead = Lead.objects.get(source=LeadSource.MISSED_DEADLINE)
    assert last_day(lead, "lead.triage") == text.triage_ends
    finds(everyone.bo, "待研判线索", lead.title)
    everyone.bo.shoot("线索")
    assert text.duty in everyone.bo.words
    everyone.hidden(lead.number, company)
    return lead


def _ordered(everyone: Windows, lead: Lead, set_clock: SetClock) -> Rectification:
    """Twelve days from Tuesday 24 March end on Sunday 5 April, in Qingming: Tuesday 7 April is worked again."""
    set_clock("2026-03-24 14:00")
    officer = everyone.bo
    reads(officer, lead)
    number = opens(officer, "责令限期改正")
    order = Rectification.objects.get(number=number)
    item = {"ref": "filing_change", "problem": "not_executed", "demand": DEMAND}
    told = {f"order_items-0-{name}": value for name, value in item.items()}
    facts = {"facts": "更换模型后没有按期办理备案变更。", "days": "12"}
    types(officer, order, "order", **facts, **told, how_to_report="在本门户逐项填写。")
    everyone.hidden(number, everyone.ai)
    does(officer, order, "issue")
    assert "期限自送达之日起算，尚未登记送达" in reads(everyone.ai, order)
    how = {"service_method": "in_person", "served_at": "2026-03-24T14:00", "place": "演示区一号"}
    does(officer, order, "record_service", **how, receiver="王五，行政主管")
    assert last_day(order, "enforcement.rectification") == date(2026, 4, 7)
    assert "已采取措施" in reads(officer, lead)
    page = reads(everyone.ai, order)
    assert DEMAND in page
    assert "最后一日 2026-04-07" in page
    everyone.hidden(number)
    return order


def _refuses(everyone: Windows, order: Rectification, stage: Stage, set_clock: SetClock) -> None:
    """A report after the last day that corrects nothing; Bei writes what two saw, Bo says what it is."""
    set_clock("2026-04-08 10:00")
    sweep(now())
    assert open_leads() == 1  # of the order that was not reported on
    answer = {"answers-1-answer": "正在准备材料。"}
    does(everyone.ai, order, "report_rectification", **answer, report="尚未完成。")
    assert order.deadlines.get(code="enforcement.rectification").outcome == "late"
    set_clock("2026-04-10 10:00")
    seen = {"results-1-result": "failed", "results-1-remark": "备案仍未变更。"}
    does(everyone.bei, order, "reinspect", **team(stage.people), **seen)
    does(everyone.bo, order, "find_unrectified", conclusion="逾期报告，复查仍未改正。")
    assert "拒不改正" in reads(everyone.ai, order)


def _charged(
    everyone: Windows, order: Rectification, text: Text, stage: Stage, set_clock: SetClock
) -> Penalty:
    """Bo charges what both texts punish differently; the head approves what she did not investigate."""
    set_clock("2026-04-13 09:30")
    officer = everyone.bo
    reads(officer, order)
    number = opens(officer, "提请立案", title=TITLE, found_on="2026-04-10")
    case = Penalty.objects.get(number=number)
    facts = "2026年3月9日更换模型，至责令改正期满仍未办理备案变更。"
    act = {"act_on": "2026-03-09", "continues": "on", "party_address": "演示区一号"}
    types(officer, case, "facts", **act, facts=facts)
    basis = {"refs": ["filing_change"], "sanction": text.sanction_code, "refused": "on"}
    rests = {"refused_order": str(order.pk), "target": str(stage.filing.pk)}
    types(officer, case, "basis", **basis, **rests)
    does(officer, case, "name_officers", **team(stage.people))
    does(officer, case, "propose_opening")
    assert last_day(case, "penalty.case_opening") == date(2026, 4, 21)  # 13-17, 20, 21 April
    page = reads(officer, case)
    for told in ("5000 元以上 30000 元以下", "10000 元以上 100000 元以下", text.sanction):
        assert told in page
    set_clock("2026-04-14 09:00")
    finds(everyone.cao, "待批准立案", TITLE)
    does(everyone.cao, case, "approve_opening")
    assert last_day(case, "penalty.decision") == date(2026, 7, 13)  # ninety days from 14 April
    everyone.hidden(number, everyone.ai)
    return case


def _investigated(everyone: Windows, case: Penalty, text: Text, set_clock: SetClock) -> None:
    """Evidence by two; a fine above the band goes nowhere, one inside it to the reviewer, who passes it."""
    set_clock("2026-04-15 15:00")
    officer = everyone.bo
    piece = {"sort": "electronic", "name": "模型上线记录", "proves": "模型已经更换"}
    does(officer, case, "add_evidence", **piece, source="现场提取", taken_at="2026-04-15T10:00")
    set_clock("2026-04-17 10:00")
    intended = {"measures": ["warning", "suspend_updates", "fine"], "suspend_until": "2026-06-30"}
    why = {"reasons": "经责令改正仍不改正。", "complexity": ["major"]}
    types(officer, case, "intended", **intended, **why, fine=str(text.most + 1))
    reads(officer, case)
    refused = officer.page.get_by_role("link", name="送请法制审核", exact=True)
    assert refused.get_attribute("aria-disabled") == "true"
    assert f"{text.least} 元以上 {text.most} 元以下" in officer.words
    types(officer, case, "intended", fine=str(text.fine))
    does(officer, case, "submit_for_review")
    set_clock("2026-04-20 10:00")
    finds(everyone.fa, "待法制审核", TITLE)
    does(everyone.fa, case, "pass_review", opinion="事实清楚，证据充分，幅度适当。")
    everyone.hidden(case.number, everyone.ai)


def _told(everyone: Windows, case: Penalty, text: Text, set_clock: SetClock) -> None:
    """Told on Tuesday 21 April; both windows last until the 28th, and nobody decides before they have run."""
    set_clock("2026-04-21 13:00")
    does(everyone.bo, case, "notify")
    set_clock("2026-04-21 15:00")
    notice = {"served_at": "2026-04-21T14:00", "service_method": "in_person", "place": "演示区一号"}
    does(everyone.bo, case, "record_notice_service", receiver="王五，行政主管", **notice)
    for code in ("penalty.statement", "penalty.hearing_request"):
        assert last_day(case, code) == date(2026, 4, 28)  # 22, 23, 24, 27, 28 April
    page = reads(everyone.ai, case)
    for told in (f"罚款人民币 {text.fine} 元", "2026-04-29 00:00", "模型上线记录"):
        assert told in page
    for inner in ("幅度适当", "证明对象", "模型已经更换"):
        assert inner not in everyone.ai.page.content()
    everyone.hidden(case.number)
    set_clock("2026-04-23 10:00")
    does(everyone.ai, case, "make_statement", statement="正在办理变更，请求从轻。")
    set_clock("2026-04-28 23:50")
    assert "要求听证的期限（5个工作日内）尚未届满" in barred(everyone.cao, case, "登记集体讨论")
    set_clock("2026-04-29 00:00")
    sweep(now())
    assert "已经届满" in barred(everyone.ai, case, "要求听证")


def _decided(
    everyone: Windows, case: Penalty, text: Text, stage: Stage, set_clock: SetClock
) -> None:
    """The three in charge of the office discuss it first; the head decides what they came to."""
    head, people = everyone.cao, stage.people
    set_clock("2026-04-29 09:30")
    finds(head, "待讨论和决定", TITLE)
    assert "须先经集体讨论" in barred(head, case, "作出处罚决定")
    said = {f"opinions-{people.people[n].username}-opinion": "同意。" for n in ("cao", "yan", "lu")}
    presider = {"presider": str(people.cao.pk), "conclusion": "按告知的内容处罚。"}
    does(head, case, "deliberate", **presider, **said)
    set_clock("2026-04-30 10:00")
    account = "缴至财政专户；至2026年6月30日暂停信息更新。"
    words = {"reasons": "违法事实成立。", "considered": "没有改正，不予采纳。"}
    does(head, case, "decide", **words, performance=account)
    assert last_day(case, "penalty.service") == date(2026, 5, 13)  # 6-8, 9 (worked), 11-13 May
    page = reads(everyone.ai, case)
    assert "没有改正，不予采纳。" in page
    assert "同意。" not in everyone.ai.page.content()
    decided = Penalty.objects.get(pk=case.pk)
    assert (decided.fine, decided.decided_by) == (text.fine, people.cao)
    assert decided.ever_officers() == {people.bo.pk, people.bei.pk}


def _served(
    everyone: Windows, case: Penalty, text: Text, stage: Stage, set_clock: SetClock
) -> None:
    """Thursday 7 May: every clock begins, and the filing's updates are suspended in the same act."""
    set_clock("2026-05-07 16:00")
    how = {"service_method": "in_person", "served_at": "2026-05-07T15:00", "place": "演示区一号"}
    does(everyone.bo, case, "record_service", **how, receiver="王五，行政主管")
    days = {
        "penalty.payment": date(2026, 5, 22),  # fifteen days
        "remedy.reconsideration": date(2026, 7, 6),  # sixty days
        "remedy.lawsuit": date(2026, 11, 9),  # six months end on Saturday the 7th
        "penalty.publication": date(2026, 6, 3),  # twenty working days, 9 May among them
    }
    assert {code: last_day(case, code) for code in days} == days
    drain(now())
    everyone.public.go(f"/registry/{stage.filing.record_number}/")
    assert everyone.public.page.locator("main .alert", has_text="责令暂停信息更新").count() == 1
    everyone.public.shoot("公示")
    assert "责令暂停信息更新" in reads(everyone.ai, stage.filing)


def _paid_late(everyone: Windows, case: Penalty, text: Text, set_clock: SetClock) -> None:
    """Three in a hundred a day from 23 May: five days when it is stated, ten when it is paid on 1 June."""
    officer = everyone.bo
    set_clock("2026-05-22 20:00")
    assert "加处罚款 0 元" in reads(everyone.ai, case)
    set_clock("2026-05-27 10:00")
    does(officer, case, "state_extra_fine")
    assert f"加处罚款 {text.extra_of_five} 元" in reads(everyone.ai, case)
    set_clock("2026-06-02 09:30")
    whole = text.fine + Decimal(text.extra_of_ten)
    receipt: dict[str, Any] = {"paid_on": "2026-06-01", "reference": "财-0601"}
    officer.go(f"/cases/{case.number}/actions/record_payment/")
    put(officer, {**receipt, "amount": str(whole + Decimal("0.01"))})
    officer.press("登记缴款")
    assert str(whole) in officer.words  # not a fen more than what is owed
    does(officer, case, "record_payment", **receipt, amount=str(whole))
    page = reads(everyone.ai, case)
    assert f"加处罚款 {text.extra_of_ten} 元" in page
    assert f"已缴 {whole} 元，已经缴清" in page
    assert case.deadlines.get(code="penalty.payment").outcome == "late"


def _made_public(everyone: Windows, case: Penalty, text: Text, set_clock: SetClock) -> None:
    """The last day for it, Wednesday 3 June; the public reads party, facts, basis and measures, nothing else."""
    set_clock("2026-06-03 10:00")
    public = everyone.public
    everyone.unpublished(case.number)
    does(everyone.bo, case, "publish", summary=SUMMARY)
    drain(now())
    public.go("/penalties/")
    public.follow(case.number)
    public.page.wait_for_url(f"**/penalties/{case.number}/")
    for told in (SUMMARY, text.sanction, f"罚款人民币 {text.fine} 元", "2026年4月30日"):
        assert told in public.words
    assert "请求从轻" not in public.page.content()
    public.shoot("公开的决定")
    assert case.deadlines.get(code="penalty.publication").outcome == "met"
    everyone.hidden(case.number)


def _closed(everyone: Windows, case: Penalty, stage: Stage, set_clock: SetClock) -> None:
    """The portal lifts the suspension after its last day; the head closes once nobody can challenge the decision."""
    set_clock("2026-06-30 23:59")
    assert lift_suspensions() == 0
    set_clock("2026-07-01 00:30")
    assert lift_suspensions() == 1
    drain(now())
    everyone.public.go(f"/registry/{stage.filing.record_number}/")
    assert everyone.public.page.locator("main .alert", has_text="责令暂停信息更新").count() == 0
    set_clock("2026-11-09 20:00")
    finds(everyone.cao, "待批准结案", TITLE)
    assert "届满后再结案" in barred(everyone.cao, case, "结案")
    set_clock("2026-11-10 09:00")
    does(everyone.cao, case, "close_case", report="罚款和加处罚款缴清，暂停更新期满解除。")
    assert "已结案" in reads(everyone.ai, case)
    assert not case.deadlines.filter(closed_at=None).exists()
    trail = list(case.events.values_list("action", flat=True))
    assert trail.count("decide") == trail.count("record_payment") == trail.count("close_case") == 1
