"""What the portal finds out by itself reaches whoever judges it: each finding once, however often it is looked at."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from filings.checking.tips import SOURCE as DISPLAY
from filings.models import DisplayCheck, Filing
from filings.states import FilingState
from portal.accounts.models import system_user
from portal.audit.models import AuditEvent
from portal.cases.tips import Known, Tip, register_tips, tips
from portal.deadlines import sweep
from portal.deadlines.models import Lead
from portal.deadlines.tips import SOURCE as DUTY
from portal.deadlines.tips import missed_duties
from portal.workflow.models import IdempotentReply
from tests import make
from tests.filings.display.rounds import AFTER, BEFORE, DAY, MISSED, SHOWN, check
from tests.make import Cast, at

pytestmark = pytest.mark.django_db
UNSEEN = {"reason": "打开应用，各页没有编号。"}
#: The first filing was due on 2026-09-28.
PAST = at("2026-09-29 00:00")


def known(source: str) -> Known:
    """What is taken note of, in rows that have a column ``key``."""
    return IdempotentReply.objects.filter(fingerprint=source)


def take_note(tip: Tip) -> None:
    IdempotentReply.objects.create(
        user=system_user(), key=tip.key, fingerprint=tip.source, status=0, created_at=PAST
    )


def found(source: str) -> list[Tip]:
    return [tip for tip in tips(known) if tip.source == source]


def test_a_missed_duty_is_one_tip_with_its_article_and_last_day(people: Cast) -> None:
    draft = make.draft(people)
    assert found(DUTY) == []
    sweep.sweep(PAST)
    lead = Lead.objects.get(case=draft)
    limit = lead.deadline
    told = (
        f"事项 {draft.number}：按照{limit.citation}，“{limit.summary}”的最后一日为 2026-09-28，"
        "期满没有履行。"
    )
    assert "第二十条第一款" in told
    assert found(DUTY) == [
        Tip(
            source="missed_deadline",
            key=str(lead.pk),
            origin=draft.pk,
            organization=people.company_a.pk,
            facts=told,
            found_at=PAST,
        )
    ]
    assert make.NAME not in told


def test_a_duty_met_late_and_a_corrected_date_are_told(people: Cast) -> None:
    draft = make.complete_draft(people)
    sweep.sweep(PAST)
    make.act(draft, "submit", people.ai, now=at("2026-10-09 10:00"))
    Lead.objects.update(corrected_at=at("2026-10-10 09:00"))
    (tip,) = found(DUTY)
    assert "已于 2026-10-09 逾期履行。" in tip.facts
    assert tip.facts.endswith("该期限已于 2026-10-10 更正，请核对更正是否属实。")


def test_what_is_known_is_left_out_by_one_question_however_much_there_is(people: Cast) -> None:
    for _ in range(3):
        make.draft(people)
    sweep.sweep(PAST)
    first, second, third = found(DUTY)
    take_note(first)
    take_note(third)
    with CaptureQueriesContext(connection) as asked:
        assert list(missed_duties(known(DUTY))) == [second]
    assert len(asked.captured_queries) == 1
    take_note(second)
    assert found(DUTY) == []


def test_a_reminder_of_the_portal_is_one_tip_with_what_the_page_showed(filing: Filing) -> None:
    check(filing, MISSED, BEFORE)
    assert found(DISPLAY) == []  # the first date has not passed: it is only shown
    seen = check(filing, MISSED, AFTER)
    event = AuditEvent.objects.get(case=filing, action="report_display_missing")
    told = (
        f"备案编号 {filing.record_number}：https://a.example/，未见编号和链接"
        "（网页文字中没有这一编号）。依据《"
    )
    (tip,) = found(DISPLAY)
    assert (tip.key, tip.origin, tip.organization) == (
        str(event.pk),
        filing.pk,
        filing.organization_id,
    )
    assert (tip.facts.startswith(told), "第二十二条" in tip.facts) == (True, True)
    assert (tip.found_at, seen.event) == (event.occurred_at, event)
    check(filing, MISSED, AFTER + DAY)  # looked at again: the same finding
    assert [one.key for one in found(DISPLAY)] == [tip.key]
    take_note(tip)
    check(filing, SHOWN, AFTER + 2 * DAY)
    assert found(DISPLAY) == []


def test_what_an_officer_saw_missing_is_a_tip_and_what_was_confirmed_is_none(
    people: Cast, filing: Filing
) -> None:
    make.act(filing, "confirm_display_by_inspection", people.bo, now=BEFORE, reason="已标明。")
    assert found(DISPLAY) == []
    other = make.filing(people, FilingState.RECORDED)
    make.act(other, "report_display_missing_by_inspection", people.bo, now=AFTER, **UNSEEN)
    (tip,) = found(DISPLAY)
    told = f"备案编号 {make.fresh(other).record_number}：工作人员查看，人工查看未标明（{UNSEEN['reason']}）。"
    assert (tip.origin, tip.facts.startswith(told)) == (other.pk, True)
    assert DisplayCheck.objects.count() == 2


def test_two_sources_of_one_name_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="重复登记"):
        register_tips(DUTY, lambda known: [])
