"""The authority's acts: correct once, propose, sign with a second officer, decline, and what follows."""

import pytest

from filings.models import RegistryEntry
from filings.record_number import problems
from filings.states import FilingState as S
from portal.accounts.roles import Role
from portal.notices.models import Notice
from portal.workflow.errors import GuardFailed, WrongState
from tests import make
from tests.make import Cast


def test_the_proposer_cannot_sign_but_any_other_officer_can(cast: Cast) -> None:
    case = make.filing(cast, S.RECORD_PROPOSED)
    with pytest.raises(GuardFailed, match="第二名工作人员"):
        make.act(case, "record", cast.bo)
    colleague = make.person("gu", cast.office, Role.FILING_OFFICER)
    recorded = make.act(case, "record", colleague).case
    assert (recorded.proposed_by, recorded.countersigned_by) == (cast.bo, colleague)


def test_whoever_proposes_anew_after_a_return_cannot_sign_either(cast: Cast) -> None:
    case = make.filing(cast, S.RECORD_PROPOSED)
    make.act(case, "return_proposal", cast.chen, reason="请核对许可")
    colleague = make.person("gu", cast.office, Role.FILING_OFFICER)
    make.act(case, "propose_record", colleague)
    with pytest.raises(GuardFailed):
        make.act(case, "record", colleague)
    assert make.act(case, "record", cast.bo).case.state == S.RECORDED


def test_a_recorded_filing_has_a_sound_number_and_a_public_entry(cast: Cast) -> None:
    case = make.filing(cast, S.RECORDED)
    assert case.record_number is not None
    assert problems(case.record_number, frozenset({"99"})) == []
    digits = case.record_number.removeprefix("网信算备").removesuffix("号")
    cast.company_a.refresh_from_db()
    assert digits[:6] == "990101"
    assert digits[6:13] == cast.company_a.subject_code
    assert digits[13:20] == "0326001"
    entry = RegistryEntry.objects.get()
    assert (entry.record_number, entry.case_number) == (case.record_number, case.number)
    assert (entry.algorithm_name, entry.subject_name) == (make.NAME, "青云科技有限公司")


def test_a_filing_that_is_not_recorded_is_not_public(cast: Cast) -> None:
    before = (S.DRAFT, S.SUBMITTED, S.CORRECTION_REQUESTED, S.RECORD_PROPOSED)
    for state in (*before, S.DECLINED, S.WITHDRAWN):
        assert make.filing(cast, state).record_number is None
    assert RegistryEntry.objects.count() == 0


def test_the_next_filing_of_the_same_kind_gets_the_next_number(cast: Cast) -> None:
    numbers = [make.filing(cast, S.RECORDED).record_number for _ in range(3)]
    assert [number[-5:-2] for number in numbers if number] == ["001", "002", "003"]


def test_each_class_of_a_company_counts_for_itself(cast: Cast) -> None:
    make.filing(cast, S.RECORDED)
    other = make.draft(cast, algorithm_type="push")
    make.complete(other, cast.ai)
    for name, who in (("submit", cast.ai), ("propose_record", cast.bo), ("record", cast.chen)):
        done = make.act(other, name, who)
    assert done.case.record_number[-9:-2] == "0226001"


def test_a_second_correction_is_refused_until_the_filing_is_refiled(cast: Cast) -> None:
    case = make.filing(cast, S.CORRECTION_REQUESTED)
    make.act(case, "submit_correction", cast.ai)
    with pytest.raises(GuardFailed, match="不能再次要求补正"):
        make.act(case, "request_correction", cast.bo, items=make.REASONS)
    make.act(case, "decline", cast.bo, items=make.REASONS)
    make.act(case, "resubmit", cast.ai)
    again = make.act(case, "request_correction", cast.bo, items=make.REASONS)
    assert again.case.state == S.CORRECTION_REQUESTED


def test_an_incomplete_correction_is_refused_with_its_reason(cast: Cast) -> None:
    case = make.filing(cast, S.CORRECTION_REQUESTED)
    make.edit(case, cast.ai, products=[])
    with pytest.raises(GuardFailed, match="至少填写一个产品"):
        make.act(case, "submit_correction", cast.ai)


def test_a_refusal_letter_gives_the_reasons_and_the_remedies(cast: Cast) -> None:
    case = make.filing(cast, S.DECLINED)
    letter = Notice.objects.get(case_id=case.pk, code="filing_declined")
    assert letter.context["reasons"] == make.REASONS
    ways = ["60日内申请行政复议", "6个月内直接向人民法院提起行政诉讼", "向有管辖权的人民法院提起"]
    told = zip(ways, letter.context["remedies"], strict=True)
    assert [way for way, remedy in told if way not in remedy] == []


def test_a_refiled_filing_can_be_recorded(cast: Cast) -> None:
    case = make.filing(cast, S.DECLINED)
    make.edit(case, cast.ai, introduction="已按理由修改")
    for name, who in (("resubmit", cast.ai), ("propose_record", cast.bo), ("record", cast.chen)):
        done = make.act(case, name, who)
    assert (done.case.state, done.case.revisions.count()) == (S.RECORDED, 2)


def test_a_recorded_filing_is_neither_refused_nor_handed_in_again(cast: Cast) -> None:
    case = make.filing(cast, S.RECORDED)
    for name, who, data in (
        ("submit", cast.ai, {}),
        ("resubmit", cast.ai, {}),
        ("withdraw", cast.ai, {"reason": "x"}),
        ("decline", cast.bo, {"items": make.REASONS}),
    ):
        with pytest.raises(WrongState):
            make.act(case, name, who, **data)


def test_a_withdrawn_filing_can_be_handed_in_again(cast: Cast) -> None:
    case = make.filing(cast, S.WITHDRAWN)
    make.edit(case, cast.ai, introduction="改过再报")
    again = make.act(case, "resubmit", cast.ai).case
    assert (again.state, again.revisions.count()) == (S.SUBMITTED, 2)


def test_an_officers_opinion_goes_to_the_second_signature(cast: Cast) -> None:
    case = make.filing(cast)
    assert make.act(case, "propose_record", cast.bo, opinion="材料齐全").case.opinion == "材料齐全"
