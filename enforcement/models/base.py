"""What the cases that an office keeps about a platform share: who reads them, and from when the platform does."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models

from enforcement.models.complained import from_complaints_of
from portal.accounts.models import Organization, User
from portal.accounts.roles import AUTHORITY_ROLES, Role
from portal.cases.children import concerned_in
from portal.cases.models import Case

#: Who writes such a case and works on it.
OFFICE_ROLES = frozenset({Role.ENFORCEMENT_OFFICER, Role.ENFORCEMENT_HEAD, Role.LEGAL_REVIEWER})
ANOTHERS = "该事项涉及其他单位，不能作为本事项的来源"
#: Everybody who may have to do with such a case; whoever works on filings alone has not.
CONCERNED_ROLES = OFFICE_ROLES | {Role.PROVIDER, Role.AUDITOR, Role.SYSTEM}


class OfficeCase(models.Model):
    """A case that the office writes about ``organization``. Until ``told_at`` it does not exist for that organisation.

    Children inherit it before ``Case``: ``class Inspection(InspectionProcedure, Sourced, OfficeCase, Case)``.
    """

    told_at = models.DateTimeField("告知当事人的时间", null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def handed_in_at(self) -> datetime | None:
        """Papers are open to the organisation as they stood when it was told."""
        return self.told_at

    @property
    def told_from(self) -> datetime | None:
        """What the office did before is its own, and so is what its limits did."""
        return self.told_at

    @property
    def own_roles(self) -> frozenset[Role]:
        """The office writes the content."""
        return OFFICE_ROLES

    @property
    def inside_roles(self) -> frozenset[Role]:
        """Who reads what is said and done in confidence."""
        return OFFICE_ROLES | {Role.AUDITOR}

    def roles_of(self, user: User) -> frozenset[Role]:
        """The organisation's people hold nothing before it was told, who stepped aside or complained nothing at all."""
        held: frozenset[Role] = super().roles_of(user) & CONCERNED_ROLES  # type: ignore[misc]
        if self.told_at is None:
            held -= {Role.PROVIDER}
        if held & AUTHORITY_ROLES and (self.complained(user) or self.recused(user)):
            held -= AUTHORITY_ROLES
        return held

    def complained(self, user: User) -> bool:
        """Whether the case is a complaint of the person's, or comes from one."""
        return self.pk in from_complaints_of(user)

    def recused(self, user: User) -> bool:
        """Whether the person stepped aside, or was told to, in this case."""
        return bool(self.officers.filter(user=user, recused_at__isnull=False).exists())  # type: ignore[attr-defined]

    def addressees(self, word: str) -> list[tuple[Organization, User | None]]:
        """``officers``: each officer named in the case, at the office that keeps it."""
        if word == "officers":
            named = self.officers.filter(ended_at=None).select_related("user")  # type: ignore[attr-defined]
            return [(self.authority, officer.user) for officer in named]  # type: ignore[attr-defined]
        told: list[tuple[Organization, User | None]] = super().addressees(word)  # type: ignore[misc]
        return told


class Sourced(models.Model):
    """What a case came from: the lead that was taken up, and the case in which the facts were found."""

    lead = models.ForeignKey(
        "enforcement.Lead",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="线索",
    )
    origin = models.ForeignKey(
        Case, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="来源事项"
    )

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Case`` brings
        organization_id: int

    def clean(self) -> None:
        """A new case rests on what is about its own organisation. Raises ValidationError."""
        super().clean()
        if not self._state.adding:
            return
        sources = {"lead": self.lead, "origin": self.origin}
        anothers = {name for name, case in sources.items() if case and self._is_anothers(case)}
        if anothers:
            raise ValidationError({name: ANOTHERS for name in anothers})

    def _is_anothers(self, case: Case) -> bool:
        about = concerned_in(case)
        return bool(about) and self.organization_id not in about
