"""What the tests of officers' work share: colleagues in one office, many cases in a moment, a job done to its end."""

from collections.abc import Mapping
from typing import Any

from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.cases.models import Case
from portal.workflow.batch import reading, working
from portal.workflow.batch.choosing import by_numbers
from portal.workflow.batch.kinds import KINDS
from portal.workflow.batch.starting import start
from portal.workflow.models import BatchItem, BatchJob
from tests import make
from tests.make import NOW, Cast


def colleague(cast: Cast, username: str, *roles: Role) -> User:
    """One more officer of province 99."""
    return make.person(username, cast.office, *(roles or (Role.FILING_OFFICER,)))


def afresh(user: User) -> User:
    """The person as the next request would find them."""
    return User.objects.get(pk=user.pk)


def begin(
    actor: User, kind: str, cases: list[Any], params: Mapping[str, Any] | None = None
) -> BatchJob:
    """A job on cases, or on numbers given as text."""
    numbers = [case.number if isinstance(case, Case) else case for case in cases]
    form = KINDS[kind].form(dict(params or {}), case=None, user=actor)
    assert form.is_valid(), form.errors
    return start(KINDS[kind], by_numbers(actor, numbers), form, actor=actor, now=NOW)


def work(now: Any = NOW) -> int:
    """Do everything that waits; answers how many items that were."""
    done = 0
    while working.step(now):
        done += 1
    working.close_finished(now)
    return done


def results(job: BatchJob) -> list[tuple[str, str]]:
    """What came of each item: status and sentence, in order."""
    return [(item.status, item.message) for item in BatchItem.objects.filter(job=job)]


def state(job: BatchJob) -> str:
    """How far the job is, for its maker."""
    return reading.progress_of(reading.job_for(job.created_by, job.pk)).state
