"""Rows beside the trail: limits, leads, notices, letters and the public register, changed past everything."""

import pytest

from filings.models import Filing, RegistryEntry
from filings.states import FilingState as S
from portal.audit import sealing
from portal.audit.models import SealedLeaf
from portal.cases.uploads import store_bytes
from portal.deadlines import sweep
from portal.deadlines.models import Deadline, Lead
from portal.notices import document_numbers
from portal.notices.lines import letter_mac
from portal.notices.models import Notice
from tests import make
from tests.make import NOW, Cast, at
from tests.portal.intruding import everything_is_put_back, found, sql
from tests.portal.sealing_cast import issued, own_rows_count, seal

__all__ = ["everything_is_put_back", "own_rows_count"]


@pytest.fixture
def cast(db: None) -> Cast:
    return make.cast()


@pytest.fixture
def filing(cast: Cast) -> Filing:
    return make.filing(cast)


def seq_of(case: Filing, action: str) -> int:
    return int(case.events.get(action=action).seq)


# --- Limits -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "change",
    [
        "moment = moment + interval '1 day'",
        "last_day = last_day + 1",
        "provisional = NOT provisional",
        "closed_at = now(), outcome = 'met'",
        "code = 'algorithm.other'",
    ],
)
def test_a_limit_that_was_changed_is_found(filing: Filing, change: str) -> None:
    code = "algorithm.decision"
    assert sql(f"UPDATE deadlines_deadline SET {change} WHERE code = %s", code) == 1
    said = found()
    reason = "已不存在" if change.startswith("code") else "与记录不符"
    assert said[0] == f"事项 {filing.number} 第 {seq_of(filing, 'submit')} 条：期限 {code} {reason}"


def test_a_limit_that_vanished_and_one_that_nobody_opened_are_found(filing: Filing) -> None:
    row = Deadline.objects.get(code="algorithm.decision")
    sql("DELETE FROM deadlines_milestone WHERE deadline_id = %s", row.pk)
    sql("DELETE FROM deadlines_deadline WHERE id = %s", row.pk)
    place = f"事项 {filing.number} 第 {seq_of(filing, 'submit')} 条"
    assert found() == [f"{place}：期限 algorithm.decision 已不存在"]
    row.pk, row.code, row.opened_by = None, "made.up", None
    row.save()
    assert f"事项 {filing.number}：期限 made.up 没有开立的记录" in found()


def test_limits_that_ran_out_moved_and_were_answered_late_are_whole(filing: Filing) -> None:
    sweep.sweep(at("2027-03-01 00:00"))
    assert found() == []


def test_a_lead_that_was_taken_away_or_changed_is_found(db: None) -> None:
    cast = make.cast()
    case = make.draft(cast)
    sweep.sweep(at("2028-03-01 00:00"))
    lead = Lead.objects.get(case_id=case.pk)
    event = case.events.get(action="deadline_due", data__code=lead.code)
    assert found() == []
    sql("UPDATE deadlines_lead SET missed_at = missed_at + interval '1 day'")
    assert found() == [f"事项 {case.number} 第 {event.seq} 条：线索（{lead.code}）与记录不符"]
    sql("DELETE FROM deadlines_lead")
    assert found() == [f"事项 {case.number} 第 {event.seq} 条：逾期（{lead.code}）没有线索"]


# --- Notices and letters ----------------------------------------------------------------------------------------------
@pytest.fixture
def told(filing: Filing, own_rows_count: None) -> Notice:
    """A letter, sealed as it was said and as it was issued."""
    letter = issued(filing)
    seal()
    letter.refresh_from_db()
    assert letter.sealed
    assert found() == []
    return letter


@pytest.mark.parametrize(
    "change",
    [
        "title = 'x'",
        "body = 'x'",
        'context = context || \'{"reason": "x"}\'',
        "addressee_id = (SELECT max(id) FROM accounts_organization WHERE id <> addressee_id)",
        "recipient_id = (SELECT max(id) FROM accounts_user)",
        "form = 'message'",
        "verification_code = 'XXXX-XXXX-XXXX-XXXX'",
        "created_at = created_at - interval '1 minute'",
    ],
)
def test_a_notice_that_says_something_else_than_when_it_was_sealed_is_found(
    told: Notice, change: str
) -> None:
    assert sql(f"UPDATE notices_notice SET {change} WHERE id = %s", told.pk) == 1
    lines = [line for line in found() if f"通知（编号 {told.pk}）与封印时的内容不符" in line]
    assert len(lines) == 1
    assert lines[0].startswith(f"事项 {told.case.number} 第 {told.event.seq} 条：")


@pytest.mark.parametrize(
    "change",
    [
        "number = 'x'",
        "edition = 99",
        "rendered_at = rendered_at - interval '1 hour'",
        "printed_seal_id = 1",
        "signed_with = 'x'",
        "file_id = (SELECT min(sha256) FROM cases_storedfile WHERE sha256 <> file_id)",
    ],
)
def test_a_letter_that_is_not_what_was_issued_is_found(told: Notice, change: str) -> None:
    assert sql(f"UPDATE notices_notice SET {change} WHERE id = %s", told.pk) == 1
    place = (
        f"事项 {told.case.number} 第 {told.event.seq} 条：文书（编号 {told.pk}）与封印时的内容不符"
    )
    misnumbered = f"事项 {told.case.number} 第 {told.event.seq} 条：文书（编号 {told.pk}）的发文字号不是由本门户编的"
    said = [line.partition("（第 1 号")[0] for line in found()]
    assert said == [place, *([misnumbered] if change.startswith("number") else [])]


