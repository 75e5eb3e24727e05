"""The letters and messages of enforcement, one file a matter; ``enforcement.apps`` registers them."""

from enforcement.notices import (
    campaign,
    complaint,
    inspection,
    lead,
    monitoring,
    penalty,
    performing,
    platform,
    rectification,
)
from portal.notices.catalogue import NoticeKind

NOTICES: tuple[NoticeKind, ...] = (
    *lead.NOTICES,
    *complaint.NOTICES,
    *monitoring.NOTICES,
    *inspection.NOTICES,
    *rectification.NOTICES,
    *penalty.NOTICES,
    *performing.NOTICES,
    *campaign.NOTICES,
    *platform.NOTICES,
)
