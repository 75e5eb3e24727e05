"""Who may do what in a penalty case, and why not: for the guards of its acts."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import models

from enforcement.machines.limits import DECISION, SERVICE
from enforcement.rules import charging
from enforcement.rules.contents import DECISION as DECISION_CONTENTS
from enforcement.rules.contents import missing
from enforcement.rules.officers import (
    Person,
    collective_problems,
    decider_problems,
    reviewer_problems,
)
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.clock import china_date
from portal.deadlines.calendar import work_calendar
from portal.law.periods import due
from portal.law.rulebook import Rulebook
from portal.workflow.errors import Reason
from portal.workflow.machine import Context

#: Whoever did one of these took part in the legal review.
_REVIEWS = ("pass_review", "return_review", "pass_hearing_review")


class Prosecution(models.Model):
    """The answers that the guards of ``PenaltyProcedure`` ask for."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Penalty`` and its other parts bring
        pk: Any
        evidence: Any
        deadlines: Any
        decision_extended_until: Any
        organization: Any
        authority: Any
        announced: dict[str, Any]
        facts: Any
        performance: Any
        party_address: Any
        reviewed_at: Any
        reviewed_by: Any
        opened_by_id: Any
        events: Any
        region: Any
        spoke_at: datetime | None
        deliberated_at: Any
        deliberation: dict[str, Any]
        must_be_discussed: bool
        hearing_chair_id: Any

        def team(self) -> Any: ...
        def able_officers(self) -> list[Any]: ...
        def ever_officers(self) -> set[int]: ...
        def complained_by(self, user: User) -> bool: ...
        def why_not_imposed(self, *args: Any, **kwargs: Any) -> list[Reason]: ...
        def _person(self, user: User, department: str = "") -> Person: ...

    # --- Who stands apart ---------------------------------------------------------------------------------------------
    def why_not_decide(self, user: User) -> list[Reason]:
        """Why the person cannot decide anything in the case."""
        return decider_problems(
            self._person(user),
            officers=self.ever_officers(),
            complainants=self._complainants([user]),
            reviewers=self.reviewers(),
        )

    def why_not_review(self, user: User) -> list[Reason]:
        """Why the person cannot review the case: worked on it, opened it, or presided at its hearing."""
        return reviewer_problems(
            self._person(user),
            officers=self.ever_officers(),
            complainants=self._complainants([user]),
            opened_by=self.opened_by_id,
            chair=self.hearing_chair_id,
        )

    def reviewers(self) -> set[int]:
        """Everybody who ever gave an opinion in the legal review of the case."""
        given = self.events.filter(action__in=_REVIEWS)
        return set(given.values_list("actor_id", flat=True))

    def review_stands(self) -> bool:
        """Whether the review was passed, by somebody who has not stepped aside since."""
        by = self.reviewed_by
        return self.reviewed_at is not None and (by is None or not self._person(by).recused)

    def why_not_recuse(self, user: User | None) -> list[Reason]:
        """Why this person need not step aside: works not on the case, or stepped aside already."""
        if user is None:
            return []
        if self._person(user).recused:
            return [Reason(f"{user}已经回避", "user")]
        return []

    def _complainants(self, users: Iterable[User]) -> set[int]:
        return {user.pk for user in users if self.complained_by(user)}

    # --- Investigation ------------------------------------------------------------------------------------------------
    def why_not_taken_by(self, users: list[User] | None, law: Rulebook) -> list[Reason]:
        """Why these officers are not enough to take evidence or to question somebody."""
        if users is None:
            return []
        least = law.threshold("penalty.officers")
        able = {one.user_id for one in self.able_officers()}
        present = {user.pk for user in users} & able
        if len(present) >= least.number:
            return []
        text = f"应由本案的执法人员 {least.number} 人以上进行，现有 {len(present)} 人"
        return [Reason(text, "officers", least.citation, "too_few_officers")]

    def held_evidence(self) -> list[Any]:
        """What is registered and not dealt with yet."""
        return list(self.evidence.filter(held_at__isnull=False, hold_ended_at=None))

    def why_not_hold(self, pieces: list[Any] | None) -> list[Reason]:
        """Why these pieces cannot be registered now."""
        if self.held_evidence():
            text = "上一批先行登记保存的证据尚未处理，处理以后才能再登记"
            return [Reason(text, code="held_already")]
        before = [one.name for one in pieces or [] if one.held_at is not None]
        if before:
            return [Reason(f"{'、'.join(before)}已经登记保存过", "pieces")]
        return []

    def why_not_extended(self, until: date | None, now: datetime, law: Rulebook) -> list[Reason]:
        """Why the limit for the decision cannot be moved to this day: once, while it runs, within bounds (P28)."""
        cap = law.threshold("penalty.decision_extension")
        if self.decision_extended_until is not None:
            return [Reason("办案期限只能延长一次", article=cap.citation, code="extended_before")]
        running = self.deadlines.filter(code=DECISION, closed_at=None).first()
        if running is None or running.last_day is None or running.overdue_at(now):
            return [Reason("办案期限已经届满，不能再延长", code="overdue")]
        if until is None:
            return []
        if until <= running.last_day:
            return [Reason(f"应晚于现在的最后一日 {running.last_day}", "until", running.article)]
        latest = running.last_day + timedelta(days=cap.number)
        if until > latest:
            told = f"至多延长 {cap.number} 日，即不晚于 {latest}"
            return [Reason(told, "until", cap.citation, "too_long")]
        return []

    def why_late_unexplained(self, told: Mapping[str, Any], now: datetime) -> list[Reason]:
        """What a decision after its limit does not say of why it is late."""
        running = self.deadlines.filter(code=DECISION, closed_at=None).first()
        late = running is not None and running.overdue_at(now)
        if not late or "measures" not in told or told.get("late_reason", "").strip():
            return []
        text = f"办案期限至 {running.last_day} 已经届满，请写明逾期作出决定的理由"
        return [Reason(text, "late_reason", running.article, "late_without_reason")]

    def told_inquiry(self, ctx: Context) -> dict[str, Any]:
        """One inquiry as it is kept."""
        told = ctx.data
        credentials = {one.user_id: one.credential for one in self.team()}
        return {
            "officers": [
                {"name": str(user), "credential": credentials.get(user.pk, "")}
                for user in told["officers"]
            ],
            **{name: told[name] for name in ("person", "position", "place", "record", "signed")},
            "refusal": told.get("refusal", ""),
            "asked_at": told["asked_at"].isoformat(),
        }

    def told_recusal_request(self, ctx: Context) -> dict[str, Any]:
        """One request for recusal as it is kept."""
        user = ctx.data["user"]
        return {
            "user": user.pk,
            "name": str(user),
            "reason": ctx.data["reason"],
            "asked_at": ctx.now.isoformat(),
            "answered_at": "",
        }

    # --- Decision -----------------------------------------------------------------------------------------------------
    def why_no_discussion(self, told: Mapping[str, Any], law: Rulebook) -> list[Reason]:
        """Why this was no collective discussion."""
        if "opinions" not in told:
            return []
        present = [row["user"] for row in told["opinions"]]
        problems = collective_problems(
            law,
            [self._person(user) for user in present],
            told["presider"].pk,
            heads={user.pk for user in present if self.is_head(user)},
            officers=self.ever_officers(),
            reviewers=self.reviewers(),
            complainants=self._complainants(present),
        )
        places = {"members": "opinions", "presider": "presider"}
        return [
            Reason(r.message, places.get(r.field, "opinions"), r.article, r.code) for r in problems
        ]

    def is_head(self, user: User) -> bool:
        """Whether the person is one of those in charge of an office that covers the place of the case."""
        return any(
            m.role == Role.ENFORCEMENT_HEAD and m.organization.covers(self.region)
            for m in user.active_memberships
        )

    def why_discussion_due(self, ctx: Context) -> list[Reason]:
        """Why the decision waits for a discussion, or departs from it."""
        if self.deliberated_at is None:
            if not self.must_be_discussed:
                return []
            article = ctx.article("collective_grounds")
            return [
                Reason(
                    "本案情节复杂或者重大，须先经集体讨论", article=article, code="not_discussed"
                )
            ]
        if self.spoke_at is not None and self.spoke_at > self.deliberated_at:
            text = "集体讨论以后当事人又提出了陈述申辩，须再次讨论"
            return [Reason(text, code="stated_since")]
        if "measures" in ctx.data and _as_kept(ctx.data) != _kept(self.deliberation):
            return [Reason("决定应与集体讨论的结论一致", "measures", code="other_than_discussed")]
        return []

    def why_not_decided(
        self,
        law: Rulebook,
        now: datetime,
        *,
        measures: list[str],
        fine: int | None,
        suspend_until: date | None,
    ) -> list[Reason]:
        """Why this penalty cannot be decided: outside the sanction, or heavier than the one announced."""
        found = self.why_not_imposed(law, now, measures, fine=fine, suspend_until=suspend_until)
        if found or not self.announced:
            return found
        today = china_date(now)
        service = due(law.limit(SERVICE), today, work_calendar()).last_day
        return [
            *charging.outlasting_problems(suspend_until, service),
            *charging.heavier_problems(self.announced, measures, fine, suspend_until, today),
        ]

    def why_contents_lack(self, told: Mapping[str, Any], ctx: Context) -> list[Reason]:
        """What the decision would not say of all that article 59 asks for."""
        if "performance" not in told:
            return []
        evidence = [one.name for one in self.evidence.all()]
        review, suit = ctx.citation("remedy.reconsideration"), ctx.citation("remedy.lawsuit")
        filled = {
            "party": self.organization.name if self.party_address.strip() else "",
            "facts": self.facts if evidence else "",
            "basis": "、".join(told["measures"]),
            "performance": told["performance"],
            "remedies": review and suit,
            "authority": self.authority.name if self.authority else "",
        }
        return missing(ctx.law, DECISION_CONTENTS, filled)

    def told_discussion(self, ctx: Context) -> dict[str, Any]:
        """The discussion as it is kept."""
        told = ctx.data
        return {
            "presider": str(told["presider"]),
            "members": [
                {"user": row["user"].pk, "name": str(row["user"]), "opinion": row["opinion"]}
                for row in told["opinions"]
            ],
            "conclusion": told["conclusion"],
            **_as_kept(told),
        }


def _as_kept(told: Mapping[str, Any]) -> dict[str, Any]:
    until = told["suspend_until"]
    return {
        "measures": list(told["measures"]),
        "fine": told["fine"],
        "suspend_until": until.isoformat() if until else "",
    }


def _kept(deliberation: Mapping[str, Any]) -> dict[str, Any]:
    return {name: deliberation[name] for name in ("measures", "fine", "suspend_until")}
