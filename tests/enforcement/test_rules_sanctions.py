"""Which article leads to which sanction, which measures it opens, and the band of the fine, under both texts."""

from dataclasses import replace
from decimal import Decimal

import pytest

from enforcement.rules.sanctions import (
    bands,
    differences,
    for_item,
    governing,
    measure_problems,
    offered,
)
from portal.law.rulebook import rulebook

DRAFT, ENACTED = rulebook("algorithm-2021-draft"), rulebook("algorithm-2022")
FIRST = ("warning", "public_criticism", "order_correction")
SEVERE = ("suspend_updates", "fine")
CONDUCT, OTHER = "algorithm.conduct", "algorithm.other_law"
FILING, CANCELLATION = "algorithm.filing", "algorithm.cancellation"


def codes(law, ref: str) -> list[str]:
    return [row.code for row in governing(law, ref)]


@pytest.mark.law("algorithm-2021-draft#27")
@pytest.mark.law("algorithm-2021-draft#28")
def test_the_draft_sends_each_article_to_its_sanction() -> None:
    for ref in ("7", "8", "9.1", "10", "11", "12", "13", "14", "15.2", "22", "26"):
        assert codes(DRAFT, ref) == [CONDUCT], ref
    for ref in ("6", "9.2", "15.1", "15.3", "16", "17", "18", "23", "23.2", "24.2"):
        assert codes(DRAFT, ref) == [OTHER], ref
    assert codes(DRAFT, "20.1") == [FILING]
    assert codes(DRAFT, "20.3") == [CANCELLATION, FILING]
    for ref in ("19", "21", "24.1", "25", "1", "2"):
        assert codes(DRAFT, ref) == [], ref


@pytest.mark.law("algorithm-2022#31")
@pytest.mark.law("algorithm-2022#32")
def test_the_enacted_rule_sends_each_article_to_its_sanction() -> None:
    for ref in ("7", "8", "9.1", "10", "14", "16", "17", "17.1", "22", "26"):
        assert codes(ENACTED, ref) == [CONDUCT], ref
    for ref in ("6", "9.2", "11", "13", "15", "18", "19", "20", "21", "27", "28.2"):
        assert codes(ENACTED, ref) == [OTHER], ref
    for ref in ("24.1", "24.2"):
        assert codes(ENACTED, ref) == [CONDUCT, FILING], ref
    assert codes(ENACTED, "24.3") == [CANCELLATION, CONDUCT, FILING]
    for ref in ("12", "23", "25", "29"):
        assert codes(ENACTED, ref) == [], ref


def test_an_article_whose_paragraphs_part_ways_finds_both() -> None:
    assert codes(DRAFT, "15") == [CONDUCT, OTHER]
    assert codes(ENACTED, "9") == [CONDUCT, OTHER]


def test_an_article_is_not_taken_for_another_that_begins_alike() -> None:
    assert codes(ENACTED, "2") == []
    assert codes(ENACTED, "1") == []


def test_the_same_breach_is_found_in_both_texts_by_its_name() -> None:
    def both(list_name: str, code: str) -> list[str | None]:
        found = (for_item(law, list_name, code) for law in (DRAFT, ENACTED))
        return [row.code if row else None for row in found]

    assert both("conduct", "filing") == [FILING, CONDUCT]
    assert both("conduct", "diversity") == [CONDUCT, None]
    assert both("conduct", "elderly") == [None, OTHER]
    assert both("revocation_grounds", "concealment") == [FILING, FILING]


@pytest.mark.parametrize("law", [DRAFT, ENACTED], ids=lambda law: law.profile)
@pytest.mark.parametrize(
    ("refused", "serious", "severe"),
    [(False, False, ()), (True, False, SEVERE), (False, True, SEVERE), (True, True, SEVERE)],
)
def test_conduct_opens_the_severe_step_by_refusal_or_gravity(
    law, refused: bool, serious: bool, severe: tuple[str, ...]
) -> None:
    assert offered(law, CONDUCT, refused=refused, serious=serious) == FIRST + severe


@pytest.mark.law("algorithm-2022#33.1")
@pytest.mark.law("algorithm-2021-draft#29.1")
def test_a_filing_got_by_deceit_opens_the_severe_step_by_gravity_alone_since_2022() -> None:
    draft, enacted = ("revoke_filing", *FIRST), ("revoke_filing", "warning", "public_criticism")
    assert offered(DRAFT, FILING, refused=True, serious=False) == draft + SEVERE
    assert offered(ENACTED, FILING, refused=True, serious=False) == enacted
    assert offered(ENACTED, FILING, refused=False, serious=True) == enacted + SEVERE


@pytest.mark.law("algorithm-2022#33.2")
@pytest.mark.law("algorithm-2021-draft#29.2")
@pytest.mark.parametrize("law", [DRAFT, ENACTED], ids=lambda law: law.profile)
def test_cancellation_and_other_laws_know_no_severe_step(law) -> None:
    assert offered(law, CANCELLATION, refused=True, serious=True) == ("cancel_filing",)
    assert offered(law, OTHER, refused=True, serious=True) == ()


