"""Random people doing random things at random times: whatever they do, what must always hold holds."""

from datetime import timedelta
from random import Random

from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as some
from hypothesis.extra.django import TestCase

from filings.kinds import FILING
from filings.models import Filing, FilingRevision, RegistryChange, RegistryEntry
from filings.states import FilingState as S
from portal.accounts.models import system_user
from portal.audit import verification
from portal.audit.models import AuditEvent
from portal.deadlines import sweep
from portal.deadlines.models import Deadline, Lead
from portal.notices.models import Notice
from portal.workflow.errors import Refused
from portal.workflow.machine import actions_of
from tests import make
from tests.inputs import INPUT, somebody_for
from tests.journeys.always import Always

ACTIONS = actions_of(Filing)
PEOPLE = ("ai", "bo", "chen", "dai", "eve", "system")
#: Who decides; the second signature is Chen's.
WHO = {name: somebody_for(step) for name, step in ACTIONS.items()} | {
    "record": "chen",
    "revoke": "chen",
}
ENDINGS = {"deregister", "revoke", "cancel_ex_officio", "decline", "withdraw", "discard"}
TYPING = [("ai", "retype"), ("ai", "rename"), ("ai", "attach"), ("ai", "restart"), ("ai", "empty")]
ANYTHING = [(who, name) for who in PEOPLE for name in ACTIONS]
OTHER = [*TYPING, ("dai", "retype"), ("bo", "retype"), ("clock", "sweep")]
#: Acts that change little, so that they do not crowd out the rest.
QUIET = {
    "grade",
    "confirm_display",
    "report_display_missing",
    "confirm_display_by_inspection",
    "report_display_missing_by_inspection",
    "confirm_current",
}
#: How a step is chosen: mostly among what is open in the state.
HOW = ["open"] * 14 + ["quiet", "end", "end", "anything", "anything", "other", "other"]
#: What completes something that was begun, so that walks get far.
ONWARD = {"submit_change", "accept_change", "submit_deregistration", "revoke"}
SEEDS = some.integers(min_value=0, max_value=2**62)


def walks(examples: int) -> settings:
    return settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],  # each step is dozens of queries: shrinking would take minutes
    )


class RandomWalks(TestCase):
    """Hypothesis begins each walk on a database that is rolled back after it."""

    @walks(10)
    @given(seed=SEEDS)
    def test_what_must_always_hold_on_the_way_to_the_number(self, seed: int) -> None:
        self.walk(S.DRAFT, Random(seed), steps=14)

    @walks(22)
    @given(seed=SEEDS)
    def test_what_must_always_hold_once_there_is_a_number(self, seed: int) -> None:
        self.walk(S.RECORDED, Random(seed), steps=20)

    def walk(self, start: S, chance: Random, *, steps: int) -> None:
        self.cast, self.portal = make.cast(), system_user()
        self.case = (
            make.complete_draft(self.cast) if start == S.DRAFT else make.filing(self.cast, start)
        )
        self.now = make.NOW
        always = Always(self.case)
        for _ in range(steps):
            self.now += timedelta(hours=chance.choice([0, 1, 30, 200, 400]))
            self.step(*self.chosen(chance))
            always.holds()
        assert list(verification.verify()) == []

    def chosen(self, chance: Random) -> tuple[str, str]:
        """A step: open in the present state, one that ends it, anything by anybody, or typing and time."""
        state = Filing.objects.values_list("state", flat=True).get(pk=self.case.pk)
        declared = [name for name, step in ACTIONS.items() if state in step.source]
        typing = TYPING[:3] if FILING.editable.get(state) else []
        ways = {
            "open": [(WHO[n], n) for n in declared if n not in ENDINGS | QUIET]
            + [(WHO[n], n) for n in declared if n in ONWARD] * 3
            + typing,
            "quiet": [(WHO[n], n) for n in declared if n in QUIET],
            "end": [(WHO[n], n) for n in declared if n in ENDINGS],
            "anything": ANYTHING,
            "other": OTHER,
        }
        return chance.choice(ways[chance.choice(HOW)] or OTHER)

    def step(self, who: str, what: str) -> None:
        before = written(self.case)
        undo = transaction.savepoint()
        try:
            self.do(self.portal if who == "system" else getattr(self.cast, who, None), what)
        except (Refused, ValidationError):
            transaction.savepoint_rollback(undo)  # as atomic() does; a test runs inside one
            assert written(self.case) == before, f"{who} {what} was refused and changed something"
        else:
            transaction.savepoint_commit(undo)
            unseen = what == "sweep" or (what in ACTIONS and ACTIONS[what].secret)
            assert make.version_of(self.case) == before[1] + (not unseen)

    def do(self, who: object, what: str) -> None:
        typed = {
            "empty": {"service_started_on": None},
            "restart": {"service_started_on": make.STARTED},
            "retype": {"safety_officer_name": f"王{self.now.hour}"},
            "rename": {
                "algorithm_name": f"算法{self.now.day}",
                "public_name": f"算法{self.now.day}",
            },
        }
        if what == "sweep":
            sweep.sweep(self.now)
        elif what == "attach":
            make.attach(self.case, who, "licence", now=self.now, body=str(self.now).encode())
        elif what in typed:
            make.edit(self.case, who, now=self.now, **typed[what])
        else:
            make.act(self.case, what, who, now=self.now, **INPUT.get(what, {}))


KEPT = (
    AuditEvent,
    Deadline,
    Notice,
    Lead,
    RegistryEntry,
    RegistryChange,
    FilingRevision,
)


def written(case: Filing) -> tuple[object, ...]:
    """The traces that an act would leave."""
    row = Filing.objects.get(pk=case.pk)
    counts = [model.objects.count() for model in KEPT]
    return row.state, row.version, row.chain_head, row.record_number, *counts
