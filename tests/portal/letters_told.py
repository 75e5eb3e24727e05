"""The demonstration's letters: each says what it must, and no kind of letter is missing."""

from portal.notices import catalogue
from portal.notices.models import Notice
from tests.portal.letter_contents import unsaid

#: Kinds that the demonstration does not tell; the tests of their acts look at them in the same way.
ELSEWHERE = frozenset(
    {
        *("assessment_received", "assessment_supplement", "assessment_reassessment"),
        *("assessment_accepted", "filing_termination_withdrawn"),
        *("ethics_activity_registered", "ethics_amendment_returned", "ethics_extended"),
        *("ethics_late_appeal_declined", "ethics_resumed", "ethics_tracking"),
        *("committee_year_reported", "warning_extended"),
        *("rectification_extended", "rectification_returned"),
        *("penalty_demand", "penalty_instalments", "penalty_postponed", "penalty_recusal_answer"),
    }
)


def expect_each_says_what_it_must() -> None:
    """One letter of each kind that was sent, under the declaration of its kind."""
    found = Notice.objects.filter(form=Notice.Form.LETTER).order_by("code", "pk").distinct("code")
    letters = found.select_related("case", "event", "addressee", "issuer")
    assert {one.code: missing for one in letters if (missing := unsaid(one))} == {}
    kinds = {kind.code for kind in catalogue.registered() if kind.form == Notice.Form.LETTER}
    assert kinds - {one.code for one in letters} <= ELSEWHERE
