"""Committees and service centres, and who sits in them (draft articles 9–11; 2023 measures, articles 4–8)."""

from collections import Counter
from datetime import date, datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from ethics_review.letters.committee import letter_context
from ethics_review.machines.committee import KEEPERS, CommitteeProcedure
from ethics_review.machines.limits import (
    ANNUAL_REPORT,
    CENTRE_ANNUAL_REPORT,
    COMMITTEE_REGISTRATION,
    OF_AN_APPEAL,
)
from ethics_review.rules.composition import SeatFacts, hints, shortfalls
from ethics_review.states import DECIDED_AGAINST, Discipline, Position, ReviewState, Sex
from portal.accounts.models import Membership, Organization, User
from portal.accounts.roles import AUTHORITY_ROLES, Role
from portal.accounts.selectors import authority_for
from portal.audit.models import AuditEvent
from portal.cases.models import Case
from portal.cases.selectors import documents_of
from portal.clock import CHINA, china_date
from portal.deadlines.models import Deadline
from portal.law.rulebook import Rulebook
from portal.workflow.errors import Reason
from portal.workflow.machine import Action, Context
from portal.workflow.versions import (
    FREEZES,
    FrozenVersion,
    content_digest,
    papers_digest,
    papers_in,
)

#: Reviews in these states wait for nothing that their committee still has to do.
_SETTLED = (
    *(ReviewState.NOT_ACCEPTED, ReviewState.TERMINATED),
    *(ReviewState.COMPLETED, ReviewState.WITHDRAWN),
)
#: Nor do these, once the decision is served and can be appealed against no more.
_DECIDED = (*DECIDED_AGAINST, ReviewState.UPHELD)


class CommitteeContent(models.Model):
    """What the registration states (2023 measures, article 43)."""

    name = models.CharField("委员会名称", max_length=100)
    established_on = models.DateField("设立日期", null=True, blank=True)
    address = models.CharField("办公地址", max_length=200, blank=True)
    contact_name = models.CharField("联系人", max_length=60, blank=True)
    contact_phone = models.CharField("联系电话", max_length=30, blank=True)
    working_rules = models.TextField("工作制度概要", max_length=4000, blank=True)
    interest_rules = models.TextField("利益冲突管理机制", max_length=4000, blank=True)
    simplified_rules = models.TextField("简易程序工作规程", max_length=4000, blank=True)
    emergency_rules = models.TextField("应急工作制度", max_length=4000, blank=True)
    full_time_staff = models.PositiveSmallIntegerField("专职人员数", null=True, blank=True)

    class Meta:
        abstract = True


CONTENT_FIELDS = tuple(f.name for f in CommitteeContent._meta.local_fields)


