"""The letters and messages of enforcement, one file a matter; ``enforcement.apps`` registers them."""

from enforcement.notices import lead, monitoring
from portal.notices.catalogue import NoticeKind

NOTICES: tuple[NoticeKind, ...] = (*lead.NOTICES,
    *monitoring.NOTICES,)
