"""The roster of a committee: who sits, whether its composition holds, who may be appointed (articles 9–11)."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models

from ethics_review.machines.limits import COMMITTEE_REGISTRATION
from ethics_review.models.seat import SEATED, Seat
from ethics_review.rules.composition import SeatFacts, hints, shortfalls
from ethics_review.states import Position
from portal.accounts.models import Membership, User
from portal.audit.models import AuditEvent
from portal.clock import china_date
from portal.law.rulebook import Rulebook
from portal.workflow.errors import Reason
from portal.workflow.machine import Context


class Roster(models.Model):
    """``Committee`` inherits it."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Committee`` brings
        seats: Any
        region: Any
        in_force: Any
        organization_id: Any

        @property
        def is_centre(self) -> bool: ...

    # --- Who sits -----------------------------------------------------------------------------------------------------
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

    def chair(self) -> "Seat | None":
        """The sitting chair."""
        return self.sitting().filter(position=Position.CHAIR).first()

    def first_vice_chair(self) -> "Seat | None":
        """The first vice-chair of the roster: acts where there is no chair."""
        return self.sitting().filter(position=Position.VICE_CHAIR).first()

    def facts(self) -> list[SeatFacts]:
        """The sitting members as the rules of composition ask for them; stand-ins are not counted."""
        return [seat.facts() for seat in self.sitting() if seat.stand_in_for_id is None]

    # --- What stands against its work, and against an appointment -----------------------------------------------------
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

    # --- What acts write ----------------------------------------------------------------------------------------------
    def seat(self, event: AuditEvent, ctx: Context) -> None:
        """Write the appointment."""
        given = {name: ctx.data.get(name) for name in Seat.GIVEN}
        given["appointed_on"] = given["appointed_on"] or china_date(ctx.now)
        self.seats.create(
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


def _years_after(day: date, years: int) -> date:
    """The same day so many years later; 28 February for the day that is not there."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
