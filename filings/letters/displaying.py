"""The reminder of the display duty (draft 2021 article 22, provisions 2022 article 26): which pages lack what."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from filings.display.declared import declared_by
from filings.display.results import MISSES, Result
from filings.letters.basis import Contents
from portal.workflow.machine import Context


def _missing(filing: Any, ctx: Context) -> dict[str, Any]:
    """What an officer saw; else the last answer of each address in force that lacks something."""
    seen = ctx.data.get("reason", "")
    addresses = () if seen else declared_by(filing).addresses
    answered = filing.display_checks.filter(finished_at__isnull=False, address__in=addresses)
    last = answered.order_by("address", "-requested_at", "-pk").distinct("address")
    page = reverse("display:duty", args=[filing.number])
    return {
        "display_inspection": seen,
        "display_misses": [
            {"address": c.address, "result": Result(c.result).label, "reason": c.reason}
            for c in last
            if c.result in MISSES
        ],
        "display_url": f"{settings.PUBLIC_URL.rstrip('/')}{page}",
    }


CONTENTS: dict[str, Contents] = {"display_missing": _missing}
