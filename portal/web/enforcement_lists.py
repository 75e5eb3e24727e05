"""The lists of enforcement behind the desk's figures: whose turn it is, and for what.

A list is said as kinds and states; every list begins with ``visible_to``, so that whoever stepped aside finds neither
the case nor a count of it. An officer's lists hold what is in the officer's own hands: cases whose team the officer is
on, and those that nobody has yet.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from enforcement.machines.limits import PAYMENT
from enforcement.models import CaseOfficer, Penalty
from enforcement.models.base import OFFICE_ROLES
from enforcement.states import (
    BulletinState,
    CampaignState,
    ComplaintState,
    EvaluationState,
    InspectionState,
    LeadState,
    MatterState,
    ObservationState,
    PenaltyState,
    RectificationState,
    ReportState,
    SelfInspectionState,
    SupervisionMeetingState,
)
from portal.accounts.models import Absence, User
from portal.accounts.roles import Role
from portal.cases.models import Case
from portal.cases.selectors import visible_to
from portal.clock import china_date
from portal.deadlines import selectors
from portal.deadlines.models import Deadline
from portal.web.listing import Worklist, by_next_deadline

OFFICER = frozenset({Role.ENFORCEMENT_OFFICER})
HEAD = frozenset({Role.ENFORCEMENT_HEAD})
REVIEWER = frozenset({Role.LEGAL_REVIEWER})
#: kind → states in which it is somebody's turn.
Waits = Mapping[str, Sequence[str]]
_P = PenaltyState


def in_states(waits: Waits) -> Q:
    """Cases of these kinds in these states."""
    rows = Q(pk__in=[])
    for kind, states in waits.items():
        rows |= Q(kind=kind, state__in=states)
    return rows


def _everything(user: User, now: datetime) -> Q:
    return Q(pk__isnull=False)


def _ours(user: User, now: datetime) -> Q:
    """What an officer works on, or may take: the own teams' cases, and those without a team that nobody else has.

    What was assigned to somebody who is away today is anybody's.
    """
    if user.has_role(Role.ENFORCEMENT_HEAD):
        return _everything(user, now)
    today = china_date(now)
    away = Absence.objects.filter(first_day__lte=today, last_day__gte=today)
    free = Q(assignee=None) | Q(assignee=user) | Q(assignee__in=away.values("user"))
    team = CaseOfficer.objects.filter(case=OuterRef("pk"), ended_at=None)
    return Exists(team.filter(user=user)) | (~Exists(team) & free)


def _second_review(user: User, now: datetime) -> Q:
    """In legal review; or heard, and not reviewed since."""
    heard = Penalty.objects.filter(state=_P.HEARD, reviewed_at=None)
    return ~Q(state=_P.HEARD) | Q(pk__in=heard.values("pk"))


def _reviewed_since(user: User, now: datetime) -> Q:
    """Whatever was heard has passed its second review."""
    heard = Penalty.objects.filter(state=_P.HEARD, reviewed_at=None)
    return ~Q(pk__in=heard.values("pk"))


def _fine_late(user: User, now: datetime) -> Q:
    """The fine was due and is not paid."""
    late = Deadline.objects.filter(
        case=OuterRef("pk"), code=PAYMENT, closed_at=None, moment__lte=now
    )
    return Q(Exists(late)) & _ours(user, now)


#: Which of the cases in those states.
Which = Callable[[User, datetime], Q]


@dataclass(frozen=True)
class Turn(Worklist):
    """A list of cases in which it is the office's turn: in the states of ``waits``, of those ``which`` says."""

    waits: Waits = field(default_factory=dict)
    which: Which = _everything

    def turn(self, user: User, now: datetime) -> Q:
        """The cases of the list, of those that the user sees."""
        return in_states(self.waits) & self.which(user, now)


def _list(
    slug: str,
    title: str,
    roles: frozenset[Role],
    empty: str,
    which: Which | None = None,
    **waits: Sequence[str],
) -> Turn:
    of = which or (_ours if Role.ENFORCEMENT_OFFICER in roles else _everything)

    def rows(user: User, now: datetime) -> QuerySet[Case]:
        found = visible_to(user).filter(in_states(waits) & of(user, now))
        return by_next_deadline(user, found, Q(party__in=selectors.sides_of(user)))

    return Turn(slug, title, roles, rows, "cases", empty, waits, of)


def _all(user: User, now: datetime) -> QuerySet[Case]:
    """Everything that waits for one of the user's roles, the next limit first."""
    rows = Q(pk__in=[])
    for one in LISTS:
        if isinstance(one, Turn) and one.open_to(user):
            rows |= one.turn(user, now)
    return by_next_deadline(
        user, visible_to(user).filter(rows), Q(party__in=selectors.sides_of(user))
    )


def _drafts(user: User, now: datetime) -> QuerySet[Case]:
    kinds = ("observation", "evaluation", "inspection", "rectification", "penalty", "campaign")
    more = ("bulletin", "supervision_meeting")
    found = visible_to(user).filter(created_by=user, state="draft", kind__in=(*kinds, *more))
    return by_next_deadline(user, found, Q(party__in=selectors.sides_of(user)))


