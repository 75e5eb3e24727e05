"""The law of the day of the act governs, unless the later one is lighter; a draft never does."""

from dataclasses import replace
from datetime import date

import pytest

from enforcement.rules.choice_of_law import Choice, Compared, choose, compare
from enforcement.rules.sanctions import for_item
from portal.law.rows import Sanction
from portal.law.rulebook import Rulebook, rulebook
from portal.law.terms import Aggravation, Measure, Status

DRAFT, ENACTED = rulebook("algorithm-2021-draft"), rulebook("algorithm-2022")
#: The text of the draft as if it had been law before, which makes the bands comparable.
EARLIER = replace(
    DRAFT, profile="earlier", title="先前规定", status=Status.IN_FORCE, effective=date(2021, 10, 1)
)
LATER = replace(EARLIER, profile="later", title="后来规定", effective=date(2024, 1, 1))
ROW = ENACTED.sanction("algorithm.conduct")


def conduct(law: Rulebook) -> Sanction | None:
    return for_item(law, "conduct", "management")


def chosen(
    *laws: Rulebook, act: date, decided: date, under: Rulebook = ENACTED, by=conduct
) -> Choice:
    return choose(laws, act_day=act, decision_day=decided, sanction_in=by, conducted_under=under)


def test_from_its_first_day_the_enacted_rule_governs() -> None:
    found = chosen(DRAFT, ENACTED, act=date(2022, 3, 1), decided=date(2022, 9, 1))
    assert found == Choice(
        "algorithm-2022",
        None,
        False,
        ("2022年3月1日行为时施行的是《互联网信息服务算法推荐管理规定》，适用该规定",),
    )


def test_before_it_nothing_was_in_force_and_the_draft_does_not_step_in() -> None:
    found = chosen(DRAFT, ENACTED, act=date(2022, 2, 28), decided=date(2022, 9, 1))
    assert found.profile is None
    assert found.sentences == ("2022年2月28日行为时没有生效的规定，不得依照后来施行的规定处罚",)


def test_a_case_conducted_under_the_draft_is_told_that_it_has_no_force() -> None:
    found = chosen(DRAFT, ENACTED, act=date(2022, 5, 1), decided=date(2022, 9, 1), under=DRAFT)
    assert found.profile == "algorithm-2022"
    assert found.without_force
    assert found.sentences[-1] == (
        "本案按《互联网信息服务算法推荐管理规定（征求意见稿）》办理；"
        "征求意见稿没有法律效力，不能作为处罚依据"
    )


@pytest.mark.law("administrative-penalty-2021#37")
def test_the_older_law_governs_where_the_newer_is_heavier() -> None:
    found = chosen(EARLIER, ENACTED, act=date(2021, 11, 1), decided=date(2022, 9, 1))
    assert (found.profile, found.compared) == ("earlier", Compared.HEAVIER)
    assert found.sentences == (
        "行为时施行《先前规定》，作出决定时施行《互联网信息服务算法推荐管理规定》",
        "新规定处罚较重，适用行为时的规定",
        "本案按《互联网信息服务算法推荐管理规定》办理，与应当适用的规定不同，请核对",
    )


@pytest.mark.law("administrative-penalty-2021#37")
def test_the_newer_law_governs_where_it_is_lighter() -> None:
    found = chosen(ENACTED, LATER, act=date(2022, 5, 1), decided=date(2024, 2, 1), under=LATER)
    assert (found.profile, found.compared) == ("later", Compared.LIGHTER)
    assert found.sentences[-1] == "新规定处罚较轻，适用新规定"


def test_a_newer_law_that_says_the_same_leaves_the_older_one_in_place() -> None:
    same = replace(ENACTED, profile="same", effective=date(2024, 1, 1))
    found = chosen(ENACTED, same, act=date(2022, 5, 1), decided=date(2024, 2, 1))
    assert (found.profile, found.compared) == ("algorithm-2022", Compared.SAME)


def test_what_the_newer_law_no_longer_sanctions_is_lighter() -> None:
    def diversity(law: Rulebook) -> Sanction | None:
        return for_item(law, "conduct", "diversity")

    found = chosen(EARLIER, ENACTED, act=date(2021, 11, 1), decided=date(2022, 9, 1), by=diversity)
    assert (found.profile, found.compared) == ("algorithm-2022", Compared.LIGHTER)


def test_where_one_text_sends_to_other_laws_somebody_must_compare() -> None:
    def page_ecology(law: Rulebook) -> Sanction | None:
        return for_item(law, "conduct", "page_ecology")

    found = chosen(
        EARLIER, ENACTED, act=date(2021, 11, 1), decided=date(2022, 9, 1), by=page_ecology
    )
    assert (found.profile, found.compared) == ("earlier", Compared.UNCLEAR)
    assert "须由办案人员另作比较" in found.sentences[1]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, Compared.SAME),
        ({"fine_max": 50_000}, Compared.LIGHTER),
        ({"fine_max": 200_000, "fine_min": 1}, Compared.HEAVIER),  # the highest fine counts first
        ({"fine_min": 5_000}, Compared.LIGHTER),
        ({"opens_by": (Aggravation.SERIOUS,)}, Compared.LIGHTER),
        ({"measures": (*ROW.measures, Measure.REVOKE_FILING)}, Compared.HEAVIER),
        ({"measures": (Measure.WARNING, Measure.PUBLIC_CRITICISM)}, Compared.SAME),
        ({"measures": (Measure.WARNING,)}, Compared.LIGHTER),
        (
            {"severe": (), "opens_by": (), "fine_min": None, "fine_max": None},
            Compared.LIGHTER,
        ),
    ],
)
def test_sanctions_are_compared_by_what_they_can_do_to_the_party(
    changes: dict[str, object], expected: Compared
) -> None:
    assert compare(ROW, replace(ROW, **changes)) is expected


def test_no_sanction_is_lighter_than_any_and_two_references_elsewhere_are_alike() -> None:
    elsewhere = ENACTED.sanction("algorithm.other_law")
    assert compare(ROW, None) is Compared.LIGHTER
    assert compare(None, ROW) is Compared.HEAVIER
    assert compare(None, None) is Compared.SAME
    assert compare(elsewhere, elsewhere) is Compared.SAME
    assert compare(elsewhere, ROW) is Compared.UNCLEAR
