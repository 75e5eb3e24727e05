"""An act happens whole or not at all, once, and only for who saw the latest version."""

from typing import Any

import pytest
from django.db import connection, transaction

from filings.models import Filing
from filings.states import FilingState as S
from portal.audit import verification
from portal.audit.models import AuditEvent
from portal.cases.models import Case, NumberCounter
from portal.deadlines.models import Deadline, Milestone
from portal.notices.models import Notice
from portal.workflow import engine
from portal.workflow.errors import GuardFailed, NotPermitted, Stale, WrongState
from tests import make
from tests.make import Cast


def everything() -> tuple[Any, ...]:
    """All that acts write, row by row."""
    models = (Filing, AuditEvent, Deadline, Milestone, Notice, NumberCounter)
    return tuple(list(model.objects.order_by("pk").values()) for model in models)


@pytest.mark.parametrize("broken", ["freeze_revision", "letter_context", "recorded"])
def test_an_act_that_fails_half_way_leaves_nothing(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    case = make.complete_draft(cast)
    before = everything()

    def fail(*args: Any) -> None:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr(Filing, broken, fail)
    with pytest.raises(RuntimeError, match="on purpose"):
        make.act(case, "submit", cast.ai)
    assert everything() == before


def test_a_failure_after_the_act_leaves_nothing(cast: Cast) -> None:
    case = make.complete_draft(cast)
    before = everything()

    def receipt(outcome: engine.Outcome) -> None:
        assert outcome.case.state == S.SUBMITTED
        raise RuntimeError("the reply could not be kept")

    with pytest.raises(RuntimeError, match="could not be kept"):
        engine.perform(
            case.pk,
            "submit",
            actor=cast.ai,
            data={},
            version=case.version,
            now=make.NOW,
            receipt=receipt,
        )
    assert everything() == before


def test_a_number_is_not_used_up_by_an_act_that_fails(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = make.filing(cast, S.RECORD_PROPOSED)
    with monkeypatch.context() as patch:
        patch.setattr(Filing, "publish", lambda *args: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            make.act(case, "record", cast.chen)
    recorded = make.act(case, "record", cast.chen).case
    assert recorded.record_number[-5:-2] == "001"


@pytest.mark.parametrize("offset", [-1, 1])
def test_who_saw_another_version_is_told_so(cast: Cast, offset: int) -> None:
    case = make.filing(cast)
    before = everything()
    seen = case.version + offset
    with pytest.raises(Stale) as refused:
        engine.perform(
            case.pk, "propose_record", actor=cast.bo, data={}, version=seen, now=make.NOW
        )
    assert refused.value.reasons[0].message == (
        f"该事项已被他人处理（当前版本 {case.version}，您看到的是 {seen}），请刷新后重试"
    )
    assert everything() == before


def test_the_second_of_two_clicks_is_told_that_it_was_done(cast: Cast) -> None:
    case = make.complete_draft(cast)
    seen = {"actor": cast.ai, "data": {}, "version": case.version, "now": make.NOW}
    assert engine.perform(case.pk, "submit", **seen).case.state == S.SUBMITTED
    with pytest.raises(Stale):
        engine.perform(case.pk, "submit", **seen)
    assert Notice.objects.filter(case_id=case.pk, code="filing_received").count() == 1


def test_the_version_grows_by_one_with_each_act(cast: Cast) -> None:
    case = make.draft(cast)
    versions = [case.version]
    versions.append(make.edit(case, cast.ai, algorithm_version="2").case.version)
    versions.append(make.attach(case, cast.ai, "licence").case.version)
    versions.append(make.act(case, "discard", cast.ai).case.version)
    assert versions == [1, 2, 3, 4]


def test_an_act_writes_one_event_with_its_input_clocks_and_content_hash(cast: Cast) -> None:
    case = make.complete_draft(cast)
    length = case.chain_length
    event = make.act(case, "submit", cast.ai).event
    assert (event.seq, event.before, event.after) == (length + 1, S.DRAFT, S.SUBMITTED)
    assert (event.actor, event.role) == (cast.ai, "provider")
    assert (event.occurred_at, event.recorded_at) == (make.NOW, make.NOW)
    assert event.data["version"] == case.version + 1
    assert event.data["input"] == {}
    assert [closed["code"] for closed in event.data["closed"]] == ["algorithm.initial"]
    assert [opened["last_day"] for opened in event.data["opened"]] == ["2026-11-10"]
    assert len(event.data["content_sha256"]) == 64
    assert list(verification.verify()) == []


def test_each_letter_of_the_way_goes_to_the_company_from_its_authority(cast: Cast) -> None:
    case = make.filing(cast, S.RECORDED)
    letters = Notice.objects.filter(case_id=case.pk).order_by("pk")
    assert [(n.code, n.addressee, n.issuer) for n in letters] == [
        ("filing_received", cast.company_a, cast.office),
        ("filing_recorded", cast.company_a, cast.office),
    ]


def test_the_frozen_revision_keeps_what_was_handed_in(cast: Cast) -> None:
    case = make.filing(cast, S.CORRECTION_REQUESTED)
    make.edit(case, cast.ai, introduction="改过的简介")
    make.act(case, "submit_correction", cast.ai)
    first, second = case.revisions.all()
    assert (first.number, first.content["introduction"]) == (1, "按时间与相关度排列资讯。")
    assert (second.number, second.content["introduction"]) == (2, "改过的简介")
    assert {paper["slot"] for paper in first.papers} >= {"self_assessment", "licence"}


def test_nobody_acts_without_a_role(cast: Cast) -> None:
    case = make.filing(cast)
    for stranger in (cast.dai, cast.eve, cast.fang):
        with pytest.raises(NotPermitted):
            make.act(case, "decline", stranger, items=make.REASONS)


def test_an_act_refused_for_several_reasons_names_them_all(cast: Cast) -> None:
    with pytest.raises(GuardFailed) as refused:
        make.act(make.draft(cast), "submit", cast.ai)
    fields = [reason.field for reason in refused.value.reasons]
    assert len(fields) == 37
    assert {"subject_name", "products", "licence", "self_assessment"} <= set(fields)


def test_a_company_of_a_place_without_authority_is_answered_by_the_nation(cast: Cast) -> None:
    cast.bo.memberships.update(is_active=False)
    case = make.complete_draft(cast)
    with pytest.raises(GuardFailed, match="没有负责该地区备案工作的主管部门"):
        make.act(case, "submit", cast.ai)
    make.person("national", cast.capital, "filing_officer")
    assert make.act(case, "submit", cast.ai).case.authority == cast.capital


def test_an_act_inside_somebody_elses_transaction_is_a_programming_error(
    transactional_db: None,
) -> None:
    cast = make.cast()
    case = make.filing(cast)
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        make.act(case, "withdraw", cast.ai, reason="x")
    assert Case.objects.get(pk=case.pk).state == S.SUBMITTED


def test_an_act_locks_its_case_before_it_reads_it(cast: Cast) -> None:
    case = make.filing(cast)
    seen: list[str] = []
    with connection.execute_wrapper(lambda run, sql, *rest: (seen.append(sql), run(sql, *rest))[1]):
        make.act(case, "withdraw", cast.ai, reason="x")
    locks = [number for number, sql in enumerate(seen) if "FOR NO KEY UPDATE" in sql]
    writes = [number for number, sql in enumerate(seen) if sql.startswith(("UPDATE", "INSERT"))]
    reads = [number for number, sql in enumerate(seen) if 'FROM "filings_filing"' in sql]
    assert min(locks) < min(reads)
    assert max(locks) < min(writes)


def test_an_edit_of_what_is_under_review_is_refused(cast: Cast) -> None:
    case = make.filing(cast)
    with pytest.raises(WrongState, match="当前状态“审核中”不能修改内容"):
        make.edit(case, cast.ai, introduction="x")
