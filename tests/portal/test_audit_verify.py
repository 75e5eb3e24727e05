"""What somebody who can switch the triggers off does to the trail is found, and the place is named."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from filings.models import Filing
from filings.states import FilingState as S
from portal.audit import chain
from portal.audit.models import AuditEvent
from portal.audit.tasks import verify as verify_task
from portal.cases.models import Case
from tests import make
from tests.portal.intruding import everything_is_put_back, found, intruder

__all__ = ["everything_is_put_back"]
EDITED = "内容与校验值不符，记录被改动或伪造"
LOOSE = "与上一条的校验值不衔接"
UNSEALED = "封印不符，记录不是由本门户写入的"


@pytest.fixture
def filing(db: None) -> Filing:
    """A trail of eight events that speak of nothing but themselves."""
    cast = make.cast()
    case = make.draft(cast)
    for n in range(7):
        make.edit(case, cast.ai, introduction=f"第 {n} 稿")
    return make.fresh(case)


def test_an_untouched_trail_is_whole(filing: Filing) -> None:
    out = StringIO()
    call_command("verify_audit", stdout=out)
    assert out.getvalue() == f"审计链完整：{filing.chain_length} 条事件，0 个封印\n"


@pytest.mark.parametrize(
    "change",
    [
        {"action": "decline"},
        {"before": "x"},
        {"after": "recorded"},
        {"data": {}},
        {"role": "auditor"},
        {"occurred_at": make.at("2026-01-01 00:00")},
        {"recorded_at": make.at("2026-01-01 00:00")},
        {"hash": "0" * 64},
    ],
    ids=lambda change: next(iter(change)),
)
def test_an_edited_event_is_found(filing: Filing, change: dict[str, object]) -> None:
    with intruder():
        AuditEvent.objects.filter(case_id=filing.pk, seq=3).update(**change)
    assert found() == [f"事项 {filing.number} 第 3 条：{EDITED}"]


def test_another_actor_or_cause_is_found(filing: Filing) -> None:
    somebody = make.person("somebody", filing.organization)
    with intruder():
        AuditEvent.objects.filter(case_id=filing.pk, seq=4).update(actor=somebody)
    assert found() == [f"事项 {filing.number} 第 4 条：{EDITED}"]


def test_an_invented_cause_is_found(filing: Filing) -> None:
    first = filing.events.get(seq=1)
    with intruder():
        AuditEvent.objects.filter(case_id=filing.pk, seq=5).update(cause=first)
    assert found() == [f"事项 {filing.number} 第 5 条：{EDITED}"]


def test_an_event_edited_with_its_own_hash_made_good_lacks_the_seal(filing: Filing) -> None:
    event = filing.events.get(seq=3)
    event.data = {"forged": True}
    with intruder():
        AuditEvent.objects.filter(pk=event.pk).update(
            data=event.data, hash=chain.hash_of(event, filing.number, "")
        )
    assert found() == [f"事项 {filing.number} 第 3 条：{UNSEALED}"]


def test_a_deleted_event_is_found(filing: Filing) -> None:
    with intruder():
        AuditEvent.objects.filter(case_id=filing.pk, seq=3)._raw_delete("default")
    assert found() == [f"事项 {filing.number} 第 3 条：缺少第 3 条，链上下一条为第 4 条"]


def test_a_cut_tail_is_found(filing: Filing) -> None:
    length = filing.chain_length
    with intruder():
        AuditEvent.objects.filter(case_id=filing.pk, seq__gt=length - 2)._raw_delete("default")
    assert found() == [
        f"事项 {filing.number} 第 {length - 1} 条：链尾与事项登记的不符：应有 {length} 条，实有 {length - 2} 条"
    ]


def test_a_trail_deleted_whole_is_found(filing: Filing) -> None:
    with intruder():
        AuditEvent.objects.filter(case_id=filing.pk)._raw_delete("default")
    assert found() == [
        f"事项 {filing.number} 第 1 条：事项没有任何审计记录",
        f"事项 {filing.number}：期限 algorithm.initial 没有开立的记录",
    ]


def test_a_case_that_vanished_from_under_its_trail_is_found(filing: Filing) -> None:
    with intruder(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM cases_case WHERE id = %s", [filing.pk])
    assert found() == [
        f"事项 #{filing.pk} 第 1 条：记录所属的事项已不存在",
        "事项 BA2026：已编号 1 件，实有 0 件",
    ]


def inserted(filing: Filing, seq: int, previous: str) -> AuditEvent:
    """An event as a good forger writes it: with a hash that fits its content."""
    event = AuditEvent(
        case=filing,
        seq=seq,
        action="record",
        before=S.SUBMITTED,
        after=S.RECORDED,
        actor=filing.created_by,
        role="filing_officer",
        occurred_at=make.NOW,
        recorded_at=make.NOW,
        previous_hash=previous,
    )
    event.hash = chain.hash_of(event, filing.number, "")
    event.save()
    return event


def test_an_event_added_at_the_end_needs_no_trick_and_is_found(filing: Filing) -> None:
    inserted(filing, filing.chain_length + 1, filing.chain_head)
    assert found() == [f"事项 {filing.number} 第 {filing.chain_length + 1} 条：{UNSEALED}"]


def test_an_event_slipped_in_is_found(filing: Filing) -> None:
    with intruder():
        for event in filing.events.filter(seq__gte=3).order_by("-seq"):
            AuditEvent.objects.filter(pk=event.pk).update(seq=event.seq + 1)
        inserted(filing, 3, filing.events.get(seq=2).hash)
    assert found() == [f"事项 {filing.number} 第 3 条：{UNSEALED}"]


def test_two_events_that_changed_places_are_found(filing: Filing) -> None:
    with intruder():
        for old, new in ((3, 1003), (4, 3), (1003, 4)):
            AuditEvent.objects.filter(case_id=filing.pk, seq=old).update(seq=new)
    assert found() == [f"事项 {filing.number} 第 3 条：{LOOSE}"]


def test_a_forked_start_is_found(filing: Filing) -> None:
    with intruder():
        AuditEvent.objects.filter(case_id=filing.pk, seq=1)._raw_delete("default")
        inserted(filing, 1, "f" * 64)
    assert found() == [
        f"事项 {filing.number} 第 1 条：{LOOSE}",
        f"事项 {filing.number}：期限 algorithm.initial 没有开立的记录",
    ]


def test_an_event_moved_to_another_case_is_found_in_both(db: None) -> None:
    cast = make.cast()
    one, other = make.draft(cast), make.draft(cast)
    make.edit(one, cast.ai, introduction="x")
    with intruder():
        AuditEvent.objects.filter(case_id=one.pk, seq=2).update(case_id=other.pk)
    assert found() == [
        f"事项 {one.number} 第 2 条：链尾与事项登记的不符：应有 2 条，实有 1 条",
        f"事项 {other.number} 第 2 条：{LOOSE}",
    ]


def test_a_tip_moved_on_the_case_is_found(filing: Filing) -> None:
    Case.objects.filter(pk=filing.pk).update(chain_length=filing.chain_length - 1)
    assert [line.split("：")[1] for line in found()] == ["链尾与事项登记的不符"]


def test_each_broken_case_is_named_once_and_the_whole_ones_not(db: None) -> None:
    cast = make.cast()
    cases = [make.draft(cast) for _ in range(4)]
    for case in cases:
        make.edit(case, cast.ai, introduction="x")
    with intruder():
        AuditEvent.objects.filter(case_id__in=[cases[0].pk, cases[2].pk]).update(data={})
    lost = "期限 algorithm.initial 没有开立的记录"
    assert found() == [
        f"事项 {cases[n].number} 第 1 条：{reason}" for reason in (EDITED, lost) for n in (0, 2)
    ]


def test_the_command_names_the_place_and_exits_with_1(filing: Filing) -> None:
    with intruder():
        AuditEvent.objects.filter(case_id=filing.pk, seq=3).update(data={})
    err = StringIO()
    with pytest.raises(CommandError, match="审计链有 1 处断裂") as failed:
        call_command("verify_audit", stderr=err)
    assert failed.value.returncode == 1
    assert err.getvalue() == f"事项 {filing.number} 第 3 条：{EDITED}\n"


def test_the_daily_check_logs_each_break(filing: Filing, caplog: pytest.LogCaptureFixture) -> None:
    verify_task()
    assert caplog.messages == []
    with intruder():
        AuditEvent.objects.filter(case_id=filing.pk, seq=3).update(data={})
    verify_task()
    assert caplog.messages == [f"audit chain broken: 事项 {filing.number} 第 3 条：{EDITED}"]
