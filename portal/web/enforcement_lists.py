"""The lists of enforcement behind the desk's figures: whose turn it is, and for what.

A list is said as kinds and states; every list begins with ``visible_to``, so that whoever stepped aside finds neither
the case nor a count of it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

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
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.cases.models import Case
from portal.cases.selectors import visible_to
from portal.deadlines import selectors
from portal.web.listing import Worklist, by_next_deadline

OFFICER = frozenset({Role.ENFORCEMENT_OFFICER})
HEAD = frozenset({Role.ENFORCEMENT_HEAD})
REVIEWER = frozenset({Role.LEGAL_REVIEWER})
#: kind → states in which it is somebody's turn.
Waits = Mapping[str, Sequence[str]]


def in_states(waits: Waits) -> Q:
    """Cases of these kinds in these states."""
    rows = Q(pk__in=[])
    for kind, states in waits.items():
        rows |= Q(kind=kind, state__in=states)
    return rows


def _rows(waits: Waits) -> Callable[[User, datetime], QuerySet[Case]]:
    def rows(user: User, now: datetime) -> QuerySet[Case]:
        found = visible_to(user).filter(in_states(waits))
        return by_next_deadline(user, found, Q(party__in=selectors.sides_of(user)))

    return rows


@dataclass(frozen=True)
class Turn(Worklist):
    """A list of cases in which it is the office's turn; ``waits`` says which."""

    waits: Waits = field(default_factory=dict)


def _list(slug: str, title: str, roles: frozenset[Role], empty: str, **waits: Any) -> Turn:
    return Turn(slug, title, roles, _rows(waits), "cases", empty, waits)


def _all(user: User, now: datetime) -> QuerySet[Case]:
    """Everything that waits for one of the user's roles, the next limit first."""
    rows = Q(pk__in=[])
    for one in LISTS:
        if isinstance(one, Turn) and one.open_to(user):
            rows |= in_states(one.waits)
    return by_next_deadline(
        user, visible_to(user).filter(rows), Q(party__in=selectors.sides_of(user))
    )


def _drafts(user: User, now: datetime) -> QuerySet[Case]:
    kinds = ("observation", "evaluation", "inspection", "rectification", "penalty", "campaign")
    more = ("bulletin", "supervision_meeting")
    found = visible_to(user).filter(created_by=user, state="draft", kind__in=(*kinds, *more))
    return by_next_deadline(user, found, Q(party__in=selectors.sides_of(user)))


_P = PenaltyState
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
        penalty=[_P.IN_LEGAL_REVIEW],
    ),
)
ROLES = OFFICE_ROLES
ALL = Worklist("enforcement", "在办事项", ROLES, _all, "cases", "没有等您办理的事项")
LISTS: tuple[Worklist, ...] = (ALL, *OFFICERS_LISTS, *HEADS_LISTS, *REVIEWERS_LISTS)
