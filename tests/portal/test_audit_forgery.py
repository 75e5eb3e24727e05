"""Forgeries that fit in themselves: right hashes, moved tips, other states, swapped papers. The key is missing."""

import hashlib

import pytest

from filings.models import Filing, FilingRevision
from filings.states import FilingState as S
from portal.audit import chain, keys, verification
from portal.audit.models import AuditEvent
from portal.audit.verification import Break
from portal.cases.models import Case, Document
from portal.notices.models import Notice
from tests import make
from tests.make import Cast, at
from tests.portal.intruding import everything_is_put_back, found, intruder, sql

__all__ = ["everything_is_put_back"]
UNSEALED = "封印不符，记录不是由本门户写入的"
CUT = "链尾的封印不符，末尾的记录可能被截去"


@pytest.fixture
def cast(db: None) -> Cast:
    return make.cast()


@pytest.fixture
def filing(cast: Cast) -> Filing:
    return make.filing(cast)


def last(case: Case) -> AuditEvent:
    return AuditEvent.objects.filter(case_id=case.pk).latest("seq")


def forged(case: Filing) -> AuditEvent:
    """The next event of the chain as somebody writes it who knows everything but the key."""
    event = AuditEvent(
        case=case,
        seq=case.chain_length + 1,
        action="record",
        before=S.SUBMITTED,
        after=S.RECORDED,
        actor=case.created_by,
        role="filing_officer",
        occurred_at=make.NOW,
        recorded_at=make.NOW,
        previous_hash=case.chain_head,
    )
    event.hash = chain.hash_of(event, case.number, "")
    return event


def move_tip(case: Case, tip: AuditEvent) -> None:
    sql(
        "UPDATE cases_case SET chain_head = %s, chain_length = %s WHERE id = %s",
        tip.hash,
        tip.seq,
        case.pk,
    )


def test_every_event_and_every_tip_is_sealed_under_the_key(filing: Filing) -> None:
    for event in AuditEvent.objects.filter(case_id=filing.pk):
        assert event.mac == keys.event_mac(event.hash)
    tip = last(filing)
    assert (filing.chain_head, filing.chain_length) == (tip.hash, tip.seq)
    assert filing.chain_mac == keys.tip_mac(filing.number, tip.seq, tip.hash)


def test_a_seal_is_the_keyed_hash_of_what_it_seals(settings: pytest.FixtureRequest) -> None:
    settings.AUDIT_KEY = "k" * 32
    inner = hashlib.sha256(bytes(b ^ 0x36 for b in b"k" * 32 + b"\0" * 32) + b"event:abc").digest()
    outer = hashlib.sha256(bytes(b ^ 0x5C for b in b"k" * 32 + b"\0" * 32) + inner).hexdigest()
    assert keys.event_mac("abc") == outer
    settings.AUDIT_KEY = "K" * 32
    assert keys.event_mac("abc") != outer


def test_under_another_key_nothing_is_believed(
    filing: Filing, settings: pytest.FixtureRequest
) -> None:
    settings.AUDIT_KEY = "somebody else's"
    [receipt] = Notice.objects.filter(case_id=filing.pk, form=Notice.Form.LETTER)
    told = f"文书（编号 {receipt.pk}）不是由本门户写入的，或者内容被改动"
    assert found() == [
        f"事项 {filing.number} 第 1 条：{UNSEALED}",
        f"事项 {filing.number} 第 {receipt.event.seq} 条：{told}",
    ]


def test_an_event_with_a_right_hash_and_a_moved_tip_lacks_the_seal(filing: Filing) -> None:
    event = forged(filing)
    event.save()
    move_tip(filing, event)
    sql("UPDATE cases_case SET state = %s WHERE id = %s", S.RECORDED, filing.pk)
    assert found() == [
        f"事项 {filing.number} 第 {event.seq} 条：{UNSEALED}",
        f"事项 {filing.number} 第 {event.seq} 条：生效的版本（无）与记录（1）不符",
    ]


def test_the_seal_of_another_event_does_not_fit(filing: Filing) -> None:
    event = forged(filing)
    event.mac = last(filing).mac
    event.save()
    move_tip(filing, event)
    assert found() == [
        f"事项 {filing.number} 第 {event.seq} 条：{UNSEALED}",
        f"事项 {filing.number} 第 {event.seq} 条：生效的版本（无）与记录（1）不符",
    ]


def test_a_tail_cut_together_with_its_tip_is_found(filing: Filing, cast: Cast) -> None:
    make.act(filing, "withdraw", cast.ai, now=at("2026-09-24 09:00"), reason="x")
    tip = AuditEvent.objects.get(case_id=filing.pk, action="submit")
    assert sql("DELETE FROM audit_auditevent WHERE case_id = %s AND seq > %s", filing.pk, tip.seq)
    sql("UPDATE cases_case SET state = %s WHERE id = %s", S.SUBMITTED, filing.pk)
    move_tip(filing, tip)
    assert found() == [
        f"事项 {filing.number} 第 {tip.seq + 1} 条：{CUT}",
        f"事项 {filing.number} 第 {tip.seq} 条：期限 algorithm.decision 与记录不符",
        f"事项 {filing.number}：期限 algorithm.initial 没有开立的记录",
    ]


