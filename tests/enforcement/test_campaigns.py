"""A special action: who is told, who is drawn and how to repeat it, what the portal opens, what is counted."""

import hashlib
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from enforcement import opening
from enforcement.models import CaseOfficer, Draw, Inspection, Lot, SelfInspection
from enforcement.models.counting import figures
from enforcement.opening import open_due
from enforcement.selectors.campaign_figures import figures_for
from enforcement.selectors.campaign_page import figure_rows
from enforcement.states import CampaignState, InspectionState
from filings.states import FilingState
from portal.accounts.roles import Role
from portal.audit.selectors import timeline
from portal.cases.selectors import visible_to
from portal.deadlines.models import Deadline
from portal.notices.models import Notice
from portal.workflow.disclosure import readable
from portal.workflow.errors import GuardFailed
from tests import make
from tests.enforcement import campaigning, inspecting
from tests.enforcement.people import EnforcementCast, act, cast, fresh, opened

OFFICE_PEOPLE = {"bo", "bei", "hu", "cao", "yan", "lu", "fa", "ren"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> EnforcementCast:
    return cast()


@pytest.fixture
def running(story: EnforcementCast) -> Any:
    """An action over company A."""
    return campaigning.campaign(story, CampaignState.RUNNING)


@pytest.fixture
def wide(story: EnforcementCast) -> Any:
    """An action over six companies of the province."""
    companies = [
        make.organization(f"演示企业{n}", "990103", uscc=make.uscc(f"91990103MA000F{n:03d}"))
        for n in range(6)
    ]
    return campaigning.campaign(story, CampaignState.RUNNING, *companies)


@pytest.fixture
def visitor() -> Client:
    return Client()


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def seers(story: EnforcementCast, case: Any) -> set[str]:
    return {n for n, user in story.people.items() if visible_to(user).filter(pk=case.pk).exists()}


def holders(story: EnforcementCast, case: Any) -> set[str]:
    return {name for name, user in story.people.items() if case.roles_of(user)}


def draw(case: Any, story: EnforcementCast, seed: str, **asked: Any) -> Draw:
    """Fix the pool, then draw from it with the number that became known."""
    campaigning.fix(case, story.bo, **{"count": 2, **asked})
    act(case, "draw", story.bei, seed=seed)
    return Draw.objects.get(campaign=case, seed=seed)


# --- Who knows --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("state", "company"), [(CampaignState.DRAFT, set()), (CampaignState.CLOSED, {"ai"})]
)
def test_a_company_knows_of_an_action_once_it_is_announced_and_only_if_chosen(
    story: EnforcementCast, state: CampaignState, company: set[str]
) -> None:
    case = campaigning.campaign(story, state)
    assert seers(story, case) == OFFICE_PEOPLE | company
    assert holders(story, case) == seers(story, case)


def test_an_office_that_only_covers_the_seat_of_a_national_action_does_not_read_it(
    story: EnforcementCast,
) -> None:
    capital = make.organization("国家互联网信息办公室", "980000", jurisdiction="")
    lee = make.person("lee", capital, Role.ENFORCEMENT_OFFICER)
    national = EnforcementCast(
        {**story.people, "bo": lee}, story.company_a, story.company_b, capital, story.other_office
    )
    case = campaigning.campaign(national, CampaignState.RUNNING)
    assert seers(story, case) == {"ai"} == holders(story, case)
    assert visible_to(lee).filter(pk=case.pk).exists()


def test_companies_never_learn_of_each_other(story: EnforcementCast, running: Any) -> None:
    act(
        running,
        "choose_targets",
        story.bo,
        targets=[{"organization": story.company_b, "reason": "群众反映较多。"}],
    )
    open_due(make.NOW)
    for user, other in ((story.ai, story.company_b), (story.dai, story.company_a)):
        client = signed_in(user)
        page = client.get(reverse("workflow:case", args=[running.number]))
        told = client.get(f"/api/v1/cases/{running.number}/")
        letters = Notice.objects.filter(case=running, addressee__in=_own(user))
        assert page.status_code == told.status_code == 200
        assert other.name not in page.content.decode() + told.content.decode()
        assert letters.count() == 1
        assert other.name not in str(letters.get().context)
        figure = reverse("campaign_pages:figure", args=[running.number, "targets"])
        assert client.get(figure).status_code == 404
    reports = SelfInspection.objects.filter(campaign=running)
    assert visible_to(story.dai).filter(pk__in=reports.values("pk")).count() == 1


