"""Destroying what is due: two people, a frozen list, bytes that go with their last holder, a record for ever."""

import hashlib

import pytest
from django.db import DatabaseError, connection, transaction

from filings.models import DisplayCheck
from filings.states import FilingState
from portal.accounts.roles import Role
from portal.audit import verification
from portal.cases.models import Case, Document, StoredFile
from portal.notices.models import Notice
from portal.retention import holds, proposing, recording
from portal.retention.models import Destruction, DestructionItem, DestructionRecord
from portal.retention.papers import GONE, SHARED
from portal.retention.proposing import cut_off, due_rows
from portal.retention.schedule import holding_named, keep_papers, kept_slots
from portal.workflow.errors import GuardFailed, NotPermitted, Overtaken
from tests import make
from tests.make import Cast, at
from tests.portal import retaining
from tests.portal.retaining import DUE, PAPERS, Administrators, papers_of

pytestmark = pytest.mark.django_db
BEFORE = at("2036-09-22 23:59:59")


@pytest.fixture
def cast(db: None) -> Cast:
    return make.cast()


@pytest.fixture
def two(cast: Cast) -> Administrators:
    return retaining.administrators(cast)


def due(code: str = PAPERS, now: object = DUE) -> int:
    holding = holding_named(code)
    assert holding is not None
    return due_rows(holding, cut_off(holding, now)).count()


# --- Papers of ended cases --------------------------------------------------------------------------------------------
def test_papers_are_due_when_the_tenth_year_after_the_end_is_over_and_not_a_second_before(
    cast: Cast,
) -> None:
    case = retaining.ended(cast)
    make.filing(cast, FilingState.RECORDED)
    make.filing(cast, FilingState.DECLINED)  # may be handed in again: not at its end
    assert (due(now=BEFORE), due()) == (0, len(papers_of(case)))


def test_what_is_destroyed_leaves_its_name_its_hash_and_a_record_and_the_trail_holds(
    cast: Cast, two: Administrators
) -> None:
    case = retaining.ended(cast)
    Document.objects.filter(case=case).update(text="文字层")
    letters = Notice.objects.filter(case=case).count()
    before = {paper.pk: (paper.name, paper.size, paper.file_id) for paper in papers_of(case)}
    made = retaining.destroyed(two)
    papers = papers_of(case)
    assert {p.pk: (p.name, p.size, p.file_id) for p in papers} == before
    assert {(p.destroyed_at, p.destruction, p.text) for p in papers} == {(DUE, "XH2036000001", "")}
    assert {(bytes(p.file.data), p.file.destroyed_at) for p in papers} == {(b"", DUE)}
    assert retaining.outcomes(made) == {("done", GONE)}
    assert Notice.objects.filter(case=case).count() == letters > 0
    [event] = case.events.filter(action="material_destroyed")
    assert (event.role, event.data["rows"]) == ("system", sorted(before))
    record = made.record
    assert (made.state, record.number) == ("done", "XH2036000001")
    assert (record.content["destroyed"], record.content["cut_off"]) == (len(before), "2026-09-22")
    assert record.hash == recording.hash_of(record.content)
    assert list(verification.verify()) == []


def test_a_second_run_destroys_nothing(cast: Cast, two: Administrators) -> None:
    case = retaining.ended(cast)
    retaining.destroyed(two)
    seen = [(p.destroyed_at, p.destruction) for p in papers_of(case)]
    assert (retaining.carry_out(at("2036-10-01 09:00")), due()) == (0, 0)
    with pytest.raises(GuardFailed, match="没有到期可以销毁的内容"):
        retaining.propose(two.system)
    assert [(p.destroyed_at, p.destruction) for p in papers_of(case)] == seen
    assert DestructionRecord.objects.count() == Destruction.objects.count() == 1


def test_bytes_that_a_living_paper_shares_stay_until_that_goes_too(
    cast: Cast, two: Administrators
) -> None:
    ended = retaining.ended(cast)
    living = make.complete_draft(cast)
    make.act(living, "submit", cast.ai)
    made = retaining.destroyed(two)
    assert retaining.outcomes(made) == {("done", SHARED)}
    assert all(paper.destroyed_at == DUE for paper in papers_of(ended))
    assert all(bytes(paper.file.data) for paper in papers_of(living))
    assert list(verification.verify()) == []
    make.act(make.fresh(living), "propose_record", cast.bo)
    make.act(make.fresh(living), "record", cast.chen)
    last = make.PATHS[FilingState.CANCELLED][-1]
    make.act(make.fresh(living), last[0], cast.bo, **last[2])
    assert retaining.outcomes(retaining.destroyed(two)) == {("done", GONE)}
    assert not any(bytes(paper.file.data) for paper in papers_of(living))


