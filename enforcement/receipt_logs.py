"""Receipt numbers stand in the addresses of status pages; no log keeps them."""

import logging
import re
from typing import Any

#: The loggers that write down addresses: of refused requests, of the development server, of the web server.
_LOGGERS = ("django.request", "django.security.csrf", "django.server", "gunicorn.access")
_ADDRESS = re.compile(r"(/complaints/)(?!new/)[^/\s\"'?]+")


class HideReceipts(logging.Filter):
    """Blots the receipt out of every address in a record, before any handler sees it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always lets the record through."""
        record.msg = _blotted(record.msg)
        if isinstance(record.args, dict):
            for name, value in list(record.args.items()):
                record.args[name] = _blotted(value)
        elif record.args:
            record.args = tuple(_blotted(value) for value in record.args)
        return True


def hide_receipts() -> None:
    """Put the filter on the loggers, once."""
    for name in _LOGGERS:
        logger = logging.getLogger(name)
        if not any(isinstance(one, HideReceipts) for one in logger.filters):
            logger.addFilter(HideReceipts())


def _blotted(value: Any) -> Any:
    return _ADDRESS.sub(r"\1…", value) if isinstance(value, str) else value
