"""What a mail says: what it is, of which case, by when, and where to read it. Nothing of what is in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from portal.accounts.models import Organization
from portal.clock import CHINA
from portal.law.terms import Party
from portal.mail import addresses, groups
from portal.mail.dialogue import Mail
from portal.mail.models import Delivery
from portal.notices.models import Notice

_DECIDING = frozenset({Party.AUTHORITY.value, Party.ENFORCEMENT.value})


@dataclass(frozen=True)
class Line:
    """A notice in a mail. ``by_when`` is an ISO date or moment, empty where nothing runs."""

    title: str
    case_number: str
    issuer: str
    by_when: str
    url: str


def host() -> str:
    """The portal's public name: in Message-IDs, and when it introduces itself."""
    return urlsplit(settings.PUBLIC_URL).hostname or "localhost"


def line_of(notice: Notice) -> Line:
    """``notice`` as a mail shows it."""
    return Line(
        title=_one_line(notice.title),
        case_number=notice.case.number,
        issuer=notice.issuer.name if notice.issuer else "",
        by_when=by_when(notice),
        url=_url("notices:page", notice.pk),
    )


def by_when(notice: Notice) -> str:
    """The first date that runs for the addressee, of those that the notice itself states."""
    facts = notice.context
    if groups.group_of(notice.code, notice.case.kind) == groups.DEADLINES:
        return str(facts.get("last_day") or facts.get("moment") or "")
    decides = notice.addressee.kind == Organization.Kind.AUTHORITY
    running: list[dict[str, Any]] = facts.get("deadlines") or []
    ours = [one for one in running if (one.get("party") in _DECIDING) == decides]
    first = min(ours, key=lambda one: str(one.get("moment")), default={})
    return str(first.get("last_day") or first.get("moment") or "")


def of_notice(delivery: Delivery, notice: Notice, address: str, now: datetime) -> Mail:
    """The mail that tells one person of one notice. Raises BadAddress."""
    line, statutory = line_of(notice), groups.is_statutory(notice.code)
    facts = {"line": line, "statutory": statutory}
    subject = f"{line.title}（{line.case_number}）"
    message = _message(delivery, subject, "notice", facts, address, now)
    if not statutory:
        message["List-Unsubscribe"] = f"<{_url('notices:preferences')}>"
    return _mail(delivery, message, address)


def of_digest(delivery: Delivery, notices: Sequence[Notice], address: str, now: datetime) -> Mail:
    """The mail that tells one person of several notices. Raises BadAddress."""
    facts = {"lines": [line_of(notice) for notice in notices]}
    subject = f"未读消息汇总：{len(notices)} 条"
    message = _message(delivery, subject, "digest", facts, address, now)
    message["List-Unsubscribe"] = f"<{_url('notices:preferences')}>"
    return _mail(delivery, message, address)


def of_service(delivery: Delivery, notice: Notice, now: datetime) -> Mail:
    """The mail by which a letter is served, with its document. Raises BadAddress, ValueError without a document."""
    if notice.file is None:
        raise ValueError("文书尚未生成")
    line = line_of(notice)
    facts = {"line": line, "number": notice.number, "code": notice.verification_code}
    facts["verify_url"] = _url("notices:verify_code", notice.verification_code)
    subject = f"{line.title}（{notice.number or line.case_number}）"
    message = _message(delivery, subject, "service", facts, delivery.address, now)
    message.add_attachment(
        bytes(notice.file.data),
        maintype="application",
        subtype="pdf",
        filename=f"{line.title}-{line.case_number}.pdf",
    )
    return _mail(delivery, message, delivery.address)


def _message(
    delivery: Delivery,
    subject: str,
    template: str,
    facts: dict[str, Any],
    address: str,
    now: datetime,
) -> EmailMessage:
    """The headers and both texts. The policy refuses a header with a line break; none comes that far."""
    name, sender = addresses.sender(settings.MAIL_FROM)
    context = facts | {"preferences_url": _url("notices:preferences"), "demo": settings.DEMO}
    message = EmailMessage(policy=SMTP)
    message["Date"] = format_datetime(now.astimezone(CHINA))
    message["From"] = Address(name, addr_spec=sender)
    message["To"] = Address(addr_spec=addresses.on_the_wire(address))
    message["Subject"] = _one_line(subject)
    message["Message-ID"] = f"<{delivery.token}@{host()}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(render_to_string(f"mail/{template}.txt", context), cte="base64")
    message.add_alternative(
        render_to_string(f"mail/{template}.html", context), subtype="html", cte="base64"
    )
    return message


def _mail(delivery: Delivery, message: EmailMessage, address: str) -> Mail:
    _, sender = addresses.sender(settings.MAIL_FROM)
    for place, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"=_{delivery.token.hex}_{place}")  # the same bytes at every attempt
    return Mail(
        sender=sender,
        address=addresses.on_the_wire(address),
        data=message.as_bytes(),
        name=str(delivery.token),
    )


def _url(name: str, *arguments: object) -> str:
    return f"{settings.PUBLIC_URL.rstrip('/')}{reverse(name, args=arguments)}"


def _one_line(text: str) -> str:
    """Without line breaks and other characters that do not show: what is typed by people ends up in headers."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
