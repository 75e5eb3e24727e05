"""What is told of the display duty of one filing, to pages and API alike."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404
from django.urls import reverse

from filings.checking.asking import ASKING, addresses_of, entry_of, latest, takes_word
from filings.checking.standing import Source, Standing, inspection, standing
from filings.display import snippet
from filings.display.declared import Declared
from filings.display.entry import Entry
from filings.models import DisplayCheck, Filing
from filings.states import IN_FORCE_STATES
from portal.accounts.models import Membership, User
from portal.accounts.roles import AUTHORITY_ROLES, Role
from portal.workflow.catalogue import CaseKind
from portal.workflow.reading import case_for

LABELS = {
    Standing.SHOWN: ("已标明备案编号和公示链接", "ok"),
    Standing.MISSING: ("网页上未见备案编号或者公示链接", "warn"),
    Standing.UNKNOWN: ("尚无可用的检查结果", "neutral"),
}
SEEN_MISSING = "主管部门查看时未见备案编号或者公示链接"
SOURCES = {
    Source.PAGES: "",
    Source.INSPECTION: "以主管部门的查看为准",
    Source.WORD: "以备案主体的说明为准，主管部门可以核实",
}


@dataclass(frozen=True)
class Told:
    """The state of the duty as one person may see it."""

    filing: Filing
    entry: Entry
    declared: Declared
    standing: Standing
    by: Source
    inspection: DisplayCheck | None
    latest: list[DisplayCheck]
    is_waiting: bool
    may_ask: bool
    may_state: bool
    has_evidence: bool

    @property
    def label(self) -> str:
        """The standing in Chinese."""
        if self.by is Source.INSPECTION and self.standing is Standing.MISSING:
            return SEEN_MISSING
        return LABELS[self.standing][0]

    @property
    def source(self) -> str:
        """Whose word it is where pages do not say it; empty where they do."""
        return SOURCES[self.by]

    @property
    def tone(self) -> str:
        """How it is marked."""
        return LABELS[self.standing][1]

    @property
    def html(self) -> str:
        """The snippet for web pages."""
        return snippet.html(self.filing.record_number or "", self.entry)

    @property
    def plain(self) -> str:
        """The snippet for everything else."""
        return snippet.plain(self.filing.record_number or "", self.entry)

    @property
    def qr_url(self) -> str:
        """Where the QR code lies, for everybody."""
        return f"{settings.PUBLIC_URL.rstrip('/')}{self.qr_path}"

    @property
    def qr_path(self) -> str:
        """The same on this site."""
        return reverse("registry:qr", args=[self.entry.digits])


def filing_for(user: User, number: str) -> tuple[CaseKind, Filing]:
    """The recorded filing of that case number. Raises Http404 also for what the user may not see."""
    kind, case = case_for(user, number)
    if not isinstance(case, Filing) or not case.record_number:
        raise Http404
    return kind, case


def told(filing: Filing, user: User) -> Told:
    """Everything about the duty of a recorded filing that ``user`` sees."""
    wanted, checks = addresses_of(filing), latest(filing)
    found = standing(filing, checks)
    roles, in_force = filing.roles_of(user), filing.state in IN_FORCE_STATES
    return Told(
        filing=filing,
        entry=entry_of(filing),
        declared=wanted,
        standing=found.standing,
        by=found.by,
        inspection=inspection(filing),
        latest=checks,
        is_waiting=filing.display_checks.filter(finished_at=None).exists(),
        may_ask=bool(roles & ASKING) and in_force and bool(wanted.addresses),
        may_state=Role.PROVIDER in roles and in_force and takes_word(wanted, checks),
        has_evidence=bool(roles & AUTHORITY_ROLES),
    )


def checks_of(filing: Filing) -> QuerySet[DisplayCheck]:
    """All checks, the newest first, without the stored pages; each knows whether the company asked."""
    own = Membership.objects.filter(
        user=OuterRef("requested_by"), organization=filing.organization_id
    )
    rows = filing.display_checks.select_related("body").defer("body__data")
    return rows.annotate(by_company=Exists(own)).order_by("-requested_at", "-pk")


def asked_by(check: Any) -> str:
    """Who asked for a row of ``checks_of``, by side: no officer is named to a company."""
    if check.requested_by_id is None:
        return "系统定期检查"
    return "备案主体" if check.by_company else "主管部门"


def as_json(check: DisplayCheck) -> dict[str, Any]:
    """One check for the API."""
    return {
        "id": check.pk,
        "address": check.address,
        "requested_at": check.requested_at,
        "requested_by": asked_by(check),
        "finished_at": check.finished_at,
        "result": check.result or "waiting",
        "result_label": check.result_label,
        "reason": check.reason,
        "excerpt": check.excerpt,
        "final_url": check.final_url,
        "http_status": check.http_status,
        "encoding": check.encoding,
        "sha256": check.body_id,
        "size": check.body.size if check.body else None,
    }
