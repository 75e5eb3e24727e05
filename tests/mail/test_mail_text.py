"""What a mail says and how its headers are: enough to come and look, nothing of what is in the notice."""

from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from portal.accounts.models import User
from portal.mail import addresses, composing
from portal.mail.models import Delivery
from portal.mail.outbox import MailIsOff, NoDocument, send_service_mail
from portal.notices.models import Notice
from tests import make
from tests.mail import world
from tests.make import NOW, Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.MAIL_URL, settings.MAIL_FROM = f"file://{tmp_path}", world.SENDER
    settings.PUBLIC_URL = "https://portal.example"
    return tmp_path


@pytest.fixture
def cast(db: None) -> Cast:
    return world.cast()


def read(folder: Path) -> EmailMessage:
    [file] = folder.glob("*.eml")
    return message_from_bytes(file.read_bytes(), policy=default)  # type: ignore[return-value]


def test_a_statutory_mail_says_what_of_which_case_by_when_and_nothing_else(
    cast: Cast, folder: Path
) -> None:
    case = make.draft(cast)
    notice = world.message(case, cast.company_a)
    assert world.send() == 1
    mail, row = read(folder), world.only()
    assert mail["Subject"] == f"逾期提醒（{case.number}）"
    assert (mail["From"], mail["To"]) == (world.SENDER, "ai@example.com")
    assert mail["Date"] == "Tue, 22 Sep 2026 10:00:00 +0800"
    assert mail["Message-ID"] == f"<{row.token}@portal.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe"] is None
    for kind in ("plain", "html"):
        part = mail.get_body((kind,))
        assert part is not None
        text = part.get_content()
        assert f"https://portal.example/notices/{notice.pk}/" in text
        assert "2026年9月28日" in text
        assert "不能退订" in text
        assert world.SECRET not in text
        assert case.title not in text
    assert (row.address, row.state) == ("ai@example.com", "accepted")


def test_what_is_not_statutory_can_be_unsubscribed(cast: Cast, folder: Path) -> None:
    world.message(make.draft(cast), cast.company_a, "deadline_reminder")
    assert world.send() == 1
    assert read(folder)["List-Unsubscribe"] == "<https://portal.example/notices/preferences/>"


def test_no_header_can_be_injected(cast: Cast, folder: Path) -> None:
    notice = world.message(make.draft(cast), cast.company_a)
    Notice.objects.filter(pk=notice.pk).update(title="逾期\r\nBcc: eve@example.com\x01\u2028x")
    world.send()
    mail = read(folder)
    assert mail["Bcc"] is None
    assert mail["Subject"].startswith("逾期 Bcc: eve@example.com x（")


@pytest.mark.parametrize(
    "address", ["a@example.com\r\nRCPT TO:<b@example.com>", "a@example.com\n", "<a>@b", "甲@b.cn"]
)
def test_no_command_can_be_injected_by_an_address(cast: Cast, folder: Path, address: str) -> None:
    User.objects.filter(pk=cast.ai.pk).update(email=address)
    world.message(make.draft(cast), cast.company_a)
    assert world.send() == 0
    assert (world.only().state, world.only().reply) == ("refused", "邮箱地址无法使用")
    assert list(folder.iterdir()) == []


def test_a_chinese_domain_goes_over_the_wire_in_ascii() -> None:
    assert addresses.on_the_wire("a@例子.中国") == "a@xn--fsqu00a.xn--fiqs8s"


def test_the_same_mail_has_the_same_bytes_but_for_its_date(cast: Cast, folder: Path) -> None:
    notice = world.message(make.draft(cast), cast.company_a)
    world.send()
    row, later = world.only(), NOW + timedelta(hours=1)
    first, again = (composing.of_notice(row, notice, "ai@example.com", at) for at in (NOW, later))
    lines = [m.data.split(b"\r\n") for m in (first, again)]
    assert [a for a, b in zip(*lines, strict=True) if a != b] == [
        b"Date: Tue, 22 Sep 2026 10:00:00 +0800"
    ]


def test_service_attaches_the_letter_and_goes_out_once_for_its_key(
    cast: Cast, folder: Path
) -> None:
    letter = world.letter(make.draft(cast), cast.company_a, cast.office, mail_planned_at=NOW)
    first = send_service_mail(letter, "legal@company.example", "service-1", now=NOW)
    assert send_service_mail(letter, "legal@company.example", "service-1", now=NOW) == first
    assert world.send() == 1
    mail = read(folder)
    [paper] = mail.iter_attachments()
    assert (paper.get_content_type(), paper.get_content()) == ("application/pdf", world.PDF)
    assert paper.get_filename() == f"备案材料接收回执-{letter.case.number}.pdf"
    assert mail["To"] == "legal@company.example"
    assert mail["Subject"] == "备案材料接收回执（演网信算收〔2026〕1号）"
    with pytest.raises(ValueError, match="另一封邮件"):
        send_service_mail(letter, "other@company.example", "service-1", now=NOW)


def test_service_is_refused_where_it_cannot_be_done(
    cast: Cast, folder: Path, settings: Any
) -> None:
    letter = world.letter(make.draft(cast), cast.company_a, cast.office, file=None)
    with pytest.raises(NoDocument):
        send_service_mail(letter, "legal@company.example", "1", now=NOW)
    settings.MAIL_URL = ""
    with pytest.raises(MailIsOff):
        send_service_mail(letter, "legal@company.example", "1", now=NOW)
    assert not Delivery.objects.exists()


def test_a_folder_that_cannot_be_written_is_an_outage(
    cast: Cast, folder: Path, settings: Any
) -> None:
    (folder / "taken").write_text("")
    settings.MAIL_URL = f"file://{folder}/taken"
    world.message(make.draft(cast), cast.company_a)
    assert world.send() == 0
    assert world.only().state == "waiting"
