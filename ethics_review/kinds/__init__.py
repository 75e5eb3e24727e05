"""The app's kinds of case, one file each, with who may see them; ``ethics_review.apps`` registers them."""

from ethics_review.kinds.committee import COMMITTEE
from ethics_review.kinds.meeting import MEETING
from ethics_review.kinds.recheck import RECHECK
from ethics_review.kinds.review import REVIEW
from ethics_review.selectors import (
    visible_committees,
    visible_meetings,
    visible_rechecks,
    visible_reviews,
)

KINDS = (
    (REVIEW, visible_reviews),
    (RECHECK, visible_rechecks),
    (MEETING, visible_meetings),
    (COMMITTEE, visible_committees),
)
