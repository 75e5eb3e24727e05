"""Papers of service as PDF, made when they are asked for: the receipt (送达回证), the confirmation (电子送达确认书).

They are the record's own print, not letters: they have no number and no seal; signatures are put to them by hand.
"""

import json
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string

from portal.clock import CHINA
from portal.notices import typesetting
from portal.notices.models import Notice
from portal.notices.typesetting import Paper
from portal.service.models import ElectronicServiceConsent, ServiceAttempt


def receipt_pdf(notice: Notice, attempt: ServiceAttempt | None, now: datetime) -> bytes:
    """What the receipt of service says (civil procedure law, 87); without a service, a form to be filled in by hand.

    Raises MissingGlyph.
    """
    said = {
        "title": "送达回证",
        "office": notice.issuer.name if notice.issuer else "",
        "addressee": notice.addressee.name,
        "is_demo": notice.addressee.is_demo,
        "letter": notice.title,
        "number": notice.number,
        "case_number": notice.case.number,
        "method": attempt.get_method_display() if attempt else "",
        "served_at": attempt.ended_at if attempt else None,
        **{name: getattr(attempt, name, "") for name in _SAID},
        "verification_code": notice.verification_code,
    }
    return _paper("pdf/service_receipt.html", said, now, f"receipt-{notice.verification_code}")


_SAID = (
    *("address", "place", "receiver", "capacity", "servers"),
    *("refusal", "witnesses", "tracking", "announced_on", "proof"),
)


def consent_pdf(consent: ElectronicServiceConsent) -> bytes:
    """电子送达确认书. Raises MissingGlyph."""
    said = {
        "title": "电子送达确认书",
        "organization": consent.organization.name,
        "is_demo": consent.organization.is_demo,
        "uscc": consent.organization.uscc or "",
        **{
            name: getattr(consent, name)
            for name in ("email", "account", "scope", "signatory", "capacity")
        },
        "confirmed_at": consent.confirmed_at,
        "confirmed_by": str(consent.confirmed_by),
        "withdrawn_at": consent.withdrawn_at,
    }
    moment = consent.withdrawn_at or consent.confirmed_at
    return _paper("pdf/service_consent.html", said, moment, f"consent-{consent.pk}")


def _paper(template: str, said: dict[str, Any], moment: datetime, identifier: str) -> bytes:
    facts = json.dumps(said, ensure_ascii=False, sort_keys=True, indent=1, cls=DjangoJSONEncoder)
    return typesetting.pdf(
        Paper(
            html=render_to_string(template, said),
            images={},
            facts=facts,
            moment=moment.astimezone(CHINA).replace(microsecond=0),
            identifier=identifier,
        )
    )