def refused_for(
    *chosen: str,
    fine: Decimal | int | None = None,
    law=ENACTED,
    sanction: str = CONDUCT,
    refused: bool = True,
    serious: bool = False,
) -> list[str]:
    found = measure_problems(
        law, sanction, chosen=chosen, fine=fine, refused=refused, serious=serious
    )
    assert all(reason.article == law.sanction(sanction).citation for reason in found)
    return [reason.code for reason in found]


@pytest.mark.parametrize(
    ("law", "least", "most"),
    [(DRAFT, 5_000, 30_000), (ENACTED, 10_000, 100_000)],
    ids=lambda value: getattr(value, "profile", value),
)
@pytest.mark.parametrize("sanction", [CONDUCT, FILING])
def test_the_band_includes_both_ends_and_not_a_fen_more(
    law, least: int, most: int, sanction: str
) -> None:
    def said(fine: Decimal | int) -> list[str]:
        return refused_for(*SEVERE, fine=fine, law=law, sanction=sanction, serious=True)

    fen = Decimal("0.01")
    assert [said(fine) for fine in (least, (least + most) // 2, most)] == [[], [], []]
    assert [said(fine) for fine in (least - fen, most + fen, 0, -1, Decimal("NaN"))] == [
        ["outside_band"]
    ] * 5


def test_a_fine_outside_the_band_is_told_the_band() -> None:
    (found,) = measure_problems(
        ENACTED, CONDUCT, chosen=SEVERE, fine=5_000, refused=True, serious=False
    )
    assert found.message == "罚款应在 10000 元至 100000 元之间（含两端），而不是 5000 元"
    assert (found.field, found.article) == (
        "fine",
        "《互联网信息服务算法推荐管理规定》第三十一条",
    )


def test_no_fine_at_the_first_step_and_none_alone_at_the_second() -> None:
    assert refused_for("fine", fine=10_000, refused=False) == ["severe_not_open", "fine_alone"]
    assert refused_for(*SEVERE, fine=10_000, refused=False) == ["severe_not_open"] * 2
    assert refused_for("warning", "fine", fine=10_000) == ["fine_alone"]
    assert refused_for("warning", *SEVERE, fine=10_000) == []


def test_refusing_to_correct_does_not_open_a_fine_for_a_filing_got_by_deceit() -> None:
    assert refused_for("revoke_filing", *SEVERE, fine=10_000, sanction=FILING) == [
        "severe_not_open",
        "severe_not_open",
    ]


def test_an_amount_belongs_to_a_fine_and_a_fine_to_an_amount() -> None:
    assert refused_for("warning", fine=10_000) == ["amount_without_fine"]
    assert refused_for(*SEVERE) == ["amount_missing"]


def test_measures_are_those_of_the_row() -> None:
    assert refused_for() == ["no_measure"]
    assert refused_for("revoke_filing") == ["not_offered"]
    assert refused_for("order_correction", sanction=FILING) == ["not_offered"]
    assert refused_for("hanging") == ["not_offered"]
    assert refused_for("cancel_filing", sanction=CANCELLATION) == []
    assert refused_for("cancel_filing", "fine", fine=10_000, sanction=CANCELLATION) == [
        "not_offered",
        "no_band",
    ]


def test_where_other_laws_govern_there_is_nothing_of_its_own() -> None:
    assert refused_for(sanction=OTHER) == []
    for chosen in (("warning",), ("other_law",), SEVERE):
        assert refused_for(*chosen, sanction=OTHER, serious=True) == ["other_law"]
    assert refused_for(fine=10_000, sanction=OTHER) == ["other_law"]


def test_both_texts_are_laid_side_by_side() -> None:
    draft, enacted = bands([DRAFT, ENACTED], FILING)
    assert (draft.is_draft, enacted.is_draft) == (True, False)
    assert (draft.fine, enacted.fine) == ("5000 元以上 30000 元以下", "10000 元以上 100000 元以下")
    assert {one.topic: one.texts for one in differences([draft, enacted])} == {
        "条款": ("第二十九条第一款", "第三十三条第一款"),
        "违反的条款": ("20", "24"),
        "措施": ("撤销备案、警告、通报批评、责令限期改正", "撤销备案、警告、通报批评"),
        "加重的条件": ("拒不改正或者情节严重", "情节严重"),
        "罚款幅度": ("5000 元以上 30000 元以下", "10000 元以上 100000 元以下"),
    }


def test_a_text_without_the_sanction_says_so() -> None:
    bare = replace(DRAFT, sanctions=())
    (band,) = bands([bare], CONDUCT)
    assert band.sanction is None
    assert band.fine == "未定罚款幅度"
    assert ("措施", ("无此规定", "警告、通报批评、责令限期改正")) in [
        (one.topic, one.texts) for one in differences(bands([bare, ENACTED], CONDUCT))
    ]
    assert differences(bands([ENACTED, ENACTED], CONDUCT)) == ()
