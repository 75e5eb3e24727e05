"""Letters to be served: a decided penalty and a committee's decision, their documents made."""

from datetime import datetime
from typing import Any

from portal.accounts.models import User
from portal.cases.models import Case
from portal.cases.uploads import store_bytes
from portal.notices.models import Notice
from portal.notices.outbox import Said
from portal.service import consents, recording
from portal.service.kinds import Told
from portal.service.methods import ServiceMethod as M
from portal.service.models import ElectronicServiceConsent, ServiceAttempt
from tests import make
from tests.enforcement import people
from tests.enforcement.decided import DECIDED, Decision, decided

Outcome = ServiceAttempt.Outcome
AGREED = make.at("2026-01-05 09:00")
CONFIRMATION = {
    "email": "fawu@qingyun.example",
    "account": "ai.e",
    "scope": "行政处罚决定书等",
    "signatory": "王五",
    "capacity": "法定代表人",
}
#: The decision handed over in person on Monday 2026-03-02 at 15:20.
HANDED_OVER = Told(
    method=M.IN_PERSON,
    ended_at=make.at("2026-03-02 15:20"),
    place="演示区一号",
    receiver="王五",
    capacity="法定代表人",
)


def penalty() -> Decision:
    """A case against company A, decided on Friday 2026-02-27 at 10:00."""
    return decided(people.cast())


def letter(case: Case, code: str = "penalty_decision", *, at: datetime = DECIDED) -> Notice:
    """A letter of a case to the company it is about, ready to be opened."""
    said = Said(
        code=code,
        case=case,
        event=case.events.order_by("seq").last(),
        addressee=case.organization,
        issuer=case.authority,
        now=at,
    )
    notice = Notice.objects.create(
        case_id=case.pk,
        event=said.event,
        code=code,
        form=Notice.Form.LETTER,
        title="文书",
        addressee=said.addressee,
        issuer=said.issuer,
        status=Notice.Status.READY,
        created_at=at,
        rendered_at=at,
        file=store_bytes(b"%PDF-1.7 letter"),
    )
    return notice


def ready(notice: Notice) -> Notice:
    """A letter that the outbox queued, with its document."""
    notice.file, notice.status = store_bytes(b"%PDF-1.7 letter"), Notice.Status.READY
    notice.save(update_fields=["file", "status"])
    return notice


def agreed(case: Decision, *, now: datetime = AGREED) -> ElectronicServiceConsent:
    """Company A signed the confirmation."""
    return consents.sign(case.cast.company_a, actor=case.cast.ai, now=now, data=CONFIRMATION)


def tell(notice: Notice, told: Told, outcome: Outcome, who: User, at: str, **more: Any) -> None:
    """Record a try at a moment."""
    recording.record(notice, told, outcome, actor=who, now=make.at(at), **more)


def codes(raised: Any) -> list[str]:
    """The codes of a refusal."""
    return [reason.code for reason in raised.value.reasons]
