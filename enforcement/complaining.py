"""Handing in a complaint: found its office, made its receipt, stored all of it in one transaction, or nothing."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError

from enforcement import receipts
from enforcement.models import Complaint
from enforcement.models.complaint import IDENTITY, keep_identity
from portal.accounts.models import Organization
from portal.accounts.roles import Role
from portal.accounts.selectors import authority_for
from portal.cases import public_records
from portal.cases.uploads import CheckedUpload
from portal.workflow.creating import CONCERNED
from portal.workflow.system_acts import create_as_system

#: The region of a complaint whose platform nobody can place: the nation's office alone has it.
NOWHERE = "000000"
_NOT_STORED = frozenset({*IDENTITY, "files", "key", "province"})


class NoOffice(Exception):
    """No authority with enforcement officers answers for the place."""


@dataclass(frozen=True)
class Lodged:
    """A complaint and its receipt. ``is_new`` is false for a second click."""

    complaint: Complaint
    receipt: str
    is_new: bool


def hand_in(told: dict[str, Any], *, matter: str, user: Any, now: datetime) -> Lodged:
    """Store a complaint from the clean data of its form; the same form with the same content is one complaint.

    Raises NoOffice; ValidationError for content that cannot be stored.
    """
    receipt = receipt_of(told, matter)
    digest = receipts.digest_of(receipt)
    known = Complaint.objects.filter(receipt_digest=digest).first()
    if known is not None:
        return Lodged(known, receipt, is_new=False)
    respondent = _platform(told)
    place = respondent.division_code if respondent else told["province"].ljust(6, "0")
    office = authority_for(place, Role.ENFORCEMENT_OFFICER)
    if office is None:
        raise NoOffice
    data = {name: value for name, value in told.items() if name not in _NOT_STORED} | {
        "matter": matter,
        "respondent": respondent,
        "respondent_name": respondent.name if respondent else told["respondent_name"],
        "receipt_digest": digest,
        "lodged_by_digest": receipts.account_digest(user),
        "region": place,
        "authority": office,
        "received_at": now,
    }
    papers = [("evidence", one) for one in told["files"]]
    try:
        made = create_as_system(
            "complaint",
            organization=office,
            data=data,
            now=now,
            papers=papers,
            receipt=lambda made: keep_identity(made.case, told),
        )
    except (ValidationError, IntegrityError):  # a twin that was faster holds the digest
        known = Complaint.objects.filter(receipt_digest=digest).first()
        if known is None:
            raise
        return Lodged(known, receipt, is_new=False)
    return Lodged(made.case, receipt, is_new=True)


def receipt_of(told: dict[str, Any], matter: str) -> str:
    """The receipt of what the form with this content would hand in, in groups."""
    return receipts.receipt_for(told["key"], _fingerprint(told, matter))


def found_by(text: str) -> Complaint | None:
    """The complaint with this receipt, however it was typed."""
    receipt = receipts.normal(text)
    rows = Complaint.objects.select_related("authority")
    return rows.filter(receipt_digest=receipts.digest_of(receipt)).first() if receipt else None


def _platform(told: dict[str, Any]) -> Organization | None:
    """The platform, where the portal knows it: by the filing number, else by its very name."""
    rows = Organization.objects.filter(kind__in=CONCERNED)
    record = public_records.find(told["record_number"]) if told["record_number"] else None
    if record is not None and record.uscc:
        return rows.filter(uscc=record.uscc).first()
    named = list(rows.filter(name=told["respondent_name"])[:2])
    return named[0] if len(named) == 1 else None


def _fingerprint(told: dict[str, Any], matter: str) -> str:
    files: list[CheckedUpload] = told["files"]
    said = {name: value for name, value in told.items() if name not in ("files", "key")}
    content = [matter, said, [(one.name, one.sha256) for one in files]]
    return json.dumps(content, sort_keys=True, ensure_ascii=False, cls=DjangoJSONEncoder)