def _own(user: Any) -> list[int]:
    return [m.organization_id for m in user.active_memberships]


def test_everybody_reads_name_basis_scope_and_period_and_nothing_of_a_draft(
    story: EnforcementCast, running: Any, visitor: Client
) -> None:
    draft = campaigning.campaign(story)
    page = visitor.get(reverse("campaigns:page", args=[running.number])).content.decode()
    listed = visitor.get(reverse("campaigns:list")).content.decode()
    assert campaigning.PLAN["basis"] in page
    assert campaigning.PLAN["scope"] in page
    assert "2026-09-01 至 2026-12-04" in page
    assert "进行中" in page
    assert story.company_a.name not in page
    assert running.number in listed
    assert draft.number not in listed
    assert visitor.get(reverse("campaigns:page", args=[draft.number])).status_code == 404


def test_only_companies_of_the_jurisdiction_are_chosen_each_once(
    story: EnforcementCast, running: Any
) -> None:
    far = make.organization("乙省企业", "980101")
    for company, sentence in ((far, "管辖范围"), (story.company_a, "已经选入")):
        rows = [{"organization": company, "reason": ""}]
        with pytest.raises(GuardFailed, match=sentence):
            act(running, "choose_targets", story.bo, targets=rows)
    form = {"targets-count": "1", "targets-0-organization": far.name, "version": running.version}
    page = signed_in(story.bo).post(f"/cases/{running.number}/actions/choose_targets/", form)
    assert "没有唯一对应的企业" in page.content.decode()


