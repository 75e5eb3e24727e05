"""Notices are rows of their cause's transaction; letters become documents once, whatever happens to workers."""

import logging
import threading
import time
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from celery import Celery
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from pyhanko.pdf_utils.reader import PdfFileReader

from portal.accounts.models import Organization
from portal.cases.models import Case, StoredFile
from portal.notices import issuing, outbox, render
from portal.notices.catalogue import UnknownNotice
from portal.notices.models import Notice
from portal.notices.tasks import drain as drain_task
from portal.signing import certificates, judging, papers, stamping
from portal.signing.examining import Finding
from portal.signing.papers import SignedPaper
from tests.portal.notice_cast import NOW, case_of, happened, organization, says
from tests.signing.rings import paper


@pytest.fixture
def case(db: None) -> Case:
    return case_of(organization("青云"), organization("演示省网信办", jurisdiction="99"))


@pytest.fixture
def shared_case(transactional_db: None) -> Case:
    """Rows that other connections see."""
    return case_of(organization("青云"), organization("演示省网信办", jurisdiction="99"))


def queue_letter(case: Case, code: str = "filing_received", **facts: object) -> Notice:
    with transaction.atomic():
        return outbox.queue([says(code, case, happened(case, "submit"), **facts)])[0]


def unsigned(data: bytes, *, reason: str, signed_at: datetime) -> SignedPaper:
    """Stands in where the letter is none."""
    return SignedPaper(data, "")


def test_a_message_is_out_at_once_with_its_text(case: Case) -> None:
    said = says(
        "deadline_overdue",
        case,
        happened(case, "due"),
        summary="办理备案",
        article="第二十条",
        moment="2026-03-08T16:00:00+00:00",
    )
    [notice] = outbox.queue([said])
    assert (notice.status, notice.rendered_at, notice.form) == ("ready", NOW, "message")
    assert notice.body == (
        "事项 F2026-000123“青云资讯排序精选算法”：办理备案（第二十条）。\n"
        "期限已于2026年3月9日0时00分届满，尚未办结。逾期办理仍会受理，并记为逾期，请尽快办理。"
    )


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("deadline_reminder", "剩余三日，最后一日为2026年4月21日（暂算），请按期办理。"),
        (
            "deadline_escalated",
            "办理机关的期限已于2026年4月22日0时00分届满，尚未办结，现提请上级机关督促。",
        ),
        ("deadline_moved", "因放假安排公布，期限由2026年4月20日改为2026年4月21日（仍为暂算）。"),
    ],
)
def test_each_message_says_the_date(case: Case, code: str, text: str) -> None:
    facts = {
        "summary": "作出决定",
        "last_day": "2026-04-21",
        "old_last_day": "2026-04-20",
        "provisional": True,
    }
    said = says(
        code,
        case,
        happened(case, "x"),
        milestone_label="剩余三日",
        moment="2026-04-21T16:00:00Z",
        **facts,
    )
    assert outbox.queue([said])[0].body.splitlines()[-1] == text


def test_text_in_a_message_is_kept_as_it_was_typed(case: Case) -> None:
    said = says(
        "deadline_reminder",
        case,
        happened(case, "x"),
        case_title="A&B <算法>",
        last_day="2026-04-21",
        moment="",
    )
    assert "“A&B <算法>”" in outbox.queue([said])[0].body


def test_a_letter_waits_for_the_worker(case: Case) -> None:
    notice = queue_letter(case)
    assert (notice.status, notice.form, notice.file, notice.title) == (
        "queued",
        "letter",
        None,
        "备案材料接收回执",
    )


def test_the_same_said_twice_is_one_notice(case: Case) -> None:
    event = happened(case, "submit")
    first = outbox.queue(
        [says("filing_received", case, event), says("filing_received", case, event)]
    )
    again = outbox.queue([says("filing_received", case, event)])
    assert [n.pk for n in first] == [n.pk for n in again]
    assert Notice.objects.count() == 1


def test_an_unknown_kind_fails_the_act(case: Case) -> None:
    with pytest.raises(UnknownNotice, match="no_such"):
        outbox.queue([says("no_such", case, happened(case, "submit"))])


