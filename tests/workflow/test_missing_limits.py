"""Limits for filings recorded before the portal kept them: opened once, from now on, with an event of the system."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from filings.models import Filing
from filings.states import FilingState as S
from portal.audit import verification
from portal.audit.models import AuditEvent
from portal.deadlines.models import Deadline, Milestone
from portal.workflow.missing_limits import open_missing
from tests import make
from tests.make import Cast, at
from tests.together import of_kind, together

LATER = at("2027-03-01 10:00")


def recorded_earlier(cast: Cast, state: S = S.RECORDED) -> Filing:
    """As a version of the portal left it that opened nothing at the recording."""
    case = make.filing(cast, state)
    opened = Deadline.objects.filter(case_id=case.pk, opened_by__action="record")
    Milestone.objects.filter(deadline__in=opened).delete()
    opened.delete()
    return case


def limits(case: Filing) -> dict[str, Deadline]:
    return {d.code: d for d in Deadline.objects.filter(case_id=case.pk, closed_at=None)}


def run(*options: str) -> str:
    out = StringIO()
    call_command("open_missing_limits", *options, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("profile", ["algorithm-2021-draft", "algorithm-2022"])
def test_both_limits_run_from_the_day_they_are_opened_so_that_nobody_is_late(
    cast: Cast, settings: pytest.FixtureRequest, profile: str
) -> None:
    settings.ALGORITHM_PROFILE = profile
    case = recorded_earlier(cast)
    event = open_missing(case.pk, "record", now=LATER)
    assert event is not None
    found = limits(case)
    assert set(found) == {"algorithm.display", "algorithm.confirmation"}
    assert {d.opened_by for d in found.values()} == {event}
    assert found["algorithm.display"].last_day == date(2027, 3, 8)
    assert found["algorithm.confirmation"].last_day == date(2028, 3, 1)
    assert found["algorithm.display"].milestones.count() > 0


def test_the_trail_names_the_system_and_what_it_opened_and_stays_whole(cast: Cast) -> None:
    case = recorded_earlier(cast)
    event = open_missing(case.pk, "record", now=LATER)
    assert event is not None
    assert (event.action, event.role, event.actor.username) == (
        "limits_opened",
        "system",
        "system",
    )
    assert (event.before, event.after) == (S.RECORDED, S.RECORDED)
    assert [one["code"] for one in event.data["opened"]] == [
        "algorithm.display",
        "algorithm.confirmation",
    ]
    assert make.fresh(case).version == case.version
    # What is missed are the two limits that ``recorded_earlier`` took away, at the act that had opened them.
    found = {(one.seq, one.reason) for one in verification.verify()}
    assert found == {
        (event.seq - 1, "期限 algorithm.display 已不存在"),
        (event.seq - 1, "期限 algorithm.confirmation 已不存在"),
    }


def test_a_second_run_opens_nothing(cast: Cast) -> None:
    case = recorded_earlier(cast)
    listed = f"{case.number} algorithm.display、algorithm.confirmation\n"
    assert run("--dry-run") == f"{listed}待补开期限的备案：1 件\n"
    assert limits(case) == {}
    assert run() == f"{listed}已补开期限的备案：1 件\n"
    assert run() == "已补开期限的备案：0 件\n"
    assert run("--dry-run") == "待补开期限的备案：0 件\n"
    assert len(limits(case)) == 2


def test_what_has_run_before_is_not_opened_again(cast: Cast) -> None:
    case = make.filing(cast, S.RECORDED)
    make.act(case, "confirm_current", cast.ai)
    Deadline.objects.filter(case_id=case.pk, code="algorithm.display").update(
        closed_at=make.NOW, outcome="met", closed_by=case.events.latest("seq")
    )
    assert open_missing(case.pk, "record", now=LATER) is None
    assert AuditEvent.objects.filter(action="limits_opened").count() == 0


@pytest.mark.parametrize("state", [S.SUBMITTED, S.DECLINED, S.CANCELLED, S.REVOKED])
def test_what_is_not_in_force_gets_no_limit(cast: Cast, state: S) -> None:
    case = recorded_earlier(cast, state)
    before = set(limits(case))
    assert open_missing(case.pk, "record", now=LATER) is None
    assert run("--dry-run") == "待补开期限的备案：0 件\n"
    assert set(limits(case)) == before


@pytest.mark.parametrize("state", [S.CHANGE_SUBMITTED, S.TERMINATION_DUE])
def test_a_filing_in_the_middle_of_a_later_act_gets_them_too(cast: Cast, state: S) -> None:
    case = recorded_earlier(cast, state)
    assert open_missing(case.pk, "record", now=LATER) is not None
    assert {"algorithm.display", "algorithm.confirmation"} <= set(limits(case))


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_open_each_limit_once() -> None:
    case = recorded_earlier(make.cast())
    done = together(*[lambda: open_missing(case.pk, "record", now=LATER)] * 3)
    assert len(of_kind(done, AuditEvent)) == 1
    assert len(limits(case)) == 2
