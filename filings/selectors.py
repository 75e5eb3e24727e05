"""Who sees which filings, what still stands against handing one in, and what a public number stands for."""

from datetime import datetime

from django.db.models import Q

from filings import rules
from filings.models import Filing
from filings.record_number import digits_of
from filings.register import RegistryEntry
from filings.states import EntryStatus
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.cases.models import Case
from portal.cases.public_records import PublicRecord
from portal.cases.selectors import within
from portal.workflow.errors import Reason

#: Authority roles that work with filings; the others of an authority have no business with them.
LEDGER_ROLES = (
    Role.FILING_OFFICER,
    Role.FILING_SUPERVISOR,
    Role.ENFORCEMENT_OFFICER,
    Role.ENFORCEMENT_HEAD,
    Role.LEGAL_REVIEWER,
    Role.AUDITOR,
)


def visible_filings(user: User) -> Q:
    """A company's people see its own filings; an authority's those of its region once they were handed in."""
    return Q(organization__in=user.organization_ids(frozenset({Role.PROVIDER}))) | (
        supervised_filings(user)
    )


def supervised_filings(user: User) -> Q:
    """What the user sees as an authority's person: the filings of the jurisdiction that were handed in."""
    return Q(received_at__isnull=False) & within(user.jurisdictions(*LEDGER_ROLES))


def problems(filing: Filing, now: datetime) -> list[Reason]:
    """What still stands against handing in, for the step marks of the form."""
    return rules.problems(filing.content(), filing.papers(), now)


def public_record(number: str) -> PublicRecord | None:
    """The register's entry with that filing number, typed in any way; None for every other text."""
    entry = RegistryEntry.objects.filter(digits=digits_of(number) or "-").first()
    if entry is None:
        return None
    filer = Case.objects.filter(number=entry.case_number).select_related("organization").first()
    return PublicRecord(
        number=entry.record_number,
        name=entry.algorithm_name,
        subject=entry.subject_name,
        uscc=(filer.organization.uscc or "") if filer else "",
        in_force=entry.status == EntryStatus.IN_FORCE,
        url=entry.get_absolute_url(),
    )
