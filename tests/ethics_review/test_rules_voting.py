"""The arithmetic of votes: exact tables first, then what must hold of every round whatever the ballots."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations_with_replacement

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from ethics_review.rules.voting import (
    DECISIONS,
    missing_disciplines,
    outcome,
    quorum_problems,
    recheck_opinion,
    simplified_outcome,
    tally,
)
from ethics_review.states import Discipline, Opinion, RoundOutcome, SimplifiedVote, Vote
from tests.ethics_review.application import LAW

SHARE = LAW.threshold("ethics.approval_share")
GROUP_SHARE = LAW.threshold("ethics.recheck_share")
REQUIRED = [row.code for row in LAW.items("disciplines")]
NONE = RoundOutcome.NONE.value
NEEDED = {1: 1, 2: 2, 3: 2, 4: 3, 5: 4, 6: 4, 7: 5, 8: 6, 9: 6, 10: 7, 11: 8, 12: 8, 15: 10}

rounds = settings(max_examples=300, deadline=None, derandomize=True, database=None)


@some.composite
def ballots(draw: some.DrawFn) -> tuple[list[str], int]:
    """The ballots of a round and how many were present, ballots missing among them."""
    present = draw(some.integers(1, 15))
    cast = draw(some.lists(some.sampled_from(Vote.values), max_size=present))
    return cast, present


@pytest.mark.parametrize(("present", "needed"), NEEDED.items())
@pytest.mark.parametrize("vote", sorted(DECISIONS))
def test_a_decision_needs_two_thirds_of_those_present(vote: str, present: int, needed: int) -> None:
    assert outcome([vote] * needed, present=present, share=SHARE) == vote
    assert outcome([vote] * (needed - 1), present=present, share=SHARE) == NONE


@pytest.mark.parametrize(("group", "needed"), [(5, 4), (6, 4), (7, 5), (8, 6), (9, 6)])
def test_a_recheck_needs_two_thirds_of_the_whole_group(group: int, needed: int) -> None:
    enough, short = [Opinion.AGREE] * needed, [Opinion.AGREE] * (needed - 1)
    assert recheck_opinion(enough, group=group, share=GROUP_SHARE) == Opinion.AGREE
    assert recheck_opinion(short, group=group, share=GROUP_SHARE) == NONE
    full = [*short, *[Opinion.DISAGREE] * (group - needed + 1)]
    assert recheck_opinion(full, group=group, share=GROUP_SHARE) == NONE
    against = [Opinion.DISAGREE] * needed
    assert recheck_opinion(against, group=group, share=GROUP_SHARE) == Opinion.DISAGREE
    assert recheck_opinion(against[1:], group=group, share=GROUP_SHARE) == NONE


@pytest.mark.parametrize("present", [5, 6, 7])
def test_every_possible_round_has_exactly_the_outcome_of_the_plain_rule(present: int) -> None:
    carried = 0
    for size in range(present + 1):
        for cast in combinations_with_replacement(Vote.values, size):
            winners = [v for v in DECISIONS if Fraction(cast.count(v), present) >= Fraction(2, 3)]
            assert len(winners) <= 1
            assert outcome(cast, present=present, share=SHARE) == (winners or [NONE])[0]
            carried += len(winners)
    assert carried > 0


def test_without_a_ballot_nothing_is_decided() -> None:
    assert [outcome([], present=n, share=SHARE) for n in range(10)] == [NONE] * 10
    assert recheck_opinion([], group=0, share=GROUP_SHARE) == NONE
    assert recheck_opinion([], group=5, share=GROUP_SHARE) == NONE


def test_an_abstention_never_wins_even_if_it_is_passed_as_a_decision() -> None:
    cast = [Vote.ABSTAIN.value] * 5
    assert outcome(cast, present=5, share=SHARE, decisions=Vote.values) == NONE


def test_neighbouring_decisions_are_not_added_together() -> None:
    assert outcome(["approve"] * 3 + ["approve_after_revision"] * 2, present=5, share=SHARE) == NONE


def test_a_decision_that_the_law_does_not_give_cannot_win() -> None:
    cast = ["approve_after_revision"] * 5
    assert outcome(cast, present=5, share=SHARE, decisions={"approve", "revise", "reject"}) == NONE


@pytest.mark.parametrize(
    ("cast", "present", "value"),
    [
        (["approve"] * 6, 5, Fraction(2, 3)),
        (["approve"] * 4, 5, Fraction(1, 2)),
        (["approve"] * 4, 5, Fraction(1)),
        (["approve"] * 4, 5, Fraction(0)),
        (["approve", "yes"], 5, Fraction(2, 3)),
    ],
    ids=["more ballots than members", "half", "not a share", "nothing", "an unknown choice"],
)
def test_a_count_that_cannot_be_right_is_refused(
    cast: list[str], present: int, value: Fraction
) -> None:
    with pytest.raises(ValueError, match=r"ballots of|majority|not a valid"):
        outcome(cast, present=present, share=replace(SHARE, value=value))


def test_more_opinions_than_experts_are_refused() -> None:
    with pytest.raises(ValueError, match="6 ballots of 5 people"):
        recheck_opinion([Opinion.AGREE] * 6, group=5, share=GROUP_SHARE)


@rounds
@given(ballots(), some.randoms())
def test_the_order_of_the_ballots_is_irrelevant(round_: tuple[list[str], int], random) -> None:
    cast, present = round_
    mixed = list(cast)
    random.shuffle(mixed)
    assert outcome(mixed, present=present, share=SHARE) == outcome(
        cast, present=present, share=SHARE
    )


@rounds
@given(ballots(), some.integers(0, 14), some.sampled_from(sorted(DECISIONS)))
def test_turning_a_ballot_to_a_decision_never_makes_that_decision_lose(
    round_: tuple[list[str], int], which: int, vote: str
) -> None:
    cast, present = round_
    turned = [vote if index == which else one for index, one in enumerate(cast)]
    if outcome(cast, present=present, share=SHARE) == vote:
        assert outcome(turned, present=present, share=SHARE) == vote
    assert outcome(turned, present=present, share=SHARE) in {
        vote,
        NONE,
        outcome(cast, present=present, share=SHARE),
    }


@rounds
@given(ballots(), some.integers(0, 14))
def test_abstaining_instead_of_voting_never_helps_a_decision(
    round_: tuple[list[str], int], which: int
) -> None:
    cast, present = round_
    turned = [Vote.ABSTAIN.value if index == which else one for index, one in enumerate(cast)]
    before = outcome(cast, present=present, share=SHARE)
    assert outcome(turned, present=present, share=SHARE) in {before, NONE}


@rounds
@given(ballots())
def test_one_more_who_abstains_never_lets_a_decision_carry(round_: tuple[list[str], int]) -> None:
    cast, present = round_
    before = outcome(cast, present=present, share=SHARE)
    more = outcome([*cast, Vote.ABSTAIN.value], present=present + 1, share=SHARE)
    assert more in {before, NONE}


@rounds
@given(ballots())
def test_an_abstention_counts_as_a_ballot_that_never_came(round_: tuple[list[str], int]) -> None:
    cast, present = round_
    without = [one for one in cast if one != Vote.ABSTAIN]
    assert outcome(without, present=present, share=SHARE) == outcome(
        cast, present=present, share=SHARE
    )


@rounds
@given(ballots())
def test_a_decision_carries_with_two_thirds_and_only_then(round_: tuple[list[str], int]) -> None:
    cast, present = round_
    result = outcome(cast, present=present, share=SHARE)
    if result == NONE:
        assert all(3 * cast.count(vote) < 2 * present for vote in DECISIONS)
    else:
        assert result in DECISIONS
        assert 3 * cast.count(result) >= 2 * present


@rounds
@given(some.integers(1, 12).flatmap(lambda n: some.tuples(some.just(n), some.integers(0, n))))
def test_a_silent_expert_counts_for_neither_opinion(sizes: tuple[int, int]) -> None:
    group, spoken = sizes
    for opinion in Opinion:
        held = recheck_opinion([opinion] * spoken, group=group, share=GROUP_SHARE)
        assert held == (opinion if 3 * spoken >= 2 * group else NONE)


def test_the_tally_shows_every_choice_zeroes_included() -> None:
    assert tally(["approve", "reject", "approve"]) == {
        "approve": 2,
        "approve_after_revision": 0,
        "revise": 0,
        "reject": 1,
        "abstain": 0,
    }
    assert tally([], Opinion) == {"agree": 0, "disagree": 0}
    assert tally(["doubt"], SimplifiedVote) == {
        "agree": 0,
        "negative": 0,
        "doubt": 1,
        "member_request": 0,
    }


@pytest.mark.parametrize(
    ("cast", "named", "expected"),
    [
        ([], 2, "none"),
        (["agree"], 2, "none"),
        (["agree", "agree"], 2, "approve"),
        (["agree", "agree"], 3, "none"),
        (["agree", "agree", "agree"], 3, "approve"),
        (["agree"], 1, "none"),
        ([], 0, "none"),
        (["negative"], 2, "set_aside"),
        (["doubt"], 2, "set_aside"),
        (["member_request"], 2, "set_aside"),
        (["agree", "negative"], 2, "set_aside"),
        (["doubt", "agree", "agree"], 3, "set_aside"),
    ],
)
def test_a_simplified_review_is_approved_by_all_and_set_aside_by_any(
    cast: list[str], named: int, expected: str
) -> None:
    least = LAW.threshold("ethics.simplified_reviewers").number
    assert simplified_outcome(cast, named=named, least=least) == expected


def test_a_simplified_review_is_never_approved_by_nobody() -> None:
    assert simplified_outcome([], named=0, least=0) == NONE


def test_more_simplified_ballots_than_members_named_are_refused() -> None:
    with pytest.raises(ValueError, match="3 ballots of 2 members"):
        simplified_outcome(["agree"] * 3, named=2, least=2)


@pytest.mark.parametrize(
    ("present", "sentences"),
    [
        (["technology", "application", "ethics", "law", "law"], []),
        (REQUIRED, ["参加的委员 4 人，应不少于 5 人，还差 1 人"]),
        (["technology"] * 6, ["参加的委员缺少 3 个专业类别：人工智能应用、伦理、法律"]),
        (
            ["technology", "law", "law"],
            [
                "参加的委员 3 人，应不少于 5 人，还差 2 人",
                "参加的委员缺少 2 个专业类别：人工智能应用、伦理",
            ],
        ),
        (
            [],
            [
                "参加的委员 0 人，应不少于 5 人，还差 5 人",
                "参加的委员缺少 4 个专业类别：人工智能技术、人工智能应用、伦理、法律",
            ],
        ),
    ],
)
def test_a_quorum_needs_five_members_of_all_disciplines(
    present: list[str], sentences: list[str]
) -> None:
    least = LAW.threshold("ethics.quorum").number
    assert quorum_problems(present, least=least, required=REQUIRED) == sentences


@rounds
@given(some.lists(some.sampled_from(Discipline.values), max_size=9))
def test_a_quorum_is_there_exactly_when_count_and_disciplines_are(present: Sequence[str]) -> None:
    sound = len(present) >= 5 and len(set(present)) == 4
    assert (quorum_problems(present, least=5, required=REQUIRED) == []) == sound


def test_missing_disciplines_come_in_the_order_in_which_they_are_required() -> None:
    assert missing_disciplines(["ethics"], ["law", "ethics", "technology"]) == ["law", "technology"]