def test_a_letter_with_another_serial_is_found(told: Notice) -> None:
    sql("UPDATE notices_notice SET serial = 7 WHERE id = %s", told.pk)
    place = f"事项 {told.case.number} 第 {told.event.seq} 条：文书（编号 {told.pk}）"
    said = [line.partition("（第 1 号")[0] for line in found()]
    assert said == [
        f"{place}与封印时的内容不符",
        f"{place}的发文字号不是由本门户编的",
        f"事项 {told.series}：发文字号已编 1 个，实有 1 个，或者有缺号",
    ]


def test_a_moved_and_a_vanished_first_opening_are_found(told: Notice) -> None:
    Notice.objects.filter(pk=told.pk).update(opened_at=NOW)
    seal()
    assert found() == []
    place = f"首次打开的时间（编号 {told.pk}）"
    sql("UPDATE notices_notice SET opened_at = opened_at - interval '1 day'")
    assert [f"{place}与封印时的内容不符" in line for line in found()] == [True]
    sql("UPDATE notices_notice SET opened_at = NULL")
    assert [f"{place[:-1]}）已不存在" in line for line in found()] == [True]


def forged(told: Notice, document: bytes, **changes: object) -> Notice:
    """Another letter, as one writes it who owns the database and the audit key: right in all but the signature."""
    letter = Notice.objects.get(pk=told.pk)
    letter.pk, letter.code, letter.sealed = None, "filing_recorded", False
    letter.verification_code = "2222-2222-2222-2222"
    letter.number, letter.series, letter.serial = "", "", None
    document_numbers.assign(letter)
    letter.file = store_bytes(document)
    for name, value in changes.items():
        setattr(letter, name, value)
    letter.mac = letter_mac(letter)
    letter.save(force_insert=True)
    return letter


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (b"%PDF forged", "文件没有所登记证书的有效签名"),
        (None, "文件是另一份文书"),
    ],
    ids=["unsigned", "another letter's document"],
)
def test_a_letter_that_the_portal_never_signed_is_found_and_never_sealed(
    told: Notice, document: bytes | None, reason: str
) -> None:
    letter = forged(told, document or bytes(told.file.data))
    place = f"事项 {told.case.number} 第 {told.event.seq} 条：文书（编号 {letter.pk}）"
    assert found() == [f"{place}{reason}"]
    seal()
    assert not SealedLeaf.objects.filter(source="letter", key=letter.pk).exists()
    assert found() == [f"{place}{reason}"]


def test_a_letter_with_a_number_that_nobody_gave_is_found(told: Notice) -> None:
    letter = forged(told, b"%PDF", number="京网信算备〔2026〕999号", series="", serial=None)
    place = f"事项 {told.case.number} 第 {told.event.seq} 条：文书（编号 {letter.pk}）"
    assert f"{place}的发文字号不是由本门户编的" in found()


def test_a_notice_whose_cause_is_of_another_case_is_found(told: Notice, cast: Cast) -> None:
    other = make.draft(cast)
    sql("UPDATE notices_notice SET case_id = %s WHERE id = %s", other.pk, told.pk)
    assert f"事项 {other.number}：通知（编号 {told.pk}）的起因是另一事项的记录" in found()


def test_a_notice_and_an_event_of_a_transaction_yet_to_come_are_found(
    told: Notice, cast: Cast
) -> None:
    letter = forged(told, b"%PDF", transaction_id=2**62 + 5)
    case = make.draft(cast)
    sql("UPDATE audit_auditevent SET transaction_id = %s WHERE case_id = %s", 2**62 + 5, case.pk)
    assert sealing.seal_next(NOW) is None  # the sealer would wait for them for ever
    said = found()
    assert any(
        f"通知（编号 {letter.pk}）没有封印，而在它之后写入的已有封印" in line for line in said
    )
    assert f"事项 {case.number} 第 1 条：没有封印，而在它之后写入的记录已有封印" in said


def test_a_notice_that_vanished_is_found(told: Notice) -> None:
    sql("DELETE FROM notices_notice WHERE id = %s", told.pk)
    *sealed, number = found()
    assert [line.partition("位：")[2] for line in sealed] == [
        f"所封的文书（编号 {told.pk}）已不存在",
        f"所封的通知（编号 {told.pk}）已不存在",
    ]
    assert number == f"事项 {told.series}：发文字号已编 1 个，实有 0 个，或者有缺号"


def test_a_letter_marked_as_sealed_that_never_was_is_found(told: Notice) -> None:
    sql("DELETE FROM audit_sealedleaf WHERE source = 'letter'")
    assert any(f"文书（编号 {told.pk}）没有封印" in line for line in found())


# --- The public register ----------------------------------------------------------------------------------------------
def test_a_public_entry_changed_past_its_versions_and_a_version_changed_are_found(
    db: None, own_rows_count: None
) -> None:
    case = make.filing(make.cast(), S.RECORDED)
    seal()
    entry = RegistryEntry.objects.get()
    assert found() == []
    sql("UPDATE filings_registryentry SET subject_name = '别的公司'")
    number = f"事项 {case.record_number}"
    assert found() == [f"{number}：公示条目与公示版本不符：subject_name"]
    sql("UPDATE filings_registryentry SET subject_name = %s", entry.subject_name)
    sql('UPDATE filings_registrychange SET content = content || \'{"list_name": "x"}\'')
    said = found()
    assert any(line.startswith(f"{number}：公示版本（编号 ") for line in said)
    assert f"{number}：公示条目与公示版本不符：list_name" in said
