"""Who must be there, what the ballots come to (article 14; 2023 measures, articles 16 and 30)."""

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from django.db.models import TextChoices

from ethics_review.states import Discipline, Opinion, RoundOutcome, SimplifiedVote, Vote
from portal.law.rows import Threshold

#: What a committee can decide: every vote but the abstention.
DECISIONS = frozenset(vote.value for vote in Vote if vote is not Vote.ABSTAIN)


def missing_disciplines(present: Iterable[str], required: Collection[str]) -> list[str]:
    """The required disciplines that nobody present brings, in the order in which they are required."""
    brought = set(present)
    return [code for code in required if code not in brought]


def quorum_problems(present: Sequence[str], *, least: int, required: Collection[str]) -> list[str]:
    """Why these members cannot decide, a sentence each; empty where they can (article 14).

    ``present`` holds the discipline of each member who takes part and is not recused, one entry a member.
    """
    found = []
    if len(present) < least:
        lacking = least - len(present)
        found.append(f"参加的委员 {len(present)} 人，应不少于 {least} 人，还差 {lacking} 人")
    missing = missing_disciplines(present, required)
    if missing:
        names = "、".join(Discipline(code).label for code in missing)
        found.append(f"参加的委员缺少 {len(missing)} 个专业类别：{names}")
    return found


def tally(choices: Iterable[str], of: type[TextChoices] = Vote) -> dict[str, int]:
    """How many ballots each choice of ``of`` has, zeroes included. Raises ValueError for any other choice."""
    counted = Counter(of(choice).value for choice in choices)
    return {value: counted[value] for value in of.values}


def outcome(
    choices: Sequence[str],
    *,
    present: int,
    share: Threshold,
    decisions: Collection[str] = DECISIONS,
) -> str:
    """The decision that at least ``share`` of those ``present`` voted for, or ``RoundOutcome.NONE``.

    Whoever abstains or casts no ballot is present all the same. Neighbouring decisions are not added together. The
    abstention is no decision, whatever ``decisions`` says. Raises ValueError for more ballots than people present, for
    an unknown choice, and for a share of half or less, with which two decisions could carry.
    """
    _check(choices, present, share)
    counts = tally(choices)
    for value in DECISIONS & set(decisions):
        if _carries(counts[value], present, share):
            return value
    return RoundOutcome.NONE.value


def simplified_outcome(choices: Sequence[str], *, named: int, least: int) -> str:
    """How a simplified review stands: approved once all ``named`` agree, set aside at the first other ballot.

    Open (``RoundOutcome.NONE``) while a ballot is missing, and for good where fewer than ``least`` were named
    (article 20). Raises ValueError for more ballots than members named and for an unknown choice.
    """
    if len(choices) > named:
        raise ValueError(f"{len(choices)} ballots of {named} members")
    agreed = tally(choices, SimplifiedVote)[SimplifiedVote.AGREE.value]
    if agreed < len(choices):
        return RoundOutcome.SET_ASIDE.value
    complete = agreed == named and named >= max(least, 1)
    return (Vote.APPROVE if complete else RoundOutcome.NONE).value


def recheck_opinion(choices: Sequence[str], *, group: int, share: Threshold) -> str:
    """What the experts hold together: either opinion needs ``share`` of the ``group`` (2023 measures, article 30).

    The share is one of the whole group: an expert who is silent counts for neither, and ``RoundOutcome.NONE`` is what
    remains where neither has it. Raises ValueError as ``outcome`` does.
    """
    _check(choices, group, share)
    for opinion, votes in tally(choices, Opinion).items():
        if _carries(votes, group, share):
            return opinion
    return RoundOutcome.NONE.value


def commitment(
    *,
    round_id: int,
    elector_id: int,
    choice: str,
    sheet: Mapping[str, Any],
    reasons: str,
    salt: str,
) -> str:
    """What a ballot binds itself to: SHA-256, in hex, over its canonical JSON.

    The random ``salt`` keeps the few choices from being tried out; with it anyone can prove what was cast.
    """
    ballot = {
        "round": round_id,
        "elector": elector_id,
        "choice": choice,
        "sheet": sheet,
        "reasons": reasons,
        "salt": salt,
    }
    canonical = json.dumps(ballot, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def electors_digest(electors: Iterable[tuple[int, str, str, str]]) -> str:
    """SHA-256, in hex, over who may vote in a round, in whatever order: key and name, position, discipline of each."""
    rows = sorted([pk, name, str(position), str(field)] for pk, name, position, field in electors)
    return hashlib.sha256(json.dumps(rows, separators=(",", ":")).encode()).hexdigest()


def _check(choices: Sequence[str], whole: int, share: Threshold) -> None:
    if len(choices) > whole:
        raise ValueError(f"{len(choices)} ballots of {whole} people")
    if not share.is_share or not Fraction(1, 2) < share.value < 1:
        raise ValueError(f"{share.code}: a majority must be more than half, less than all")


def _carries(votes: int, whole: int, share: Threshold) -> bool:
    return votes > 0 and votes >= share.needed(whole)