#: Where it is the company's turn to say or do something beside filling in a form.
PROVIDERS_TURN: Waits = {
    "observation": [ObservationState.WARNED],
    "inspection": [InspectionState.RECORDED],
    "rectification": [RectificationState.ISSUED],
    "penalty": [_P.NOTIFIED, _P.SERVED],
}
#: The officer's lists, in the order of the work.
OFFICERS_LISTS = (
    _list("leads", "待研判线索", OFFICER | HEAD, "没有待研判的线索", lead=[LeadState.OPEN]),
    _list(
        "complaints-new",
        "待决定受理的投诉举报",
        OFFICER,
        "没有待决定是否受理的投诉举报",
        complaint=[ComplaintState.RECEIVED],
    ),
    _list(
        "complaints-open",
        "在办投诉举报",
        OFFICER,
        "没有在办的投诉举报",
        complaint=[ComplaintState.ACCEPTED, ComplaintState.ROUTED, ComplaintState.ANSWERED],
    ),
    _list(
        "monitoring",
        "在办监测和评估",
        OFFICER,
        "没有在办的监测和评估",
        observation=[ObservationState.OBSERVED, ObservationState.WARNED, ObservationState.ANSWERED],
        evaluation=[EvaluationState.IN_PROGRESS],
    ),
    _list(
        "inspections",
        "在办检查",
        OFFICER,
        "没有在办的检查",
        inspection=[
            InspectionState.NOTIFIED,
            InspectionState.ON_SITE,
            InspectionState.RECORDED,
            InspectionState.SIGNED,
        ],
    ),
    _list(
        "orders-reported",
        "待复查的整改",
        OFFICER,
        "没有待复查的整改",
        rectification=[RectificationState.REPORTED],
    ),
    _list(
        "orders-open",
        "整改中",
        OFFICER | HEAD,
        "没有正在整改的事项",
        rectification=[RectificationState.ISSUED],
    ),
    _list(
        "penalties-officer",
        "待办处罚案件",
        OFFICER,
        "没有等您办理的处罚案件",
        penalty=[_P.OPENED, _P.REVIEWED, _P.NOTIFIED, _P.HEARING_REQUESTED, _P.HEARING_SCHEDULED],
    ),
    _list(
        "penalties-performing",
        "待送达和执行",
        OFFICER,
        "没有待送达和执行的处罚决定",
        penalty=[_P.DECIDED, _P.SERVED],
    ),
    _list(
        "fines-late",
        "逾期未缴的罚款",
        OFFICER,
        "没有逾期未缴的罚款",
        _fine_late,
        penalty=[_P.SERVED],
    ),
    _list(
        "platform-reports",
        "待接收的平台报告",
        OFFICER,
        "没有待接收的平台报告",
        responsibility_report=[ReportState.SUBMITTED],
        major_matter=[MatterState.SUBMITTED],
        self_inspection=[SelfInspectionState.SUBMITTED],
    ),
    _list(
        "campaigns",
        "专项行动",
        OFFICER | HEAD,
        "没有正在进行的专项行动",
        campaign=[CampaignState.RUNNING, CampaignState.SUMMARISING],
    ),
    _list(
        "supervision-meetings",
        "约谈和例会",
        OFFICER,
        "没有已通知的约谈和例会",
        supervision_meeting=[SupervisionMeetingState.CALLED],
    ),
    Worklist("drafts", "我的草稿", OFFICER | HEAD, _drafts, "cases", "没有草稿"),
)
#: The head's: what waits for approval or decision.
HEADS_LISTS = (
    _list(
        "openings",
        "待批准立案",
        HEAD,
        "没有待批准立案的案件",
        penalty=[_P.PROPOSED],
    ),
    _list(
        "decisions",
        "待讨论和决定",
        HEAD,
        "没有待讨论和决定的案件",
        _reviewed_since,
        penalty=[_P.NOTIFIED, _P.HEARD, _P.DELIBERATED],
    ),
    _list(
        "closings",
        "待批准结案",
        HEAD,
        "没有待批准结案的案件",
        penalty=[_P.PERFORMED],
    ),
    _list("bulletins", "待发布的通报", HEAD, "没有待发布的通报", bulletin=[BulletinState.DRAFT]),
)
REVIEWERS_LISTS = (
    _list(
        "legal-review",
        "待法制审核",
        REVIEWER,
        "没有待法制审核的案件",
        _second_review,
        penalty=[_P.IN_LEGAL_REVIEW, _P.HEARD],
    ),
)
ROLES = OFFICE_ROLES
ALL = Worklist("enforcement", "在办事项", ROLES, _all, "cases", "没有等您办理的事项")
LISTS: tuple[Worklist, ...] = (ALL, *OFFICERS_LISTS, *HEADS_LISTS, *REVIEWERS_LISTS)
