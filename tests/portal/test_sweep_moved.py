"""What happens between the sweep's look and its lock, and what a bad milestone may not forbid."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from filings.models import Filing
from filings.states import FilingState as S
from portal.audit import verification
from portal.cases.models import Case
from portal.deadlines import sweep
from portal.deadlines.importing import import_notice
from portal.deadlines.models import Deadline, Lead, Milestone
from portal.deadlines.recompute import recompute
from portal.notices.models import Notice
from tests import make
from tests.make import Cast, at

NEW_YEAR = "日期,类型,名称\n2027-01-01,休,元旦\n".encode()
LATE = at("2026-10-09 15:00")


@pytest.fixture
def cast(db: None) -> Cast:
    return make.cast()


@pytest.fixture
def after_the_look(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], Any]], list[int]]:
    """Let something happen once between the page that the sweep reads and its lock; says how much the page had."""

    def arrange(happens: Callable[[], Any]) -> list[int]:
        honest, pages = sweep.pending, []

        def pending(*args: Any) -> Any:
            rows = honest(*args)
            if not pages:
                happens()
            pages.append(len(rows))
            return rows

        monkeypatch.setattr(sweep, "pending", pending)
        return pages

    return arrange


def witnessed(case: Case) -> list[str]:
    events = case.events.filter(action__startswith="deadline_").order_by("seq")
    return [event.action for event in events if event.action != "deadline_recomputed"]


def test_a_limit_that_an_edit_moved_after_the_look_is_not_announced_early(
    cast: Cast, after_the_look: Any
) -> None:
    case = make.draft(cast)
    before = at("2026-09-22 23:59")
    pages = after_the_look(
        lambda: make.edit(case, cast.ai, now=before, service_started_on=date(2026, 9, 21))
    )
    assert sweep.sweep(at("2026-09-23 00:00")) == 0
    assert pages == [1]
    assert witnessed(case) == []
    assert Notice.objects.count() == 0
    assert sweep.sweep(at("2026-10-13 00:00")) == len(witnessed(case))
    assert witnessed(case)[-1] == "deadline_due"


def test_a_limit_that_a_recomputation_moved_after_the_look_is_not_missed_yet(
    cast: Cast, after_the_look: Any
) -> None:
    case = make.draft(cast, now=at("2026-12-28 10:00"), service_started_on=date(2026, 12, 25))
    sweep.sweep(at("2027-01-08 12:00"))
    import_notice(NEW_YEAR, now=at("2027-01-08 13:00"))
    due = at("2027-01-09 00:00")
    pages = after_the_look(lambda: recompute(at("2027-01-08 13:00")))
    assert sweep.sweep(due) == 0
    assert pages == [1]
    assert "deadline_due" not in witnessed(case)
    assert Lead.objects.count() == 0
    assert sweep.sweep(at("2027-01-12 00:00")) == 1
    assert Lead.objects.get().missed_at == at("2027-01-12 00:00")
    assert list(verification.verify()) == []


def test_a_limit_that_was_met_after_the_look_is_not_announced(
    cast: Cast, after_the_look: Any
) -> None:
    case = make.complete_draft(cast)
    pages = after_the_look(lambda: make.act(case, "submit", cast.ai, now=at("2026-09-22 23:59")))
    assert sweep.sweep(at("2026-09-23 00:00")) == 0
    assert pages == [1]
    assert witnessed(case) == []


class Poison:
    """One milestone that cannot be marked as witnessed, after its event was written, until it is healed."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.bad: set[int] = set()
        self.honest = sweep._mark
        patch.setattr(sweep, "_mark", self.mark)

    def __call__(self, case: Case, code: str, name: str) -> None:
        bad = Milestone.objects.get(deadline__case_id=case.pk, deadline__code=code, name=name)
        self.bad.add(bad.pk)

    def mark(self, pairs: Any, now: Any) -> None:
        given = list(pairs)
        if self.bad & {milestone.pk for milestone, _ in given}:
            raise RuntimeError("poisoned")
        self.honest(given, now)


@pytest.fixture
def poison(monkeypatch: pytest.MonkeyPatch) -> Poison:
    return Poison(monkeypatch)


@pytest.fixture
def corrected(cast: Cast) -> Filing:
    return make.filing(cast, S.CORRECTION_REQUESTED)


def test_a_bad_milestone_does_not_forbid_an_act_on_its_case(
    cast: Cast, corrected: Filing, poison: Poison, caplog: pytest.LogCaptureFixture
) -> None:
    poison(corrected, "algorithm.decision", "three_left")
    now = at("2026-11-12 09:00")
    done = make.act(corrected, "submit_correction", cast.ai, now=now)
    assert done.case.state == S.SUBMITTED
    assert witnessed(corrected) == ["deadline_halfway", "deadline_one_left", "deadline_due"]
    assert done.event.seq == corrected.events.count()
    assert f"milestones of case {corrected.number} could not be witnessed" in caplog.text
    assert list(verification.verify()) == []
    assert sweep.sweep(now) == 0
    poison.bad.clear()
    assert sweep.sweep(now) == 1
    assert witnessed(corrected)[-1] == "deadline_three_left"
    assert list(verification.verify()) == []


def test_beside_a_bad_milestone_the_healthy_ones_lose_nothing(
    cast: Cast, corrected: Filing, poison: Poison
) -> None:
    poison(corrected, "algorithm.decision", "halfway")
    make.act(corrected, "submit_correction", cast.ai, now=at("2026-11-12 09:00"))
    marked = Milestone.objects.filter(deadline__case_id=corrected.pk, emitted_at__isnull=False)
    assert set(marked.values_list("name", flat=True)) == {"three_left", "one_left", "due"}
    for milestone in marked:
        assert milestone.event.action == f"deadline_{milestone.name}"
    letters = Notice.objects.filter(code__startswith="deadline_")
    assert {(letter.code, letter.addressee) for letter in letters} == {
        ("deadline_overdue", cast.office),
        ("deadline_escalated", cast.capital),
    }


def test_a_late_act_beside_a_bad_milestone_still_opens_the_lead(cast: Cast, poison: Poison) -> None:
    case = make.complete_draft(cast)
    poison(case, "algorithm.initial", "due")
    make.act(case, "submit", cast.ai, now=LATE)
    assert witnessed(case) == ["deadline_three_left", "deadline_one_left"]
    assert Deadline.objects.get(code="algorithm.initial").outcome == "late"
    lead = Lead.objects.get()
    assert (lead.case_id, lead.missed_at) == (case.pk, at("2026-09-29 00:00"))
    assert lead.event.action == "submit"
    assert list(verification.verify()) == []


def test_an_edit_and_a_paper_pass_a_bad_milestone_too(cast: Cast, poison: Poison) -> None:
    case = make.draft(cast)
    poison(case, "algorithm.initial", "three_left")
    make.edit(case, cast.ai, now=LATE, introduction="x")
    make.attach(case, cast.ai, "licence", now=LATE)
    assert make.fresh(case).introduction == "x"
    assert witnessed(case) == ["deadline_one_left", "deadline_due"]
    assert list(verification.verify()) == []
