"""To whom the notices of a review go on the committee's side."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models

from ethics_review.models.seat import SEATED
from ethics_review.states import Position
from portal.accounts.models import User
from portal.accounts.roles import Role


class Addressing(models.Model):
    """``Review`` inherits it."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Review`` and its other parts bring
        committee: Any
        invitations: Any

        def kept_out(self) -> set[int]: ...
        def acting_chair_id(self) -> int | None: ...
        def open_round(self) -> Any: ...

    def addressees(self, word: str) -> list[tuple[Any, User | None]]:
        """People of the committee, by what they are to this review; nobody who is recused, and never the applicant."""
        host = self.committee.organization
        if word == "committee":
            return [(host, None)]
        away = self.kept_out()
        return [(host, user) for user in self._people(word) if user.pk not in away]

    def _people(self, word: str) -> Iterable[User]:
        if word == "electors":
            running = self.open_round()
            return [e.user for e in running.electors.select_related("user")] if running else []
        if word == "invited":
            return [i.user for i in self.invitations.select_related("user").order_by("-pk")[:1]]
        people = User.objects.filter(
            is_active=True,
            memberships__organization=self.committee.organization_id,
            memberships__role__in=[Role.SECRETARY] if word == "secretaries" else SEATED,
            memberships__is_active=True,
        ).distinct()
        if word == "secretaries":
            return people
        sitting = self.committee.sitting()
        if word == "chairs":
            acting = models.Q(user=self.acting_chair_id())
            sitting = sitting.filter(models.Q(position=Position.CHAIR) | acting)
        return people.filter(pk__in=sitting.order_by().values("user"))
