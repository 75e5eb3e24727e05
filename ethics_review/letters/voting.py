"""What a closed vote came to: in numbers for everybody, by name for the committee's own minutes.

For and against are counted of the decision that carried; whoever abstained or cast no ballot was present all the same.
"""

from typing import Any

from ethics_review.letters.basis import iso, label
from ethics_review.states import (
    Discipline,
    Opinion,
    Position,
    RoundKind,
    RoundOutcome,
    SimplifiedVote,
    Vote,
)

#: Round kind → what its ballots may say.
_CHOICES: dict[str, Any] = {RoundKind.SIMPLIFIED: SimplifiedVote, RoundKind.RECHECK: Opinion}
#: What a decision is called on the ballots of the simplified procedure.
_AGREED = {Vote.APPROVE.value: SimplifiedVote.AGREE.value}


def numbers(case: Any, held: Any, *, recused: int) -> dict[str, Any]:
    """A closed round in numbers: how and when, who was there by discipline, votes for, against, abstained, not cast."""
    votes: dict[str, int] = held.counts.get("votes", {})
    choices = _choices(held)
    carried = _AGREED.get(held.carried, held.carried) if _is_simplified(held) else held.carried
    cast, abstained = sum(votes.values()), votes.get(Vote.ABSTAIN, 0)
    in_favour = votes.get(carried, 0) if carried else 0
    return {
        **_occasion(held),
        "present": held.counts.get("present", 0),
        "needed": held.counts.get("needed", 0),
        "disciplines": _disciplines(held.counts.get("disciplines", {})),
        "votes": [
            {"label": str(choice.label), "number": votes.get(choice.value, 0)} for choice in choices
        ],
        "carries": bool(carried),
        "in_favour": in_favour,
        "against": cast - in_favour - abstained if carried else 0,
        "abstained": abstained,
        "uncast": held.electors.count() - cast,
        "recused": recused,
    }


def outcome(held: Any) -> str:
    """How the round ended, in words."""
    known = {**dict(RoundOutcome.choices), **dict(Opinion.choices), **dict(Vote.choices)}
    return str(known.get(held.outcome, held.outcome))


def by_name(held: Any) -> list[dict[str, str]]:
    """Every elector of a closed round with the ballot cast, the position and the discipline held at the opening."""
    rows = []
    for elector in held.electors.select_related("ballot"):
        ballot = getattr(elector, "ballot", None)
        rows.append(
            {
                "name": elector.name,
                "position": label(Position, elector.position),
                "discipline": label(Discipline, elector.discipline),
                "choice": label(_choices(held), ballot.choice) if ballot else "未投票",
                "reasons": ballot.reasons if ballot else "",
            }
        )
    return rows


def _occasion(held: Any) -> dict[str, Any]:
    """How the members came together, and when."""
    meeting = held.meeting
    return {
        "simplified": _is_simplified(held),
        "by_letter": held.kind == RoundKind.LETTER,
        "form": str(meeting.get_form_display() if meeting else held.get_kind_display()),
        "held_at": iso((meeting.opened_at if meeting else None) or held.opened_at),
        "closed_at": iso(held.closed_at),
        "meeting_number": meeting.number if meeting else "",
    }


def _choices(held: Any) -> Any:
    return _CHOICES.get(held.kind, Vote)


def _is_simplified(held: Any) -> bool:
    return bool(held.kind == RoundKind.SIMPLIFIED)


def _disciplines(found: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {"label": str(field.label), "number": found[field.value]}
        for field in Discipline
        if found.get(field.value)
    ]
