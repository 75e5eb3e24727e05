"""A security assessment from its first day to the end of the written examination, to the exact dates."""

from datetime import date

import pytest
from django.db import connection
from django.template.loader import render_to_string
from pytest_django.fixtures import Settings

from filings.assessment_terms import AssessmentState as S
from filings.models import SecurityAssessment
from portal.audit import verification
from portal.cases.models import Case
from portal.deadlines import selectors, sweep
from portal.deadlines.models import Deadline, Lead
from portal.law.rulebook import rulebook
from portal.notices import outbox
from portal.notices.models import Notice
from portal.workflow.errors import InvalidInput
from tests import make
from tests.filings import assessing
from tests.make import Cast, at

PROFILES = {"algorithm-2021-draft": "第二十八条", "algorithm-2022": "第三十二条"}
EVENT = {"trigger": "illegal_spread", "launched_on": None, "occurred_on": date(2026, 9, 22)}
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
    assert codes(case) == ["decision", "supplement"]
    asked = limit(case, "supplement")
    assert (asked.last_day, asked.force, asked.on_miss) == (date(2026, 10, 16), "policy", "lead")
    make.edit(case, cast.ai, now=at("2026-09-29 09:00"), facts="预计月活跃用户二十万。")
    make.act(case, "submit_supplement", cast.ai, now=at("2026-09-29 10:00"))
    assert limit(case, "supplement").outcome == "met"
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


def test_a_supplement_that_does_not_come_leads_and_the_report_is_judged_as_it_stands(
    cast: Cast, profile: str
) -> None:
    case = assessing.assessment(cast, S.SUPPLEMENT_REQUESTED)
    assert limit(case, "supplement").last_day == date(2026, 10, 13)
    sweep.sweep(at("2026-10-14 00:00"))
    lead = selectors.leads_for(cast.fang).get()
    assert lead.code == "security_assessment.supplement"
    assert rulebook(profile).limit(lead.code).missed == PROFILES[profile]
    late = make.act(case, "submit_supplement", cast.ai, now=at("2026-10-14 09:00")).case
    assert (late.state, limit(case, "supplement").outcome) == (S.SUBMITTED, "late")
    assert Lead.objects.count() == 1


@pytest.mark.parametrize(
    ("now", "outcome"), [("2026-10-12 09:00", "void"), ("2026-10-15 09:00", "late")]
)
def test_an_order_to_assess_anew_takes_the_place_of_the_supplement(
    cast: Cast, now: str, outcome: str
) -> None:
    case = assessing.assessment(cast, S.SUPPLEMENT_REQUESTED)
    ordered = {"items": assessing.ITEMS, "until": assessing.UNTIL}
    make.act(case, "require_reassessment", cast.bo, now=at(now), **ordered)
    assert codes(case) == ["reassessment"]
    assert limit(case, "supplement").outcome == outcome


def test_the_letter_asking_for_a_supplement_names_its_last_day(cast: Cast) -> None:
    assessing.assessment(cast, S.SUPPLEMENT_REQUESTED)
    letter = Notice.objects.get(code="assessment_supplement")
    told = render_to_string("pdf/assessment_supplement.html", letter.context)
    assert "最后一日为2026年10月13日，当日24时届满" in told
    assert "解释表 A4" in told
    assert "本机关的办理目标至" in told
    rules = "《具有舆论属性或社会动员能力的互联网信息服务安全评估规定》"
    assert f"将责令限期重新评估（{rules}第八条）" in told


def test_a_draft_given_up_ends_its_clock_in_time_or_late(cast: Cast) -> None:
    early, late = assessing.draft(cast), assessing.draft(cast, launched_on=date(2026, 9, 20))
    make.act(early, "discard", cast.ai, reason="重复新建")
    make.act(late, "discard", cast.ai, reason="重复新建")
    assert limit(early, "before_launch").outcome == "void"
    assert limit(late, "before_launch").outcome == "late"
    assert codes(early) == codes(late) == []
    assert Lead.objects.get().case_id == late.pk


def test_another_situation_in_time_changes_the_clock(cast: Cast) -> None:
    draft = assessing.draft(cast)
    make.edit(draft, cast.ai, **EVENT)
    assert codes(draft) == ["after_event"]
    assert limit(draft, "before_launch").outcome == "void"


def test_another_situation_does_not_erase_a_missed_launch(cast: Cast) -> None:
    draft = assessing.complete_draft(cast, launched_on=date(2026, 9, 20))
    make.edit(draft, cast.ai, **EVENT)
    assert codes(draft) == ["after_event", "before_launch"]
    assert limit(draft, "before_launch").overdue_at(make.NOW)
    make.act(draft, "submit", cast.ai)
    assert limit(draft, "before_launch").outcome == "late"
    assert limit(draft, "after_event").outcome == "met"
    lead = selectors.leads_for(cast.fang).get()
    assert (lead.code, lead.corrected_at) == ("security_assessment.before_launch", None)


def test_a_launch_put_off_after_the_limit_leaves_the_lead_to_be_looked_into(cast: Cast) -> None:
    draft = assessing.draft(cast, launched_on=date(2026, 9, 20))
    make.edit(draft, cast.ai, launched_on=date(2026, 12, 1))
    moved = limit(draft, "before_launch")
    assert (moved.last_day, moved.changes.get().old_last_day) == (
        date(2026, 11, 30),
        date(2026, 9, 19),
    )
    assert selectors.leads_for(cast.fang).get().corrected_at == make.NOW


TOMORROW = date(2026, 9, 23)


@pytest.mark.parametrize("trigger", ["user_growth", "illegal_spread", "written_notice"])
def test_an_event_that_has_not_happened_begins_no_assessment(cast: Cast, trigger: str) -> None:
    with pytest.raises(InvalidInput, match="“发生日期”（2026-09-23）尚未到来"):
        assessing.draft(cast, trigger=trigger, launched_on=None, occurred_on=TOMORROW)
    assert SecurityAssessment.objects.count() == 0


def test_an_event_is_not_put_off_into_the_future(cast: Cast) -> None:
    draft = assessing.draft(cast, **EVENT)
    with pytest.raises(InvalidInput) as refused:
        make.edit(draft, cast.ai, occurred_on=TOMORROW)
    assert refused.value.errors == {"occurred_on": ["“发生日期”（2026-09-23）尚未到来"]}
    assert assessing.fresh(draft).occurred_on == date(2026, 9, 22)
    assert limit(draft, "after_event").last_day == date(2026, 11, 10)


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
