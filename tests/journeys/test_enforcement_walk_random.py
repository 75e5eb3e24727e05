"""Random people doing random things to an inspection, an order and a penalty on PostgreSQL: what must hold holds."""

from typing import Any

import pytest
from django.db.models import Count
from pytest_django.fixtures import Settings

from enforcement.models import Penalty
from portal.audit import verification
from portal.audit.models import AuditEvent
from portal.cases.models import Case
from portal.cases.selectors import visible_to
from portal.deadlines.models import Deadline
from portal.law.rulebook import rulebook
from portal.notices.models import Notice
from portal.web.worklists import WORKLISTS
from portal.workflow import catalogue
from portal.workflow.availability import may_edit, offers
from tests.enforcement.people import EnforcementCast, cast, fresh
from tests.journeys.enforcement_errands import NAMES, Errands

pytestmark = pytest.mark.django_db
STEPS, WALKS = 40, 4
#: What waits for the office, for whoever writes, for the company.
DESKS = [WORKLISTS[slug] for slug in ("enforcement", "drafts", "to-do")]


class Always:
    """What no order of acts may break, asked of one case."""

    def __init__(self, people: EnforcementCast) -> None:
        self.people = people
        self.seen: dict[int, tuple[Any, ...]] = {}

    def holds(self, walk: Errands, case: Any) -> None:
        """Assert all of it."""
        self.limits_hold(case)
        people = case.officers.filter(ended_at=None).count()
        moved = (case.state, case.told_at, people)
        if self.seen.get(case.pk) != moved:
            self.somebody_has_it(case, walk.now)
            self.secrets_hold(case)
        self.seen[case.pk] = moved
        self.trail_holds(case)
        if isinstance(case, Penalty) and case.decided_at is not None:
            self.decision_holds(case)

    def somebody_has_it(self, case: Any, now: Any) -> None:
        """Until its end it is on the desk of somebody who may act on it now, or who waits for a limit that runs."""
        if case.state in catalogue.kind(case.kind).ends:
            return
        users = self.people.people
        holders = [users[name] for name in NAMES if self._has_on_desk(case, users[name], now)]
        assert holders, _told(case)
        running = Deadline.objects.filter(case_id=case.pk, closed_at=None).exists()
        assert running or any(self._may_go_on(case, one, now) for one in holders), _told(case)

    @staticmethod
    def _has_on_desk(case: Any, user: Any, now: Any) -> bool:
        lists = (one.rows(user, now) for one in DESKS if one.open_to(user))
        return any(rows.filter(pk=case.pk).exists() for rows in lists)

    @staticmethod
    def _may_go_on(case: Any, user: Any, now: Any) -> bool:
        return may_edit(case, user) or any(offer.allowed for offer in offers(case, user, now))

    @staticmethod
    def limits_hold(case: Any) -> None:
        """One open limit a code; none once the case has ended."""
        running = Deadline.objects.filter(case_id=case.pk, closed_at=None)
        assert not running.values("code").annotate(n=Count("pk")).filter(n__gt=1).exists()
        if case.state in catalogue.kind(case.kind).ends:
            assert not running.exists()

    def secrets_hold(self, case: Any) -> None:
        """The company knows nothing before it was told; who has no business here never does."""
        seers = {
            name
            for name, user in self.people.people.items()
            if visible_to(user).filter(pk=case.pk).exists()
        }
        assert seers == {n for n, user in self.people.people.items() if case.roles_of(user)}
        assert ("ai" in seers) == (case.told_at is not None)
        assert not {"dai", "gu"} & seers
        if case.told_at is None:
            told = Notice.objects.filter(case_id=case.pk, addressee=self.people.company_a)
            assert not told.exists()

    @staticmethod
    def trail_holds(case: Any) -> None:
        events = list(case.events.order_by("seq"))
        assert [event.seq for event in events] == list(range(1, case.chain_length + 1))
        assert events[-1].after == case.state

    @staticmethod
    def decision_holds(case: Penalty) -> None:
        """By two who did not decide, within the band and what was announced, after the party's rights had run."""
        law = rulebook(case.law_profile)
        investigated = {one.user_id for one in case.officers.filter(named_at__lte=case.decided_at)}
        assert len(investigated) >= 2
        assert case.decided_by_id not in investigated
        if case.no_penalty_ground:
            return
        assert case.notified_at is not None
        assert case.why_decision_barred(law, case.decided_at) == []
        assert case.reviewed_at is not None
        band = law.sanction(case.sanction)
        if case.fine is not None:
            assert (band.fine_min or 0) <= case.fine <= (band.fine_max or 0)
            assert case.fine <= case.announced["fine"]
            assert len(case.measures) > 1  # never the fine alone
        assert not case.must_be_discussed or case.deliberated_at is not None


def _told(case: Any) -> str:
    """Where it stands and how it came there."""
    return f"{case.kind} {case.state}: {list(case.events.values_list('action', flat=True))}"


def traces(cases: tuple[Any, ...]) -> list[Any]:
    """What an act would leave."""
    rows = Case.objects.filter(pk__in=[case.pk for case in cases]).order_by("pk")
    left: list[Any] = list(rows.values_list("pk", "state", "version", "chain_head"))
    return [*left, AuditEvent.objects.count(), Notice.objects.count()]


def test_whatever_people_do_what_must_hold_of_enforcement_holds(settings: Settings) -> None:
    settings.DEMO = True  # the walks go on under the draft
    people = cast()
    always, reached = Always(people), set[tuple[str, str]]()

    for number in range(WALKS):
        walk = Errands(people, number)
        for _ in range(STEPS):
            walk.wait()
            before = traces(walk.cases)
            touched = walk.step()
            if touched is None:
                assert traces(walk.cases) == before  # what is refused leaves nothing behind
                continue
            case = fresh(touched)
            always.holds(walk, case)
            reached.add((case.kind, case.state))
    assert len({state for kind, state in reached if kind == "penalty"}) >= 7
    assert len({state for kind, state in reached if kind != "penalty"}) >= 4
    assert list(verification.verify()) == []
