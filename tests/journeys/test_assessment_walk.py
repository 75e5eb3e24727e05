"""A security assessment from its first day to the end of the written examination, to the exact dates."""

from datetime import date

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from filings.assessment_terms import AssessmentState as S
from filings.models import SecurityAssessment
from portal.audit import verification
from portal.cases.models import Case
from portal.deadlines import selectors, sweep
from portal.deadlines.models import Deadline, Lead
from portal.notices import outbox
from portal.notices.models import Notice
from tests import make
from tests.filings import assessing
from tests.make import Cast, at

PROFILES = {"algorithm-2021-draft": "第二十八条", "algorithm-2022": "第三十二条"}
HANDED_IN = at("2026-09-22 10:00")


@pytest.fixture(params=PROFILES)
def profile(request: pytest.FixtureRequest, settings: Settings) -> str:
    settings.ALGORITHM_PROFILE = request.param
    return str(request.param)


@pytest.fixture
def cast(db: None) -> Cast:
    return make.cast()


def limit(case: Case, name: str) -> Deadline:
    return Deadline.objects.filter(case_id=case.pk, code=f"security_assessment.{name}").last()


def codes(case: Case) -> list[str]:
    running = Deadline.objects.filter(case_id=case.pk, closed_at=None).order_by("code")
    return [deadline.code.removeprefix("security_assessment.") for deadline in running]


def test_a_launch_report_is_due_on_the_day_before_the_launch(cast: Cast, profile: str) -> None:
    draft = assessing.draft(cast)
    before = limit(draft, "before_launch")
    assert (before.last_day, before.moment) == (date(2026, 10, 14), at("2026-10-15 00:00"))
    assert (before.article, before.on_miss, before.provisional) == ("第七条", "lead", False)
    assert (draft.law_profile, draft.number[:2], codes(draft)) == (profile, "PG", ["before_launch"])


def test_an_event_report_is_due_in_thirty_working_days(cast: Cast, profile: str) -> None:
    draft = assessing.draft(
        cast, trigger="user_growth", launched_on=None, occurred_on=date(2026, 9, 22)
    )
    assert limit(draft, "after_event").last_day == date(2026, 11, 10)
    assert codes(draft) == ["after_event"]


def test_an_undecided_launch_starts_no_clock_until_it_is_known(cast: Cast) -> None:
    draft = assessing.draft(cast, launched_on=None)
    assert codes(draft) == []
    make.edit(draft, cast.ai, launched_on=date(2026, 12, 1))
    assert limit(draft, "before_launch").last_day == date(2026, 11, 30)


def test_the_whole_way_in_time(cast: Cast, profile: str) -> None:
    case = assessing.complete_draft(cast)
    make.act(case, "submit", cast.ai, now=HANDED_IN)
    assert limit(case, "before_launch").outcome == "met"
    decision = limit(case, "decision")
    assert (decision.last_day, decision.force) == (date(2026, 11, 10), "policy")

    make.act(case, "request_supplement", cast.bo, now=at("2026-09-28 09:00"), items=assessing.ITEMS)
    make.edit(case, cast.ai, now=at("2026-09-29 09:00"), facts="预计月活跃用户二十万。")
    make.act(case, "submit_supplement", cast.ai, now=at("2026-09-29 10:00"))
    assert limit(case, "decision").last_day == date(2026, 11, 10)  # runs on

    until = date(2026, 10, 31)  # a Saturday: taken as stated
    make.act(
        case,
        "require_reassessment",
        cast.chen,
        now=at("2026-10-12 09:00"),
        items=assessing.ITEMS,
        until=until,
    )
    assert codes(case) == ["reassessment"]
    ordered = limit(case, "reassessment")
    assert (ordered.last_day, ordered.moment) == (until, at("2026-11-01 00:00"))
    assert (ordered.article, ordered.on_miss) == ("第八条", "lead")

    make.act(case, "submit_reassessment", cast.ai, now=at("2026-10-31 23:59"))
    assert limit(case, "reassessment").outcome == "met"
    assert limit(case, "decision").last_day == date(2026, 12, 11)  # counted anew
    make.act(case, "accept_report", cast.bo, now=at("2026-11-20 15:00"), opinion="同意。")
    done = assessing.fresh(case)
    assert (done.state, done.accepted_by, codes(done)) == (S.ACCEPTED, cast.bo, [])
    assert [revision.number for revision in done.revisions.all()] == [1, 2, 3]
    assert list(verification.verify()) == []
    assert Lead.objects.count() == 0


