"""Who rechecks, who never does, and what the group's votes come to, by the engine."""

from collections.abc import Iterator

import pytest
from django.core.exceptions import ValidationError

from ethics_review.models import Recheck, Seat
from ethics_review.states import RecheckState
from portal.accounts.models import Membership, User
from portal.accounts.roles import Role
from portal.accounts.selectors import authority_for
from portal.workflow import engine
from portal.workflow.errors import GuardFailed, NotPermitted
from tests import make
from tests.ethics_review import building
from tests.ethics_review import people as ethics
from tests.ethics_review.people import PANEL, EthicsCast

LATER = make.at("2026-09-23 10:00")


@pytest.fixture
def cast(db: None) -> EthicsCast:
    return ethics.cast()


def named(cast: EthicsCast, **instead: User) -> list[dict[str, object]]:
    """The panel, with somebody else in an expert's place."""
    people = {name: instead.get(name, cast.people[name]) for name in PANEL}
    return [{"expert": people[name], "discipline": field} for name, field in PANEL.items()]


# --- To whom it goes --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("affiliation", "nationwide"),
    [("central_enterprise", True), ("central_institution", True), ("other", False)],
)
def test_central_units_apply_to_the_ministry_and_all_others_to_the_province(
    cast: EthicsCast, affiliation: str, nationwide: bool
) -> None:
    ministry = make.organization("国务院主管部门", "110000", jurisdiction="")
    make.person("ministry", ministry, Role.RECHECK_OFFICER)
    story = building.tale(cast)
    case = building.recheck_draft(story, building.preliminary(story, affiliation=affiliation))
    story.act(case, "submit", "gao")
    case.refresh_from_db()
    assert case.authority == (ministry if nationwide else cast.department)
    assert bool(case.roles_of(cast.ou)) is not nationwide


def test_without_a_ministry_nobody_else_takes_a_central_units_application(
    cast: EthicsCast,
) -> None:
    assert authority_for("", Role.RECHECK_OFFICER) is None
    story = building.tale(cast)
    review = building.preliminary(story, affiliation="central_enterprise")
    case = building.recheck_draft(story, review)
    with pytest.raises(GuardFailed, match="没有负责组织复核的部门"):
        story.act(case, "submit", "gao")


def test_another_unit_cannot_apply_for_the_activity(cast: EthicsCast) -> None:
    story = building.tale(cast)
    review = building.preliminary(story)
    with pytest.raises(ValidationError, match="由开展该活动的单位申请"):
        engine.create(
            "recheck",
            actor=cast.dai,
            organization=cast.unit_b,
            data={"review": review},
            now=make.NOW,
        )


# --- Who may not ------------------------------------------------------------------------------------------------------
def experts_of(cast: EthicsCast, case: Recheck) -> Iterator[tuple[User, str]]:
    """People with the role of an expert who have something to do with the review, and why they are refused."""
    yield cast.m1, "参加过原审查"
    Seat.objects.filter(committee=cast.committee, user=cast.m6).update(ended_on="2026-09-20")
    yield cast.m6, "参加过原审查"
    yield cast.lin, "参加过原审查"
    yield cast.gao, "是申请单位的人员"
    yield cast.dai, "不是复核专家"


def test_whoever_had_to_do_with_the_review_is_no_expert_of_it(cast: EthicsCast) -> None:
    case = building.recheck(cast, RecheckState.RECEIVED)
    for user, why in experts_of(cast, case):
        if user is not cast.dai:
            Membership.objects.create(user=user, organization=cast.department, role=Role.EXPERT)
        with pytest.raises(GuardFailed, match=f"{user}{why}"):
            make.act(case, "form_panel", cast.ou, experts=named(cast, e1=user))
    assert not case.group().exists()


def test_an_adviser_of_the_committee_is_no_expert_of_its_reviews(cast: EthicsCast) -> None:
    Membership.objects.create(user=cast.gu, organization=cast.department, role=Role.EXPERT)
    story = building.tale(cast)
    earlier = building.accepted(story)
    story.act(earlier, "invite_adviser", "su", adviser=cast.gu, field="数据安全")
    case = building.recheck_steps(story, building.preliminary(story), "submit", "receive")
    with pytest.raises(GuardFailed, match=f"{cast.gu}参加过原审查"):
        make.act(case, "form_panel", cast.ou, experts=named(cast, e1=cast.gu))


