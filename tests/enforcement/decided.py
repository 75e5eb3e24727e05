"""Penalty cases that begin with their decision: what comes before it has stories of its own."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from enforcement.machines.limits import SERVICE
from enforcement.models import CaseOfficer, Penalty
from enforcement.states import PenaltyState
from filings.models import Filing
from filings.states import FilingState
from portal.accounts.roles import Role
from portal.audit import chain
from portal.cases.models import Case
from portal.deadlines import service
from portal.deadlines.calendar import work_calendar
from portal.law.rulebook import rulebook
from portal.workflow.engine import Outcome
from portal.workflow.settlement import Settlement
from tests import make
from tests.enforcement import people
from tests.enforcement.people import EnforcementCast

DECIDED = make.at("2026-02-27 10:00")
#: Fifteen days later is Monday 2026-03-16: the last day for payment.
SERVED = make.at("2026-03-01 15:00")
#: After the filings of the other stories were recorded.
AUTUMN = make.at("2026-10-09 10:00")
IN_PERSON = {
    "service_method": "in_person",
    "place": "演示区一号",
    "receiver": "王五，行政主管",
    "refusal": "",
    "witnesses": "",
    "proof": "",
}


@dataclass
class Decision:
    """A decided case and who works on it."""

    cast: EnforcementCast
    case: Penalty

    def act(self, name: str, who: str, at: str | datetime, **data: Any) -> Outcome:
        """Do an act as the case stands now."""
        now = make.at(at) if isinstance(at, str) else at
        outcome = people.act(self.case, name, getattr(self.cast, who), now=now, **data)
        self.case = people.fresh(self.case)
        return outcome

    def serve(self, served_at: datetime = SERVED, now: datetime | None = None) -> "Decision":
        """Served in person."""
        self.act("record_service", "bo", now or served_at, served_at=served_at, **IN_PERSON)
        return self

    def pay(self, day: str, amount: str, reference: str, at: str = "") -> Outcome:
        """A receipt, recorded on its day unless said otherwise."""
        return self.act(
            "record_payment",
            "bo",
            at or f"{day} 16:00",
            paid_on=date.fromisoformat(day),
            amount=Decimal(amount),
            reference=reference,
        )

    def remedy(self, name: str, day: str) -> Outcome:
        """A reconsideration or lawsuit was accepted."""
        return self.act(
            name, "bo", f"{day} 17:00", began_on=date.fromisoformat(day), authority="演示省人民政府"
        )

    def ends(self, day: str, result: str, **more: Any) -> Outcome:
        """It ended."""
        told = {"measures": [], "fine": None, **more}
        return self.act(
            "record_remedy_end",
            "bo",
            f"{day} 17:00",
            ended_on=date.fromisoformat(day),
            result=result,
            note="复决〔2026〕1号",
            **told,
        )

    def limit(self, code: str) -> Any:
        """The latest limit of that code, or None."""
        return self.case.deadlines.filter(code=code).order_by("-pk").first()


def decided(
    cast: EnforcementCast,
    *,
    measures: tuple[str, ...] = ("warning", "fine"),
    fine: int | None = 10_000,
    suspend_until: date | None = None,
    target: Case | None = None,
    at: datetime = DECIDED,
) -> Decision:
    """A case against company A in which the decision was made at ``at``."""
    case = people.opened("penalty", cast.bo, cast.company_a, now=at)
    for officer in (cast.bo, cast.bei):
        CaseOfficer.objects.get_or_create(case_id=case.pk, user=officer, defaults={"named_at": at})
    limit = rulebook(case.law_profile).limit(SERVICE)
    row = service.compute(case, limit, start=at, opened_at=at, calendar=work_calendar())
    settled = Settlement(work_calendar(), opened=[row])
    with transaction.atomic():
        event = chain.append(
            chain.Entry(
                case=case,
                action="decide",
                actor=cast.cao,
                role=Role.ENFORCEMENT_HEAD,
                occurred_at=at,
                recorded_at=at,
                before="draft",
                after="decided",
                data={"version": case.version, **settled.as_json()},
            )
        )
        Penalty.objects.filter(pk=case.pk).update(
            state=PenaltyState.DECIDED,
            title="未按规定备案",
            measures=list(measures),
            fine=fine if "fine" in measures else None,
            suspend_until=suspend_until,
            sanction="algorithm.conduct",
            target=target,
            told_at=at,
            received_at=at,
            notified_at=at,
            decided_at=at,
            decided_by=cast.cao,
            performance="自收到决定书之日起十五日内缴至财政专户。",
        )
        settled.save(event)
    return Decision(cast, people.fresh(case))


def filing_of(cast: EnforcementCast, *, now: datetime = make.NOW) -> Filing:
    """A recorded filing of company A; its own offices' people are a cast beside this one."""
    others = make.cast()
    filing = make.filing(others, FilingState.RECORDED, now=now)
    Case.objects.filter(pk=filing.pk).update(organization=cast.company_a)
    return make.fresh(filing.case)
