"""A committee or service centre: its seats, registration, yearly report (article 30; 2023 measures 5–8, 43, 45)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import models

from ethics_review.machines.limits import (
    ANNUAL_REPORT,
    CENTRE_ANNUAL_REPORT,
    CENTRE_REGISTRATION,
    COMMITTEE_REGISTRATION,
)
from ethics_review.states import CommitteeState as S
from portal.accounts.roles import Role
from portal.workflow.errors import Reason
from portal.workflow.machine import Context, Opens, Says, action, guard

KEEPERS = (Role.SECRETARY, Role.UNIT)
STANDING_STATES = (S.DRAFT, S.REGISTERED)


class OpensFor(Opens):
    """A limit of committees alone, or of service centres alone: it has a start only for them."""

    def __init__(self, code: str, *, centre: bool, since: str = "established_on") -> None:
        super().__init__(code, since=since)
        object.__setattr__(self, "centre", centre)

    def start(self, case: Any, ctx: Context) -> Any:
        """The day of the setting up, where the limit is this kind's."""
        return super().start(case, ctx) if case.is_centre == self.centre else None  # type: ignore[attr-defined]


#: Runs from the day of the setting up, as soon as that day is known.
STANDING = (
    OpensFor(COMMITTEE_REGISTRATION, centre=False),
    OpensFor(CENTRE_REGISTRATION, centre=True),
)


@guard("委员会的组成不符合规定", cites=COMMITTEE_REGISTRATION)
def composed_by_the_rules(committee: Any, ctx: Context) -> Iterable[Reason]:
    """A sentence for each shortfall (2023 measures, article 7; draft, article 10)."""
    return list(committee.shortfalls(ctx.law))


@guard("登记材料不完整", cites=COMMITTEE_REGISTRATION)
def complete(committee: Any, ctx: Context) -> Iterable[Reason]:
    """Charter, rules, contact."""
    return list(committee.problems(ctx.now))


@guard("任职不符合要求", cites=COMMITTEE_REGISTRATION)
def appointment_fits(committee: Any, ctx: Context) -> Iterable[Reason]:
    """One seat a person, one chair, a term within five years."""
    return list(committee.why_not_appoint(ctx))


@guard("该任职不存在或者已经结束", cites="committee_composition")
def seat_is_taken(committee: Any, ctx: Context) -> bool:
    """One of this committee's own seats, not ended before."""
    seat = ctx.data.get("seat")
    return seat is None or committee.sitting().filter(pk=seat.pk).exists()


@guard("该年度工作报告已经提交", cites=ANNUAL_REPORT)
def year_not_reported(committee: Any, ctx: Context) -> Iterable[Reason]:
    """One report a year, of a year that has ended."""
    return list(committee.why_not_report(ctx))


@guard(
    "委员会还有未办结的审查、未送达的决定、申诉期限或者未答复的申诉，不能撤销",
    cites=COMMITTEE_REGISTRATION,
)
def nothing_pending(committee: Any, ctx: Context) -> bool:
    """Applicants must not be left without a committee, nor without the one to which they may appeal."""
    return not committee.has_pending_reviews()


def is_committee(committee: Any, ctx: Context) -> bool:
    """A committee of a unit."""
    return not committee.is_centre


def is_centre(committee: Any, ctx: Context) -> bool:
    """A service centre."""
    return bool(committee.is_centre)


REPORTS = (
    Opens(ANNUAL_REPORT, since="reporting_since", when=is_committee),
    Opens(CENTRE_ANNUAL_REPORT, since="reporting_since", when=is_centre),
)


