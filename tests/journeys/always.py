"""What must hold of a filing at every moment of its life, whoever did whatever before."""

from typing import Any

from django.db.models import Count, F

from filings.kinds import FILING
from filings.models import Filing, RegistryEntry
from filings.publishing import PublicEntry
from filings.states import IN_FORCE_STATES
from filings.states import FilingState as S
from portal.accounts.models import User
from portal.deadlines.models import Deadline, Lead, Milestone
from portal.notices.models import Notice
from portal.workflow.availability import may_edit, offers
from tests import make

#: state → the status of its public entry.
STATUS = {state: "in_force" for state in IN_FORCE_STATES} | {
    S.DEREGISTERED: "cancelled",
    S.CANCELLED: "cancelled",
    S.REVOKED: "revoked",
}
_BESIDE = {
    "display",
    "display_correction",
    "confirmation",
    "revocation_statement",
    "revocation_decision",
}
#: state → what may run in it: nothing in a state that is not named.
MAY_RUN: dict[str, set[str]] = {
    S.DRAFT: {"initial"},
    S.WITHDRAWN: {"initial"},
    S.SUBMITTED: {"decision"},
    S.CORRECTION_REQUESTED: {"decision"},
    S.RECORD_PROPOSED: {"decision"},
    S.RECORDED: _BESIDE,
    S.CHANGE_DUE: _BESIDE | {"change", "change_correction"},
    S.CHANGE_SUBMITTED: _BESIDE | {"change_decision"},
    S.TERMINATION_DUE: _BESIDE | {"deregistration", "deregistration_correction"},
    S.DEREGISTRATION_SUBMITTED: _BESIDE | {"deregistration_decision"},
}
#: state → of which at least one must run in it.
MUST_RUN: dict[str, set[str]] = {
    S.SUBMITTED: {"decision"},
    S.CORRECTION_REQUESTED: {"decision"},
    S.RECORD_PROPOSED: {"decision"},
    S.RECORDED: {"confirmation"},
    S.CHANGE_DUE: {"change", "change_correction"},
    S.CHANGE_SUBMITTED: {"change_decision"},
    S.TERMINATION_DUE: {"deregistration", "deregistration_correction"},
    S.DEREGISTRATION_SUBMITTED: {"deregistration_decision"},
}
#: What the portal publishes of a version besides dates.
PUBLIC = [name for name in PublicEntry.__dataclass_fields__ if not name.startswith("published_")]


class Always:
    """Watches one filing: remembers what may never change again, and looks at the rest anew each time."""

    def __init__(self, case: Filing) -> None:
        self.pk = case.pk
        self.number: str | None = None
        self.frozen: dict[int, tuple[Any, Any]] = {}
        self.published: dict[int, tuple[str, Any]] = {}

    def holds(self) -> None:
        """Assert all of it."""
        case = Filing.objects.get(pk=self.pk)
        self.number_holds(case)
        self.versions_hold(case)
        self.register_holds(case)
        clocks_hold(case)
        nothing_is_stuck(case)
        trail_holds(case)

    def number_holds(self, case: Filing) -> None:
        assert case.in_force == (case.state in IN_FORCE_STATES)
        assert (case.record_number is not None) == (case.state in STATUS)
        assert self.number in (None, case.record_number)
        self.number = case.record_number

    def versions_hold(self, case: Filing) -> None:
        rows = case.revisions.order_by("number").values_list("number", "content", "papers")
        now = {number: (content, papers) for number, content, papers in rows}
        assert list(now) == list(range(1, len(now) + 1))
        assert {number: now[number] for number in self.frozen} == self.frozen
        self.frozen = now
        assert (case.recorded_version is not None) == (case.state in STATUS)

    def register_holds(self, case: Filing) -> None:
        entry = RegistryEntry.objects.filter(case_number=case.number).first()
        assert (entry is not None) == (case.state in STATUS)
        if entry is None:
            return
        assert (entry.status, entry.record_number) == (STATUS[case.state], case.record_number)
        in_force = self.frozen[case.recorded_version][0]
        assert (entry.algorithm_name, entry.subject_name) == (
            in_force["algorithm_name"],
            in_force["subject_name"],
        )
        self.feed_holds(entry)

    def feed_holds(self, entry: RegistryEntry) -> None:
        """Versions are only ever added, and whoever replays them has the entry."""
        rows = entry.versions.order_by("version").values_list("version", "action", "content")
        now = {version: (action, content) for version, action, content in rows}
        assert list(now) == list(range(1, len(now) + 1))
        assert {version: now[version] for version in self.published} == self.published
        self.published = now
        last = PublicEntry.from_content(now[len(now)][1])
        replayed = {name: getattr(last, name) for name in PUBLIC}
        assert replayed == {name: getattr(entry, name) for name in PUBLIC}


def clocks_hold(case: Filing) -> None:
    """What runs belongs to the state, each limit once; what is late and leads has its lead."""
    running = Deadline.objects.filter(case_id=case.pk, closed_at=None)
    assert not running.values("code").annotate(n=Count("pk")).filter(n__gt=1).exists()
    codes = {code.removeprefix("algorithm.") for code in running.values_list("code", flat=True)}
    assert codes <= MAY_RUN.get(case.state, set())
    assert not MUST_RUN.get(case.state) or codes & MUST_RUN[case.state]
    assert not Deadline.objects.filter(
        case_id=case.pk, kind="duty", outcome="void", closed_at__gte=F("moment")
    ).exists()  # nothing that anybody does erases a missed date
    ended = Milestone.objects.filter(deadline__case_id=case.pk, deadline__closed_at__isnull=False)
    assert not ended.filter(emitted_at=None).exists()
    leads = Lead.objects.filter(case_id=case.pk).values_list("deadline_id", "code", "missed_at")
    told = {key for lead in leads for key in (lead[0], lead[1:])}
    for late in Deadline.objects.filter(case_id=case.pk, outcome="late", on_miss="lead"):
        assert told & {
            late.pk,
            (late.code, late.moment),
        }  # one lead a duty, however often it was opened


def nothing_is_stuck(case: Filing) -> None:
    """Until its end a filing has a limit that runs, or somebody on either side may act on it or mend it now.

    Grading does not count: it moves nothing on.
    """
    if case.state in FILING.ends:
        return
    if Deadline.objects.filter(case_id=case.pk, closed_at=None).exists():
        return
    now = case.events.latest("seq").recorded_at
    assert [
        person
        for person in User.objects.filter(username__in=("ai", "bo"))
        if may_edit(case, person)
        or any(o.allowed and not o.step.secret for o in offers(case, person, now))
    ]


def trail_holds(case: Filing) -> None:
    """Times and versions rise without a gap, no notice is said twice. That the chain verifies is asked at the end."""
    events = list(case.events.order_by("seq"))
    assert [event.seq for event in events] == list(range(1, case.chain_length + 1))
    assert all(one.after == two.before for one, two in zip(events, events[1:], strict=False))
    assert events[-1].after == case.state
    assert [e.recorded_at for e in events] == sorted(e.recorded_at for e in events)
    assert all(event.occurred_at <= event.recorded_at for event in events)
    versions = [e.data["version"] for e in events if "version" in e.data and e.action != "grade"]
    assert versions == list(range(1, make.version_of(case) + 1))
    said = Notice.objects.values("event", "code", "addressee").annotate(n=Count("pk"))
    assert not said.filter(n__gt=1).exists()
