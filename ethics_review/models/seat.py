"""A seat in a committee: one person's appointment (draft article 10; 2023 measures, article 7)."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from ethics_review.rules.composition import SeatFacts
from ethics_review.states import Discipline, Position, Sex
from portal.accounts.roles import Role
from portal.audit.models import AuditEvent

#: Roles that a seat in a committee stands for.
SEATED = frozenset({Role.CHAIR, Role.VICE_CHAIR, Role.MEMBER})


class Seat(models.Model):
    """One person's appointment. It is ended, never deleted: past votes speak of it."""

    GIVEN: ClassVar = (
        *("user", "position", "discipline", "sex", "outside"),
        *("stand_in_for", "appointed_on", "term_ends_on"),
    )

    committee = models.ForeignKey("ethics_review.Committee", models.PROTECT, related_name="seats")
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
