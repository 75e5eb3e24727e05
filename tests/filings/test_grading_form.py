"""Grading by its page and by the API: five scores, a suggestion in words, the officer's own decision, its history."""

import re
from typing import Any

import pytest
from django.test import Client

from filings.grading import suggested, suggestion_in_words
from filings.models import Filing, Grading
from filings.states import FilingState as S
from portal.law.rulebook import rulebook
from portal.workflow.errors import Overtaken
from tests import make
from tests.filings.test_grading_secrecy import GRADING, SCORES, grade
from tests.make import Cast, filing, fresh
from tests.together import of_kind, together
from tests.workflow.door_cast import Visit, call, clock, people, visit

__all__ = ["clock", "people", "visit"]
LAW = rulebook("algorithm-2021-draft")


def post(client: Client, case: Filing, **changes: Any) -> Any:
    """Send the form as it is opened now; ``seen`` makes it an older one."""
    last = case.events.filter(action="grade").order_by("-seq").first()
    seen = last.seq if last else ""
    given = {**GRADING, "version": fresh(case).version, "seen": seen, **changes}
    given = {name: value for name, value in given.items() if value not in (None, False)}
    return client.post(f"/cases/{case.number}/actions/grade/", given)


@pytest.mark.parametrize(
    ("total", "level"),
    [(5, "low"), (10, "low"), (11, "middle"), (17, "middle"), (18, "high"), (25, "high")],
)
def test_the_sum_suggests_a_level(total: int, level: str) -> None:
    assert suggested(LAW, total) == level


def test_nothing_is_suggested_before_every_factor_has_its_score() -> None:
    assert suggestion_in_words(LAW, {**SCORES}) == "所选五项合计 19 分，建议“一级（重点）”"
    assert suggestion_in_words(LAW, {"data": 5}) == ""


@pytest.mark.parametrize(
    ("profile", "data"),
    [("algorithm-2021-draft", "所处理数据的敏感程度"), ("algorithm-2022", "所处理数据的重要程度")],
)
def test_the_form_asks_for_the_factors_of_the_cases_own_text(
    people: Cast, visit: Visit, settings: Any, profile: str, data: str
) -> None:
    settings.ALGORITHM_PROFILE = profile
    page = (
        visit(people.bo)
        .get(f"/cases/{filing(people, S.RECORDED).number}/actions/grade/")
        .content.decode()
    )
    legends = re.findall(r'<legend class="label">\s*([^<]+)', page)
    assert [legend.strip() for legend in legends] == [
        "舆论属性或者社会动员能力",
        "内容类别",
        "用户规模",
        data,
        "对用户行为的干预程度",
    ]
    assert page.count('type="radio"') == 25
    assert "五项合计18 分以上建议“一级（重点）”，11 分以上建议“二级（较高）”" in page
    assert "所选五项合计" not in page


def test_a_form_without_a_level_comes_back_with_the_suggestion_and_the_scores(
    people: Cast, visit: Visit
) -> None:
    case = filing(people, S.RECORDED)
    refused = post(visit(people.bo), case, level=None)
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "所选五项合计 19 分，建议“一级（重点）”" in page
    assert len(re.findall(r'type="radio"[^>]*checked', page)) == 5
    assert Grading.objects.count() == 0


@pytest.mark.parametrize("score", ["0", "6", "-1", "3.5", "三", "9" * 400, "<script>"])
def test_a_score_off_the_scale_is_refused_and_suggests_nothing(
    people: Cast, visit: Visit, score: str
) -> None:
    case = filing(people, S.RECORDED)
    refused = post(visit(people.bo), case, user_scale=score)
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "用户规模" in page
    assert "所选五项合计" not in page
    assert "<script>" not in page.partition("<main")[2]
    assert Grading.objects.count() == 0


@pytest.mark.parametrize("missing", [*SCORES, "level", "reason"])
def test_every_score_the_level_and_the_reason_are_required(
    people: Cast, visit: Visit, missing: str
) -> None:
    case = filing(people, S.RECORDED)
    assert post(visit(people.bo), case, **{missing: None}).status_code == 422
    assert fresh(case).grade_level == ""


def test_a_grading_is_kept_with_who_when_and_why(people: Cast, visit: Visit) -> None:
    case = filing(people, S.RECORDED)
    assert post(visit(people.bo), case).status_code == 302
    kept = case.gradings.get()
    assert (kept.scores, kept.level, kept.high_risk) == (SCORES, "high", True)
    assert (kept.graded_by, kept.reason, kept.total) == (people.bo, GRADING["reason"], 19)
    assert (fresh(case).grade_level, fresh(case).high_risk) == ("high", True)
    assert (fresh(case).state, fresh(case).version) == (S.RECORDED, case.version)


def test_grading_again_begins_with_the_present_scores_and_keeps_the_earlier_ones(
    people: Cast, visit: Visit
) -> None:
    case = filing(people, S.RECORDED)
    grade(case, people)
    officer = visit(people.bo)
    page = officer.get(f"/cases/{case.number}/actions/grade/").content.decode()
    assert len(re.findall(r'type="radio"[^>]*checked', page)) == 5
    assert "所选五项合计 19 分，建议“一级（重点）”" in page
    post(officer, case, user_scale=1, level="middle", high_risk=False, reason="用户大减。")
    assert [one.level for one in case.gradings.all()] == ["middle", "high"]
    assert (fresh(case).grade_level, fresh(case).high_risk) == ("middle", False)
    shown = officer.get(f"/cases/{case.number}/").content.decode()
    assert "此前的评定（1）" in shown
    assert shown.index("用户大减。") < shown.index(GRADING["reason"])


