"""The ledger of platforms that a local office keeps (platform opinions, item 12): the list, and one platform's page.

Whatever stands in it is a case that its reader may see; the row of a platform only says that it is known. The number of
queries does not grow with the number of cases.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django import forms
from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet

from enforcement.machines.limits import ANNUAL_REPORT
from enforcement.models import (
    Bulletin,
    Complaint,
    Invited,
    Platform,
    PlatformChange,
    ResponsibilityReport,
)
from enforcement.models.base import OFFICE_ROLES, OfficeCase
from enforcement.states import RectificationState
from portal.accounts.codes import PROVINCES
from portal.accounts.models import Organization, User
from portal.accounts.roles import AUTHORITY_ROLES, Role
from portal.audit.models import AuditEvent
from portal.cases.models import Case
from portal.cases.selectors import visible_to
from portal.deadlines.models import Deadline
from portal.plain_forms import PlainForm
from portal.workflow import catalogue
from portal.workflow.timeline import label_of

#: Who reads the ledger, of the platforms in their jurisdiction; a platform's own people read their page.
READERS = (*sorted(OFFICE_ROLES), Role.FILING_OFFICER, Role.FILING_SUPERVISOR, Role.AUDITOR)
#: Who puts platforms into it and takes them out.
KEEPERS = (Role.ENFORCEMENT_OFFICER, Role.ENFORCEMENT_HEAD)
#: The kinds of case that make up a platform's page, in its order.
KINDS = (
    "filing",
    "security_assessment",
    "responsibility_report",
    "major_matter",
    "complaint",
    "lead",
    "observation",
    "evaluation",
    "self_inspection",
    "inspection",
    "rectification",
    "penalty",
    "supervision_meeting",
    "bulletin",
)
_OPEN_ORDER = (RectificationState.ISSUED, RectificationState.REPORTED)
_LONGEST = 100
YES = "yes"


def places_of(user: User, *roles: Role) -> Q:
    """The organisations in the jurisdictions in which the person holds one of ``roles``."""
    rows = Q(pk__in=[])
    for prefix in user.jurisdictions(*roles):
        rows |= Q(division_code__startswith=prefix)
    return rows


def platforms_for(user: User, *roles: Role) -> QuerySet[Platform]:
    """The rows of the ledger that the person reads as an authority's, those that were taken out among them."""
    there = Organization.objects.filter(places_of(user, *(roles or READERS)))
    return Platform.objects.filter(organization__in=there).select_related("organization")


def platform_for(user: User, key: str) -> Platform | None:
    """The platform of that credit code or number: of the reader's jurisdiction, or the reader's own; None otherwise."""
    own = Q(organization__in=user.organization_ids(frozenset({Role.PROVIDER})))
    rows = Platform.objects.filter(own) | platforms_for(user)
    named = Q(organization__uscc=key.upper())
    if key.isascii() and key.isdigit() and len(key) < 18:
        named |= Q(organization__pk=int(key))
    found = rows.filter(named).select_related("organization", "listed_by")
    return found.order_by("pk").first()


def missing_report(now: datetime) -> Exists:
    """Whether a yearly report of the outer query's platform has run out and was not handed in."""
    late = Deadline.objects.filter(
        case=OuterRef("pk"), code=ANNUAL_REPORT, closed_at=None, moment__lte=now
    )
    owed = ResponsibilityReport.objects.filter(Exists(late), platform=OuterRef("pk"))
    return Exists(owed)


def open_order(user: User) -> Exists:
    """Whether an order to correct, which the reader may see, is open for the outer query's platform."""
    orders = visible_to(user).filter(kind="rectification", state__in=_OPEN_ORDER)
    return Exists(orders.filter(organization=OuterRef("organization")))