def test_nothing_is_queued_when_the_act_is_rolled_back(shared_case: Case) -> None:
    def act() -> None:
        with transaction.atomic():
            outbox.queue([says("filing_received", shared_case, happened(shared_case, "submit"))])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        act()
    assert Notice.objects.count() == 0


def test_a_later_change_does_not_rewrite_what_was_said(case: Case) -> None:
    notice = queue_letter(case)
    Organization.objects.filter(pk=case.organization_id).update(name="改名后的公司")
    notice.refresh_from_db()
    assert notice.context["organization"]["name"] == "青云智能科技有限公司"


def test_two_drains_make_one_document(shared_case: Case) -> None:
    notice = queue_letter(shared_case)
    assert [outbox.drain(NOW), outbox.drain(NOW)] == [1, 0]
    notice.refresh_from_db()
    assert (notice.status, notice.rendered_at, notice.attempts, notice.last_error) == (
        "ready",
        NOW,
        1,
        "",
    )
    assert notice.file is not None
    assert bytes(notice.file.data).startswith(b"%PDF-")


def test_many_threads_render_each_letter_once(
    shared_case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters = [queue_letter(shared_case) for _ in range(12)]
    rendered: list[int] = []

    def slow(notice: Notice) -> bytes:
        time.sleep(0.02)
        rendered.append(notice.pk)
        return f"%PDF- {notice.pk}".encode()

    monkeypatch.setattr(render, "render_letter", slow)
    monkeypatch.setattr(papers, "sign_pdf", unsigned)
    done: list[int] = []

    def work() -> None:
        try:
            done.append(outbox.drain(NOW))
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(rendered) == [letter.pk for letter in letters]
    assert sum(done) == 12
    assert StoredFile.objects.count() == 12


def test_a_letter_that_kills_every_worker_is_given_up_and_does_not_block_the_rest(
    shared_case: Case,
) -> None:
    deadly, harmless = queue_letter(shared_case), queue_letter(shared_case)
    Notice.objects.filter(pk=deadly.pk).update(attempts=issuing.MAX_ATTEMPTS)
    assert outbox.drain(NOW) == 1
    deadly.refresh_from_db()
    harmless.refresh_from_db()
    assert (deadly.status, deadly.last_error) == ("failed", "生成过程多次被中断")
    assert harmless.status == "ready"


def test_a_failure_is_kept_and_tried_again_later(
    shared_case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    notice = queue_letter(shared_case)
    monkeypatch.setattr(render, "render_letter", broken)
    assert outbox.drain(NOW) == 0
    notice.refresh_from_db()
    assert (notice.status, notice.attempts, notice.last_error) == ("queued", 1, "磁盘已满")
    assert notice.try_after == NOW + timedelta(seconds=15)
    monkeypatch.undo()
    assert outbox.drain(NOW + timedelta(seconds=14)) == 0
    assert outbox.drain(NOW + timedelta(seconds=15)) == 1


def broken(notice: Notice) -> bytes:
    raise OSError("磁盘已满")


def test_after_five_failures_a_letter_waits_for_an_operator(
    shared_case: Case, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    notice = queue_letter(shared_case)
    with monkeypatch.context() as patch:
        patch.setattr(render, "render_letter", broken)
        for day in range(6):
            outbox.drain(NOW + timedelta(days=day))
    notice.refresh_from_db()
    assert (notice.status, notice.attempts, notice.file) == ("failed", 5, None)
    call_command("retry_notices")
    assert capsys.readouterr().out == "已放回队列：1 件\n"
    assert outbox.drain(NOW + timedelta(days=7)) == 1


def test_a_missing_character_fails_at_once_with_no_document(shared_case: Case) -> None:
    notice = queue_letter(shared_case, algorithm_name="算法\U0010fffd")
    assert outbox.drain(NOW) == 0
    notice.refresh_from_db()
    assert (notice.status, notice.attempts, notice.file) == ("failed", 1, None)
    assert notice.last_error.startswith("字库缺字：“\U0010fffd”（U+10FFFD），已查找 ")
    assert StoredFile.objects.count() == 0


def test_a_letter_is_signed_for_its_issuer_and_number(shared_case: Case) -> None:
    notice = queue_letter(shared_case)
    outbox.drain(NOW)
    notice.refresh_from_db()
    assert notice.file is not None
    data = bytes(notice.file.data)
    examined = judging.judge(data, stamping.trust())
    assert (examined.finding, examined.signed_at) == (Finding.GENUINE_SIGNATURE, NOW)
    assert examined.claims.verification_code == notice.verification_code
    assert notice.signed_with == examined.key_id == certificates.published()[0].key_id
    [signature] = PdfFileReader(BytesIO(data)).embedded_regular_signatures
    words = ["演示省网信办", notice.title, notice.number]
    assert signature.sig_object["/Reason"] == " ".join(filter(None, words))


def test_without_a_key_letters_wait_as_long_as_it_takes(
    shared_case: Case, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notice = queue_letter(shared_case)
    before, settings.SIGNING_DIR = settings.SIGNING_DIR, tmp_path
    with monkeypatch.context() as patch:
        patch.setattr(render, "render_letter", broken)  # nothing is rendered in vain
        for day in range(7):
            assert outbox.drain(NOW + timedelta(days=day)) == 0
    notice.refresh_from_db()
    assert (notice.status, notice.attempts, notice.number) == ("queued", 0, "")
    assert notice.last_error == ("暂时不能出具：没有可用的签名密钥，请执行 manage.py signing_keys")
    assert notice.try_after == NOW + timedelta(days=6, minutes=1)
    settings.SIGNING_DIR = before
    assert outbox.drain(NOW + timedelta(days=6, seconds=59)) == 0
    assert outbox.drain(NOW + timedelta(days=6, seconds=60)) == 1
    notice.refresh_from_db()
    assert (notice.status, notice.attempts, notice.last_error) == ("ready", 1, "")


def test_without_a_stamp_letters_wait_and_none_is_issued(
    shared_case: Case, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The authority turns out to be away while the first letter is signed; the second is not even begun."""
    first, second = queue_letter(shared_case), queue_letter(shared_case)
    rendered: list[int] = []
    data = paper()
    monkeypatch.setattr(render, "render_letter", lambda notice: rendered.append(notice.pk) or data)
    monkeypatch.setattr(stamping, "problem", lambda: None)
    settings.TSA_URL = "http://127.0.0.1:1/"
    for minutes in range(0, 14, 2):
        assert outbox.drain(NOW + timedelta(minutes=minutes)) == 0
    assert rendered == [first.pk] * 7
    for notice in (first, second):
        notice.refresh_from_db()
        assert (notice.status, notice.attempts, notice.file) == ("queued", 0, None)
        assert notice.last_error.startswith("暂时不能出具：时间戳服务没有给出时间戳")
    assert StoredFile.objects.count() == 0
    number = first.number
    settings.TSA_URL = ""
    assert outbox.drain(NOW + timedelta(minutes=15)) == 2
    first.refresh_from_db()
    assert (first.status, first.number) == ("ready", number)


def test_the_limit_is_kept(shared_case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        queue_letter(shared_case)
    monkeypatch.setattr(render, "render_letter", lambda notice: b"%PDF-")
    monkeypatch.setattr(papers, "sign_pdf", unsigned)
    assert [outbox.drain(NOW, limit=2), outbox.drain(NOW)] == [2, 1]


def test_the_task_drains(shared_case: Case) -> None:
    notice = queue_letter(shared_case)
    drain_task()
    notice.refresh_from_db()
    assert notice.status == "ready"


@pytest.mark.parametrize("address", ["redis://127.0.0.1:1/0", "redis://192.0.2.1:6379/0"])
def test_a_dead_broker_costs_one_log_line(
    shared_case: Case,
    address: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    app = Celery("dead", broker=address, set_as_current=False)
    app.conf.broker_transport_options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    monkeypatch.setattr(outbox, "current_app", app)
    started = time.monotonic()
    with caplog.at_level(logging.WARNING), transaction.atomic():
        queue_letter(shared_case)
        outbox.nudge()
    assert time.monotonic() - started < 1.5
    assert Notice.objects.count() == 1
    assert [r.getMessage()[:7] for r in caplog.records if r.name == "portal.notices.outbox"] == [
        "消息队列不可用"
    ]
