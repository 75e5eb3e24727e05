"""What the letters and messages of a review say, as a JSON snapshot of plain values."""

from typing import Any

from ethics_review.letters import appealing, deciding, deliberating, following, intake
from ethics_review.letters.basis import Contents, label
from ethics_review.states import Procedure
from portal.workflow.machine import Context

_CONTENTS: dict[str, Contents] = {
    **intake.CONTENTS,
    **deliberating.CONTENTS,
    **deciding.CONTENTS,
    **appealing.CONTENTS,
    **following.CONTENTS,
}


def letter_context(case: Any, code: str, ctx: Context) -> dict[str, Any]:
    """The review's part of a notice; the engine adds who, when, under which article, with which clocks.

    A letter speaks of the application that was handed in, never of what the applicant has been changing since, and it
    is headed by the committee, not by the unit in which the committee sits.
    """
    contents = _CONTENTS.get(code)
    return {
        **_subject(case),
        **_committee(case.committee),
        **(contents(case, ctx) if contents else {}),
    }


def _subject(review: Any) -> dict[str, Any]:
    filed = review.as_handed_in()
    return {
        "activity_name": filed.activity_name,
        "leader_name": filed.leader_name,
        "partners": [row["name"] for row in filed.partner_units if row.get("name")],
        "procedure": label(Procedure, review.procedure),
    }


def _committee(committee: Any) -> dict[str, Any]:
    phone = committee.contact_phone
    return {
        "committee_name": committee.name,
        "issuer": committee.name,
        "issuer_address": committee.address,
        "contact": f"电话 {phone}" if phone else "",
    }
