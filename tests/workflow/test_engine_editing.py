"""Beginning, changing and furnishing a case; the initial limit follows the day the service started."""

from datetime import date

import pytest

from filings.states import FilingState as S
from portal.audit import verification
from portal.cases.models import Case, Document
from portal.deadlines import sweep
from portal.deadlines.models import Deadline, Lead
from portal.workflow import engine
from portal.workflow.errors import GuardFailed, NotPermitted, Stale, WrongState
from tests import make
from tests.make import Cast, at


def initial(case: Case) -> list[tuple[date | None, str]]:
    """Every initial limit that the case ever had: last day and outcome."""
    rows = Deadline.objects.filter(case_id=case.pk, code="algorithm.initial").order_by("pk")
    return list(rows.values_list("last_day", "outcome"))


def test_a_new_filing_opens_its_limit_from_the_day_the_service_started(cast: Cast) -> None:
    case = make.draft(cast)
    assert (case.number, case.state, case.version) == ("BA2026000001", S.DRAFT, 1)
    assert (case.region, case.title, case.law_profile) == (
        "990101",
        make.NAME,
        "algorithm-2021-draft",
    )
    assert initial(case) == [(date(2026, 9, 28), "")]
    assert [event.action for event in case.events.all()] == ["created"]


def test_a_filing_of_a_service_that_has_not_started_has_no_limit_yet(cast: Cast) -> None:
    case = make.draft(cast, service_started_on=None)
    assert initial(case) == []
    make.edit(case, cast.ai, service_started_on=make.STARTED)
    assert initial(case) == [(date(2026, 9, 28), "")]


def test_a_corrected_start_moves_the_limit_and_keeps_the_old_date(cast: Cast) -> None:
    case = make.draft(cast)
    event = make.edit(case, cast.ai, service_started_on=date(2026, 9, 21)).event
    assert initial(case) == [(date(2026, 10, 12), "")]
    [change] = Deadline.objects.get(case_id=case.pk).changes.all()
    assert (change.old_last_day, change.new_last_day) == (date(2026, 9, 28), date(2026, 10, 12))
    assert (change.reason, change.event) == ("起算日更正", event)
    assert event.data["moved"][0]["from"] == "2026-09-28"


def test_an_emptied_start_voids_the_limit_and_a_new_one_opens_it_again(cast: Cast) -> None:
    case = make.draft(cast)
    make.edit(case, cast.ai, service_started_on=None)
    assert initial(case) == [(date(2026, 9, 28), "void")]
    make.edit(case, cast.ai, service_started_on=make.STARTED)
    assert initial(case) == [(date(2026, 9, 28), "void"), (date(2026, 9, 28), "")]


def test_emptying_the_start_of_a_missed_limit_undoes_neither_the_limit_nor_the_lead(
    cast: Cast,
) -> None:
    case = make.draft(cast)
    make.edit(case, cast.ai, now=at("2026-10-08 09:00"), service_started_on=None)
    assert initial(case) == [(date(2026, 9, 28), "")]
    assert Lead.objects.filter(case_id=case.pk).count() == 1


def test_a_limit_that_was_answered_does_not_run_again(cast: Cast) -> None:
    case = make.filing(cast, S.DECLINED)
    make.edit(case, cast.ai, introduction="x")
    make.edit(case, cast.ai, service_started_on=None)
    assert initial(case) == [(date(2026, 9, 28), "met")]


@pytest.mark.parametrize("start", [date(1, 1, 1), date(1999, 12, 31), date(9999, 12, 31)])
def test_a_start_from_which_nothing_can_be_counted_is_refused_by_name(
    cast: Cast, start: date
) -> None:
    with pytest.raises(GuardFailed) as refused:
        make.draft(cast, service_started_on=start)
    assert refused.value.reasons[0].field == "service_started_on"
    assert Case.objects.count() == 0
    case = make.draft(cast)
    with pytest.raises(GuardFailed, match="超出可计算的范围"):
        make.edit(case, cast.ai, service_started_on=start)
    assert case.number == "BA2026000001"


def test_a_start_long_ago_is_overdue_from_the_beginning(cast: Cast) -> None:
    case = make.draft(cast, service_started_on=date(2026, 3, 2))
    [deadline] = Deadline.objects.filter(case_id=case.pk)
    assert deadline.overdue_at(make.NOW)
    assert sweep.sweep(make.NOW) == 1
    event = case.events.get(action="deadline_due")
    assert (event.occurred_at, event.recorded_at) == (at("2026-03-17 00:00"), make.NOW)


def test_nobody_begins_a_filing_for_somebody_elses_company(cast: Cast) -> None:
    for stranger in (cast.dai, cast.bo):
        with pytest.raises(NotPermitted, match="您在该单位没有新建算法备案的角色"):
            engine.create(
                "filing",
                actor=stranger,
                organization=cast.company_a,
                data=make.opening(),
                now=make.NOW,
            )