def test_a_form_from_before_a_colleagues_grading_is_refused_and_says_so(
    people: Cast, visit: Visit
) -> None:
    case = filing(people, S.RECORDED)
    officer, supervisor = visit(people.bo), visit(people.chen)
    assert post(officer, case).status_code == 302
    late = post(supervisor, case, seen="", level="low", high_risk=False, reason="没有看到前一次。")
    page = late.content.decode()
    assert late.status_code == 409
    assert "“分级分类”刚刚由他人（Bo）办理，请看过最新情况后重新办理" in page
    assert "没有看到前一次。" in page
    assert (fresh(case).grade_level, case.gradings.count()) == ("high", 1)
    opened = supervisor.get(f"/cases/{case.number}/actions/grade/").content.decode()
    seq = case.events.get(action="grade").seq
    assert re.search(rf'<input type="hidden" name="seen" value="{seq}"', opened)
    assert post(supervisor, case, seen=seq, level="low", high_risk=False).status_code == 302
    assert (fresh(case).grade_level, case.gradings.count()) == ("low", 2)


def test_what_the_form_saw_is_no_score_and_not_in_the_trail(people: Cast, visit: Visit) -> None:
    case = filing(people, S.RECORDED)
    post(visit(people.bo), case)
    post(visit(people.bo), case)
    assert [set(one.scores) for one in case.gradings.all()] == [set(SCORES)] * 2
    assert {"seen" in e.data["input"] for e in case.events.filter(action="grade")} == {False}


@pytest.mark.parametrize("seen", [1, 10**9, "x", -1])
def test_a_grading_that_never_was_cannot_have_been_seen(
    people: Cast, visit: Visit, seen: Any
) -> None:
    case = filing(people, S.RECORDED)
    assert post(visit(people.bo), case, seen=seen).status_code in (409, 422)
    assert case.gradings.count() == 0


def test_the_company_is_not_told_that_somebody_graded(people: Cast, visit: Visit) -> None:
    case = filing(people, S.RECORDED)
    grade(case, people)
    refused = post(visit(people.ai), case, seen="")
    assert refused.status_code == 404
    assert "刚刚由他人" not in refused.content.decode()


def test_the_api_names_the_grading_that_it_saw(people: Cast, visit: Visit) -> None:
    case = filing(people, S.RECORDED)
    grade(case, people)
    path, sent = f"cases/{case.number}/actions/grade/", {"version": case.version, "data": GRADING}
    client = visit(people.bo)
    refused = call(client, "POST", path, sent)
    assert (refused.status_code, refused.json()["code"]) == (409, "overtaken")
    seq = case.events.get(action="grade").seq
    again = call(client, "POST", path, {**sent, "data": {**GRADING, "seen": seq}})
    assert again.status_code == 200, again.content
    assert case.gradings.count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_who_grade_from_the_same_page_the_second_is_told() -> None:
    cast = make.cast()
    case = filing(cast, S.RECORDED)
    done = together(
        lambda: make.act(case, "grade", cast.bo, **GRADING, seen=None),
        lambda: make.act(case, "grade", cast.chen, **{**GRADING, "level": "low"}, seen=None),
    )
    assert len(of_kind(done, Overtaken)) == 1
    assert case.gradings.count() == 1


def test_a_level_against_the_sum_is_the_officers_right_and_is_told(
    people: Cast, visit: Visit
) -> None:
    case = filing(people, S.RECORDED)
    make.act(case, "grade", people.bo, **{**GRADING, "level": "low"})
    page = visit(people.chen).get(f"/cases/{case.number}/").content.decode()
    assert "按合计建议“一级（重点）”，由评定人另行决定" in page


def test_the_trail_names_each_factor_for_officers(people: Cast, visit: Visit) -> None:
    case = filing(people, S.RECORDED)
    grade(case, people)
    page = visit(people.bo).get(f"/cases/{case.number}/").content.decode()
    trail = page[page.index('id="timeline-title"') :]
    for words in ("用户规模：4", "内容类别：4", "级别：一级（重点）", "标记为高风险：是"):
        assert words in trail


def test_the_api_grades_with_plain_numbers(people: Cast, visit: Visit) -> None:
    case = filing(people, S.RECORDED)
    sent = {"version": case.version, "data": GRADING}
    answer = call(visit(people.bo), "POST", f"cases/{case.number}/actions/grade/", sent)
    assert answer.status_code == 200, answer.content
    assert answer.json()["case"]["data"]["grade_level"] == "high"
    assert case.gradings.get().scores == SCORES


@pytest.mark.parametrize("who", ["ai", "fang"])
def test_nobody_but_filing_officers_and_supervisors_grades(
    people: Cast, visit: Visit, who: str
) -> None:
    case = filing(people, S.RECORDED)
    assert post(visit(getattr(people, who)), case).status_code == 404
    assert Grading.objects.count() == 0


@pytest.mark.parametrize("state", [S.DEREGISTERED, S.CANCELLED, S.REVOKED, S.DECLINED, S.WITHDRAWN])
def test_what_has_ended_is_not_graded(people: Cast, visit: Visit, state: S) -> None:
    case = filing(people, state)
    assert post(visit(people.bo), case).status_code == 409
    assert Grading.objects.count() == 0