def test_a_state_changed_behind_the_trail_is_found(filing: Filing) -> None:
    sql("UPDATE cases_case SET state = %s WHERE id = %s", S.RECORDED, filing.pk)
    assert found() == [
        f"事项 {filing.number} 第 {filing.chain_length} 条："
        "事项状态（recorded）与最后一条记录（submitted）不符"
    ]


def test_a_case_deleted_together_with_its_whole_trail_is_missed_in_the_count(cast: Cast) -> None:
    cases = [make.draft(cast) for _ in range(3)]
    for statement in (
        "DELETE FROM audit_auditevent WHERE case_id = %s",
        "DELETE FROM filings_filing WHERE case_id = %s",
        "DELETE FROM cases_case WHERE id = %s",
    ):
        assert sql(statement, cases[1].pk) == 1
    assert found() == ["事项 BA2026：已编号 3 件，实有 2 件"]


def test_bytes_that_are_not_what_their_hash_says_are_found(filing: Filing) -> None:
    paper = filing.documents.get(slot="licence")
    sql("UPDATE cases_storedfile SET data = %s WHERE sha256 = %s", b"forged", paper.file_id)
    assert found() == [f"事项 文件：内容与校验值 {paper.file_id} 不符"]


@pytest.mark.parametrize("column", ["slot", "name", "file_id", "case_id"])
def test_a_paper_whose_row_was_changed_is_found(filing: Filing, cast: Cast, column: str) -> None:
    other = make.draft(cast)
    paper, swapped = filing.documents.get(slot="licence"), filing.documents.get(slot="commitment")
    forgery = {"slot": "other", "name": "x.png", "file_id": swapped.file_id, "case_id": other.pk}
    sql(f"UPDATE cases_document SET {column} = %s WHERE id = %s", forgery[column], paper.pk)
    event = AuditEvent.objects.get(action="document_attached", data__document=paper.pk)
    assert found() == [f"事项 {filing.number} 第 {event.seq} 条：材料与记录不符，或者已不存在"]


def test_a_paper_that_vanished_is_found(filing: Filing) -> None:
    paper = filing.documents.get(slot="licence")
    event = AuditEvent.objects.get(action="document_attached", data__document=paper.pk)
    sql("DELETE FROM cases_document WHERE id = %s", paper.pk)
    assert found() == [f"事项 {filing.number} 第 {event.seq} 条：材料与记录不符，或者已不存在"]


def test_a_paper_that_nobody_brought_is_found(filing: Filing) -> None:
    paper = filing.documents.get(slot="licence")
    paper.pk = None
    paper.save()
    assert Document.objects.filter(case_id=filing.pk, slot="licence").count() == 2
    assert found() == [f"事项 {filing.number}：材料没有上传记录"]


def submitted(case: Filing) -> AuditEvent:
    return AuditEvent.objects.get(case_id=case.pk, action="submit")


def test_an_edited_version_of_what_was_handed_in_is_found(filing: Filing) -> None:
    revision = filing.revisions.get()
    revision.content["introduction"] = "另一个简介"
    with intruder():
        FilingRevision.objects.filter(pk=revision.pk).update(content=revision.content)
    assert found() == [
        f"事项 {filing.number} 第 {submitted(filing).seq} 条：固化的内容与记录的校验值不符"
    ]


def test_a_version_that_vanished_is_found(filing: Filing) -> None:
    sql("DELETE FROM filings_filingrevision WHERE filing_id = %s", filing.pk)
    assert found() == [
        f"事项 {filing.number} 第 {submitted(filing).seq} 条：提交时固化的内容已不存在"
    ]


def test_another_record_number_is_found(cast: Cast) -> None:
    case = make.filing(cast, S.RECORDED)
    event = AuditEvent.objects.get(case_id=case.pk, action="record")
    sql("UPDATE filings_filing SET record_number = 'X' WHERE case_id = %s", case.pk)
    assert found() == [
        f"事项 {case.number} 第 {event.seq} 条：备案编号（X）与记录（{case.record_number}）不符"
    ]


def test_a_record_number_that_was_never_given_is_found(filing: Filing) -> None:
    sql(
        "UPDATE filings_filing SET record_number = 'X', recorded_at = %s WHERE case_id = %s",
        make.NOW,
        filing.pk,
    )
    assert found() == [f"事项 {filing.number}：备案编号（X）没有备案记录"]


def test_a_filing_in_every_state_is_whole(cast: Cast) -> None:
    for state in S:
        make.filing(cast, state)
    assert found() == []


def test_an_app_adds_a_check_of_its_own(filing: Filing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verification, "_checks", [])
    verification.register_check(lambda: iter([Break(filing.number, 0, "不符")]))
    assert found() == [f"事项 {filing.number}：不符"]
