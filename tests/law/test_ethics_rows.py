"""How the rows of ethics review fit together: house rules, questions, borrowed articles, words."""

from pathlib import Path

import pytest

from ethics_review.states import Discipline, SimplifiedVote, Vote
from portal.law.rows import Row
from portal.law.rulebook import rulebook
from portal.law.terms import Status

BOOK = rulebook("ethics-2025-draft")
HOUSE = rulebook("ethics-house-rules")
MEASURES, FINAL = "科技伦理审查办法（试行）", "人工智能科技伦理审查与服务办法（试行）"
PAGE = Path(__file__).parents[2] / "docs/law/interpretations.md"


@pytest.mark.parametrize("rule", [*HOUSE.limits, *HOUSE.thresholds], ids=lambda rule: rule.code)
def test_every_house_rule_of_the_review_names_its_row_of_the_interpretations(rule: Row) -> None:
    assert rule.article == f"解释表 {rule.ref}"
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    [line] = [line for line in lines if line.startswith(f"| {rule.ref} |")]
    assert f"`{rule.code}`" in line


@pytest.mark.law("ethics-2025-draft#annex.1")
@pytest.mark.law("ethics-2025-draft#annex.2")
@pytest.mark.law("ethics-2025-draft#annex.3")
def test_every_item_of_the_recheck_list_is_decided_by_its_own_questions() -> None:
    questions = BOOK.items("recheck_questions")
    asked = {
        item.code: [q for q in questions if q.code.partition(".")[0] == item.code]
        for item in BOOK.items("recheck")
    }
    assert {code: len(found) for code, found in asked.items()} == {
        "human_machine_fusion": 2,
        "opinion_mobilisation": 3,
        "autonomous_decision": 3,
    }
    assert sum(map(len, asked.values())) == len(questions)
    for item in BOOK.items("recheck"):
        assert {(q.article, q.ref) for q in asked[item.code]} == {(item.article, item.ref)}
    assert all(q.summary.endswith("？") for q in questions)


def test_what_the_draft_takes_from_another_instrument_says_so() -> None:
    items = [item for entries in BOOK.lists.values() for item in entries]
    borrowed = [i for i in items if i.profile == BOOK.profile and i.instrument != BOOK.title]
    composition = ("size", "chair", "vice_chairs", "sexes", "outside", "local", "term")
    assert {(item.instrument, item.code) for item in borrowed} == {
        *((MEASURES, code) for code in composition),
        (MEASURES, "approve_after_revision"),
        (MEASURES, "member_request"),
        (MEASURES, "member_and_expert"),
        (FINAL, "centre_review_and_recheck"),
    }
    assert {(item.status, item.verified) for item in borrowed} == {(Status.IN_FORCE, False)}


def test_a_vote_is_a_decision_of_the_law_or_an_abstention() -> None:
    decisions = [item.code for item in BOOK.items("decisions")]
    assert [*decisions, "abstain"] == Vote.values


def test_every_simplified_vote_but_agreement_is_a_ground_for_the_general_procedure() -> None:
    grounds = [item.code for item in BOOK.items("conversion_grounds")]
    assert set(SimplifiedVote.values) - {"agree"} <= set(grounds)
    assert set(grounds) - set(SimplifiedVote.values) == {"disagreement"}


def test_the_roster_knows_the_disciplines_of_the_law() -> None:
    assert [item.code for item in BOOK.items("disciplines")] == Discipline.values


@pytest.mark.law("ethics-measures-2023#7")
def test_each_number_of_the_composition_has_its_sentence() -> None:
    sentences = {item.code for item in BOOK.items("committee_composition")}
    numbers = {
        "size": "ethics.committee_members",
        "chair": "ethics.chairs",
        "sexes": "ethics.sexes",
        "outside": "ethics.outside_members",
        "term": "ethics.term_years",
    }
    assert set(numbers) <= sentences
    assert {BOOK.threshold(code).ref for code in numbers.values()} == {"7"}
