"""Rounds of ballots: who may vote, one ballot each, sealed until the round is closed; for reviews and rechecks alike.

The database keeps what matters most: one open round a case, one ballot an elector, no ballot in a closed round, nothing
changed afterwards (constraints here, triggers in the migrations). Which vote carries stands in ``rules.voting``.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from ethics_review.rules import voting as rules
from ethics_review.states import Discipline, Position, RoundKind, RoundOutcome
from portal.audit.models import AuditEvent
from portal.cases.models import Case
from portal.law.rulebook import Rulebook

#: How a round may end without a decision.
EMPTY_HANDED = frozenset(RoundOutcome.values)


class Round(models.Model):
    """One vote on one case. Its electors are those who were present and free of conflict when it was opened."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField("轮次")
    kind = models.CharField("方式", max_length=20, choices=RoundKind.choices)
    meeting = models.ForeignKey(
        "ethics_review.Meeting", models.PROTECT, related_name="votes", null=True, blank=True
    )
    opened_at = models.DateTimeField("开始时间")
    #: From here on whoever presides may close without the missing ballots; None where all are waited for.
    ends_at = models.DateTimeField("截止时间", null=True, blank=True)
    opened_by = models.ForeignKey(AuditEvent, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField("结束时间", null=True, blank=True)
    closed_by = models.ForeignKey(AuditEvent, models.PROTECT, related_name="+", null=True)
    outcome = models.CharField("结果", max_length=30, blank=True)
    #: Vote → number, and who counted as present; written when the round is closed.
    counts = models.JSONField("票数", default=dict, blank=True)

    class Meta:
        verbose_name = "表决"
        verbose_name_plural = "表决"
        ordering: ClassVar = ["case", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "number"], name="one_round_per_number"),
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(closed_at=None), name="one_open_round_per_case"
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at=None, outcome="")
                | (models.Q(closed_at__isnull=False) & ~models.Q(outcome="")),
                name="a_closed_round_has_an_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} 第 {self.number} 轮"

    @property
    def carried(self) -> str:
        """The vote that carried; empty while the round is open or where none did."""
        return "" if self.outcome in EMPTY_HANDED else self.outcome

    def recount(self, law: Rulebook) -> "Count":
        """The outcome from the stored ballots; the same whenever it is asked."""
        electors = list(self.electors.select_related("ballot"))
        cast = [e for e in electors if hasattr(e, "ballot")]
        present = cast if self.kind == RoundKind.LETTER else electors
        return rules_of(self.kind)(law, present, [e.ballot.choice for e in cast])


@dataclass(frozen=True)
class Count:
    """What the ballots of a round come to."""

    outcome: str
    present: int
    needed: int
    votes: dict[str, int]
    disciplines: dict[str, int]

    def as_json(self) -> dict[str, Any]:
        """As the round and the trail keep it."""
        return {
            "present": self.present,
            "needed": self.needed,
            "votes": self.votes,
            "disciplines": self.disciplines,
        }


class Elector(models.Model):
    """Somebody who may vote in a round, as they sat when it was opened."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="electors")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    position = models.CharField(max_length=20, choices=Position.choices, blank=True)
    discipline = models.CharField(max_length=20, choices=Discipline.choices)

    class Meta:
        verbose_name = "表决参加人"
        verbose_name_plural = "表决参加人"
        ordering: ClassVar = ["round", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "user"], name="one_elector_per_person"),
        ]

    def __str__(self) -> str:
        return self.name


class Ballot(models.Model):
    """One elector's ballot. The trail knows its seal (``commitment``) from the moment it is cast."""

    elector = models.OneToOneField(Elector, models.PROTECT, related_name="ballot")
    choice = models.CharField(max_length=30)
    #: The review sheet: ``{"point", "finding", "text"}`` for each point.
    sheet = models.JSONField(default=list)
    reasons = models.TextField(blank=True)
    salt = models.CharField(max_length=32)
    commitment = models.CharField(max_length=64)
    cast_at = models.DateTimeField()
    event = models.ForeignKey(AuditEvent, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "选票"
        verbose_name_plural = "选票"

    def __str__(self) -> str:
        return f"选票 {self.pk}"

    def seal(self) -> str:
        """The commitment, counted again from what is stored."""
        return rules.commitment(
            round_id=self.elector.round_id,
            elector_id=self.elector_id,
            choice=self.choice,
            sheet=self.sheet,
            reasons=self.reasons,
            salt=self.salt,
        )


def _by_meeting(law: Rulebook, present: list[Elector], choices: list[str]) -> Count:
    """Two thirds of those present, with the quorum by number and by discipline (draft 14; 2023 measures 16)."""
    disciplines = [e.discipline for e in present]
    decisions = [item.code for item in law.items("decisions")]
    share = law.threshold("ethics.approval_share")
    outcome = rules.outcome(choices, present=len(present), share=share, decisions=decisions)
    required = [item.code for item in law.items("disciplines")]
    least = law.threshold("ethics.quorum").number
    if rules.quorum_problems(disciplines, least=least, required=required):
        outcome = RoundOutcome.NO_QUORUM
    return _count(outcome, len(present), share.needed(len(present)), choices, disciplines)


def _by_reviewers(law: Rulebook, present: list[Elector], choices: list[str]) -> Count:
    """All of the named, and not fewer than the rule says (article 20)."""
    named, least = len(present), law.threshold("ethics.simplified_reviewers").number
    outcome = rules.simplified_outcome(choices, named=named, least=least)
    return _count(outcome, named, named, choices, [e.discipline for e in present])


def _by_panel(law: Rulebook, present: list[Elector], choices: list[str]) -> Count:
    """Two thirds of the whole group (2023 measures, article 30)."""
    share = law.threshold("ethics.recheck_share")
    disciplines = [e.discipline for e in present]
    group = len(present)
    enough = group >= law.threshold("ethics.recheck_group").number
    opinion = rules.recheck_opinion(choices, group=group, share=share) if enough else ""
    return _count(
        opinion or RoundOutcome.NO_QUORUM, group, share.needed(group), choices, disciplines
    )


def _count(
    outcome: str, present: int, needed: int, choices: Iterable[str], disciplines: Iterable[str]
) -> Count:
    votes, fields = dict(Counter(choices)), dict(Counter(disciplines))
    return Count(str(outcome), present, needed, votes, fields)


_RULES = {
    RoundKind.MEETING: _by_meeting,
    RoundKind.LETTER: _by_meeting,
    RoundKind.SIMPLIFIED: _by_reviewers,
    RoundKind.RECHECK: _by_panel,
}


def rules_of(kind: str) -> Any:
    """How a round of that kind is counted."""
    return _RULES[RoundKind(kind)]
