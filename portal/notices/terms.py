"""A time limit as a letter keeps it beside its Chinese sentence: the numbers from which the English one is made."""

from typing import Any

from portal.law.rows import TimeLimit

#: What the addressee may do within the limit, or must: the word → the English sentence around the length.
WAYS = {
    "reconsideration": "You may apply for administrative reconsideration {within} from the day you learn of it.",
    "lawsuit": "You may also bring an administrative lawsuit before the people's court {within} from the day you"
    " learn of it.",
    "ethics_appeal": "You may lodge an appeal with the committee, with reasons, {within} from service of the decision.",
    "ethics_appeal_answer": "Where the appeal is well founded, the committee decides anew {within} of receiving it.",
    "recheck": "The expert recheck opinion is returned {within} of receipt of the application.",
    "change": "A change of the filed information must be filed {within} {of} the change.",
    "deregistration": "The filing must be deregistered {within} {of} the end of the service.",
    "statement": "You may make a statement and defend yourself {within} of receiving this letter.",
    "hearing": "You may request a hearing {within} of being notified.",
    "payment": "The fine must be paid {within} of receiving the decision.",
    "demand": "The sums stated must be paid {within} of service of this demand.",
    "answer": "Please answer {within} of receiving this letter.",
}


def told(row: TimeLimit, way: str) -> dict[str, Any]:
    """One limit for ``Content.english``: way, amount, unit, direction, citation. Raises KeyError for an unknown way."""
    WAYS[way]
    return {
        "way": way,
        "amount": row.amount,
        "unit": row.unit.value,
        "direction": row.direction.value,
        "citation": row.citation,
    }


def remedies(review: TimeLimit, suit: TimeLimit) -> list[dict[str, Any]]:
    """Reconsideration and lawsuit, for ``remedy_terms``."""
    return [told(review, "reconsideration"), told(suit, "lawsuit")]
