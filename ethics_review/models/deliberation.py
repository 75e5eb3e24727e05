"""What a case that is voted on can do: open a round, seal and store ballots, close it, keep the conflicted out."""

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from ethics_review.models.voting import Ballot, Elector, Round
from ethics_review.rules.voting import electors_digest
from ethics_review.states import RoundKind, RoundOutcome
from portal.accounts.models import User
from portal.audit.models import AuditEvent
from portal.cases.models import Case
from portal.law.rulebook import rulebook
from portal.workflow.machine import Action, Context


class Interest(models.Model):
    """What a member, adviser or expert declared before the papers opened. The last declaration counts."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="interests")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    conflicted = models.BooleanField("存在利益冲突")
    statement = models.CharField("说明", max_length=1000, blank=True)
    declared_at = models.DateTimeField("声明时间")
    event = models.ForeignKey(AuditEvent, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "利益声明"
        verbose_name_plural = "利益声明"
        ordering: ClassVar = ["case", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "user"], name="one_interest_per_person"),
            # Whoever was recused stays recused: a row never goes back.
        ]

    def __str__(self) -> str:
        return f"{self.user} {'回避' if self.conflicted else '无冲突'}"


class Deliberated(models.Model):
    """A case that is voted on. Its machine's acts prepare in memory; its effects write with the act's event."""

    #: When the present deliberation began: earlier rounds carry nothing any more.
    deliberation_since = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    _ballot: Ballot | None = None
    _interest: dict[str, Any] | None = None

    if TYPE_CHECKING:  # what the case brings
        rounds: Any
        interests: Any
        law_profile: str

    def open_round(self) -> Round | None:
        """The round in which ballots are being cast."""
        return self.rounds.filter(closed_at=None).first()

    def standing_round(self) -> Round | None:
        """The last closed round of the present deliberation that was neither set aside nor spoilt.

        A round is spoilt once one of its electors is recused, unless a decision was pronounced on it before.
        """
        recused = Elector.objects.filter(round=OuterRef("pk"), user__in=self.recused())
        sound = ~Exists(recused) | Q(pk=self.decided_on())
        found: Round | None = self._counted_rounds().filter(sound).order_by("-number").first()
        return found

    def is_spoilt(self) -> bool:
        """Whether a vote had carried, and counts no more since one of its electors was recused."""
        last: Round | None = self._counted_rounds().order_by("-number").first()
        return last is not None and last.carried != "" and self.carried() == ""

    def _counted_rounds(self) -> "models.QuerySet[Round]":
        since = self.deliberation_since
        rounds: models.QuerySet[Round] = self.rounds.exclude(outcome=RoundOutcome.SET_ASIDE)
        if since is None:
            return rounds.none()
        return rounds.filter(closed_at__isnull=False, opened_at__gte=since)

    def decided_on(self) -> int | None:
        """The round on which a decision was pronounced, if any: it stands whoever is recused later."""
        return None

    def carried(self) -> str:
        """The vote that carried in the present deliberation, or nothing."""
        standing = self.standing_round()
        return standing.carried if standing else ""

    def elector(self, user: User) -> Elector | None:
        """The user's place in the open round."""
        return Elector.objects.filter(round__case=self.pk, round__closed_at=None, user=user).first()

    def has_voted(self, user: User) -> bool:
        """Whether the user's ballot is in the open round."""
        return Ballot.objects.filter(
            elector__round__case=self.pk, elector__round__closed_at=None, elector__user=user
        ).exists()

    def everybody_voted(self) -> bool:
        """Whether the open round waits for nobody."""
        waiting = Elector.objects.filter(round__case=self.pk, round__closed_at=None, ballot=None)
        return self.open_round() is not None and not waiting.exists()

    def prepare_ballot(self, ctx: Context, *, choice: str, sheet: list[Any], reasons: str) -> None:
        """Make and seal the ballot; it is written with the event of the act."""
        elector = self.elector(ctx.actor)
        if elector is None:
            raise ValueError("a guard lets electors only come here")
        self._ballot = Ballot(
            elector=elector,
            choice=choice,
            sheet=sheet,
            reasons=reasons,
            salt=secrets.token_hex(16),
            cast_at=ctx.now,
        )
        self._ballot.commitment = self._ballot.seal()

    def sealed_ballot(self) -> dict[str, Any]:
        """What the trail may know of the ballot being cast: its round and its seal."""
        if self._ballot is None:
            return {}
        return {
            "round": self._ballot.elector.round.number,
            "ballot_sha256": self._ballot.commitment,
        }

    def opened_for(self, electors: Iterable[tuple[User, str, str]]) -> dict[str, Any]:
        """What the trail knows of the round being opened: its number, and the seal of who may vote in it."""
        rows = [(user.pk, str(user)[:60], seat, field) for user, seat, field in electors]
        return {"round": self.rounds.count() + 1, "electors_sha256": electors_digest(rows)}

    def store_ballot(self, event: AuditEvent, ctx: Context) -> None:
        """Write the ballot. The database refuses a second one, and one for a closed round."""
        if self._ballot is None:
            raise ValueError("the act that stores a ballot prepares it first")
        self._ballot.event = event
        self._ballot.save(force_insert=True)
        self._ballot = None

    def begin_round(
        self,
        kind: RoundKind,
        electors: Iterable[tuple[User, str, str]],
        event: AuditEvent,
        ctx: Context,
        *,
        meeting: Any = None,
        ends_at: datetime | None = None,
    ) -> Round:
        """Open a round for (person, position, discipline)."""
        opened = Round.objects.create(
            case_id=self.pk,
            number=self.rounds.count() + 1,
            kind=kind,
            meeting=meeting,
            opened_at=ctx.now,
            ends_at=ends_at,
            opened_by=event,
        )
        Elector.objects.bulk_create(
            Elector(round=opened, user=user, name=str(user)[:60], position=seat, discipline=field)
            for user, seat, field in electors
        )
        return opened

    def count_round(self, event: AuditEvent, ctx: Context) -> None:
        """Close the open round with what its ballots come to."""
        running = self.open_round()
        if running is not None:
            count = running.recount(rulebook(self.law_profile))
            self.end_round(running, count.outcome, event, ctx, count.as_json())

    def set_open_round_aside(self, event: AuditEvent, ctx: Context) -> None:
        """Close the open round, if any, without a result: its ballots count for nothing."""
        running = self.open_round()
        if running is not None:
            self.end_round(running, RoundOutcome.SET_ASIDE, event, ctx, {})

    def sets_aside(self, step: Action, ctx: Context) -> dict[str, Any]:
        """What the trail knows of a round that the act ends without a result: its number."""
        recusal = "note_interest" in step.effects and bool((self._interest or {})["conflicted"])
        recuses = recusal and self.elector(ctx.actor) is not None
        running = self.open_round()
        if running is None or not (recuses or "set_open_round_aside" in step.effects):
            return {}
        return {"set_aside": running.number}

    def end_round(
        self, running: Round, outcome: str, event: AuditEvent, ctx: Context, counts: dict[str, Any]
    ) -> None:
        """Write the end of a round; nothing of it changes afterwards."""
        running.closed_at, running.closed_by = ctx.now, event
        running.outcome, running.counts = outcome, counts
        running.save(update_fields=["closed_at", "closed_by", "outcome", "counts"])

    def has_declared(self, user: User) -> bool:
        """Whether the user declared to be free of conflict."""
        return self.interests.filter(user=user, conflicted=False).exists()

    def is_recused(self, user: User) -> bool:
        """Whether the user declared a conflict."""
        return self.interests.filter(user=user, conflicted=True).exists()

    def recused(self) -> list[int]:
        """The ids of all who did."""
        return list(self.interests.filter(conflicted=True).values_list("user_id", flat=True))

    def prepare_interest(self, ctx: Context, conflicted: bool, statement: str) -> None:
        """Hold the declaration until the act's event exists."""
        self._interest = {
            "conflicted": conflicted,
            "statement": statement,
            "declared_at": ctx.now,
        }

    def note_interest(self, event: AuditEvent, ctx: Context) -> None:
        """Write the declaration. A round with an elector who turns out to be conflicted is set aside."""
        told = self._interest or {}
        Interest.objects.update_or_create(
            case_id=self.pk, user=ctx.actor, defaults={**told, "event": event}
        )
        self._interest = None
        if told.get("conflicted") and self.elector(ctx.actor) is not None:
            self.set_open_round_aside(event, ctx)
