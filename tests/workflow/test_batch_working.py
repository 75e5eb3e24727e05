"""A job does each of its cases once, alone and beside others, and tells of each what came of it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from filings.states import FilingState as S
from portal.accounts.models import Absence, Membership, User
from portal.accounts.roles import Role
from portal.audit import verification
from portal.audit.models import AuditEvent
from portal.cases.models import Case
from portal.clock import china_date
from portal.notices.models import Notice
from portal.workflow import tasks
from portal.workflow.batch import kinds, steering, working
from portal.workflow.models import BatchItem, BatchJob
from tests import make
from tests.make import NOW, Cast, at
from tests.together import together
from tests.workflow.door_cast import clock
from tests.workflow.officers import begin, colleague, results, state, work

__all__ = ["clock"]
UNKNOWN = "该事项不存在，或者您无权查看"


# --- Assigning --------------------------------------------------------------------------------------------------------
def test_each_case_is_assigned_and_told_of(cast: Cast) -> None:
    one, two = make.filing(cast), make.filing(cast)
    gao = colleague(cast, "gao")
    job = begin(cast.bo, "assign", [one, two], {"assignee": "gao"})
    assert (job.summary, state(job)) == ("分派给 Gao", "queued")
    assert work() == 2
    assert results(job) == [("done", "已分派给 Gao")] * 2
    assert [make.fresh(case).assignee for case in (one, two)] == [gao, gao]
    item = BatchItem.objects.filter(job=job).first()
    assert item is not None
    assert item.event is not None
    assert (item.event.action, item.event.case_id) == ("assigned", one.pk)
    job.refresh_from_db()
    assert (state(job), job.finished_at) == ("finished", NOW)
    assert list(verification.verify()) == []


def test_what_was_so_already_is_told_without_an_event(cast: Cast) -> None:
    case = make.filing(cast)
    begin(cast.bo, "assign", [case], {"assignee": "bo"})
    again = begin(cast.bo, "assign", [case], {"assignee": "bo"})
    nobody = begin(cast.bo, "assign", [make.filing(cast)], {"assignee": ":none"})
    work()
    assert results(again) == [("done", "承办人原本就是 Bo，未变动")]
    assert results(nobody) == [("done", "原本没有分派，未变动")]
    assert case.events.filter(action="assigned").count() == 1


def test_giving_a_case_to_somebody_away_says_who_stands_in(cast: Cast) -> None:
    gao, today = colleague(cast, "gao"), china_date(NOW)
    Absence.objects.create(
        user=gao, stand_in=cast.bo, first_day=today, last_day=today, entered_by=gao, entered_at=NOW
    )
    job = begin(cast.bo, "assign", [make.filing(cast)], {"assignee": "gao"})
    work()
    assert results(job) == [("done", "已分派给 Gao（今日缺勤，由 Bo 代理）")]


def test_numbers_that_do_not_exist_or_may_not_be_seen_are_refused_alike(cast: Cast) -> None:
    own, draft = make.filing(cast), make.draft(cast)
    job = begin(cast.bo, "assign", ["BA2099000001", draft, own, "x"], {"assignee": "bo"})
    foreign = begin(cast.eve, "assign", [own, "BA2099000001"], {"assignee": "eve"})
    assert results(foreign) == [("refused", UNKNOWN)] * 2
    assert state(foreign) == "finished"
    work()
    assert [status for status, _ in results(job)] == ["refused", "refused", "done", "refused"]
    assert make.fresh(own).assignee == cast.bo
    assert not BatchItem.objects.filter(job=foreign, case__isnull=False).exists()


def test_rights_are_those_of_the_moment_at_which_an_item_is_done(cast: Cast) -> None:
    case = make.filing(cast)
    gone = begin(cast.bo, "remind", [case])
    seen = begin(cast.bo, "export", [case])
    Membership.objects.filter(user=cast.bo).update(role=Role.ENFORCEMENT_OFFICER)
    work()
    assert results(gone) == results(seen) == [("refused", "您无权办理该事项")]
    Membership.objects.filter(user=cast.bo).update(is_active=False)
    other = BatchJob.objects.get(pk=seen.pk)
    BatchItem.objects.filter(job=other).update(status="queued")
    work()
    assert results(other) == [("refused", UNKNOWN)]
    assert not AuditEvent.objects.filter(action__in=["reminded", "exported"]).exists()


def test_a_case_is_not_given_to_whoever_lost_the_role_meanwhile(cast: Cast) -> None:
    gao = colleague(cast, "gao")
    job = begin(cast.bo, "assign", [make.filing(cast)], {"assignee": "gao"})
    User.objects.filter(pk=gao.pk).update(is_active=False)
    work()
    assert results(job) == [("refused", "该人员的账户已经停用")]


# --- Reminding --------------------------------------------------------------------------------------------------------
def test_the_company_gets_one_message_that_names_its_open_duty(cast: Cast) -> None:
    recorded, decided = make.filing(cast, S.RECORDED), make.filing(cast)
    job = begin(cast.bo, "remind", [recorded, decided], {"note": "请在官网显著位置公示。"})
    work()
    assert results(job) == [
        ("done", "已催办"),
        ("refused", "没有待企业（单位）办理的期限，未催办"),
    ]
    [notice] = Notice.objects.filter(code="officer_reminder")
    assert (notice.addressee, notice.issuer, notice.status) == (
        cast.company_a,
        cast.office,
        "ready",
    )
    assert f"演示省互联网信息办公室催办：事项 {recorded.number}" in notice.body
    assert "办理人员附言：请在官网显著位置公示。" in notice.body
    assert "1. " in notice.body
    [event] = recorded.events.filter(action="reminded")
    assert "附言：请在官网显著位置公示。" in event.data["told"]


def test_an_overdue_duty_is_called_overdue(cast: Cast) -> None:
    case = make.filing(cast, S.WITHDRAWN)
    job = begin(cast.bo, "remind", [case])
    work(at("2026-09-29 09:00"))
    assert results(job) == [("done", "已催办")]
    notice = Notice.objects.get(code="officer_reminder")
    assert "最后一日为2026年9月28日，已经逾期。" in notice.body


def test_a_case_is_reminded_at_most_once_a_day_in_beijing(cast: Cast) -> None:
    case = make.filing(cast, S.WITHDRAWN)
    moments = ["2026-09-22 23:59", "2026-09-22 00:00", "2026-09-23 00:00"]
    told = []
    for moment in (moments[1], moments[0], moments[2]):
        job = begin(cast.bo, "remind", [case])
        work(at(moment))
        told += results(job)
    assert told == [
        ("done", "已催办"),
        ("refused", "今天已经催办过，同一事项每天至多催办一次"),
        ("done", "已催办"),
    ]
    assert Notice.objects.filter(code="officer_reminder").count() == 2


# --- Failing, trying again, calling off -------------------------------------------------------------------------------
@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Make the work on one case fail after it has written something."""

    def break_(number: str) -> None:
        kind = kinds.KINDS["assign"]

        def act(pk: int, *rest: Any) -> kinds.Result:
            result = kind.act(pk, *rest)
            if Case.objects.get(pk=pk).number == number:
                raise RuntimeError("broken")
            return result

        changed = kinds.BatchKind(
            code=kind.code, label=kind.label, explains=kind.explains, form=kind.form, act=act
        )
        monkeypatch.setattr(working, "KINDS", {**kinds.KINDS, "assign": changed})

    return break_