def test_the_trail_of_an_edit_names_the_fields_not_their_content(cast: Cast) -> None:
    case = make.draft(cast)
    event = make.edit(case, cast.ai, introduction="机密", algorithm_version="2").event
    assert event.data == {"version": 2, "fields": ["algorithm_version", "introduction"]}


def test_an_edit_of_a_stale_version_changes_nothing(cast: Cast) -> None:
    case = make.draft(cast)
    make.edit(case, cast.ai, introduction="第一")
    with pytest.raises(Stale):
        engine.edit(case.pk, actor=cast.ai, data={"introduction": "第二"}, version=1, now=make.NOW)
    assert make.fresh(case).introduction == "第一"


@pytest.mark.parametrize("state", [S.SUBMITTED, S.RECORD_PROPOSED, S.RECORDED])
def test_content_stands_still_once_it_is_handed_in(cast: Cast, state: S) -> None:
    case = make.filing(cast, state)
    with pytest.raises(WrongState):
        make.edit(case, cast.ai, introduction="x")
    with pytest.raises(WrongState):
        make.attach(case, cast.ai, "licence")


@pytest.mark.parametrize("state", [S.DRAFT, S.CORRECTION_REQUESTED, S.DECLINED, S.WITHDRAWN])
def test_only_the_companys_people_change_what_is_open(cast: Cast, state: S) -> None:
    case = make.filing(cast, state)
    for stranger in (cast.dai, cast.bo, cast.eve, cast.chen):
        with pytest.raises(NotPermitted):
            make.edit(case, stranger, introduction="x")
    assert make.edit(case, cast.ai, introduction="x").case.introduction == "x"


def test_a_new_paper_sets_the_older_one_aside(cast: Cast) -> None:
    case = make.draft(cast)
    make.attach(case, cast.ai, "licence", body=b"old")
    make.attach(case, cast.ai, "licence", body=b"new", now=at("2026-09-22 11:00"))
    papers = Document.objects.filter(case_id=case.pk).order_by("pk")
    assert [paper.removed_at for paper in papers] == [at("2026-09-22 11:00"), None]
    assert [bytes(paper.file.data) for paper in papers] == [b"old", b"new"]


def test_a_place_for_several_papers_keeps_them_all(cast: Cast) -> None:
    case = make.draft(cast)
    make.attach(case, cast.ai, "other", body=b"one")
    make.attach(case, cast.ai, "other", body=b"two")
    assert case.documents.filter(removed_at=None).count() == 2


def test_a_paper_for_a_place_that_does_not_exist_is_refused(cast: Cast) -> None:
    with pytest.raises(GuardFailed, match="没有这一项材料"):
        make.attach(make.draft(cast), cast.ai, "love_letter")
    assert Document.objects.count() == 0


def test_a_removed_paper_is_kept_and_cannot_be_removed_twice(cast: Cast) -> None:
    case = make.draft(cast)
    make.attach(case, cast.ai, "licence")
    paper = case.documents.get()
    removed = engine.detach(case.pk, document=paper, actor=cast.ai, version=2, now=make.NOW)
    assert removed.event.data == {"version": 3, "slot": "licence", "document": paper.pk}
    with pytest.raises(GuardFailed, match="该材料已被撤下"):
        engine.detach(case.pk, document=paper, actor=cast.ai, version=3, now=make.NOW)
    assert case.documents.count() == 1


def test_a_paper_of_another_case_cannot_be_removed_through_this_one(cast: Cast) -> None:
    one, other = make.draft(cast), make.draft(cast)
    make.attach(other, cast.ai, "licence")
    paper = other.documents.get()
    with pytest.raises(GuardFailed):
        engine.detach(one.pk, document=paper, actor=cast.ai, version=1, now=make.NOW)
    assert other.documents.get().removed_at is None


def test_what_passed_before_an_edit_or_a_paper_stands_before_it_in_the_trail(cast: Cast) -> None:
    case = make.draft(cast)
    make.attach(case, cast.ai, "licence", now=at("2026-09-24 09:00"))
    make.edit(case, cast.ai, now=at("2026-09-28 09:00"), introduction="x")
    trail = case.events.order_by("seq").values_list("action", "occurred_at")
    assert list(trail) == [
        ("created", make.NOW),
        ("deadline_three_left", at("2026-09-23 00:00")),
        ("document_attached", at("2026-09-24 09:00")),
        ("deadline_one_left", at("2026-09-28 00:00")),
        ("edited", at("2026-09-28 09:00")),
    ]
    assert list(verification.verify()) == []
