"""What stands beside a filing on its page: the self-test it began with, its security assessments, readers' reports."""

from typing import Any

from django.urls import reverse

from filings import self_test
from filings.assessment_terms import AssessmentState
from filings.assessments import assessments_of
from filings.models import Filing
from filings.reader_reports import HANDLERS, open_reports
from portal.accounts.models import User
from portal.accounts.roles import ORGANISATION_ROLES


def related(filing: Filing, user: User) -> dict[str, Any]:
    """For the page of a filing, as ``user`` may see it."""
    number = filing.record_number
    return {
        "self_test": _self_test(filing.self_test),
        "assessments": [
            (case, AssessmentState(case.state).label) for case in assessments_of(filing, user)
        ],
        "display_url": reverse("display:duty", args=[filing.number]) if filing.in_force else "",
        "open_reports": open_reports(number) if number else 0,
        "handles_reports": bool(filing.roles_of(user) & HANDLERS),
        "is_own": bool(filing.roles_of(user) & ORGANISATION_ROLES),
    }


def _self_test(code: str) -> list[tuple[str, str]]:
    """The answers in words; a code that no longer reads says nothing."""
    try:
        return self_test.summary(code) if code else []
    except self_test.BadAnswers:
        return []
