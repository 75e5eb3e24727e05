"""Many at once, on real connections: one effect, the other told why, numbers without gap."""

import pytest

from filings.models import Filing, RegistryEntry
from filings.states import FilingState as S
from portal.accounts.roles import Role
from portal.audit import verification
from portal.cases.models import NumberCounter
from portal.deadlines.models import Deadline
from portal.notices.models import Notice
from portal.workflow import engine
from portal.workflow.engine import Outcome
from portal.workflow.errors import GuardFailed, Stale, WrongState
from tests import make
from tests.make import Cast
from tests.together import of_kind, together


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return make.cast()


def serial(filing: Filing) -> int:
    assert filing.record_number is not None
    return int(filing.record_number[-5:-2])


def test_two_officers_recording_one_filing_give_one_number(cast: Cast) -> None:
    case = make.filing(cast, S.RECORD_PROPOSED)
    colleague = make.person("gu", cast.office, Role.FILING_OFFICER)
    results = together(
        *(lambda who=who: perform(case, "record", who) for who in (cast.chen, colleague))
    )
    assert len(of_kind(results, Outcome)) == 1
    [refused] = of_kind(results, Exception)
    assert isinstance(refused, Stale)
    assert "已被他人处理" in str(refused)
    assert RegistryEntry.objects.count() == 1
    assert Notice.objects.filter(code="filing_recorded").count() == 1
    assert serial(make.fresh(case)) == 1


def perform(case: Filing, name: str, actor: object, **data: object) -> Outcome:
    """With the version that the person's page showed."""
    return engine.perform(case.pk, name, actor=actor, data=data, version=case.version, now=make.NOW)


def test_a_double_click_submits_once(cast: Cast) -> None:
    case = make.complete_draft(cast)
    results = together(*(lambda: perform(case, "submit", cast.ai) for _ in range(4)))
    assert len(of_kind(results, Outcome)) == 1
    assert len(of_kind(results, Stale)) == 3
    assert make.fresh(case).revisions.count() == 1
    assert Deadline.objects.filter(code="algorithm.decision").count() == 1


def test_an_edit_and_a_submission_never_mix(cast: Cast) -> None:
    for _ in range(5):
        case = make.complete_draft(cast)
        results = together(
            lambda case=case: perform(case, "submit", cast.ai),
            lambda case=case: engine.edit(
                case.pk,
                actor=cast.ai,
                data={"introduction": "改"},
                version=case.version,
                now=make.NOW,
            ),
        )
        assert len(of_kind(results, Outcome)) == 1
        assert len(of_kind(results, Stale)) == 1
        after = make.fresh(case)
        assert (after.introduction == "改") == (after.state == S.DRAFT)
        assert after.version == case.version + 1


def test_recording_and_declining_at_once_decides_one_way(cast: Cast) -> None:
    case = make.filing(cast)
    results = together(
        lambda: perform(case, "propose_record", cast.bo),
        lambda: perform(case, "decline", cast.bo, items=make.REASONS),
        lambda: perform(case, "withdraw", cast.ai, reason="x"),
    )
    assert len(of_kind(results, Outcome)) == 1
    assert make.fresh(case).chain_length == case.chain_length + 1


def proposed(cast: Cast, how_many: int) -> list[Filing]:
    return [make.filing(cast, S.RECORD_PROPOSED) for _ in range(how_many)]


def test_fifty_officers_recording_fifty_filings_get_fifty_dense_numbers(cast: Cast) -> None:
    fifty = proposed(cast, 50)
    officers = [make.person(f"o{n}", cast.office, Role.FILING_OFFICER) for n in range(50)]
    results = together(
        *(
            lambda case=case, who=who: perform(case, "record", who)
            for case, who in zip(fifty, officers, strict=True)
        )
    )
    assert of_kind(results, Exception) == []
    numbers = sorted(serial(outcome.case) for outcome in results)
    assert numbers == list(range(1, 51))
    assert len({outcome.case.record_number for outcome in results}) == 50
    assert RegistryEntry.objects.count() == 50
    assert len({outcome.case.record_number[4:17] for outcome in results}) == 1
    assert list(verification.verify()) == []


def test_acts_that_fail_among_others_leave_no_gap(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = proposed(cast, 15)
    publish, doomed = Filing.publish, {case.pk for case in cases[::5]}

    def fail_for_some(case: Filing, *args: object) -> None:
        if case.pk in doomed:
            raise RuntimeError("after the number was taken")
        publish(case, *args)

    monkeypatch.setattr(Filing, "publish", fail_for_some)
    results = together(*(lambda case=case: perform(case, "record", cast.chen) for case in cases))
    assert len(of_kind(results, RuntimeError)) == 3
    assert sorted(serial(o.case) for o in of_kind(results, Outcome)) == list(range(1, 13))
    monkeypatch.undo()
    assert serial(perform(cases[0], "record", cast.chen).case) == 13


def test_the_thousandth_number_of_a_company_and_class_is_refused(cast: Cast) -> None:
    make.filing(cast, S.RECORDED)
    NumberCounter.objects.filter(series__startswith="record:").update(last=998)
    assert serial(make.filing(cast, S.RECORDED)) == 999
    case = make.filing(cast, S.RECORD_PROPOSED)
    with pytest.raises(GuardFailed, match="已用至 999"):
        perform(case, "record", cast.chen)
    assert NumberCounter.objects.get(series__startswith="record:").last == 999
    assert make.fresh(case).state == S.RECORD_PROPOSED


def test_twenty_drafts_begun_at_once_have_twenty_numbers(cast: Cast) -> None:
    results = together(*(lambda: make.draft(cast) for _ in range(20)))
    assert of_kind(results, Exception) == []
    assert sorted(case.number for case in results) == [f"BA2026{n:06d}" for n in range(1, 21)]


def test_two_first_records_of_a_new_company_agree_on_its_code(cast: Cast) -> None:
    cases = [make.filing(cast, S.RECORD_PROPOSED) for _ in range(8)]
    results = together(*(lambda case=case: perform(case, "record", cast.chen) for case in cases))
    assert of_kind(results, Exception) == []
    cast.company_a.refresh_from_db()
    codes = {outcome.case.record_number[10:17] for outcome in results}
    assert codes == {cast.company_a.subject_code}


def test_an_act_waits_for_the_one_before_it_and_then_sees_its_version(cast: Cast) -> None:
    case = make.filing(cast)
    colleague = make.person("gu", cast.office, Role.FILING_OFFICER)
    results = together(
        *(lambda who=who: perform(case, "propose_record", who) for who in (cast.bo, colleague) * 3)
    )
    assert len(of_kind(results, Outcome)) == 1
    assert len(of_kind(results, Stale | WrongState)) == 5
