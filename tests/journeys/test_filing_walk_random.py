"""Random people doing random things at random times: whatever they do, what must always hold holds."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Count
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as some
from hypothesis.extra.django import TestCase

from filings.models import Filing, RegistryEntry
from filings.states import FilingState as S
from portal.audit import verification
from portal.audit.models import AuditEvent
from portal.deadlines import sweep
from portal.deadlines.models import Deadline, Lead, Milestone
from portal.notices.models import Notice
from portal.workflow.errors import Refused
from portal.workflow.machine import actions_of
from tests import make
from tests.make import REASONS

INPUT = {
    "request_correction": {"items": REASONS},
    "decline": {"items": REASONS},
    "return_proposal": {"reason": "请再核对"},
    "withdraw": {"reason": "暂缓"},
}
#: The ways that lead somewhere, repeated, so that walks get far; everything else mixed in.
LIKELY = [
    ("ai", "submit"),
    ("bo", "propose_record"),
    ("chen", "record"),
    ("bo", "request_correction"),
    ("ai", "submit_correction"),
    ("bo", "decline"),
    ("ai", "resubmit"),
    ("chen", "return_proposal"),
]
ANYTHING = [
    (who, name) for who in ("ai", "bo", "chen", "dai", "eve") for name in actions_of(Filing)
]
OTHER = [("ai", "edit"), ("dai", "edit"), ("bo", "edit"), ("ai", "empty"), ("clock", "sweep")]
STEPS = some.tuples(
    some.one_of(some.sampled_from(LIKELY), some.sampled_from(ANYTHING), some.sampled_from(OTHER)),
    some.integers(min_value=0, max_value=400),  # hours that pass before it
)


class RandomWalks(TestCase):
    """Hypothesis begins each walk on a database that is rolled back after it."""

    @settings(
        max_examples=25,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],  # each step is dozens of queries: shrinking would take minutes
    )
    @given(walk=some.lists(STEPS, min_size=3, max_size=14))
    def test_what_must_always_hold(self, walk: list[tuple[tuple[str, str], int]]) -> None:
        self.cast = make.cast()
        self.case = make.complete_draft(self.cast)
        self.now = make.NOW
        for (who, what), hours in walk:
            self.now += timedelta(hours=hours)
            self.step(who, what)
            self.check()

    def step(self, who: str, what: str) -> None:
        before = written(self.case)
        undo = transaction.savepoint()
        try:
            self.do(who, what)
        except Refused:
            transaction.savepoint_rollback(undo)  # as atomic() does; a test runs inside one
            assert written(self.case) == before, f"{who} {what} was refused and changed something"
        else:
            transaction.savepoint_commit(undo)
            assert what == "sweep" or make.version_of(self.case) == before[1] + 1

    def do(self, who: str, what: str) -> None:
        if what == "sweep":
            sweep.sweep(self.now)
        elif what == "empty":
            make.edit(self.case, self.cast.ai, now=self.now, service_started_on=None)
        elif what == "edit":
            make.edit(
                self.case, getattr(self.cast, who), now=self.now, service_started_on=make.STARTED
            )
        else:
            make.act(self.case, what, getattr(self.cast, who), now=self.now, **INPUT.get(what, {}))

    def check(self) -> None:
        case = make.fresh(self.case)
        recorded = case.state == S.RECORDED
        assert (case.record_number is not None) == recorded == case.in_force
        assert RegistryEntry.objects.filter(case_number=case.number).exists() == recorded
        running = Deadline.objects.filter(case_id=case.pk, closed_at=None)
        assert not running.values("code").annotate(n=Count("pk")).filter(n__gt=1).exists()
        under_review = case.state in {S.SUBMITTED, S.CORRECTION_REQUESTED, S.RECORD_PROPOSED}
        assert running.filter(code="algorithm.decision").exists() == under_review
        self.check_clocks(case)
        self.check_trail(case)

    def check_clocks(self, case: Filing) -> None:
        ended = Milestone.objects.filter(
            deadline__case_id=case.pk, deadline__closed_at__isnull=False
        )
        assert not ended.filter(emitted_at=None).exists()
        late = Deadline.objects.filter(case_id=case.pk, outcome="late", on_miss="lead")
        assert set(late.values_list("pk", flat=True)) <= set(
            Lead.objects.values_list("deadline_id", flat=True)
        )

    def check_trail(self, case: Filing) -> None:
        assert list(verification.verify()) == []
        events = list(case.events.order_by("seq"))
        assert [event.seq for event in events] == list(range(1, case.chain_length + 1))
        assert all(one.after == two.before for one, two in zip(events, events[1:], strict=False))
        assert events[-1].after == case.state
        assert [e.recorded_at for e in events] == sorted(e.recorded_at for e in events)
        assert all(event.occurred_at <= event.recorded_at for event in events)
        versions = [event.data["version"] for event in events if "version" in event.data]
        assert versions == list(range(1, case.version + 1))
        letters = Notice.objects.values("event", "code", "addressee").annotate(n=Count("pk"))
        assert not letters.filter(n__gt=1).exists()


def written(case: Filing) -> tuple[object, ...]:
    """The traces that an act would leave."""
    row = Filing.objects.get(pk=case.pk)
    counts = [
        model.objects.count() for model in (AuditEvent, Deadline, Notice, Lead, RegistryEntry)
    ]
    return row.state, row.version, row.chain_head, row.record_number, *counts