def test_every_letter_of_the_way_becomes_a_document(cast: Cast, profile: str) -> None:
    case = assessing.assessment(cast, S.SUPPLEMENT_REQUESTED)
    make.act(case, "submit_supplement", cast.ai, now=HANDED_IN)
    make.act(
        case,
        "require_reassessment",
        cast.bo,
        now=HANDED_IN,
        items=assessing.ITEMS,
        until=assessing.UNTIL,
    )
    make.act(case, "submit_reassessment", cast.ai, now=HANDED_IN)
    make.act(case, "accept_report", cast.bo, now=HANDED_IN)
    assert outbox.drain(HANDED_IN) == 6
    letters = Notice.objects.filter(form="letter").order_by("pk")
    assert [(letter.code, letter.status) for letter in letters] == [
        ("assessment_received", "ready"),
        ("assessment_supplement", "ready"),
        ("assessment_received", "ready"),
        ("assessment_reassessment", "ready"),
        ("assessment_received", "ready"),
        ("assessment_accepted", "ready"),
    ]
    rules = "《具有舆论属性或社会动员能力的互联网信息服务安全评估规定》"
    assert letters[0].context["articles"] == [f"{rules}第七条"]
    assert letters[3].context["articles"] == [f"{rules}第八条"]
    assert letters[3].context["until"] == "2026-10-31"
    assert {letter.addressee for letter in letters} == {cast.company_a}
    assert {letter.context["law_is_draft"] for letter in letters} == {False}  # in force since 2018


def test_a_report_after_the_launch_is_accepted_late_and_leads(cast: Cast, profile: str) -> None:
    case = assessing.complete_draft(cast)
    for day in ("2026-10-03", "2026-10-12", "2026-10-14", "2026-10-15"):
        sweep.sweep(at(f"{day} 00:00"))
    lead = selectors.leads_for(cast.fang).get()
    assert (lead.missed_at, lead.deadline.article) == (at("2026-10-15 00:00"), "第七条")
    late = make.act(case, "submit", cast.ai, now=at("2026-10-20 09:00")).case
    assert (late.state, limit(case, "before_launch").outcome) == (S.SUBMITTED, "late")
    assert Lead.objects.count() == 1


def test_a_missed_reassessment_leads_and_can_still_be_handed_in(cast: Cast) -> None:
    case = assessing.assessment(cast, S.REASSESSMENT_REQUIRED)
    sweep.sweep(at("2026-11-01 00:00"))
    lead = selectors.leads_for(cast.fang).get()
    assert lead.deadline.code == "security_assessment.reassessment"
    make.act(case, "submit_reassessment", cast.ai, now=at("2026-11-02 09:00"))
    assert limit(case, "reassessment").outcome == "late"


def test_a_draft_given_up_in_time_ends_its_clock_and_a_missed_one_stays_missed(cast: Cast) -> None:
    early, late = assessing.draft(cast), assessing.draft(cast, launched_on=date(2026, 9, 20))
    make.act(early, "discard", cast.ai, reason="重复新建")
    make.act(late, "discard", cast.ai, reason="重复新建")
    assert limit(early, "before_launch").outcome == "void"
    missed = limit(late, "before_launch")
    assert (missed.outcome, missed.closed_at) == ("", None)


def test_another_situation_after_the_fact_changes_the_clock(cast: Cast) -> None:
    draft = assessing.draft(cast)
    make.edit(
        draft,
        cast.ai,
        trigger="illegal_spread",
        launched_on=None,
        occurred_on=date(2026, 9, 22),
    )
    assert codes(draft) == ["after_event"]
    assert limit(draft, "before_launch").outcome == "void"


def test_what_the_authority_sees_is_what_was_handed_in(cast: Cast) -> None:
    case = assessing.assessment(cast, S.SUPPLEMENT_REQUESTED)
    make.edit(case, cast.ai, service_name="改名后的服务", facts="尚未提交的说法")
    changed = SecurityAssessment.objects.get(pk=case.pk)
    assert changed.facts == "尚未提交的说法"
    assert changed.as_handed_in().facts == assessing.content()["facts"]
    assert changed.title == assessing.SERVICE  # lists go on calling it what was handed in


def test_an_edited_version_is_found_by_the_audit(cast: Cast) -> None:
    case = assessing.assessment(cast)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # no triggers
        cursor.execute(
            "UPDATE filings_assessmentrevision SET content = jsonb_set(content, '{facts}', '\"x\"')"
        )
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    found = list(verification.verify())
    assert [(one.case_number, one.reason) for one in found] == [
        (case.number, "固化的内容与记录的校验值不符")
    ]