def test_equal_bytes_that_come_in_after_the_destruction_are_kept_anew(
    cast: Cast, two: Administrators
) -> None:
    ended = retaining.ended(cast)
    retaining.destroyed(two)
    draft = make.draft(cast)
    [old] = [paper for paper in papers_of(ended) if paper.slot == "licence"]
    make.attach(draft, cast.ai, "licence")
    [new] = papers_of(draft)
    assert new.file_id == old.file_id
    assert hashlib.sha256(bytes(new.file.data)).hexdigest() == new.file_id
    old.refresh_from_db()
    assert old.destroyed_at == DUE
    assert list(verification.verify()) == []


def test_places_that_are_kept_for_ever_are_never_due(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = len(papers_of(retaining.ended(cast)))
    monkeypatch.setattr("portal.retention.schedule._KEPT", {})
    keep_papers("filing", "licence")
    assert kept_slots() == {"filing": frozenset({"licence"})}
    assert due() == count - 1


# --- Two people -------------------------------------------------------------------------------------------------------
def test_a_list_needs_the_other_kind_of_administrator(cast: Cast, two: Administrators) -> None:
    retaining.ended(cast)
    second = make.person("su", cast.capital, Role.SYSTEM_ADMIN)
    auditor = make.person("an", cast.capital, Role.AUDITOR)
    made = retaining.propose(two.system)
    for person in (two.system, second, auditor, cast.chen):
        with pytest.raises(NotPermitted):
            proposing.approve(made.pk, actor=person, now=DUE)
    with pytest.raises(NotPermitted):
        retaining.propose(auditor)
    assert retaining.carry_out() == 0
    assert proposing.approve(made.pk, actor=two.security, now=DUE).number == "XH2036000001"
    with pytest.raises(Overtaken):
        proposing.approve(made.pk, actor=two.security, now=DUE)


def test_one_class_has_one_open_list_and_a_refused_one_destroys_nothing(
    cast: Cast, two: Administrators
) -> None:
    case = retaining.ended(cast)
    made = retaining.propose(two.security)
    with pytest.raises(Overtaken, match="已有未完成的销毁"):
        retaining.propose(two.system)
    proposing.decline(made.pk, reason="数目有误", actor=two.system, now=DUE)
    assert retaining.carry_out() == 0
    assert {paper.destroyed_at for paper in papers_of(case)} == {None}
    assert retaining.propose(two.system).number is None


def test_a_long_list_is_cut_and_the_rest_waits_for_the_next(
    cast: Cast, two: Administrators, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = len(papers_of(retaining.ended(cast)))
    monkeypatch.setattr(proposing, "MOST", 2)
    monkeypatch.setattr("portal.retention.working.BATCH", 1)
    made = retaining.signed(two)
    assert retaining.carry_out() == 3  # two items, one at a time, then the record
    assert (made.items.count(), due()) == (2, count - 2)


# --- Holds ------------------------------------------------------------------------------------------------------------
def test_what_is_on_hold_is_never_due_and_what_is_held_meanwhile_is_left_out(
    cast: Cast, two: Administrators
) -> None:
    held, other = retaining.ended(cast), retaining.ended(cast)
    made = retaining.signed(two)
    hold = holds.place(case=held, reason="复议", actor=cast.chen, now=DUE)
    assert due() == len(papers_of(other))
    retaining.carry_out()
    assert {paper.destroyed_at for paper in papers_of(held)} == {None}
    assert {paper.destroyed_at for paper in papers_of(other)} == {DUE}
    left = set(made.items.filter(case=held).values_list("status", "note"))
    assert left == {("left_out", "处于法律保全，未销毁")}
    assert due() == 0
    holds.lift(hold.pk, because="复议已终结", actor=cast.chen, now=DUE)
    assert due() == len(papers_of(held))
    assert [e.action for e in held.events.order_by("seq")][-2:] == ["hold_placed", "hold_lifted"]
    assert list(verification.verify()) == []


def test_a_hold_on_an_organisation_holds_all_its_cases_and_no_one_elses(cast: Cast) -> None:
    case = retaining.ended(cast)
    holds.place(organization=cast.company_b, reason="调查", actor=cast.chen, now=DUE)
    assert due() == len(papers_of(case))
    holds.place(organization=cast.company_a, reason="调查", actor=cast.chen, now=DUE)
    assert due() == 0
    assert case.events.filter(action="hold_placed", actor=cast.chen).count() == 1


# --- Drafts and evidence ----------------------------------------------------------------------------------------------
def test_a_draft_that_nobody_touched_for_a_year_is_emptied_and_can_be_taken_up_again(
    cast: Cast, two: Administrators
) -> None:
    draft, submitted = make.complete_draft(cast), make.filing(cast)
    now = at("2027-09-23 00:00")
    assert (due("drafts", at("2027-09-22 23:59:59")), due("drafts", now)) == (0, 1)
    retaining.destroyed(two, "drafts", now)
    emptied = make.fresh(draft)
    assert (emptied.title, emptied.state) == (make.NAME, FilingState.DRAFT)
    assert (emptied.legal_representative, emptied.safety_officer_mobile) == ("", "")
    assert (emptied.products, emptied.introduction) == ([], "")
    assert {(p.removed_at, p.destroyed_at) for p in papers_of(draft)} == {(now, now)}
    assert make.fresh(submitted).introduction != ""
    assert due("drafts", at("2030-01-01 09:00")) == 0
    make.edit(emptied, cast.ai, now=at("2030-01-01 09:00"), introduction="重新开始。")
    assert due("drafts", at("2031-01-02 00:00")) == 1
    assert list(verification.verify()) == []


def test_a_page_kept_as_evidence_goes_and_what_was_found_on_it_stays(
    cast: Cast, two: Administrators
) -> None:
    filing = make.filing(cast, FilingState.RECORDED)
    data = b"<html>page</html>"
    sha256 = hashlib.sha256(data).hexdigest()
    body = StoredFile.objects.create(sha256=sha256, data=data, size=len(data))
    seen = {"requested_at": make.NOW, "finished_at": make.NOW, "result": "shown", "body": body}
    settled = DisplayCheck.objects.create(filing=filing, settled_at=make.NOW, **seen)
    DisplayCheck.objects.create(filing=filing, address="https://b.example/", **seen)
    now = at("2029-09-23 00:00")
    assert (due("display_evidence", at("2029-09-22 23:59:59")), due("display_evidence", now)) == (
        *(0, 1),
    )
    retaining.destroyed(two, "display_evidence", now)
    settled.refresh_from_db()
    assert (settled.destroyed_at, settled.result, settled.body_id) == (now, "shown", sha256)
    body.refresh_from_db()
    assert bytes(body.data) == data  # the check that waits for its settlement holds the same page
    for change in ({"result": "missing"}, {"destroyed_at": None}, {"destruction": "XH2000000001"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            DisplayCheck.objects.filter(pk=settled.pk).update(**change)


# --- What the database and the checker say ----------------------------------------------------------------------------
FORGERIES = {
    "record changed": "UPDATE retention_destructionrecord SET number = 'x'",
    "record deleted": "DELETE FROM retention_destructionrecord",
    "answer changed": "UPDATE retention_destructionitem SET status = 'left_out'",
    "list cut": "DELETE FROM retention_destructionitem",
    "destruction reopened": "UPDATE retention_destruction SET state = 'approved'",
    "destruction deleted": "DELETE FROM retention_destruction",
    "hold deleted": "DELETE FROM retention_legalhold",
    "hold rewritten": "UPDATE retention_legalhold SET reason = ''",
}


def test_nothing_of_a_destruction_can_be_rewritten(cast: Cast, two: Administrators) -> None:
    case = retaining.ended(cast)
    retaining.destroyed(two)
    holds.place(case=case, reason="复议", actor=cast.chen, now=DUE)
    for name, statement in FORGERIES.items():
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
            pytest.fail(f"{name} went through")


def test_a_frozen_list_cannot_be_exchanged_before_it_is_carried_out(
    cast: Cast, two: Administrators
) -> None:
    retaining.ended(cast)
    retaining.propose(two.system)
    for change in ({"row": 1}, {"sha256": ""}, {"case": make.draft(cast).pk}):
        with pytest.raises(DatabaseError), transaction.atomic():
            DestructionItem.objects.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Destruction.objects.update(cut_off="2030-01-01")


def test_bytes_that_somebody_took_away_are_no_destruction(cast: Cast, two: Administrators) -> None:
    case = retaining.ended(cast)
    taken = papers_of(case)[0]
    StoredFile.objects.filter(pk=taken.file_id).update(data=b"", destroyed_at=DUE)
    [found] = list(verification.verify())
    assert "内容已不存在，但使用它的材料没有销毁" in str(found)
    Document.objects.filter(pk=taken.pk).update(destroyed_at=DUE, destruction="XH2036000001")
    [found] = list(verification.verify())
    assert (found.case_number, "没有销毁的记录" in found.reason) == (case.number, True)


def test_a_record_that_was_made_up_does_not_hold(cast: Cast, two: Administrators) -> None:
    retaining.ended(cast)
    made = retaining.signed(two)
    content = recording.content_of(made)
    forged = {"number": made.number, "content": content, "recorded_at": DUE, "mac": "0" * 64}
    DestructionRecord.objects.create(destruction=made, hash=recording.hash_of(content), **forged)
    assert ["封印不符" in str(found) for found in verification.verify()] == [True]


def test_a_case_that_somebody_discards_is_no_ended_case(cast: Cast) -> None:
    make.act(make.complete_draft(cast), "discard", cast.ai)
    assert (due(), due("drafts")) == (0, 1)
    assert Case.objects.count() == 1
