"""A complaint from its receipt to the answer: dates, whose turn, what the platform learns."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, transaction

from enforcement.complaining import found_by
from enforcement.models import Complaint, ComplaintMessage, Lead
from enforcement.models.complaint import Complainant
from enforcement.receipts import complained
from enforcement.retention import COMPLAINANT_IDENTITY
from enforcement.states import ComplaintState as S
from enforcement.tips import true_complaints
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.cases.models import Case
from portal.cases.selectors import papers_for, visible_to
from portal.deadlines import sweep
from portal.deadlines.models import Deadline
from portal.deadlines.tips import missed_duties
from portal.notices.models import Notice
from portal.notices.selectors import notices_for
from portal.retention import holds
from portal.retention.schedule import Order
from portal.workflow import engine
from portal.workflow.assignment import assign
from portal.workflow.errors import GuardFailed, NotPermitted, WrongState
from portal.workflow.kept_limits import known_limits
from portal.workflow.presenters import case_json, summary_json
from tests import make
from tests.enforcement import complaining as tell
from tests.enforcement.people import NOW, EnforcementCast, cast, opened

pytestmark = pytest.mark.django_db
PEOPLE = ("ai", "dai", "bo", "bei", "cao", "fa", "chen", "ren", "gu")


@pytest.fixture(scope="module")
def everybody(django_db_setup: None, django_db_blocker: Any) -> Iterator[EnforcementCast]:
    """One cast for all tests of this file, in a transaction that is rolled back."""
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer._from_testcase = True  # the engine insists on its own transaction, except in tests
        with outer:
            yield cast()
            transaction.set_rollback(True)


def anew(everybody: EnforcementCast, name: str) -> User:
    """Memberships are kept with the object."""
    return User.objects.get(pk=everybody.people[name].pk)


def last_days(case: Case) -> dict[str, date | None]:
    return dict(Deadline.objects.filter(case_id=case.pk).values_list("code", "last_day"))


# --- Dates ------------------------------------------------------------------------------------------------------------
def test_limits_run_from_the_receipt_across_the_national_day(everybody: EnforcementCast) -> None:
    # Wednesday 30 September. 1 to 7 October are free, Saturday the 10th is worked: 8, 9, 10, 12, 13 are five working
    # days. Sixty days end on Sunday 29 November, which moves to Monday.
    case = tell.lodged(everybody, now=make.at("2026-09-30 16:00")).complaint
    assert last_days(case) == {
        "complaint.acknowledgement": date(2026, 10, 13),
        "complaint.answer": date(2026, 11, 30),
    }


def test_the_platform_has_ten_working_days_and_five_for_a_users_appeal(
    everybody: EnforcementCast,
) -> None:
    # Tuesday 22 September; the 25th is the mid-autumn festival: 23, 24, 28, 29, 30, then 8, 9, 10, 12, 13 October.
    report = tell.complaint(everybody, S.ROUTED)
    assert last_days(report)["complaint.company_answer"] == date(2026, 10, 13)
    appeal = tell.complaint(everybody, S.ROUTED, matter="user_appeal", platform_decision="封号")
    assert last_days(appeal)["complaint.user_appeal_answer"] == date(2026, 9, 30)
    assert "complaint.company_answer" not in last_days(appeal)


def test_the_answer_is_put_off_once_by_thirty_days_at_most(everybody: EnforcementCast) -> None:
    case = tell.complaint(everybody, S.ACCEPTED)
    assert last_days(case)["complaint.answer"] == date(2026, 11, 23)
    for until in (date(2026, 11, 23), date(2026, 12, 24)):
        with pytest.raises(GuardFailed):
            tell.act(case, "extend", everybody.bo, until=until, reason="复杂")
    tell.act(case, "extend", everybody.bo, until=date(2026, 12, 23), reason="复杂")
    assert last_days(case)["complaint.answer"] == date(2026, 12, 23)
    with pytest.raises(GuardFailed, match="只能延长一次"):
        tell.act(case, "extend", everybody.bo, until=date(2026, 12, 24), reason="还是复杂")


def test_closing_in_the_platforms_silence_ends_its_limit_as_late(
    everybody: EnforcementCast,
) -> None:
    case = tell.complaint(everybody, S.ROUTED)
    tell.act(case, "close", everybody.bo, now=make.at("2026-10-20 10:00"), **tell.CLOSE)
    outcomes = dict(Deadline.objects.filter(case_id=case.pk).values_list("code", "outcome"))
    assert outcomes == {
        "complaint.acknowledgement": "met",
        "complaint.answer": "met",
        "complaint.company_answer": "late",
    }


# --- Who sees what ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("state", list(S))
def test_rows_and_roles_name_the_same_people_in_every_state(
    everybody: EnforcementCast, state: S
) -> None:
    case = tell.complaint(everybody, state)
    people = {name: anew(everybody, name) for name in PEOPLE}
    seen = {n for n, user in people.items() if visible_to(user).filter(pk=case.pk).exists()}
    office = {"bo", "bei", "cao", "fa", "ren"}
    told = {"ai"} if case.routed_at else set()
    assert seen == {n for n, user in people.items() if case.roles_of(user)} == office | told


def test_the_platform_reads_the_summary_and_neither_papers_nor_words(
    everybody: EnforcementCast,
) -> None:
    case = tell.complaint(everybody, S.ROUTED, files=[make.upload("evidence")])
    ai, bo = anew(everybody, "ai"), anew(everybody, "bo")
    assert (papers_for(case, bo).count(), papers_for(case, ai).count()) == (1, 0)
    (letter,) = notices_for(ai).filter(case=case.pk)
    assert (letter.code, letter.context["passed_on"]) == ("complaint_routed", tell.SUMMARY)
    assert tell.FACTS not in str(letter.context)


def test_who_complained_while_signed_in_never_handles_it_nor_what_comes_of_it(
    everybody: EnforcementCast,
) -> None:
    case = tell.lodged(everybody, user=everybody.bei).complaint
    bei = anew(everybody, "bei")
    assert not case.roles_of(bei)
    assert not visible_to(bei).filter(pk=case.pk).exists()
    with pytest.raises(NotPermitted):
        tell.act(case, "accept", bei)
    tip = engine.create(
        "lead",
        actor=everybody.bo,
        organization=everybody.company_a,
        data={"source": "complaint", "facts": "属实", "found_at": NOW, "origin": case},
        now=NOW,
    ).case
    assert (complained(tip, bei), complained(tip, everybody.bo)) == (True, False)
    bo, company = everybody.bo, everybody.company_a
    asked = opened("inspection", bo, company, lead=tip, origin=None)
    for one in (case, tip, asked, opened("rectification", bo, company, lead=None, origin=asked)):
        bei, bo = anew(everybody, "bei"), anew(everybody, "bo")
        assert (one.roles_of(bei), bool(one.roles_of(bo))) == (frozenset(), True)
        seen = [visible_to(user).filter(pk=one.pk).exists() for user in (bei, bo)]
        assert seen == [False, True]


def test_the_office_hears_of_a_complaint_and_of_a_lead_that_others_report(
    everybody: EnforcementCast,
) -> None:
    case = tell.lodged(everybody).complaint
    (heard,) = Notice.objects.filter(case=case.pk)
    assert (heard.code, heard.addressee_id) == ("complaint_lodged", everybody.office.pk)
    assert tell.FACTS not in str(heard.context)
    told = {n for n in PEOPLE if notices_for(anew(everybody, n)).filter(pk=heard.pk).exists()}
    assert told == {
        "bo",
        "bei",
        "cao",
        "fa",
    }  # Ren audits: what is said to the office is not said to him
    lead = {
        "source": "filing_review",
        "facts": "备案材料与实际不符",
        "found_at": NOW,
        "origin": None,
    }
    by = {
        n: opened("lead", everybody.people[n], everybody.company_a, **lead) for n in ("chen", "bo")
    }
    assert {n: Notice.objects.filter(case=c.pk).count() for n, c in by.items()} == {
        "chen": 1,
        "bo": 0,
    }


# --- Acts -------------------------------------------------------------------------------------------------------------
def test_the_same_form_sent_twice_is_one_complaint_with_one_receipt(
    everybody: EnforcementCast,
) -> None:
    told = tell.words(everybody)
    first, second = (
        tell.hand_in(dict(told), matter="report", user=tell.AnonymousUser(), now=NOW)
        for _ in range(2)
    )
    assert (first.receipt, first.is_new) == (second.receipt, True)
    assert (first.complaint.pk, second.is_new) == (second.complaint.pk, False)
    other = tell.hand_in(
        {**told, "facts": "别的"}, matter="report", user=tell.AnonymousUser(), now=NOW
    )
    assert other.receipt != first.receipt
    assert found_by(first.receipt.lower().replace("-", " ")) == first.complaint
    assert found_by("22222-22222-22222") is None
    assert first.receipt not in str(Complaint.objects.filter(pk=first.complaint.pk).values())


def test_an_unknown_platform_goes_to_the_chosen_province_and_must_be_named_before_it_is_asked(
    everybody: EnforcementCast,
) -> None:
    case = tell.lodged(everybody, respondent_name="某资讯", province="99").complaint
    assert (case.respondent, case.authority) == (None, everybody.office)
    tell.act(case, "accept", everybody.bo)
    with pytest.raises(GuardFailed, match="尚未确定被反映的平台"):
        tell.act(case, "route", everybody.bo)
    tell.act(case, "route", everybody.bo, passed_on="摘要", respondent=everybody.company_a)
    assert tell.fresh(case).title == "关于青云智能科技有限公司的投诉举报"


def test_a_true_complaint_is_a_tip_once_and_tells_what_the_officer_found(
    everybody: EnforcementCast,
) -> None:
    case = tell.complaint(everybody, S.CLOSED)
    (tip,) = [t for t in true_complaints(Lead.objects.none()) if t.key == case.number]
    assert (tip.organization, tip.origin) == (everybody.company_a.pk, case.pk)
    assert "抽查十次均复现。" in tip.facts
    assert tell.FACTS not in tip.facts
    engine.create(
        "lead",
        actor=everybody.bo,
        organization=everybody.company_a,
        data={"source": "complaint", "key": case.number, "facts": tip.facts, "found_at": NOW},
        now=NOW,
    )
    assert case.number not in {t.key for t in true_complaints(Lead.objects.all())}


def test_only_the_handler_reads_who_complained_and_the_reading_is_on_record(
    everybody: EnforcementCast,
) -> None:
    case = tell.complaint(everybody, S.ACCEPTED)
    with pytest.raises(GuardFailed, match="只有承办人"):
        tell.act(case, "read_identity", everybody.bei)
    with pytest.raises(NotPermitted):
        tell.act(case, "read_identity", everybody.cao)
    tell.act(case, "read_identity", everybody.bo)
    event = case.events.get(action="read_identity")
    assert (event.actor, event.data["input"]["reason"]) == (everybody.bo, "电话核实")
    anonymous = tell.complaint(everybody, S.ACCEPTED, name="", phone="", email="")
    with pytest.raises(GuardFailed, match="没有可以查看的身份信息"):
        tell.act(anonymous, "read_identity", everybody.bo)


def test_nobody_becomes_the_handler_but_by_the_present_one_or_the_head(
    everybody: EnforcementCast,
) -> None:
    case = tell.complaint(everybody, S.ACCEPTED)
    bo, bei, cao = (anew(everybody, name) for name in ("bo", "bei", "cao"))
    with pytest.raises(NotPermitted, match="由承办人或者机关负责人分派"):
        assign(case.pk, assignee=bei, actor=bei, now=NOW)
    with pytest.raises(GuardFailed, match="只有承办人"):
        tell.act(case, "read_identity", bei)
    assign(case.pk, assignee=bei, actor=cao, now=NOW)
    tell.act(case, "read_identity", bei)
    with pytest.raises(NotPermitted):
        assign(case.pk, assignee=bo, actor=bo, now=NOW)
    assign(case.pk, assignee=bo, actor=bei, now=NOW)
    assert tell.fresh(case).handler_id == bo.pk


def test_a_hold_on_the_platform_protects_the_complaints_about_it(
    everybody: EnforcementCast,
) -> None:
    about_a = tell.lodged(everybody).complaint
    other = tell.lodged(everybody, respondent_name=everybody.company_b.name).complaint
    held = {"organization": everybody.company_a, "reason": "诉讼", "actor": everybody.cao}
    holds.place(now=NOW, **held)
    protected = holds.held_cases().filter(pk__in=[about_a.pk, other.pk])
    assert [one.pk for one in protected] == [about_a.pk]
    assert about_a.events.filter(action="hold_placed").count() == 1


def test_the_platform_knows_the_case_from_its_routing_and_nothing_of_the_offices_time(
    everybody: EnforcementCast,
) -> None:
    case = tell.lodged(everybody, now=make.at("2026-09-21 08:15")).complaint
    tell.act(case, "accept", everybody.bo, now=make.at("2026-09-21 09:00"))
    secret = "等待投诉人寄来录像"
    tell.act(case, "extend", everybody.bo, until=date(2026, 12, 1), reason=secret)
    tell.act(case, "route", everybody.bo)
    case = tell.fresh(case)
    ai, bo = anew(everybody, "ai"), anew(everybody, "bo")
    theirs, ours = (case_json(case, [], NOW, user=user) for user in (ai, bo))
    routed = "2026-09-22T10:00:00+08:00"
    assert (theirs["created_at"], theirs["received_at"]) == (routed, routed)
    assert summary_json(Case.objects.get(pk=case.pk), [], NOW, user=ai)["created_at"] == routed
    assert ours["received_at"] == "2026-09-21T08:15:00+08:00"
    known = {user: known_limits(case, user, case.deadlines.all()) for user in (ai, bo)}
    assert [one.code for one in known[ai]] == ["complaint.company_answer"]
    reasons = {change.reason for one in known[bo] for change in one.changes.all()}
    assert any(secret in reason for reason in reasons)


def test_nothing_ends_twice_and_messages_stay_as_they_were_written(
    everybody: EnforcementCast,
) -> None:
    case = tell.complaint(everybody, S.WITHDRAWN)
    with pytest.raises(WrongState):
        tell.perform(case, "supplement", {"text": "再说一句"}, NOW)
    open_one = tell.complaint(everybody)
    tell.perform(open_one, "supplement", {"text": "再说一句"}, NOW)
    tell.perform(open_one, "supplement", {"text": "再说一句"}, NOW)
    assert open_one.messages.count() == 1
    with pytest.raises((InternalError, IntegrityError), match="append-only"), transaction.atomic():
        ComplaintMessage.objects.filter(complaint=open_one).update(text="改了")


def test_the_company_alone_answers(everybody: EnforcementCast) -> None:
    case = tell.complaint(everybody, S.ROUTED)
    assert case.roles_of(anew(everybody, "ai")) == {Role.PROVIDER}
    for name in ("dai", "bo", "gu"):
        with pytest.raises(NotPermitted):
            tell.act(case, "answer", anew(everybody, name))


def test_the_platforms_silence_is_told_to_the_platform_and_is_a_lead_about_it(
    everybody: EnforcementCast,
) -> None:
    case = tell.complaint(everybody, S.ROUTED)
    late = make.at("2026-10-14 09:00")
    with transaction.atomic():
        sweep.catch_up(Case.objects.select_for_update().get(pk=case.pk), late)
    told = Notice.objects.filter(case=case.pk, code="deadline_overdue", addressee__kind="company")
    assert {one.addressee for one in told} == {everybody.company_a}
    (tip,) = [one for one in missed_duties(Lead.objects.none()) if one.origin == case.pk]
    assert tip.organization == everybody.company_a.pk


def test_the_identity_goes_three_years_after_the_end_and_the_complaint_stays(
    everybody: EnforcementCast,
) -> None:
    case = tell.complaint(everybody, S.CLOSED)
    due = COMPLAINANT_IDENTITY.due(NOW + timedelta(seconds=1)).filter(complaint=case)
    assert not COMPLAINANT_IDENTITY.due(NOW).filter(complaint=case).exists()
    assert (COMPLAINANT_IDENTITY.rule.amount, COMPLAINANT_IDENTITY.rule.unit) == (3, "year")
    done = COMPLAINANT_IDENTITY.destroy(list(due), Order("XH2029000001", NOW))
    row = Complainant.objects.get(complaint=case)
    assert (done, bytes(row.sealed), row.destruction) == (
        {case.pk: "内容已销毁"},
        b"",
        "XH2029000001",
    )
    assert (tell.fresh(case).facts, tell.fresh(case).has_identity) == (tell.FACTS, False)
