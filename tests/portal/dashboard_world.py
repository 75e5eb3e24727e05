"""A world for the dashboard: cases of every kind that it counts, in several places and years, with their limits.

The rows are laid past the guards: what is tested is how they are counted, never how they came about.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from enforcement.models import Complaint, Lead, Penalty, Rectification
from enforcement.states import (
    ComplaintOutcome,
    ComplaintState,
    LeadSource,
    LeadState,
    PenaltyState,
    RectificationState,
)
from filings.models import Filing
from filings.states import AlgorithmType, FilingState
from portal.accounts.models import User
from portal.cases.models import Case
from portal.deadlines.models import Deadline
from portal.law.terms import Kind, Measure, OnMiss, Party
from tests.make import Cast

PLACES = ("990101", "990102", "990201", "110101", "310115")
#: Half of them count as penalties that were imposed.
DECIDING = (
    PenaltyState.DECIDED,
    PenaltyState.CLOSED,
    PenaltyState.PROPOSED,
    PenaltyState.NOT_PENALISED,
)
LIMITS = (
    ("algorithm.decision", Party.AUTHORITY, OnMiss.ESCALATE),
    ("algorithm.revocation_decision", Party.AUTHORITY, OnMiss.ESCALATE),
    ("algorithm.initial", Party.PROVIDER, OnMiss.LEAD),
    ("penalty.decision", Party.ENFORCEMENT, OnMiss.ESCALATE),
    ("made.up.on.the.spot", Party.PLATFORM, OnMiss.NONE),
)


@contextmanager
def past_the_guards() -> Iterator[None]:
    """Rows that no act made."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


class World:
    """Lays cases and limits; everything that is not said is the same for all."""

    def __init__(self, cast: Cast, now: datetime) -> None:
        self.cast, self.now, self.laid = cast, now, 0

    def case(self, model: type[Case], kind: str, state: str, at: datetime, **fields: Any) -> Case:
        """One case; fields of the parent's table and of the child's together."""
        self.laid += 1
        of_parent = {name: fields.pop(name) for name in ("region", "assignee") if name in fields}
        parent = Case.objects.create(
            number=f"N{self.laid}",
            kind=kind,
            title=f"第{self.laid}号",
            organization=self.cast.company_a,
            authority=self.cast.office,
            law_profile="algorithm-2021-draft",
            state=state,
            received_at=None if state == "draft" else at,
            created_at=at,
            created_by=self.cast.ai,
            **{"region": "990101", **of_parent},
        )
        child = model(case_id=parent.pk, pk=parent.pk, **fields)
        child.save_base(raw=True)
        return parent

    def limit(
        self,
        case: Case,
        moment: datetime,
        closed_at: datetime | None = None,
        outcome: str = "",
        place: int = 0,
    ) -> Deadline:
        """One limit of the case, running unless it is said how it ended."""
        code, party, on_miss = LIMITS[place]
        return Deadline.objects.create(
            case=case,
            code=code,
            profile="algorithm-2021-draft",
            instrument="规定",
            article="第一条",
            summary="在决定写明的日期前完成全部整改并书面报告复查机关",
            party=party,
            unit="working_day",
            amount=10,
            direction="after",
            force="shall",
            kind=Kind.DUTY,
            on_miss=on_miss,
            opened_at=case.created_at,
            started_at=case.created_at,
            last_day=moment.date(),
            moment=moment,
            closed_at=closed_at,
            outcome=outcome,
        )


def filled(cast: Cast, now: datetime, officers: list[User], *, cases: int, seed: int = 5) -> None:
    """A world of that many cases, the same for the same seed."""
    chance, world = random.Random(seed), World(cast, now)
    world.laid = Case.objects.count()
    with past_the_guards():
        for _ in range(cases):
            at = now - timedelta(hours=chance.randrange(24 * 700))
            common = {
                "region": chance.choice(PLACES),
                "assignee": chance.choice([None, *officers]),
            }
            model, kind, state, fields = _sort(chance, at)
            case = world.case(model, kind, state, at, **common, **fields)
            for place in chance.sample(range(len(LIMITS)), 2):
                _lay_limit(world, case, chance, place)


def _sort(chance: random.Random, at: datetime) -> tuple[type[Case], str, str, dict[str, Any]]:
    kind = chance.choice(("filing", "filing", "lead", "rectification", "penalty", "complaint"))
    if kind == "filing":
        state = chance.choice((FilingState.SUBMITTED, FilingState.RECORDED, FilingState.DRAFT))
        return Filing, kind, state, {"algorithm_type": chance.choice(AlgorithmType.values)}
    if kind == "lead":
        fields: dict[str, Any] = {"source": chance.choice(LeadSource.values), "found_at": at}
        return Lead, kind, chance.choice(LeadState.values), fields
    if kind == "rectification":
        return Rectification, kind, chance.choice(RectificationState.values), {}
    if kind == "penalty":
        measures = chance.sample([measure.value for measure in Measure], chance.randrange(4))
        return (
            Penalty,
            kind,
            chance.choice(DECIDING),
            {"measures": measures, "decided_at": chance.choice([None, at])},
        )
    return (
        Complaint,
        kind,
        chance.choice(ComplaintState.values),
        {
            "receipt_digest": f"{chance.getrandbits(200):064x}",
            "category": chance.choice(("illegal_content", "model_review", "unknown")),
            "outcome": chance.choice((*ComplaintOutcome.values, "")),
        },
    )


def _lay_limit(world: World, case: Case, chance: random.Random, place: int) -> None:
    moment = case.created_at + timedelta(days=chance.randrange(1, 60))
    ended = chance.choice((None, Deadline.Outcome.MET, Deadline.Outcome.LATE, "lapsed"))
    if ended is None:
        soon = world.now + timedelta(hours=chance.randrange(-400, 400))
        world.limit(case, soon, place=place)
    else:
        world.limit(case, moment, closed_at=moment, outcome=ended, place=place)
