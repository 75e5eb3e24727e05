"""The worker signs what the portal said and nothing that SQL alone brought in or changed."""

import pytest
from django.db import connection, transaction

from portal.cases.models import Case
from portal.notices import outbox
from portal.notices.integrity import letters_match
from portal.notices.models import Notice, new_verification_code
from tests.portal.notice_cast import NOW, case_of, happened, organization, says

NOT_OURS = "记录不是由本门户写入的，不能出具"


@pytest.fixture
def letter(db: None) -> Notice:
    case: Case = case_of(organization("青云"), organization("演示省网信办", jurisdiction="99"))
    with transaction.atomic():
        return outbox.queue([says("filing_received", case, happened(case, "submit"))])[0]


def refused(letter: Notice) -> str:
    """Why the worker gave the letter up; empty where it did not."""
    letter.refresh_from_db()
    return letter.last_error if letter.status == Notice.Status.FAILED and not letter.file_id else ""


def test_a_letter_that_was_changed_while_it_waited_is_not_signed(letter: Notice) -> None:
    with connection.cursor() as sql:
        sql.execute(
            """UPDATE notices_notice SET context = context || '{"algorithm_name": "伪造"}'"""
        )
    assert outbox.drain(NOW) == 0
    assert refused(letter) == NOT_OURS


def test_a_letter_that_was_copied_in_is_not_signed_and_is_found(letter: Notice) -> None:
    assert outbox.drain(NOW) == 1
    letter.refresh_from_db()
    assert list(letters_match()) == []
    letter.pk, letter.code, letter.title = None, "filing_recorded", "备案通知书"
    letter.status, letter.file, letter.number, letter.series, letter.serial = (
        "queued",
        None,
        "",
        "",
        None,
    )
    letter.verification_code = new_verification_code()
    letter.save()
    assert outbox.drain(NOW) == 0
    assert refused(letter) == NOT_OURS
    [found] = letters_match()
    assert f"文书（编号 {letter.pk}）不是由本门户写入的" in str(found)
