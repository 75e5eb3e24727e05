"""The letters and messages of enforcement, one file a matter; ``enforcement.apps`` registers them."""

from portal.notices.catalogue import NoticeKind

NOTICES: tuple[NoticeKind, ...] = ()