class Committee(CommitteeProcedure, CommitteeContent, Case):
    """A committee of a unit, or a service centre that works by commission (article 11)."""

    case = models.OneToOneField(
        Case, models.PROTECT, parent_link=True, primary_key=True, related_name="+"
    )
    registered_at = models.DateTimeField("登记时间", null=True, blank=True, editable=False)
    reporting_since = models.DateTimeField(null=True, blank=True, editable=False)
    #: ``{"year", "work", "listed_activities", "training", "figures", "reported_at"}`` for each year.
    reports = models.JSONField("年度报告", default=list, blank=True, editable=False)
    dissolved_at = models.DateTimeField("撤销时间", null=True, blank=True, editable=False)
    dissolution_reason = models.TextField(blank=True, editable=False)

    class Meta:
        verbose_name = "伦理委员会"
        verbose_name_plural = "伦理委员会"

    def __str__(self) -> str:
        return self.name or self.number

    @property
    def is_centre(self) -> bool:
        """Whether it is a service centre."""
        return self.organization.kind == Organization.Kind.SERVICE_CENTRE

    @property
    def own_roles(self) -> frozenset[Role]:
        """The host's keepers write the registration."""
        return frozenset(KEEPERS)

    @property
    def people_inside(self) -> frozenset[Role]:
        """Its keepers and who sits in it see it as it is; all others as it was handed in."""
        return self.own_roles | SEATED

    @property
    def handed_in_at(self) -> datetime | None:
        """The last time its registration was handed in."""
        frozen = self.revisions.order_by("-number").first()
        return frozen.frozen_at if frozen else None

    def content(self) -> dict[str, Any]:
        """What the registration states, with the roster."""
        own = {name: getattr(self, name) for name in CONTENT_FIELDS}
        return {**own, "seats": [seat.stated() for seat in self.sitting()]}

    def sitting(self) -> "models.QuerySet[Seat]":
        """Who sits now, the chair first."""
        return (
            self.seats.filter(ended_on=None)
            .select_related("user", "stand_in_for__user")
            .order_by("rank", "pk")
        )

    def in_office(self) -> "models.QuerySet[Seat]":
        """Who of them can act: active accounts that are still members of the host."""
        members = Membership.objects.filter(
            organization=self.organization_id, role__in=SEATED, is_active=True
        )
        return self.sitting().filter(user__is_active=True, user__in=members.values("user"))

    def facts(self) -> list[SeatFacts]:
        """The sitting members as the rules of composition ask for them; stand-ins are not counted."""
        return [seat.facts() for seat in self.sitting() if seat.stand_in_for_id is None]

    def shortfalls(self, law: Rulebook) -> list[Reason]:
        """A sentence for each rule of composition that does not hold."""
        return shortfalls(self.facts(), law, is_centre=self.is_centre)

    def why_not_able(self, ctx: Context) -> list[Reason]:
        """What stands against its working now: not registered, dissolved, or no longer composed by the rules."""
        if not self.in_force:
            told = f"{self}还没有登记，或者已经撤销，不能受理和审查"
            return [Reason(told, article=ctx.article(COMMITTEE_REGISTRATION))]
        return self.shortfalls(ctx.law)

    def hints(self, today: date) -> list[str]:
        """What is advisable, and terms that have run out."""
        return hints(self.facts(), today=today, region=self.region)

    def problems(self, now: datetime) -> list[Reason]:
        """What still stands against registering."""
        papers = {document.slot for document in documents_of(self)}
        wanted = ["established_on", "contact_name", "contact_phone", "working_rules"]
        wanted += ["interest_rules", "simplified_rules", "emergency_rules"]
        wanted += ["full_time_staff"] if self.is_centre else []
        found = [
            Reason(f"“{self._meta.get_field(name).verbose_name}”没有填写", field=name)  # type: ignore[union-attr]
            for name in wanted
            if not getattr(self, name)
        ]
        if self.established_on and self.established_on > china_date(now):
            found.append(Reason("“设立日期”不能晚于今天", field="established_on"))
        if "charter" not in papers:
            found.append(Reason("没有上传“章程”", field="charter"))
        return found

    def why_not_appoint(self, ctx: Context) -> list[Reason]:
        """What stands against the appointment that is asked for."""
        user: User | None = ctx.data.get("user")
        if user is None:
            return []
        found = []
        if self.sitting().filter(user=user).exists():
            found.append(Reason(f"{user}已经是委员会的委员", field="user"))
        if ctx.data["position"] == Position.CHAIR and self.chair() is not None:
            found.append(Reason("委员会已有主任委员，请先结束其任职", field="position"))
        first = ctx.data.get("appointed_on") or china_date(ctx.now)
        years = ctx.law.threshold("ethics.term_years").number
        ends: date = ctx.data["term_ends_on"]
        if ends <= first:
            found.append(Reason("“任期届满日”应晚于任命日", field="term_ends_on"))
        elif ends > _years_after(first, years):
            told = f"每届任期不超过 {years} 年，可以连任"
            found.append(
                Reason(told, article=ctx.article("ethics.term_years"), field="term_ends_on")
            )
        return found

    def why_not_report(self, ctx: Context) -> list[Reason]:
        """What stands against the yearly report: years are reported one after the other, each once it has ended."""
        due = self.year_due()
        if due is None:
            return []
        if due >= china_date(ctx.now).year:
            return [Reason(f"{due} 年度尚未结束，自 {due + 1} 年 1 月 1 日起提交", field="year")]
        if ctx.data.get("year", due) != due:
            return [Reason(f"现在应当提交的是 {due} 年度的报告", field="year")]
        return []

    def year_due(self) -> int | None:
        """The year whose report is waited for: the one before the running limit's; None while none runs."""
        codes = (ANNUAL_REPORT, CENTRE_ANNUAL_REPORT)
        running = self.deadlines.filter(code__in=codes, closed_at=None).first()
        return running.last_day.year - 1 if running is not None and running.last_day else None

    def first_year_ends(self, now: datetime) -> datetime:
        """From when the first yearly report is counted: no report is asked for a time before it was set up."""
        first = self.established_on or china_date(now)
        return max(now, year_end(first.year))

    def next_year_ends(self, year: int) -> datetime:
        """From when the report after that of ``year`` is counted."""
        return year_end(year + 1)

    def chair(self) -> "Seat | None":
        """The sitting chair."""
        return self.sitting().filter(position=Position.CHAIR).first()

    def first_vice_chair(self) -> "Seat | None":
        """The first vice-chair of the roster: acts where there is no chair."""
        return self.sitting().filter(position=Position.VICE_CHAIR).first()

    def has_pending_reviews(self) -> bool:
        """Whether reviews, or approved activities to be tracked, are still its own."""
        settled = Q(state__in=_SETTLED) | Q(state=ReviewState.DRAFT, submitted_at=None)
        appeal = Deadline.objects.filter(code__in=OF_AN_APPEAL, closed_at=None).values("case")
        decided = Q(state__in=_DECIDED) & ~Q(pk__in=appeal)
        return self.reviews.exclude(settled | decided).exists()

    def figures_of(self, year: int) -> dict[str, int]:
        """The year's work in numbers, counted by the portal from the trail (2023 measures, article 45)."""
        acts = _acts_in(year, self.reviews.values("pk"))
        told = Counter(acts.order_by().values_list("action", flat=True))
        accepted = acts.filter(action__in=_ACCEPTS).values("case")
        held = _acts_in(year, self.meetings.values("pk")).filter(action="close_session")
        return {
            "accepted": sum(told[name] for name in _ACCEPTS),
            "simplified": told["accept_simplified"],
            "emergency": told["accept_emergency"],
            "approved": told["approve"],
            "approved_after_revision": told["approve_after_revision"],
            "revision": told["require_revision"],
            "rejected": told["reject"],
            "listed": self.reviews.filter(pk__in=accepted, on_recheck_list=True).count(),
            "meetings": held.count(),
        }

    def responsible_authority(self) -> Organization | None:
        """The provincial department, or the ministry above it (article 33)."""
        return authority_for(self.region, Role.RECHECK_OFFICER)

    def apply(self, data: dict[str, Any]) -> set[str]:
        """Set fields; lists call the case by the committee's name."""
        changed = super().apply(data)
        self.title = self.name or "（未命名委员会）"
        return changed

    def roles_of(self, user: User) -> frozenset[Role]:
        """The host's secretary and manager keep it; who sits may read it; an authority once it is registered."""
        held = super().roles_of(user)
        if self.received_at is None:
            held -= AUTHORITY_ROLES
        here = {
            m.role for m in user.active_memberships if m.organization_id == self.organization_id
        }
        if Role.SECRETARY in here:
            held |= {Role.SECRETARY}
        if here & SEATED and self.sitting().filter(user=user).exists():
            held |= {Role(role) for role in here & SEATED}
        return (
            held
            - {Role.APPLICANT, Role.PROVIDER}
            - (AUTHORITY_ROLES - {Role.RECHECK_OFFICER, Role.AUDITOR})
        )

    def seat(self, event: AuditEvent, ctx: Context) -> None:
        """Write the appointment."""
        given = {name: ctx.data.get(name) for name in Seat.GIVEN}
        given["appointed_on"] = given["appointed_on"] or china_date(ctx.now)
        Seat.objects.create(
            committee=self,
            rank=list(Position.values).index(str(given["position"])),
            outside=bool(given.pop("outside")),
            event=event,
            **given,
        )

    def unseat(self, event: AuditEvent, ctx: Context) -> None:
        """Write the end of an appointment; the row stays."""
        seat: Seat = ctx.data["seat"]
        self.seats.filter(pk=seat.pk, ended_on=None).update(
            ended_on=china_date(ctx.now), end_reason=ctx.data["reason"]
        )

    def freeze_revision(self, event: AuditEvent, ctx: Context) -> None:
        """Keep the registration as it was handed in."""
        CommitteeRevision.freeze(self, event, ctx.now)

    def recorded(self, step: Action, ctx: Context) -> dict[str, Any]:
        """The trail holds the hash of the registration."""
        if FREEZES not in step.effects:
            return {}
        return {
            "content_sha256": content_digest(self.content()),
            "papers_sha256": papers_digest(papers_in(self)),
        }

    def letter_context(self, code: str, ctx: Context) -> dict[str, Any]:
        """What the committee's letters say."""
        return letter_context(self, code, ctx)


