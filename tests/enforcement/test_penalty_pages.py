"""Who sees a penalty case, from when, and what of it: the office, the party, everybody else; pages and API."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from enforcement.states import PenaltyState as S
from portal.accounts.models import User
from portal.cases.models import Case
from portal.cases.selectors import papers_for, visible_to
from portal.deadlines.models import Deadline
from portal.deadlines.reminders import both_sides
from portal.deadlines.selectors import known_to
from portal.law.rulebook import rulebook
from portal.workflow import engine
from tests import make
from tests.enforcement.penalty_building import BASIS, SERIOUS, PenaltyStory, penalty
from tests.enforcement.people import EnforcementCast, cast

pytestmark = pytest.mark.django_db
BEFORE_THE_NOTICE = (
    S.DRAFT,
    S.PROPOSED,
    S.NOT_OPENED,
    S.OPENED,
    S.IN_LEGAL_REVIEW,
    S.REVIEWED,
)
TOLD = (S.NOTIFIED, S.HEARING_SCHEDULED, S.HEARD, S.DECIDED, S.NOT_PENALISED)
OFFICE = {"bo", "bei", "hu", "cao", "yan", "lu", "fa", "ren"}


@pytest.fixture(scope="module")
def people(django_db_setup: None, django_db_blocker: Any) -> Iterator[EnforcementCast]:
    """The cast and the cases, made once in a transaction that is rolled back."""
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer._from_testcase = True  # the engine insists on its own transaction, except in tests
        with outer:
            yield cast()
            transaction.set_rollback(True)


@pytest.fixture(scope="module")
def cases(people: EnforcementCast) -> dict[Any, Any]:
    return {state: penalty(people, state) for state in (*BEFORE_THE_NOTICE, *TOLD)}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def answer(user: User, case: Case, path: str = "") -> Any:
    return signed_in(user).get(f"/cases/{case.number}/{path}")


@pytest.mark.parametrize("state", [*BEFORE_THE_NOTICE, *TOLD])
def test_rows_and_roles_say_the_same_of_everybody(
    people: EnforcementCast, cases: dict[Any, Any], state: S
) -> None:
    case = cases[state]
    expected = OFFICE | ({"ai"} if state in TOLD else set())
    fresh = {name: User.objects.get(pk=user.pk) for name, user in people.people.items()}
    seers = {n for n, user in fresh.items() if visible_to(user).filter(pk=case.pk).exists()}
    assert seers == expected
    assert {name for name, user in fresh.items() if case.roles_of(user)} == expected


def test_before_the_notice_the_case_does_not_exist_for_party_and_outsiders(
    people: EnforcementCast, cases: dict[Any, Any]
) -> None:
    for name in ("ai", "dai", "gu"):
        user = people.people[name]
        assert answer(user, cases[S.REVIEWED]).status_code == 404
        assert answer(user, cases[S.REVIEWED], "actions/make_statement/").status_code == 404
        api = signed_in(user).get(f"/api/v1/cases/{cases[S.REVIEWED].number}/")
        assert api.status_code == 404
    assert answer(people.dai, cases[S.NOTIFIED]).status_code == 404


def test_the_party_reads_what_it_was_told_and_nothing_of_the_inside(
    people: EnforcementCast, cases: dict[Any, Any]
) -> None:
    page = answer(people.ai, cases[S.HEARD]).content.decode().partition('id="content"')[2]
    for told in (
        "推荐模型配置截图",
        "罚款人民币 20000 元",
        "首页推荐模型以停留时长为唯一目标",
        "听证笔录",
    ):
        assert told in page
    inner = ("幅度适当", "法制审核意见", "批准立案", "以停留时长为唯一目标</td>", "证明对象")
    for kept in inner:
        assert kept not in page
    told_api = signed_in(people.ai).get(f"/api/v1/cases/{cases[S.HEARD].number}/").json()["data"]
    assert told_api["announced"]["measures"] == ["warning", "suspend_updates", "fine"]
    assert not {"review_opinion", "deliberation", "inquiries", "evidence", "refs"} & set(told_api)


def test_after_the_decision_the_discussion_stays_inside(
    people: EnforcementCast, cases: dict[Any, Any]
) -> None:
    page = answer(people.ai, cases[S.DECIDED]).content.decode()
    assert "演示银行演示区支行" in page
    assert "集体讨论" not in page
    assert "登记集体讨论" not in page
    inside = answer(people.cao, cases[S.DECIDED]).content.decode()
    assert "Lu：同意。" in inside


def test_while_the_office_rewrites_the_case_the_party_reads_the_old_notice(
    people: EnforcementCast,
) -> None:
    story = PenaltyStory(people).to_notified()
    story.act("reopen_investigation", "bo")
    story.fill(facts="另查明一项尚未告知的事实。")
    page = answer(people.ai, story.case).content.decode()
    assert "另查明" not in page
    assert "等待重新告知" in page


def test_the_office_reads_both_texts_and_why_a_draft_is_no_basis(
    people: EnforcementCast, cases: dict[Any, Any]
) -> None:
    page = answer(people.bo, cases[S.OPENED]).content.decode()
    for told in (
        "5000 元以上 30000 元以下",
        "10000 元以上 100000 元以下",
        "征求意见稿没有法律效力",
    ):
        assert told in page


def test_every_page_of_a_form_opens_for_whom_it_is(
    people: EnforcementCast, cases: dict[Any, Any]
) -> None:
    pages = (
        (S.DRAFT, "bo", "edit/facts/"),
        (S.DRAFT, "bo", "edit/basis/"),
        (S.OPENED, "bo", "edit/intended/"),
        (S.OPENED, "bo", "actions/add_evidence/"),
        (S.OPENED, "bo", "actions/record_inquiry/"),
        (S.OPENED, "cao", "actions/hold_evidence/"),
        (S.OPENED, "cao", "actions/order_recusal/"),
        (S.REVIEWED, "bo", "actions/notify/"),
        (S.NOTIFIED, "ai", "actions/make_statement/"),
        (S.NOTIFIED, "ai", "actions/request_recusal/"),
        (S.NOTIFIED, "ai", "edit/defence/"),
        (S.HEARING_SCHEDULED, "hu", "actions/record_hearing/"),
    )
    for state, name, path in pages:
        assert answer(people.people[name], cases[state], path).status_code in (200, 422), path


def test_the_papers_of_each_side_go_over_when_they_are_handed_over(
    people: EnforcementCast,
) -> None:
    story = PenaltyStory(people).to_opened()
    paper(story, people.bo, "evidence", b"log")
    story.act("add_evidence", "bo", document=story.case.documents.get())
    piece = story.case.evidence.get()
    assert piece.sha256 == story.case.documents.get().file_id
    story.fill(**story.penalty, reasons="理由。")
    for name, who in (("submit_for_review", "bo"), ("pass_review", "fa"), ("notify", "bo")):
        story.act(name, who)
    assert not papers_for(story.case, people.ai).exists()
    paper(story, people.ai, "party_papers", b"answer")
    assert papers_for(story.case, people.bo).get().slot == "evidence"
    story.act("make_statement", "ai")
    assert papers_for(story.case, people.bo).filter(slot="party_papers").exists()


def paper(story: PenaltyStory, actor: User, slot: str, data: bytes) -> None:
    upload = make.upload(slot, data)
    version = make.version_of(story.case)
    engine.attach(
        story.case.pk, slot=slot, upload=upload, actor=actor, version=version, now=story.now
    )
    story.case = type(story.case).objects.get(pk=story.case.pk)


def test_an_unsound_answer_is_told_in_a_sentence_at_its_field(people: EnforcementCast) -> None:
    story = PenaltyStory(people).to_opened()
    client = signed_in(people.bo)
    path = f"/cases/{story.case.number}/edit/intended/"
    posted = {"version": make.version_of(story.case), "fine": "99999999999", "measures": ["x"]}
    page = client.post(path, posted)
    assert page.status_code == 422
    assert "“罚款（元）”不能大于" in page.content.decode()
    foreign = client.patch(
        f"/api/v1/cases/{story.case.number}/",
        {"version": make.version_of(story.case), "data": {"target": story.case.pk}},
        content_type="application/json",
    )
    assert foreign.status_code == 422
    assert "没有这一选项" in foreign.content.decode()


@pytest.mark.parametrize("profile", ["algorithm-2021-draft", "algorithm-2022"])
def test_both_texts_carry_what_the_stories_charge(profile: str) -> None:
    law = rulebook(profile)
    codes = {item.code: item.sanction for item in law.items("conduct")}
    assert codes[BASIS["refs"][0]] == BASIS["sanction"]
    assert SERIOUS["serious"]
    assert "serious" in [str(word) for word in law.sanction(BASIS["sanction"]).opens_by]


def test_limits_that_run_in_confidence_are_the_offices_own(
    people: EnforcementCast, cases: dict[Any, Any]
) -> None:
    case = cases[S.NOTIFIED]
    kept = {"penalty.case_opening", "penalty.decision", "penalty.legal_review"}
    public, summary = (
        "penalty.statement",
        rulebook(case.law_profile).limit("penalty.decision").summary,
    )
    for name, known in (("bo", kept | {public}), ("ren", kept | {public}), ("ai", {public})):
        user = User.objects.get(pk=people.people[name].pk)
        told = signed_in(user).get(f"/api/v1/cases/{case.number}/deadlines/").json()
        assert {row["code"] for row in told} & (kept | {public}) == known
        one = signed_in(user).get(f"/api/v1/cases/{case.number}/").json()
        running = {row["code"] for row in one["deadlines"]}
        assert running == {row["code"] for row in told if not row["closed_at"]}
        assert (summary in answer(user, case).content.decode()) is (name != "ai")
        events = signed_in(user).get(f"/api/v1/cases/{case.number}/timeline/").json()
        clocks = [one for e in events for n in ("opened", "closed") for one in e["data"].get(n, ())]
        assert bool(kept & {one["code"] for one in clocks}) is (name != "ai")
        listed = Deadline.objects.filter(known_to(user), case_id=case.pk)
        assert set(listed.values_list("code", flat=True)) == {row["code"] for row in told}


def test_of_a_limit_that_runs_in_confidence_the_office_alone_is_told(
    people: EnforcementCast, cases: dict[Any, Any]
) -> None:
    case = cases[S.NOTIFIED]
    running = {limit.code: limit for limit in case.deadlines.filter(closed_at=None)}
    told = {code: both_sides(case, limit) for code, limit in running.items()}
    assert told["penalty.decision"] == [people.office]
    assert people.company_a in told["penalty.statement"]


def test_who_only_hands_in_papers_is_offered_that(
    people: EnforcementCast, cases: dict[Any, Any]
) -> None:
    assert "提交材料</a>" in answer(people.ai, cases[S.NOTIFIED]).content.decode()
