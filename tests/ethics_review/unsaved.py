"""A review without a database: rounds, declarations, clocks in memory, with what the engine does around an act."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ethics_review.machines.limits import APPEAL_WINDOW
from ethics_review.models import Ballot, Elector, Review, Round
from ethics_review.models.voting import rules_of
from ethics_review.rules.voting import quorum_problems
from ethics_review.states import APPEALABLE, RoundKind, RoundOutcome
from portal.accounts.models import Organization, User
from portal.accounts.roles import Role
from portal.law.calendar import WorkCalendar
from portal.law.periods import Due, due
from portal.law.rulebook import rulebook
from portal.workflow.availability import context_for, refusals
from portal.workflow.errors import Reason, Refused
from portal.workflow.machine import Context, actions_of
from tests.ethics_review.people import SEATS

PROFILE = "ethics-2025-draft"
LAW = rulebook(PROFILE)
ACTIONS = actions_of(Review)
UNIT = Organization(pk=1, name="青云研究院", division_code="990101")
NAMES = ("lin", "su", "gu", "system", *SEATS)
PEOPLE = {name: User(pk=key, username=name) for key, name in enumerate(NAMES, start=1)}
NAME_OF = {user.pk: name for name, user in PEOPLE.items()}
CALENDAR = WorkCalendar()


@dataclass
class Limit:
    """A running limit, as far as guards ask for it."""

    answer: Due

    @property
    def last_day(self) -> Any:
        return self.answer.last_day

    def overdue_at(self, now: datetime) -> bool:
        return self.answer.moment <= now


@dataclass
class Memory:
    """What the database would hold."""

    joint_decision: bool = False
    present: tuple[str, ...] = ()
    coming_opinion: str = "agree"
    rounds: list[Round] = field(default_factory=list)
    #: round → elector's name → elector; elector's name → choice.
    electors: dict[int, dict[str, Elector]] = field(default_factory=dict)
    ballots: dict[int, dict[str, str]] = field(default_factory=dict)
    interests: dict[str, bool] = field(default_factory=dict)
    invited: set[str] = field(default_factory=set)
    limits: dict[str, Limit] = field(default_factory=dict)
    window: Limit | None = None
    versions: int = 0
    log: list[tuple[str, str, str, str]] = field(default_factory=list)


class UnsavedReview(Review):
    """Asks ``memory`` where a review asks the database."""

    class Meta:
        proxy = True
        app_label = "unsaved"

    memory: Memory

    # --- Who is who ---
    def roles_of(self, user: User) -> frozenset[Role]:
        name = NAME_OF[user.pk]
        if name == "system":
            return frozenset({Role.SYSTEM})
        if name == "lin":
            return frozenset({Role.APPLICANT})
        if self.received_at is None or self.memory.interests.get(name):
            return frozenset()
        if name == "su":
            return frozenset({Role.SECRETARY})
        if name == "gu":
            return frozenset({Role.CONSULTANT} if name in self.memory.invited else ())
        return frozenset({Role(SEATS[name][0]), *([Role.CHAIR] if name == self.chair() else [])})

    def chair(self) -> str:
        """The chair, or the first vice-chair who is not recused."""
        free = [name for name in ("qi", "wei", "wen") if not self.memory.interests.get(name)]
        return free[0] if free else ""

    def responsible_committee(self) -> Organization:
        return UNIT

    # --- Rounds ---
    def open_round(self) -> Round | None:
        return next((vote for vote in self.memory.rounds if vote.closed_at is None), None)

    def standing_round(self) -> Round | None:
        if self.deliberation_since is None:
            return None
        ended = [
            vote
            for vote in self.memory.rounds
            if vote.closed_at is not None
            and vote.opened_at >= self.deliberation_since
            and vote.outcome != RoundOutcome.SET_ASIDE
            and not any(self.memory.interests.get(name) for name in self.memory.electors[vote.pk])
        ]
        return ended[-1] if ended else None

    def elector(self, user: User) -> Elector | None:
        vote = self.open_round()
        return self.memory.electors[vote.pk].get(NAME_OF[user.pk]) if vote else None

    def has_voted(self, user: User) -> bool:
        vote = self.open_round()
        return vote is not None and NAME_OF[user.pk] in self.memory.ballots[vote.pk]

    def everybody_voted(self) -> bool:
        vote = self.open_round()
        return vote is not None and set(self.memory.electors[vote.pk]) == set(
            self.memory.ballots[vote.pk]
        )

    def converting_ground(self) -> str:
        vote = self.open_round()
        said = list(self.memory.ballots[vote.pk].values()) if vote else []
        return said[-1] if said else ""

    def has_declared(self, user: User) -> bool:
        return self.memory.interests.get(NAME_OF[user.pk]) is False

    def is_recused(self, user: User) -> bool:
        return self.memory.interests.get(NAME_OF[user.pk]) is True

    # --- What guards ask ---
    def problems(self, now: datetime) -> list[Reason]:
        return []

    def changed_since_handed_in(self) -> bool:
        return True

    def as_handed_in(self) -> Any:
        return self

    def has_paper(self, slot: str) -> bool:
        return self.memory.joint_decision

    def running_recheck(self) -> Any:
        return None

    def running_limit(self, code: str) -> Any:
        return self.memory.limits.get(code)

    def propose_procedure(self, ctx: Context) -> str:
        self.settle_listing(ctx.law)
        return "general"

    def why_not_able(self, ctx: Context) -> list[Reason]:
        return []

    def why_not_vote(self, ctx: Context) -> list[Reason]:
        names = self.able()
        waiting = [Reason(n) for n in names if self.memory.interests.get(n) is not False]
        fields = [SEATS[name][1] for name in names]
        required = [item.code for item in LAW.items("disciplines")]
        return waiting + [Reason(p) for p in quorum_problems(fields, least=5, required=required)]

    def able(self) -> list[str]:
        """Who is present and not recused."""
        return [name for name in self.memory.present if not self.memory.interests.get(name)]

    def why_not_named(self, ctx: Context) -> list[Reason]:
        named = ctx.data.get("reviewers")
        if named is None:
            return []
        away = [n for n in named if self.memory.interests.get(n)]
        return [Reason("人数不足或者应当回避")] if len(named) < 2 or away else []

    def why_not_preside(self, user: User | None) -> list[Reason]:
        return []

    def why_not_advise(self, user: User | None) -> list[Reason]:
        return []

    def why_not_exempt(self, number: str | None) -> list[Reason]:
        return [] if number in (None, "公示编号") else [Reason("没有这一编号")]

    def appeal_window_over(self, now: datetime) -> bool:
        if self.served_at is None or self.state not in APPEALABLE:
            return False
        return self.memory.window is not None and self.memory.window.overdue_at(now)

    def leaves_no_window(self, served_at: datetime, ctx: Context) -> bool:
        window = due(ctx.law.limit(APPEAL_WINDOW), served_at, CALENDAR)
        return self.is_appealable() and window.moment <= ctx.now

    def last_day_before_extensions(self, running: Any) -> Any:
        return running.last_day

    def take_opinion(self) -> None:
        self.recheck_opinion, self.recheck_text = self.memory.coming_opinion, "见附件。"

    # --- What acts write ---
    def begin(self, kind: RoundKind, names: list[str], ctx: Context) -> None:
        """Open a round."""
        key = len(self.memory.rounds) + 1
        ends_at = ctx.data.get("ends_at")
        vote = Round(pk=key, number=key, kind=kind, opened_at=ctx.now, ends_at=ends_at)
        self.memory.rounds.append(vote)
        self.memory.ballots[key] = {}
        self.memory.electors[key] = {
            name: Elector(pk=place, round=vote, user=PEOPLE[name], discipline=SEATS[name][1])
            for place, name in enumerate(names, start=1)
        }

    def end(self, ctx: Context, outcome: str) -> None:
        """Close the open round, if there is one."""
        vote = self.open_round()
        if vote is not None:
            vote.closed_at, vote.outcome = ctx.now, outcome

    def in_memory(self, effect: str, ctx: Context) -> None:
        """What an effect of an act leaves."""
        who, vote = NAME_OF[ctx.actor.pk], self.open_round()
        if effect == "store_ballot":
            made: Ballot = self._ballot
            self.memory.ballots[made.elector.round_id][who] = made.choice
        elif effect == "open_meeting_round":
            self.begin(RoundKind.MEETING, self.able(), ctx)
        elif effect == "open_simplified_round":
            self.begin(RoundKind.SIMPLIFIED, ctx.data["reviewers"], ctx)
        elif effect == "count_round" and vote is not None:
            there = list(self.memory.electors[vote.pk].values())
            choices = list(self.memory.ballots[vote.pk].values())
            self.end(ctx, rules_of(vote.kind)(LAW, there, choices).outcome)
        elif effect == "set_open_round_aside":
            self.end(ctx, RoundOutcome.SET_ASIDE)
        elif effect == "note_interest":
            self.memory.interests[who] = ctx.data["conflicted"]
            if ctx.data["conflicted"] and vote and who in self.memory.electors[vote.pk]:
                self.end(ctx, RoundOutcome.SET_ASIDE)
        elif effect == "note_invitation":
            self.memory.invited.add("gu")
        elif effect == "freeze_revision":
            self.memory.versions += 1


def review(memory: Memory, **fields: Any) -> UnsavedReview:
    """A complete draft."""
    case = UnsavedReview(
        kind="ethics_review",
        number="LS2026000001",
        organization=UNIT,
        created_by=PEOPLE["lin"],
        law_profile=PROFILE,
        **fields,
    )
    case.pk, case.memory = 1, memory
    return case


def refusal(case: UnsavedReview, name: str, who: str, now: datetime, data: Any) -> Refused | None:
    """Why not, or None."""
    step = ACTIONS[name]
    return refusals(case, step, context_for(case, step, actor=PEOPLE[who], now=now, data=data))


def perform(
    case: UnsavedReview, name: str, who: str, now: datetime, data: dict[str, Any]
) -> Refused | None:
    """What the engine does: guards, the move, clocks, effects, follow-ups. Answers why nothing was done."""
    step = ACTIONS[name]
    ctx = context_for(case, step, actor=PEOPLE[who], now=now, data=data)
    told = refusals(case, step, ctx)
    if told is not None:
        return told
    before = case.state
    case.ctx = ctx
    getattr(case, name)(ctx, **data)
    case.version += 1
    settle(case, step, ctx)
    for effect in step.effects:
        case.in_memory(effect, ctx)
    case.ctx = None
    case.memory.log.append((who, name, before, case.state))
    for follow_up in step.then:
        if follow_up.when is None or follow_up.when(case, ctx):
            assert perform(case, follow_up.action, "system", now, {}) is None
    return None


def settle(case: UnsavedReview, step: Any, ctx: Context) -> None:
    """End and begin limits as the act declares."""
    limits = case.memory.limits
    for code in (*step.closes, *(v.code for v in step.voids if not v.when or v.when(case, ctx))):
        limits.pop(code, None)
    for opens in step.opens:
        start = opens.start(case, ctx)
        if opens.code in limits or start is None or (opens.when and not opens.when(case, ctx)):
            continue
        amount = getattr(case, opens.amount) if opens.amount else None
        limits[opens.code] = Limit(due(LAW.limit(opens.code), start, CALENDAR, amount=amount))
        if opens.code == APPEAL_WINDOW:
            case.memory.window = limits[opens.code]