#: Roles that a seat in a committee stands for.
SEATED = frozenset({Role.CHAIR, Role.VICE_CHAIR, Role.MEMBER})


#: By these a committee takes a review on.
_ACCEPTS = ("accept_general", "accept_simplified", "accept_emergency")


def _acts_in(year: int, cases: "models.QuerySet[Any, Any]") -> "models.QuerySet[AuditEvent]":
    """What happened to the cases in that year in China. Rows tell what is now; the trail tells what was."""
    begins, ends = datetime(year, 1, 1, tzinfo=CHINA), datetime(year + 1, 1, 1, tzinfo=CHINA)
    return AuditEvent.objects.filter(case__in=cases, occurred_at__gte=begins, occurred_at__lt=ends)


def year_end(year: int) -> datetime:
    """The beginning of the year's last day in China: from it the next 31 March is that of its report."""
    return datetime(year, 12, 31, tzinfo=CHINA)


def _years_after(day: date, years: int) -> date:
    """The same day so many years later; 28 February for the day that is not there."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


class Seat(models.Model):
    """One person's appointment. It is ended, never deleted: past votes speak of it."""

    GIVEN: ClassVar = (
        *("user", "position", "discipline", "sex", "outside"),
        *("stand_in_for", "appointed_on", "term_ends_on"),
    )

    committee = models.ForeignKey(Committee, models.PROTECT, related_name="seats")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="seats", verbose_name="委员"
    )
    position = models.CharField("职务", max_length=20, choices=Position.choices)
    #: The chair first, then the vice-chairs, then the members.
    rank = models.PositiveSmallIntegerField()
    discipline = models.CharField("专业背景", max_length=20, choices=Discipline.choices)
    sex = models.CharField("性别", max_length=10, choices=Sex.choices)
    outside = models.BooleanField("外单位人员", default=False)
    stand_in_for = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="stand_ins", verbose_name="候补"
    )
    appointed_on = models.DateField("任命日")
    term_ends_on = models.DateField("任期届满日")
    ended_on = models.DateField("结束日", null=True, blank=True)
    end_reason = models.CharField("结束原因", max_length=200, blank=True)
    event = models.ForeignKey(AuditEvent, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "委员任职"
        verbose_name_plural = "委员任职"
        ordering: ClassVar = ["committee", "rank", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["committee", "user"],
                condition=models.Q(ended_on=None),
                name="one_sitting_seat_per_person",
            ),
            models.UniqueConstraint(
                fields=["committee"],
                condition=models.Q(ended_on=None, position="chair"),
                name="one_sitting_chair",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}（{self.get_position_display()}，{self.get_discipline_display()}）"

    def facts(self) -> SeatFacts:
        """As the rules of composition ask for it."""
        return SeatFacts(
            position=self.position,
            discipline=self.discipline,
            sex=self.sex,
            outside=self.outside,
            term_starts=self.appointed_on,
            term_ends=self.term_ends_on,
            sits=self.ended_on is None,
            name=str(self.user),
        )

    def stated(self) -> dict[str, Any]:
        """As a registration states it."""
        return {
            "name": str(self.user),
            "position": self.position,
            "discipline": self.discipline,
            "sex": self.sex,
            "outside": self.outside,
            "appointed_on": self.appointed_on,
            "term_ends_on": self.term_ends_on,
            "stand_in_for": str(self.stand_in_for.user) if self.stand_in_for else "",
        }


class CommitteeRevision(FrozenVersion):
    """A registration as it was handed in."""

    OWNER = "committee"
    committee = models.ForeignKey(
        Committee, models.PROTECT, related_name="revisions", verbose_name="伦理委员会"
    )

    class Meta:
        verbose_name = "登记版本"
        verbose_name_plural = "登记版本"
        ordering: ClassVar = ["committee", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["committee", "number"], name="one_committee_revision_per_number"
            )
        ]