class PlatformFilter(PlainForm):
    """The filters of the list."""

    q = forms.CharField(
        label="名称或者统一社会信用代码",
        required=False,
        max_length=_LONGEST,
        widget=forms.TextInput(attrs={"type": "search"}),
        error_messages={"max_length": f"查询词至多 {_LONGEST} 字"},
    )
    region = forms.ChoiceField(label="地区", required=False)
    report = forms.ChoiceField(
        label="年度报告", required=False, choices=[("", "全部"), (YES, "有逾期未报的")]
    )
    order = forms.ChoiceField(
        label="责令改正", required=False, choices=[("", "全部"), (YES, "有未完成的")]
    )
    ended = forms.ChoiceField(
        label="台账", required=False, choices=[("", "现有平台"), (YES, "已经移出的")]
    )

    def __init__(self, *args: Any, user: User, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.now = user, now
        prefixes = [prefix[:2] for prefix in user.jurisdictions(*READERS)]
        regions = [(c, name) for c, name in PROVINCES.items() if any(map(c.startswith, prefixes))]
        cast(forms.ChoiceField, self.fields["region"]).choices = [("", "全部"), *regions]

    def rows(self) -> QuerySet[Platform]:
        """The platforms that fit, with what a row shows; only for a valid form."""
        given = self.cleaned_data
        rows = platforms_for(self.user).annotate(
            report_missing=missing_report(self.now), order_open=open_order(self.user)
        )
        rows = rows.filter(ended_on__isnull=given["ended"] != YES)
        for word in given["q"].split():
            rows = rows.filter(
                Q(organization__name__icontains=word) | Q(organization__uscc__icontains=word)
            )
        if given["region"]:
            rows = rows.filter(organization__division_code__startswith=given["region"])
        if given["report"]:
            rows = rows.filter(report_missing=True)
        if given["order"]:
            rows = rows.filter(order_open=True)
        return rows


# --- One platform -----------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Line:
    """A case as the ledger lists it."""

    case: Case
    kind_label: str
    state_label: str
    tone: str


@dataclass(frozen=True)
class Part:
    """All cases of one kind, the newest first."""

    code: str
    label: str
    lines: list[Line]


@dataclass(frozen=True)
class Year:
    """A yearly report: in time, late, missing, or not yet due; ``shown`` where the reader may open it."""

    report: ResponsibilityReport
    state_label: str
    told: str
    tone: str
    shown: bool


def cases_of(platform: Platform, user: User) -> QuerySet[Case]:
    """Every case about the platform that the reader may see, of the kinds of the ledger."""
    place = platform.organization_id
    about = (
        Q(organization=place)
        | Q(pk__in=Complaint.objects.filter(respondent=place).values("pk"))
        | Q(pk__in=Invited.objects.filter(organization=place).values("meeting"))
        | Q(pk__in=Bulletin.objects.filter(names=place).values("pk"))
    )
    return visible_to(user).filter(about, kind__in=KINDS)


def parts(platform: Platform, user: User) -> list[Part]:
    """The cases by kind, in the order of the page."""
    found: dict[str, list[Line]] = {code: [] for code in KINDS}
    for case in cases_of(platform, user).order_by("-created_at", "-pk"):
        found[case.kind].append(_line(case))
    return [
        Part(code, str(catalogue.kind(code).label), lines) for code, lines in found.items() if lines
    ]


def _line(case: Case) -> Line:
    kind = catalogue.kind(case.kind)
    state = str(kind.states(case.state).label)
    return Line(case, str(kind.label), state, kind.tone(case.state))


def years(platform: Platform, user: User, now: datetime) -> list[Year]:
    """The yearly reports, the latest first: that one is owed is known before it was handed in."""
    limits = Prefetch(
        "deadlines", Deadline.objects.filter(code=ANNUAL_REPORT).order_by("pk"), to_attr="limits"
    )
    rows = list(platform.reports.order_by("-year").prefetch_related(limits))
    seen = set(cases_of(platform, user).values_list("pk", flat=True)) if rows else set()
    return [_year(report, report.pk in seen, now) for report in rows]


def _year(report: Any, shown: bool, now: datetime) -> Year:
    limit = next(iter(report.limits), None)
    label = str(catalogue.kind("responsibility_report").states(report.state).label)
    if limit is None:
        return Year(report, label, "", "", shown)
    report.last_day = limit.last_day
    if limit.closed_at is None:
        late = limit.moment <= now
        return Year(report, label, "逾期未报" if late else "待报", "overdue" if late else "", shown)
    late = limit.outcome == Deadline.Outcome.LATE
    return Year(report, label, "逾期提交" if late else "按期提交", "warn" if late else "ok", shown)


def changes(platform: Platform) -> QuerySet[PlatformChange]:
    """How it came into the ledger, and out of it."""
    return platform.changes.select_related("by").order_by("-pk")


def office_of(user: User, platform: Platform) -> frozenset[Role]:
    """The roles in which the person reads the page as an authority's; none for the platform's own people."""
    code = platform.organization.division_code
    return frozenset(
        Role(m.role)
        for m in user.active_memberships
        if m.role in READERS and m.organization.covers(code)
    )


def events_of(platform: Platform, user: User) -> QuerySet[AuditEvent]:
    """The key events of all its cases, the newest first: what moved a case, and duties that were missed.

    What is done in confidence, and which limits run there, is told to the office's own people; what an office began,
    and all that it did before it told the platform, to nobody else.
    """
    moved = ~Q(before=F("after")) | Q(action="deadline_due")
    events = AuditEvent.objects.filter(moved, case__in=cases_of(platform, user).values("pk"))
    held = office_of(user, platform)
    if not held & (OFFICE_ROLES | {Role.AUDITOR}):
        events = events.exclude(_confidential()).exclude(_before_it_was_told())
    if not held:
        events = events.exclude(action="created", role__in=[*sorted(AUTHORITY_ROLES), Role.SYSTEM])
    return events.select_related("case").order_by("-occurred_at", "-pk")


def _confidential() -> Q:
    rows = Q(pk__in=[])
    for kind in catalogue.kinds():
        names = [step.name for step in kind.actions.values() if step.confidential or step.secret]
        if names:
            rows |= Q(case__kind=kind.code, action__in=names)
        if kind.kept_codes:
            missed = Q(action="deadline_due", data__code__in=sorted(kind.kept_codes))
            rows |= Q(case__kind=kind.code) & missed
    return rows


def _before_it_was_told() -> Q:
    """What came before the platform knew of a case that an office keeps."""
    rows = Q(pk__in=[])
    for kind in catalogue.kinds():
        model: type[Any] = kind.model
        if issubclass(model, OfficeCase):
            later = model._default_manager.filter(
                pk=OuterRef("case"), told_at__gt=OuterRef("occurred_at")
            )
            rows |= Q(Exists(later), case__kind=kind.code)
    return rows


def timeline(events: Any) -> Iterator[dict[str, Any]]:
    """Events as the page's time line shows them."""
    for event in events:
        kind = catalogue.kind(event.case.kind)
        known = event.after in kind.states.values and event.before != event.after
        yield {
            "occurred_at": event.occurred_at,
            "label": label_of(event.action, kind),
            "kind_label": kind.label,
            "case": event.case,
            "state_label": str(kind.states(event.after).label) if known else "",
            "tone": "overdue" if event.action == "deadline_due" else "",
        }
