"""Who is who in a review: the applicant's own, the committee less whoever is recused, the experts of its recheck."""

from typing import TYPE_CHECKING, Any

from django.db import models

from ethics_review.models.seat import SEATED
from ethics_review.states import MeetingState, Position, Procedure, ReviewState
from portal.accounts.models import Membership, User
from portal.accounts.roles import Role

_S = ReviewState
#: A committee's members see nothing before acceptance: completeness is the secretary's and the chair's.
BEFORE_ACCEPTANCE = (_S.DRAFT, _S.SUBMITTED, _S.SUPPLEMENT_REQUESTED, _S.NOT_ACCEPTED)
COMMITTEE_ROLES = SEATED | {Role.SECRETARY, Role.CONSULTANT}


class Insiders(models.Model):
    """``Review`` inherits it. What a person is to one review, and whether its papers open to them."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Review`` and its other parts bring
        state: Any
        committee: Any
        organization_id: Any
        created_by_id: Any
        received_at: Any
        accepted_at: Any
        presider_id: Any
        procedure: Any
        on_recheck_list: Any
        rounds: Any
        rechecks: Any
        agenda_items: Any
        invitations: Any

        def is_recused(self, user: User) -> bool: ...
        def recused(self) -> list[int]: ...
        def has_declared(self, user: User) -> bool: ...

    @property
    def inside_roles(self) -> frozenset[Role]:
        """Who deliberates; not advisers, experts or the department, who are told what concerns them otherwise."""
        return SEATED | {Role.SECRETARY, Role.AUDITOR}

    def roles_of(self, user: User) -> frozenset[Role]:
        """The applicant's own, the unit's, the committee's less whoever is recused, the experts' of its recheck.

        Whoever leads the activity is nothing else in its review; whoever manages the applicant has no part in the
        committee's work on it.
        """
        held: frozenset[Role] = super().roles_of(user)  # type: ignore[misc]
        held &= {Role.UNIT, Role.APPLICANT, Role.AUDITOR, Role.SYSTEM}
        if user.pk == self.created_by_id:
            return held
        held -= {Role.APPLICANT}
        if self.received_at is None:
            return held - {Role.AUDITOR}
        if Role.UNIT not in held:
            held |= self._committee_roles(user)
        return held | self._supervising_roles(user)

    def _committee_roles(self, user: User) -> frozenset[Role]:
        host = self.committee.organization_id
        here = {Role(m.role) for m in user.active_memberships if m.organization_id == host}
        here &= COMMITTEE_ROLES
        if not here or self.is_recused(user):
            return frozenset()
        held = here & {Role.SECRETARY}
        if Role.CONSULTANT in here and self.invitations.filter(user=user).exists():
            held |= {Role.CONSULTANT}
        seat = self.committee.sitting().filter(user=user).first() if here & SEATED else None
        if seat is not None:
            held |= self._roles_of_seat(seat)
        return frozenset(held)

    def _roles_of_seat(self, seat: Any) -> frozenset[Role]:
        """Presiding makes a vice-chair the chair; before acceptance there is nothing for the others to see."""
        if seat.position == Position.CHAIR:
            return frozenset({Role.CHAIR})
        deputy = seat.position == Position.VICE_CHAIR
        if deputy and (self.acting_chair_id() == seat.user_id or self._presides(seat.user_id)):
            return frozenset({Role.VICE_CHAIR, Role.CHAIR})
        never_accepted = self.state == _S.WITHDRAWN and self.accepted_at is None
        if self.state in BEFORE_ACCEPTANCE or never_accepted:
            return frozenset()
        of_the_named = self.state == _S.SIMPLIFIED_REVIEW and seat.position == Position.MEMBER
        if of_the_named and not self.rounds.filter(electors__user=seat.user).exists():
            return frozenset()
        return frozenset({Role(seat.position)})

    def _presides(self, user_id: int) -> bool:
        """Whether the person presides a meeting in session that has this review on its agenda."""
        held = self.agenda_items.filter(meeting__state=MeetingState.IN_SESSION)
        return held.filter(meeting__presider=user_id).exists()

    def acting_chair_id(self) -> int | None:
        """Who acts for the chair: the vice-chair named, or the first one free where the chair cannot or is not.

        Whoever was named, and has since left, is passed over.
        """
        free = self.committee.in_office().exclude(user__in=self.kept_out())
        deputies = [seat.user_id for seat in free.filter(position=Position.VICE_CHAIR)]
        if self.presider_id in deputies:
            return self.presider_id
        if free.filter(position=Position.CHAIR).exists():
            return None
        return deputies[0] if deputies else None

    def kept_out(self) -> set[int]:
        """Who has no part on the committee's side: the recused, the applicant, whoever manages the applicant unit."""
        managers = Membership.objects.filter(
            organization=self.organization_id, role=Role.UNIT, is_active=True
        )
        return {*self.recused(), *managers.values_list("user_id", flat=True), self.created_by_id}

    def _supervising_roles(self, user: User) -> frozenset[Role]:
        """Who rechecks reads what is rechecked (article 23), and supervises the region's emergencies (article 29)."""
        held = {role for recheck in self.rechecks.all() for role in recheck.roles_of(user)} & {
            Role.RECHECK_OFFICER,
            Role.EXPERT,
        }
        supervised = self.procedure == Procedure.EMERGENCY or self.on_recheck_list
        if supervised and Role.RECHECK_OFFICER in super().roles_of(user):  # type: ignore[misc]
            held.add(Role.RECHECK_OFFICER)
        return frozenset(held)

    def opens_papers_to(self, user: User) -> bool:
        """Members and advisers declare first; the supervising authority reads papers only in a recheck."""
        roles = self.roles_of(user)
        if roles & {Role.APPLICANT, Role.UNIT, Role.AUDITOR}:
            return True
        if roles & (SEATED | {Role.CONSULTANT}):
            # Whoever sits and also keeps the file opens it for the work of acceptance.
            at_intake = Role.CHAIR in roles and self.state in BEFORE_ACCEPTANCE
            return at_intake or self.has_declared(user)
        if Role.SECRETARY in roles:
            return True
        return any(recheck.opens_papers_to(user) for recheck in self.rechecks.all())
