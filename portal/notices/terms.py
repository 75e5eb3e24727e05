"""A time limit as a letter keeps it beside its Chinese sentence: the numbers from which the English one is made."""

from typing import Any

from portal.law.rows import TimeLimit

#: To whom one turns (reconsideration law, articles 24 and 25; administrative litigation law, article 18).
WHERE_TO = (
    "行政复议向本机关的本级人民政府申请，本机关是国务院部门的，向本机关申请；"
    "行政诉讼向有管辖权的人民法院提起。"
)
#: What the addressee may do within the limit, or must: the word → the English sentence around the length.
WAYS = {
    "reconsideration": "You may apply for administrative reconsideration {within} from the day you learn of it,"
    " to the people's government at the same level, or to this office where it is a department of the State Council.",
    "lawsuit": "You may also bring an administrative lawsuit before the competent people's court {within} from the day"
    " you learn of it.",
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
