"""Readers' reports on public entries: handed in without an account, settled once by an officer of the place."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from filings.models import Filing
from filings.models.entry_report import EntryReport
from filings.register import RegistryEntry
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.cases.selectors import within

HANDLERS = frozenset({Role.FILING_OFFICER, Role.FILING_SUPERVISOR})
Status = EntryReport.Status


class AlreadyHandled(Exception):
    """Another officer was faster; ``report`` is what they made of it."""

    def __init__(self, report: EntryReport) -> None:
        self.report = report
        super().__init__(f"该反映已于此前处理：{report.get_status_display()}")


def hand_in(
    entry: RegistryEntry, *, kind: str, text: str, contact: str, now: datetime
) -> EntryReport:
    """Keep a reader's word. The same word on the same entry, while nobody has answered it, is one report."""
    with transaction.atomic():
        RegistryEntry.objects.select_for_update().only("pk").get(pk=entry.pk)
        same = EntryReport.objects.filter(entry=entry, status=Status.OPEN, kind=kind)
        known = same.filter(text=text, contact=contact).first()
        return known or EntryReport.objects.create(
            entry=entry, kind=kind, text=text, contact=contact, created_at=now
        )


def handled_by(user: User) -> QuerySet[EntryReport]:
    """The reports that ``user`` may read and settle: those on the entries of their jurisdictions.

    Where the portal has the filing, its region says whose entry it is: a company that moves keeps its number and gets
    another authority. Of an entry from a published list the number says it: its first six digits are its division.
    """
    prefixes = user.jurisdictions(*HANDLERS)
    filed = Filing.objects.filter(within(prefixes), record_number__isnull=False)
    rows = Q(entry__case_number__in=filed.values("number"))
    for prefix in prefixes:
        rows |= Q(entry__case_number=None, entry__digits__startswith=prefix)
    return EntryReport.objects.filter(rows).select_related("entry", "handled_by")


def waiting(user: User) -> QuerySet[EntryReport]:
    """What waits for an officer, the oldest first."""
    return handled_by(user).filter(status=Status.OPEN).order_by("created_at", "pk")


def settle(
    pk: int, *, actor: User, status: EntryReport.Status, answer: str, now: datetime
) -> EntryReport:
    """Answer a report, once.

    Raises EntryReport.DoesNotExist for one that ``actor`` has no business with, AlreadyHandled where another officer
    was faster: what that one said stands.
    """
    with transaction.atomic():
        mine = handled_by(actor).select_related(None).select_for_update(of=("self",))
        report = mine.get(pk=pk)
        if report.status != Status.OPEN:
            raise AlreadyHandled(report)
        report.status, report.answer = status, answer
        report.handled_by, report.handled_at = actor, now
        report.save()
    return report


def open_reports(record_number: str) -> int:
    """How many readers' reports on an entry wait for an answer; nothing of who wrote them."""
    return EntryReport.objects.filter(
        entry__record_number=record_number, status=Status.OPEN
    ).count()
