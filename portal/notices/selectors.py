"""Who may read a notice, and what a stranger learns by its verification code."""

import unicodedata
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from portal.accounts.models import User
from portal.accounts.roles import AUTHORITY_ROLES
from portal.cases.models import Case
from portal.cases.selectors import visible_to
from portal.clock import china_date
from portal.notices import catalogue
from portal.notices.models import ALPHABET, Notice


def notices_for(user: User) -> QuerySet[Notice]:
    """What was said to the organisations of ``user``, newest first; queued letters are among it."""
    if not user.is_authenticated or not user.is_active:
        return Notice.objects.none()
    own = [membership.organization_id for membership in user.active_memberships]
    return Notice.objects.filter(addressee__in=own).select_related("case", "addressee", "issuer")


def notices_of(case: Case, user: User) -> QuerySet[Notice]:
    """The notices of one case that ``user`` may read, newest first."""
    rows = Notice.objects.filter(case=case).select_related("case", "addressee", "issuer")
    if _supervises(user, case):
        return rows
    own = [membership.organization_id for membership in user.active_memberships]
    return rows.filter(Q(addressee__in=own) | Q(issuer__in=own))


def readable(user: User, pk: int) -> Notice | None:
    """The notice, when ``user`` may read it: the addressee's and the issuer's people, and the authority's.

    None for everybody else, exactly as for a notice that does not exist.
    """
    if not user.is_authenticated or not user.is_active:
        return None
    notice = (
        Notice.objects.filter(pk=pk)
        .select_related("case", "case__organization", "addressee", "issuer", "event")
        .first()
    )
    if notice is None:
        return None
    own = {membership.organization_id for membership in user.active_memberships}
    if own & {notice.addressee_id, notice.issuer_id} or _supervises(user, notice.case):
        return notice
    return None


def is_addressee(user: User, notice: Notice) -> bool:
    """Whether ``user`` belongs to the organisation that the notice is for."""
    return any(m.organization_id == notice.addressee_id for m in user.active_memberships)


def _supervises(user: User, case: Case) -> bool:
    """Whether ``user`` sees the case, and sees it as one of the authority's people."""
    return (
        bool(case.roles_of(user) & AUTHORITY_ROLES) and visible_to(user).filter(pk=case.pk).exists()
    )


# --- For strangers ----------------------------------------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class Verified:
    """All that a stranger who holds a genuine letter may learn of it."""

    title: str
    meaning: str
    issuer: str
    addressee: str
    issued_on: date
    sha256: str
    law_is_draft: bool
    is_demo: bool
    algorithm_name: str = ""
    record_number: str = ""
    #: What the letter attests held once and holds no more: the entry was cancelled or revoked.
    has_ended: bool = False


def verified_by_code(code: str) -> Verified | None:
    """The letter with this verification code, however it was typed; None for every other code."""
    return _verified(verification_code=normal_code(code))


def verified_by_sha256(digest: str) -> Verified | None:
    """The letter whose document has exactly these bytes; None when no issued letter has."""
    return _verified(file=digest)


def normal_code(typed: str) -> str:
    """The code as it is printed: upper case, four groups; full width, spaces and dashes do not matter."""
    folded = unicodedata.normalize("NFKC", typed[:100]).upper()
    code = "".join(char for char in folded if char in ALPHABET)
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def _verified(**found_by: str) -> Verified | None:
    notice = (
        Notice.objects.filter(form=Notice.Form.LETTER, status=Notice.Status.READY, **found_by)
        .select_related("case", "addressee", "issuer")
        .first()
    )
    return _told_to_strangers(notice) if notice else None


def _told_to_strangers(notice: Notice) -> Verified:
    kind, facts = catalogue.get(notice.code), notice.context
    # Names and numbers come out only where the register shows them to everybody anyway, ended entries included.
    public = kind.publishes
    return Verified(
        title=notice.title,
        meaning=kind.public_summary,
        issuer=notice.issuer.name if notice.issuer else "",
        addressee=notice.addressee.name,
        issued_on=china_date(notice.created_at),
        sha256=notice.file_id or "",
        law_is_draft=bool(facts.get("law_is_draft")),
        is_demo=bool(facts.get("is_demo")),
        algorithm_name=str(facts.get("algorithm_name", "")) if public else "",
        record_number=str(facts.get("record_number", "")) if public else "",
        has_ended=public and not notice.case.in_force,
    )
