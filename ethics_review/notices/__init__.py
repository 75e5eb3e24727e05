"""The letters and messages of ethics review, one file a matter; ``ethics_review.apps`` registers them."""

from ethics_review.notices.appealing import APPEAL_NOTICES
from ethics_review.notices.committee import COMMITTEE_NOTICES
from ethics_review.notices.deciding import DECISION_NOTICES
from ethics_review.notices.following import ACTIVITY_NOTICES
from ethics_review.notices.intake import INTAKE_NOTICES
from ethics_review.notices.recheck import RECHECK_NOTICES
from portal.notices.catalogue import NoticeKind

NOTICES: tuple[NoticeKind, ...] = (
    *INTAKE_NOTICES,
    *DECISION_NOTICES,
    *APPEAL_NOTICES,
    *ACTIVITY_NOTICES,
    *RECHECK_NOTICES,
    *COMMITTEE_NOTICES,
)