class CommitteeProcedure(models.Model):
    """``Committee`` inherits it."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Committee`` brings
        authority: Any
        received_at: Any
        registered_at: Any
        reports: Any
        reporting_since: Any
        dissolved_at: Any
        dissolution_reason: Any
        in_force: Any

        def responsible_authority(self) -> Any: ...

    @action(
        "任命",
        roles=KEEPERS,
        source=STANDING_STATES,
        cites="committee_composition",
        explains="任命主任委员、副主任委员或者委员，写明专业背景、性别、是否外单位人员和任期。",
        guards=[appointment_fits],
        effects=["seat"],
    )
    def appoint(
        self,
        ctx: Context,
        user: Any,
        position: str,
        discipline: str,
        sex: str,
        term_ends_on: date,
        outside: bool = False,
        appointed_on: date | None = None,
        stand_in_for: Any = None,
    ) -> None:
        """The row is written with the event."""

    @action(
        "结束任职",
        roles=KEEPERS,
        source=STANDING_STATES,
        cites="committee_composition",
        explains="结束一名委员的任职；此后不能再看到和办理委员会的事项，已作出的表决不受影响。",
        guards=[seat_is_taken],
        effects=["unseat"],
    )
    def end_seat(self, ctx: Context, seat: Any, reason: str) -> None:
        """The row is written with the event."""

    @action(
        "登记",
        roles=KEEPERS,
        source=[S.DRAFT],
        target=S.REGISTERED,
        cites=COMMITTEE_REGISTRATION,
        explains="设立之后在期限内登记组成、章程和工作制度。本门户只办理登记的一侧，不代替国家科技管理信息登记平台。",
        guards=[complete, composed_by_the_rules],
        closes=[COMMITTEE_REGISTRATION, CENTRE_REGISTRATION],
        opens=REPORTS,
        says=[Says("committee_registered"), Says("committee_arrived", to="authority")],
        effects=["freeze_revision"],
    )
    def register(self, ctx: Context) -> None:
        self.received_at = ctx.now
        self.registered_at = ctx.now
        self.authority = self.responsible_authority()
        self.in_force = True
        self.reporting_since = self.first_year_ends(ctx.now)

    @action(
        "更新登记",
        roles=KEEPERS,
        source=[S.REGISTERED],
        cites="registration_contents",
        explains="组成、章程或者制度有变化的，及时更新登记。",
        guards=[complete],
        says=[Says("committee_updated", to="authority")],
        effects=["freeze_revision"],
    )
    def update_registration(self, ctx: Context, note: str) -> None:
        """The new version is frozen with the event."""

    @action(
        "提交年度工作报告",
        roles=KEEPERS,
        source=[S.REGISTERED],
        cites=ANNUAL_REPORT,
        explains="每年在期限内提交上一年度工作报告和清单活动实施情况报告；数字由门户统计，情况由您说明。",
        guards=[year_not_reported],
        closes=[ANNUAL_REPORT, CENTRE_ANNUAL_REPORT],
        opens=REPORTS,
        says=[Says("committee_year_reported"), Says("committee_year_arrived", to="authority")],
    )
    def report_year(
        self, ctx: Context, year: int, work: str, listed_activities: str, training: str = ""
    ) -> None:
        self.reporting_since = self.next_year_ends(year)
        self.reports = [
            *self.reports,
            {
                "year": year,
                "work": work,
                "listed_activities": listed_activities,
                "training": training,
                "figures": self.figures_of(year),
                "reported_at": ctx.now.isoformat(),
            },
        ]

    @action(
        "撤销委员会",
        roles=KEEPERS,
        source=STANDING_STATES,
        target=S.DISSOLVED,
        cites=COMMITTEE_REGISTRATION,
        explains="委员会不再设立的，写明理由；已批准活动的跟踪审查应先移交。",
        guards=[nothing_pending],
        voids=[COMMITTEE_REGISTRATION, CENTRE_REGISTRATION, ANNUAL_REPORT, CENTRE_ANNUAL_REPORT],
        grave=True,
    )
    def dissolve(self, ctx: Context, reason: str) -> None:
        self.dissolved_at = ctx.now
        self.dissolution_reason = reason
        self.in_force = False

    if TYPE_CHECKING:

        def figures_of(self, year: int) -> dict[str, int]: ...
        def first_year_ends(self, now: datetime) -> datetime: ...
        def next_year_ends(self, year: int) -> datetime: ...