# --- What the portal opens --------------------------------------------------------------------------------------------
def test_each_chosen_company_has_one_report_though_workers_die_and_race(
    story: EnforcementCast, wide: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert open_due(make.NOW, most=2) == 2  # and dies
    slow = list(opening.waiting())  # another worker looked before the first went on
    assert open_due(make.NOW) == 4
    assert sum(one(make.NOW) for one in slow) == 0
    assert open_due(make.NOW) == 0
    assert SelfInspection.objects.filter(campaign=wide).count() == 6


def test_the_notice_sets_the_days_and_they_run_from_it_however_late_the_portal_opens(
    story: EnforcementCast, running: Any
) -> None:
    open_due(make.at("2026-09-24 09:00"))
    report = SelfInspection.objects.get(campaign=running)
    limit = Deadline.objects.get(case=report, code="campaign.self_inspection")
    assert (limit.amount, limit.last_day) == (
        30,
        date(2026, 10, 22),
    )  # 30 natural days from the 22nd
    letter = Notice.objects.get(case=running, code="campaign_notice")
    assert letter.context["last_day"] == "2026-10-22"


def test_the_summary_is_due_twenty_working_days_after_the_end_also_after_another_one(
    story: EnforcementCast, running: Any
) -> None:
    act(running, "change_end", story.bo, ends_on=date(2026, 11, 27), reason="提前完成。")
    summary = Deadline.objects.get(case=running, code="campaign.summary", closed_at=None)
    assert summary.last_day == date(2026, 12, 25)  # a Friday, four weeks without a holiday later
    told = Notice.objects.get(case=running, code="campaign_end_changed")
    assert told.addressee == story.company_a
    with pytest.raises(GuardFailed, match="早于开始日期"):
        act(running, "change_end", story.bo, ends_on=date(2026, 8, 31), reason="笔误。")


def test_a_drawn_company_gets_an_inspection_with_the_drawn_officers_once(
    story: EnforcementCast, wide: Any
) -> None:
    drawn = draw(wide, story, "1001", departments=["public_security", "cyberspace"])
    slow = list(opening.waiting())
    assert open_due(make.NOW) == 8
    assert sum(one(make.NOW) for one in slow) == 0
    for lot in drawn.lots.select_related("target"):
        inspection = Inspection.objects.get(pk=lot.inspection_id)
        assert inspection.campaign_id == wide.pk
        assert inspection.organization_id == lot.target.organization_id
        assert inspection.authority == story.office
        officers = CaseOfficer.objects.filter(case=inspection.pk)
        assert {(o.user.username, o.drawn) for o in officers} == {(u, True) for u in lot.officers}
        assert "公安机关" in {o.department for o in officers}


# --- The draw ---------------------------------------------------------------------------------------------------------
def test_anybody_repeats_a_draw_from_what_is_kept(story: EnforcementCast, wide: Any) -> None:
    drawn = draw(wide, story, "2026109", count=3)
    order = sorted(drawn.pool, key=lambda e: hashlib.sha256(f"2026109|{e}".encode()).hexdigest())
    assert [row["company"] for row in drawn.result] == order[:3]
    for row in drawn.result:
        seed = f"2026109/{row['company']}"
        people = sorted(
            drawn.officers_pool, key=lambda e: hashlib.sha256(f"{seed}|{e}".encode()).hexdigest()
        )
        assert row["officers"] == people[:2]
    page = signed_in(story.ren).get(reverse("campaign_pages:draw", args=[wide.number, drawn.pk]))
    assert "seed=2026109; count=3" in page.content.decode()
    assert signed_in(story.ai).get(page.request["PATH_INFO"]).status_code == 404


def test_the_same_seed_draws_the_same_in_whatever_order_companies_were_chosen(
    story: EnforcementCast, wide: Any
) -> None:
    companies = [target.organization for target in wide.targets.all()]
    other = campaigning.campaign(story, CampaignState.RUNNING, *reversed(companies))
    one, two = (draw(case, story, "1002", count=4) for case in (wide, other))
    assert one.result == two.result


def test_the_number_is_one_of_a_day_to_come_and_another_person_draws_with_it(
    story: EnforcementCast, wide: Any
) -> None:
    number, tomorrow = {"seed": campaigning.SEED}, {"draws_on": date(2026, 9, 23)}
    with pytest.raises(GuardFailed, match="还没有固定抽取名单"):
        act(wide, "draw", story.bei, **number)
    with pytest.raises(GuardFailed, match="应晚于今日"):
        act(wide, "fix_pool", story.bo, **campaigning.POOL)
    with pytest.raises(GuardFailed, match="不少于 2 人"):
        act(wide, "fix_pool", story.bo, **{**campaigning.POOL, **tomorrow, "size": 1})
    act(wide, "fix_pool", story.bo, **{**campaigning.POOL, **tomorrow})
    with pytest.raises(GuardFailed, match="已经固定"):
        act(wide, "fix_pool", story.bei, **{**campaigning.POOL, **tomorrow})
    day = make.at("2026-09-23 00:00")
    with pytest.raises(GuardFailed, match="日子还没有到"):
        act(wide, "draw", story.bei, now=day - timedelta(seconds=1), **number)
    with pytest.raises(GuardFailed, match="请由另一人抽取"):
        act(wide, "draw", story.bo, now=day, **number)
    with pytest.raises(GuardFailed, match="不加空格"):
        act(wide, "draw", story.bei, now=day, seed="07 12 18")
    act(wide, "draw", story.bei, now=day, **number)
    drawn = Draw.objects.get(campaign=wide)
    assert (drawn.pool_fixed_by, drawn.drawn_by) == (story.bo, story.bei)


def test_a_pool_is_given_up_before_its_number_is_known_and_then_only_if_it_draws_nothing(
    story: EnforcementCast, wide: Any
) -> None:
    campaigning.fix(wide, story.bo)
    wrong = {"reason": "名录有误。"}
    early = make.NOW - timedelta(hours=11)  # 23:00 of the day before the number's
    with pytest.raises(GuardFailed, match="应是公布的号码"):
        act(wide, "discard_pool", story.cao, **wrong)
    with pytest.raises(GuardFailed, match="可以抽取，名单不能放弃"):
        act(wide, "discard_pool", story.cao, seed=campaigning.SEED, **wrong)
    act(wide, "discard_pool", story.cao, now=early, **wrong)
    campaigning.fix(wide, story.bo)
    for one in (story.bo, story.bei):
        act(wide, "step_aside", one, reason="亲属在其中一家任职。")
    act(wide, "discard_pool", story.cao, seed=campaigning.SEED, **wrong)
    assert fresh(wide).fixed_pool == {}


def test_what_is_drawn_is_fixed_before_the_number_is_known(
    story: EnforcementCast, wide: Any
) -> None:
    with pytest.raises(GuardFailed, match="名单只有 6 个"):
        campaigning.fix(wide, story.bo, count=7)
    campaigning.fix(wide, story.bo, count=6)
    late = [{"organization": story.company_a, "reason": "增补。"}]
    act(wide, "choose_targets", story.bo, targets=late)
    with pytest.raises(GuardFailed, match="不能移出人员"):  # who knows the number knows the teams
        act(wide, "strike_officers", story.bo, officers=[story.hu], reason="另有任务。")
    act(wide, "draw", story.bei, seed=campaigning.SEED)
    drawn = Draw.objects.get(campaign=wide)
    assert story.company_a.uscc not in drawn.pool
    assert (drawn.count, drawn.size, drawn.departments) == (6, 2, [])


def test_a_chosen_company_reads_nothing_of_the_fixed_pool(
    story: EnforcementCast, wide: Any
) -> None:
    act(
        wide,
        "choose_targets",
        story.bo,
        targets=[{"organization": story.company_a, "reason": "增补。"}],
    )
    campaigning.fix(wide, story.bo)
    case = fresh(wide)
    told = {
        name: {e.action for e in readable(timeline(case), case, story.people[name])}
        for name in ("ai", "ren")
    }
    assert "fix_pool" in told["ren"]
    assert "fix_pool" not in told["ai"]
    page = signed_in(story.ai).get(f"/cases/{case.number}/").content.decode()
    assert campaigning.POOL["source"] not in page


def test_a_second_draw_leaves_the_first_and_draws_others(story: EnforcementCast, wide: Any) -> None:
    first = draw(wide, story, "1003")
    before = Draw.objects.filter(pk=first.pk).values().get()
    second = draw(wide, story, "1004")
    assert Draw.objects.filter(pk=first.pk).values().get() == before
    drawn = [row["company"] for one in (first, second) for row in one.result]
    assert len(set(drawn)) == 4
    for statement in (
        lambda: Draw.objects.filter(pk=first.pk).update(seed="1006"),
        lambda: Lot.objects.filter(draw=first).update(officers=["bo.e"]),
        lambda: Draw.objects.filter(pk=first.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            statement()


def test_whoever_stepped_aside_is_not_drawn(story: EnforcementCast, wide: Any) -> None:
    campaigning.fix(wide, story.bo, count=6)
    act(wide, "step_aside", story.hu, reason="亲属在其中一家任职。")
    act(wide, "draw", story.bei, seed=campaigning.SEED)
    drawn = Draw.objects.get(campaign=wide)
    assert {one for row in drawn.result for one in row["officers"]} == {"bo.e", "bei.e"}
    with pytest.raises(GuardFailed, match="已经声明回避"):
        act(wide, "add_officers_pool", story.bo, officers=campaigning.pool(story, "hu"))


def test_whoever_keeps_away_from_one_company_is_drawn_for_the_others_alone(
    story: EnforcementCast, wide: Any
) -> None:
    avoided = wide.targets.first()
    act(wide, "step_aside", story.bo, reason="原任职企业。", organizations=[avoided.organization])
    drawn = draw(wide, story, "1005", count=6)
    teams = {row["company"]: row["officers"] for row in drawn.result}
    assert "bo.e" not in teams[avoided.entry]
    assert "bo.e" in {one for team in teams.values() for one in team}


# --- The filing drive -------------------------------------------------------------------------------------------------
def test_a_company_without_a_filing_is_urged_once(story: EnforcementCast, running: Any) -> None:
    act(running, "urge_filing", story.bo, organizations=[story.company_a])
    assert Notice.objects.filter(code="filing_urged", addressee=story.company_a).count() == 1
    with pytest.raises(GuardFailed, match="已经督促过"):
        act(running, "urge_filing", story.bo, organizations=[story.company_a])


# --- The figures ------------------------------------------------------------------------------------------------------
def numbers(case: Any, user: Any, now: Any) -> dict[str, int]:
    """Each figure, which its list equals."""
    found = figures_for(fresh(case), user, now)
    for one in found:
        assert len(figure_rows(case, one, user)) == one.number, one.slug
    return {one.slug: one.number for one in found if one.number}


def test_each_figure_equals_its_list_and_stays_once_the_action_has_ended(
    story: EnforcementCast, running: Any
) -> None:
    rows = [{"organization": story.company_b, "reason": "抽查。"}]
    act(running, "choose_targets", story.bo, targets=rows)
    open_due(make.NOW)
    report = fresh(SelfInspection.objects.get(organization=story.company_a))
    campaigning.edited(report, story.ai, **campaigning.REPORT)
    act(report, "submit", story.ai, now=make.at("2026-10-20 10:00"))
    act(report, "review", story.bo, opinion="需要整改。", findings=campaigning.FINDINGS)
    past = make.at("2026-10-23 00:00")  # the period of company B ended at midnight
    expected = {
        "targets": 2,
        "on_time": 1,
        "missing": 1,
        "reviewed": 1,
        "unfiled": 2,
        "articles-user_tags": 1,
        "kinds-not_executed": 1,
    }
    assert numbers(running, story.bo, past) == expected
    act(running, "begin_summary", story.bo, now=past)
    act(running, "close_campaign", story.bo, summary="结束。", now=past)
    other = fresh(SelfInspection.objects.get(organization=story.company_b))
    campaigning.edited(other, story.dai, **campaigning.REPORT, now=past)
    act(other, "submit", story.dai, now=past)
    assert numbers(running, story.bo, past) == expected
    page = signed_in(story.bo).get(
        reverse("campaign_pages:figure", args=[running.number, "missing"])
    )
    assert other.number in page.content.decode()


def test_what_was_withdrawn_or_is_a_draft_does_not_count(
    story: EnforcementCast, running: Any
) -> None:
    for end in (True, False):
        order = opened("rectification", story.bo, story.company_a, campaign=running)
        if end:
            campaigning.edited(order, story.bo, **inspecting.ORDER)
            act(order, "issue", story.bo)
            act(order, "withdraw", story.bo, reason="事实有误。")
    visit = inspecting.inspection(story, InspectionState.CANCELLED)
    Inspection.objects.filter(pk=visit.pk).update(campaign=running)
    case = opened(
        "penalty", story.bo, story.company_a, title="拟查", found_on=make.NOW.date(), origin=order
    )
    found = {one.slug: one.keys for one in figures(fresh(running), make.NOW)}
    assert case.origin_id == order.pk
    assert not any(found[one] for one in ("orders", "orders_open", "inspections", "penalties"))
    assert found["kinds-not_executed"] == []


def test_a_company_with_a_filing_from_before_did_not_file_anew(story: EnforcementCast) -> None:
    filers = make.cast()
    make.filing(filers, FilingState.RECORDED)
    case = campaigning.campaign(story, CampaignState.RUNNING, filers.company_a)
    case.starts_on = make.NOW.date() + timedelta(days=60)
    case.ends_on = case.starts_on + timedelta(days=30)
    found = {one.slug: one.keys for one in figures(case, make.NOW)}
    assert found["filed"] == []


def test_a_filing_in_force_of_the_period_counts_as_achieved(story: EnforcementCast) -> None:
    filers = make.cast()
    make.filing(filers, FilingState.RECORDED)
    case = campaigning.campaign(story, CampaignState.RUNNING, filers.company_a, story.company_a)
    found = {one.slug: one.keys for one in figures(case, make.NOW)}
    target = case.targets.get(organization=filers.company_a)
    assert found["filed"] == [target.pk]
    assert target.pk not in found["unfiled"]
    with pytest.raises(GuardFailed, match="不在未备案的企业"):
        act(case, "urge_filing", story.bo, organizations=[filers.company_a])
