"""What a platform writes itself and hands in: its own until then, a frozen version each time it is handed in."""

from copy import copy
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self, cast

from django.db import models

from enforcement.models.base import CONCERNED_ROLES, OFFICE_ROLES
from portal.accounts.models import Organization, User
from portal.accounts.roles import AUTHORITY_ROLES, Role
from portal.accounts.selectors import authority_for
from portal.cases.models import Case
from portal.workflow.machine import Action, Context
from portal.workflow.versions import FREEZES, content_digest, papers_digest, papers_in, stated


class PlatformReport(models.Model):
    """Children inherit it before ``Case`` and name the fields of their content in ``CONTENT``."""

    CONTENT: ClassVar[tuple[str, ...]] = ()

    handed_in_on = models.DateTimeField("提交时间", null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what the case brings
        received_at: Any
        authority: Any
        region: Any
        revisions: Any

    @property
    def handed_in_at(self) -> datetime | None:
        """The last time that it was handed in."""
        return self.handed_in_on

    @property
    def inside_roles(self) -> frozenset[Role]:
        """The office that reads it."""
        return OFFICE_ROLES | {Role.AUDITOR}

    def roles_of(self, user: User) -> frozenset[Role]:
        """The platform's people, and the office's once it was handed in."""
        held: frozenset[Role] = super().roles_of(user) & CONCERNED_ROLES  # type: ignore[misc]
        if self.received_at is None:
            held -= AUTHORITY_ROLES
        return held

    def responsible_office(self) -> Organization | None:
        """The nearest office with enforcement officers for the platform's place."""
        return authority_for(self.region, Role.ENFORCEMENT_OFFICER)

    def content(self) -> dict[str, Any]:
        """What the platform states."""
        return {name: getattr(self, name) for name in self.CONTENT}

    def as_handed_in(self) -> Self:
        """The case with the content of its last frozen version: what the office may see of it."""
        revision = self.revisions.order_by("-number").first()
        if revision is None:
            return self
        shown = copy(self)
        for name in self.CONTENT:
            setattr(shown, name, stated(type(self), revision.content, name))
        return shown

    def as_seen_by(self, user: User) -> Self:
        """What the platform is writing now, for its own people; what was handed in, for all others."""
        return self if Role.PROVIDER in self.roles_of(user) else self.as_handed_in()

    def hand_in(self, ctx: Context) -> None:
        """Note when; the office that reads it is named at the first time and stays."""
        self.handed_in_on = ctx.now
        if self.received_at is None:
            self.received_at = ctx.now
            self.authority = self.responsible_office()

    def recorded(self, step: Action, ctx: Context) -> dict[str, Any]:
        """The trail holds the hash of the content that it speaks of."""
        spoken_of = self if FREEZES in step.effects else self.as_handed_in()
        told = {"content_sha256": content_digest(spoken_of.content())}
        if FREEZES in step.effects:
            told["papers_sha256"] = papers_digest(papers_in(cast(Case, self)))
        return told