def test_the_entrusted_centre_organises_and_the_authority_alone_issues(cast: EthicsCast) -> None:
    case = building.recheck(cast, RecheckState.RECEIVED)
    assert not Recheck.objects.get(pk=case.pk).roles_of(cast.fu)
    make.act(case, "entrust", cast.ou, centre=cast.centre, reason="人手不足。")
    make.act(case, "form_panel", cast.fu, experts=named(cast))
    for name in PANEL:
        make.act(case, "declare_interest", cast.people[name], conflicted=False)
    make.act(case, "open_voting", cast.fu, ends_at=building.ENDS_AT)
    for name in PANEL:
        cast_opinion(case, cast.people[name], "agree")
    with pytest.raises(NotPermitted):
        make.act(case, "issue_opinion", cast.fu, summary="同意。")
    make.act(case, "issue_opinion", cast.ou, summary="同意。")


def test_a_centre_that_reviewed_is_never_entrusted(cast: EthicsCast) -> None:
    case = building.recheck(cast, RecheckState.RECEIVED)
    type(cast.committee).objects.filter(pk=cast.committee.pk).update(organization=cast.centre)
    with pytest.raises(GuardFailed, match="不得同时承担复核"):
        make.act(case, "entrust", cast.ou, centre=cast.centre, reason="人手不足。")


# --- The vote ---------------------------------------------------------------------------------------------------------
def cast_opinion(case: Recheck, user: User, choice: str, **when: object) -> None:
    texts = {"compliance": "合规", "reasonableness": "合理"}
    make.act(case, "cast_opinion", user, choice=choice, **texts, **when)  # type: ignore[arg-type]


@pytest.mark.parametrize(("agreeing", "opinion"), [(5, "agree"), (4, "agree"), (3, "")])
def test_agreement_needs_two_thirds_of_the_whole_group(
    cast: EthicsCast, agreeing: int, opinion: str
) -> None:
    case = building.recheck(cast, RecheckState.PANEL_FORMED)
    for name in PANEL:
        make.act(case, "declare_interest", cast.people[name], conflicted=False)
    make.act(case, "open_voting", cast.ou, ends_at=LATER)
    for name in list(PANEL)[:agreeing]:
        cast_opinion(case, cast.people[name], "agree")
    if agreeing < len(PANEL):
        with pytest.raises(GuardFailed, match="尚有参加人没有投票"):
            make.act(case, "close_voting", cast.ou)
        make.act(case, "close_voting", cast.ou, now=LATER)
    if not opinion:
        with pytest.raises(GuardFailed, match="复核组尚未形成意见"):
            make.act(case, "issue_opinion", cast.ou, now=LATER, summary="见表决。")
        return
    make.act(case, "issue_opinion", cast.ou, now=LATER, summary="见表决。")
    case.refresh_from_db()
    assert case.opinion == opinion
    with pytest.raises(Exception, match="不能"):
        make.act(case, "open_voting", cast.ou, now=LATER, ends_at=building.ENDS_AT)


def test_a_conflict_found_during_the_vote_sets_it_aside(cast: EthicsCast) -> None:
    case = building.recheck(cast, RecheckState.PANEL_FORMED)
    for name in PANEL:
        make.act(case, "declare_interest", cast.people[name], conflicted=False)
    make.act(case, "open_voting", cast.ou, ends_at=LATER)
    cast_opinion(case, cast.e1, "agree")
    make.act(case, "declare_interest", cast.e2, conflicted=True, statement="发现亲属关系")
    assert [one.outcome for one in case.rounds.all()] == ["set_aside"]
    with pytest.raises(GuardFailed, match="应当回避，请先更换"):
        make.act(case, "open_voting", cast.ou, ends_at=LATER)
    instead = {"expert": cast.e6, "discipline": "application", "reason": "回避"}
    make.act(case, "replace_expert", cast.ou, leaving=cast.e2, **instead)
    make.act(case, "declare_interest", cast.e6, conflicted=False)
    make.act(case, "open_voting", cast.ou, ends_at=LATER)
    assert {e.user for e in case.open_round().electors.all()} == {
        *cast.named("e1", "e3", "e4", "e5", "e6")
    }
