"""The letters and messages of a filing's life, one file a matter; ``filings.apps`` registers them."""

from filings.notices.assessment import ASSESSMENT_NOTICES
from filings.notices.changing import CHANGE_NOTICES
from filings.notices.ending import ENDING_NOTICES
from filings.notices.recording import FILING_NOTICES
from filings.notices.revoking import REVOCATION_NOTICES
from filings.notices.told import MESSAGES

__all__ = ["ASSESSMENT_NOTICES", "FILING_NOTICES", "LIFECYCLE_NOTICES"]

#: What comes after the number. Public is what the register shows anyway: a change in force, an end.
LIFECYCLE_NOTICES = (*CHANGE_NOTICES, *ENDING_NOTICES, *REVOCATION_NOTICES, *MESSAGES)
