"""The two officers are two, nobody decides what he investigated or complained of, and a collective is one."""

from dataclasses import replace

import pytest

from enforcement.rules.officers import (
    Person,
    chair_problems,
    collective_problems,
    decider_problems,
    reviewer_problems,
    team_problems,
)
from portal.law.rulebook import rulebook

LAW = rulebook("algorithm-2022")
WANG, LI = Person(1, "王", "网信"), Person(2, "李", "公安")
MEMBERS = [Person(10 + n, f"成员{n}") for n in range(3)]
FEW = "执法人员 {} 人，应不少于 2 人，而且不是同一人"


def said(reasons) -> list[str]:
    return [reason.message for reason in reasons]


@pytest.mark.law("administrative-penalty-2021#42")
def test_two_different_people_may_investigate() -> None:
    assert team_problems(LAW, [WANG, LI]) == []
    assert said(team_problems(LAW, [WANG])) == [FEW.format(1)]
    assert said(team_problems(LAW, [])) == [FEW.format(0)]
    (found,) = team_problems(LAW, [WANG, replace(WANG, name="王二")])
    assert (found.message, found.article) == (
        FEW.format(1),
        "《中华人民共和国行政处罚法》第四十二条",
    )


def test_whoever_was_recused_or_complained_does_not_count() -> None:
    recused = replace(LI, recused=True)
    assert said(team_problems(LAW, [WANG, recused])) == ["李已经回避，不得办理本案", FEW.format(1)]
    assert said(team_problems(LAW, [WANG, LI], complainants=[2])) == [
        "李就本案提出过投诉举报，不得办理本案",
        FEW.format(1),
    ]


def test_a_joint_team_has_every_department_asked_for() -> None:
    assert team_problems(LAW, [WANG, LI], departments=["网信", "公安"]) == []
    assert said(team_problems(LAW, [WANG, LI], departments=["网信", "市场监管"])) == [
        "检查组缺少来自市场监管的人员"
    ]


def test_who_investigated_was_recused_or_complained_does_not_decide() -> None:
    head = Person(9, "赵")
    assert decider_problems(head, officers=[1, 2], complainants=[3]) == []
    assert said(decider_problems(WANG, officers=[1, 2])) == ["王是本案的执法人员，不得决定本案"]
    assert said(decider_problems(replace(head, recused=True), officers=[])) == [
        "赵已经回避，不得决定本案"
    ]
    assert said(decider_problems(head, officers=[], complainants=[9])) == [
        "赵就本案提出过投诉举报，不得决定本案"
    ]


@pytest.mark.law("administrative-penalty-2021#64.4")
def test_the_chair_of_a_hearing_did_not_investigate() -> None:
    (found,) = chair_problems(LAW, WANG, officers=[1, 2])
    assert found.message == "王是本案的执法人员，不得主持听证"
    assert found.article == "《中华人民共和国行政处罚法》第六十四条第（四）项"
    assert chair_problems(LAW, Person(9, "赵"), officers=[1, 2]) == []


HEADS = {10, 11, 12, 20}


def test_a_collective_discussion_has_enough_different_people_with_the_presider_among_them() -> None:
    least = LAW.threshold("penalty.collective_members").number
    assert least == len(MEMBERS)
    assert collective_problems(LAW, MEMBERS, presider=10, heads=HEADS) == []
    assert said(collective_problems(LAW, [*MEMBERS[:2], MEMBERS[0]], presider=10, heads=HEADS)) == [
        f"参加集体讨论 2 人，应不少于 {least} 人，而且不是同一人"
    ]
    assert said(collective_problems(LAW, MEMBERS, presider=99, heads=HEADS)) == [
        "主持人应在参加讨论的人员之中"
    ]
    recused = [*MEMBERS, Person(20, "钱", recused=True)]
    assert said(collective_problems(LAW, recused, presider=10, heads=HEADS)) == [
        "钱已经回避，不得参加讨论"
    ]


@pytest.mark.law("administrative-penalty-2021#57.2")
def test_those_in_charge_discuss_and_everybody_else_attends() -> None:
    few = "参加集体讨论 2 人，应不少于 3 人，而且不是同一人"
    third = MEMBERS[2].user
    for why, told in (
        ("成员2不是执法机关负责人", {"heads": HEADS - {third}}),
        ("成员2是本案的执法人员", {"heads": HEADS, "officers": [third]}),
        ("成员2是本案的法制审核人员", {"heads": HEADS, "reviewers": [third]}),
    ):
        found = said(collective_problems(LAW, MEMBERS, presider=10, **told))
        assert found == [f"{why}，只能列席，不计入讨论的人数", few]


def test_who_reviewed_does_not_decide_and_who_opened_or_presided_does_not_review() -> None:
    one = Person(9, "赵")
    assert said(decider_problems(one, officers=[], reviewers=[9])) == [
        "赵是本案的法制审核人员，不得决定本案"
    ]
    assert reviewer_problems(one, officers=[1], opened_by=2, chair=3) == []
    assert said(reviewer_problems(one, officers=[], opened_by=9)) == [
        "赵批准本案立案，不得审核本案"
    ]
    assert said(reviewer_problems(one, officers=[], chair=9)) == ["赵主持本案听证，不得审核本案"]