def test_one_failing_case_is_undone_and_stops_no_other(
    cast: Cast, broken: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = [make.filing(cast) for _ in range(3)]
    job = begin(cast.bo, "assign", cases, {"assignee": "bo"})
    broken(cases[1].number)
    work()
    assert [status for status, _ in results(job)] == ["done", "failed", "done"]
    assert results(job)[1][1] == "办理时出错，没有任何变动，可以重试"
    assert make.fresh(cases[1]).assignee is None
    assert not cases[1].events.filter(action="assigned").exists()
    monkeypatch.undo()
    assert steering.retry(job) == 1
    assert state(job) == "running"
    work()
    assert [status for status, _ in results(job)] == ["done"] * 3
    assert steering.retry(job) == 0
    assert [c.events.filter(action="assigned").count() for c in cases] == [1, 1, 1]


def test_what_waits_can_be_called_off_and_what_is_done_stays_done(cast: Cast) -> None:
    cases = [make.filing(cast) for _ in range(3)]
    job = begin(cast.bo, "assign", cases, {"assignee": "bo"})
    assert working.step(NOW)
    assert steering.cancel(job) == 2
    assert working.close_finished(NOW) == 1
    assert [status for status, _ in results(job)] == ["done", "cancelled", "cancelled"]
    assert state(job) == "cancelled"
    assert work() == 0
    assert steering.cancel(job) == 0


def test_jobs_take_turns(cast: Cast) -> None:
    cases = [make.filing(cast) for _ in range(3)]
    long = begin(cast.bo, "assign", cases, {"assignee": "bo"})
    short = begin(cast.chen, "export", cases[:1])
    assert working.step(NOW)
    assert working.step(NOW)
    assert state(short) == "finished"
    assert state(long) == "running"


# --- The worker -------------------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("clock")
def test_the_task_does_what_waits_and_closes_the_job(cast: Cast) -> None:
    job = begin(cast.bo, "assign", [make.filing(cast)], {"assignee": "bo"})
    assert tasks.work_batches() == 1
    assert tasks.work_batches() == 0
    job.refresh_from_db()
    assert job.finished_at is not None


@pytest.mark.usefixtures("clock")
def test_a_task_stops_after_its_while_and_leaves_the_rest_to_the_next(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    woken: list[str] = []
    monkeypatch.setattr(tasks, "wake", lambda: woken.append("woken"))
    monkeypatch.setattr(tasks, "BUDGET_SECONDS", 0.0)
    job = begin(cast.bo, "assign", [make.filing(cast)], {"assignee": "bo"})
    assert tasks.work_batches() == 0
    assert (woken, state(job)) == (["woken"], "queued")


@pytest.mark.usefixtures("clock")
def test_old_exports_and_old_jobs_are_forgotten(cast: Cast) -> None:
    job = begin(cast.bo, "export", [make.filing(cast)])
    work()
    steering.forget(NOW + timedelta(days=7) - timedelta(seconds=1))
    assert BatchItem.objects.get(job=job).row is not None
    steering.forget(NOW + timedelta(days=7))
    assert BatchItem.objects.get(job=job).row is None
    steering.forget(NOW + timedelta(days=180))
    assert not BatchJob.objects.exists()
    tasks.forget_batches()


@pytest.mark.django_db(transaction=True)
def test_several_workers_share_a_job_and_do_each_case_once() -> None:
    cast = make.cast()
    first = make.filing(cast, S.WITHDRAWN)
    cases = [first, *(make.filing(cast, S.WITHDRAWN) for _ in range(11))]
    job = begin(cast.bo, "remind", cases)
    done = together(*[work] * 4)
    assert sum(done) == 12
    assert results(job) == [("done", "已催办")] * 12
    assert Notice.objects.filter(code="officer_reminder").count() == 12
    assert AuditEvent.objects.filter(action="reminded").count() == 12
    job.refresh_from_db()
    assert job.finished_at == NOW
    assert list(verification.verify()) == []


@pytest.mark.django_db(transaction=True)
def test_two_jobs_on_one_case_remind_it_once() -> None:
    cast = make.cast()
    case = make.filing(cast, S.WITHDRAWN)
    jobs = [begin(who, "remind", [case]) for who in (cast.bo, cast.chen)]
    together(work, work)
    assert sorted(status for job in jobs for status, _ in results(job)) == ["done", "refused"]
    assert Notice.objects.filter(code="officer_reminder").count() == 1


@pytest.mark.django_db(transaction=True)
def test_calling_off_while_an_item_is_under_way_waits_for_nobody() -> None:
    cast = make.cast()
    cases = [make.filing(cast) for _ in range(2)]
    job = begin(cast.bo, "assign", cases, {"assignee": "bo"})
    with transaction.atomic():
        waiting = BatchItem.objects.filter(job=job).order_by("position")
        held = waiting.select_for_update().first()
        assert held is not None
        [called_off] = together(lambda: steering.cancel(job))
    assert called_off == 1
    assert work() == 1
    assert [status for status, _ in results(job)] == ["done", "cancelled"]
