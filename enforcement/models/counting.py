"""The figures of a special action: each the keys of the rows that it counts, so that number and list are one."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Min, Q, QuerySet

from enforcement.machines.limits import SELF_INSPECTION
from enforcement.models.campaign import Campaign
from enforcement.models.inspection import Inspection
from enforcement.models.lead import Lead
from enforcement.models.penalty import Penalty
from enforcement.models.rectification import OrderItem, Rectification
from enforcement.models.self_inspection import SelfInspection
from enforcement.rules.checklist import Finding
from enforcement.rules.inspecting import duty_of
from enforcement.states import (
    InspectionState,
    PenaltyState,
    RectificationState,
    SelfInspectionState,
)
from portal.audit.models import AuditEvent
from portal.clock import CHINA
from portal.deadlines.models import Deadline
from portal.law.rulebook import rulebook

#: What a figure's keys are of.
TARGETS, CASES = "targets", "cases"
#: The state in which the trail of a filing says that it was recorded.
RECORDED = "recorded"


@dataclass(frozen=True)
class Figure:
    """One number: the rows that it counts, by their keys."""

    slug: str
    label: str
    group: str
    of: str
    keys: list[int]

    @property
    def number(self) -> int:
        """How many."""
        return len(self.keys)


def figures(campaign: Campaign, now: datetime) -> list[Figure]:
    """As they stand now; as they were frozen once the action has ended; none of a draft."""
    if campaign.announced_at is None:
        return []
    if campaign.figures:
        return [Figure(**row) for row in campaign.figures["rows"]]
    return list(_counted(campaign, now))


def frozen(campaign: Campaign, now: datetime) -> dict[str, Any]:
    """What the closing keeps."""
    return {"rows": [asdict(figure) for figure in _counted(campaign, now)]}


def _counted(campaign: Campaign, now: datetime) -> Iterator[Figure]:
    targets = campaign.told_targets().order_by("pk")
    yield Figure("targets", "选定的企业", "self_inspection", TARGETS, _keys(targets))
    yield from _self_inspections(campaign, now)
    newly = targets.filter(organization__in=_newly_filed(campaign))
    without = campaign.without_filing().filter(told_at__isnull=False)
    yield Figure("filed", "行动期间新完成备案的企业", "filing", TARGETS, _keys(newly))
    yield Figure("unfiled", "还没有有效备案的企业", "filing", TARGETS, _keys(without))
    urged = targets.filter(urged_at__isnull=False)
    yield Figure("urged", "已经督促备案的企业", "filing", TARGETS, _keys(urged))
    yield from _measures(campaign)
    yield from _problems(campaign)


def _self_inspections(campaign: Campaign, now: datetime) -> Iterator[Figure]:
    reports = SelfInspection.objects.filter(campaign=campaign).order_by("pk")
    limits = Deadline.objects.filter(code=SELF_INSPECTION, case__in=reports.values("pk"))
    running = limits.filter(closed_at=None)
    for slug, label, rows in (
        ("on_time", "按期提交", limits.filter(outcome=Deadline.Outcome.MET)),
        ("late", "逾期提交", limits.filter(outcome=Deadline.Outcome.LATE)),
        ("missing", "逾期没有提交", running.filter(moment__lte=now)),
        ("waiting", "期限内、还没有提交", running.filter(moment__gt=now)),
    ):
        keys = list(rows.order_by("case").values_list("case", flat=True))
        yield Figure(slug, label, "self_inspection", CASES, keys)
    reviewed = reports.filter(state=SelfInspectionState.REVIEWED)
    yield Figure("reviewed", "已经审阅", "self_inspection", CASES, _keys(reviewed))


def _measures(campaign: Campaign) -> Iterator[Figure]:
    inspections = _inspections(campaign).order_by("pk")
    concluded = inspections.filter(concluded_at__isnull=False)
    orders = _orders(campaign).order_by("pk")
    related = _related(campaign)
    leads = Lead.objects.filter(origin__in=related).order_by("pk")
    found = Penalty.objects.filter(Q(origin__in=related) | Q(lead__in=leads.values("pk")))
    penalties = found.filter(opened_at__isnull=False).exclude(state=PenaltyState.WITHDRAWN)
    yield Figure("inspections", "现场检查", "inspection", CASES, _keys(inspections))
    yield Figure("concluded", "已经办结的检查", "inspection", CASES, _keys(concluded))
    yield Figure("leads", "执法线索", "inspection", CASES, _keys(leads))
    opened = penalties.order_by("pk")
    yield Figure("penalties", "已经立案的行政处罚", "inspection", CASES, _keys(opened))
    ended = (RectificationState.VERIFIED, RectificationState.UNRECTIFIED)
    for slug, label, rows in (
        ("orders", "责令限期改正", orders),
        ("verified", "复查合格", orders.filter(state=RectificationState.VERIFIED)),
        ("unrectified", "拒不改正", orders.filter(state=RectificationState.UNRECTIFIED)),
        ("orders_open", "尚未办结", orders.exclude(state__in=ended)),
    ):
        yield Figure(slug, label, "orders", CASES, _keys(rows))


def _problems(campaign: Campaign) -> Iterator[Figure]:
    """Cases in which a duty was found broken, by its article; cases by the kinds of their problems."""
    articles: defaultdict[str, set[int]] = defaultdict(set)
    kinds: defaultdict[str, set[int]] = defaultdict(set)
    reports = SelfInspection.objects.filter(campaign=campaign).values_list("pk", "findings")
    for pk, rows in reports:
        for row in rows:
            articles[row["code"]].add(pk)
            kinds[row["problem"]].add(pk)
    for pk, checklist in _inspections(campaign).values_list("pk", "checklist"):
        for code, row in checklist.items():
            if row.get("finding") == Finding.VIOLATION:
                articles[duty_of(code)].add(pk)
    items = OrderItem.objects.filter(order__in=_orders(campaign).values("pk"))
    for pk, kind in items.values_list("order", "problem"):
        kinds[kind].add(pk)
    law = rulebook(campaign.law_profile)
    for group, listed, found in (
        ("articles", "conduct", articles),
        ("kinds", "campaign_problem_kinds", kinds),
    ):
        for item in law.items(listed):
            if found[item.code] or group == "kinds":
                label = f"{item.article} {item.summary}" if group == "articles" else item.summary
                yield Figure(f"{group}-{item.code}", label, group, CASES, sorted(found[item.code]))


def _related(campaign: Campaign) -> list[int]:
    """The action and all that was opened in it, by their keys."""
    parts = (SelfInspection, Inspection, Rectification)
    rows = [part._default_manager.filter(campaign=campaign) for part in parts]
    return [campaign.pk, *(pk for found in rows for pk in _keys(found))]


def _inspections(campaign: Campaign) -> QuerySet[Inspection]:
    """Those that the companies were told of, less the cancelled."""
    idle = (InspectionState.DRAFT, InspectionState.CANCELLED)
    return Inspection.objects.filter(campaign=campaign).exclude(state__in=idle)


def _orders(campaign: Campaign) -> QuerySet[Rectification]:
    """Those that were issued, less the withdrawn."""
    idle = (RectificationState.DRAFT, RectificationState.WITHDRAWN)
    return Rectification.objects.filter(campaign=campaign).exclude(state__in=idle)


def _newly_filed(campaign: Campaign) -> set[int]:
    """The organisations with a filing in force that was recorded while the action ran, and with none from before."""
    begins, ends = _period(campaign)
    recorded = AuditEvent.objects.filter(
        case__kind="filing",
        case__in_force=True,
        case__organization__in=campaign.told_targets().values("organization"),
        after=RECORDED,
    )
    first = recorded.values_list("case", "case__organization").annotate(at=Min("occurred_at"))
    new, before = set(), set()
    for _, company, at in first:
        if at < begins:
            before.add(company)
        elif at < ends:
            new.add(company)
    return new - before


def _period(campaign: Campaign) -> tuple[datetime, datetime]:
    """From the first day of the action to the end of its last; an announced one has both."""
    if campaign.starts_on is None or campaign.ends_on is None:
        raise ValueError(f"{campaign.number}还没有开始和结束日期")
    return _begins(campaign.starts_on), _begins(campaign.ends_on + timedelta(days=1))


def _begins(day: date) -> datetime:
    return datetime.combine(day, time.min, CHINA)


def _keys(rows: Iterable[Any]) -> list[int]:
    return [row.pk for row in rows]
