"""Committees and service centres as they are registered (draft articles 9–11; 2023 measures, articles 4–8)."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from ethics_review.letters.committee import letter_context
from ethics_review.machines.committee import KEEPERS, CommitteeProcedure
from ethics_review.machines.limits import OF_AN_APPEAL
from ethics_review.models.roster import Roster
from ethics_review.models.seat import SEATED
from ethics_review.models.yearly import Yearly
from ethics_review.states import DECIDED_AGAINST, ReviewState
from portal.accounts.models import Organization, User
from portal.accounts.roles import AUTHORITY_ROLES, Role
from portal.accounts.selectors import authority_for
from portal.audit.models import AuditEvent
from portal.cases.models import Case
from portal.cases.selectors import documents_of
from portal.clock import china_date
from portal.deadlines.models import Deadline
from portal.workflow.errors import Reason
from portal.workflow.machine import Action, Context
from portal.workflow.versions import (
    FREEZES,
    FrozenVersion,
    content_digest,
    papers_digest,
    papers_in,
)

#: Reviews in these states wait for nothing that their committee still has to do.
_SETTLED = (
    *(ReviewState.NOT_ACCEPTED, ReviewState.TERMINATED),
    *(ReviewState.COMPLETED, ReviewState.WITHDRAWN),
)
#: Nor do these, once the decision is served and can be appealed against no more.
_DECIDED = (*DECIDED_AGAINST, ReviewState.UPHELD)


class CommitteeContent(models.Model):
    """What the registration states (2023 measures, article 43)."""

    name = models.CharField("委员会名称", max_length=100)
    established_on = models.DateField("设立日期", null=True, blank=True)
    address = models.CharField("办公地址", max_length=200, blank=True)
    contact_name = models.CharField("联系人", max_length=60, blank=True)
    contact_phone = models.CharField("联系电话", max_length=30, blank=True)
    working_rules = models.TextField("工作制度概要", max_length=4000, blank=True)
    interest_rules = models.TextField("利益冲突管理机制", max_length=4000, blank=True)
    simplified_rules = models.TextField("简易程序工作规程", max_length=4000, blank=True)
    emergency_rules = models.TextField("应急工作制度", max_length=4000, blank=True)
    full_time_staff = models.PositiveSmallIntegerField("专职人员数", null=True, blank=True)

    class Meta:
        abstract = True


CONTENT_FIELDS = tuple(f.name for f in CommitteeContent._meta.local_fields)


class Committee(CommitteeProcedure, Roster, Yearly, CommitteeContent, Case):
    """A committee of a unit, or a service centre that works by commission (article 11)."""

    case = models.OneToOneField(
        Case, models.PROTECT, parent_link=True, primary_key=True, related_name="+"
    )
    registered_at = models.DateTimeField("登记时间", null=True, blank=True, editable=False)
    dissolved_at = models.DateTimeField("撤销时间", null=True, blank=True, editable=False)
    dissolution_reason = models.TextField(blank=True, editable=False)

    class Meta:
        verbose_name = "伦理委员会"
        verbose_name_plural = "伦理委员会"

    def __str__(self) -> str:
        return self.name or self.number

    @property
    def is_centre(self) -> bool:
        """Whether it is a service centre."""
        return self.organization.kind == Organization.Kind.SERVICE_CENTRE

    # --- Who is who ---------------------------------------------------------------------------------------------------
    @property
    def own_roles(self) -> frozenset[Role]:
        """The host's keepers write the registration."""
        return frozenset(KEEPERS)

    @property
    def people_inside(self) -> frozenset[Role]:
        """Its keepers and who sits in it see it as it is; all others as it was handed in."""
        return self.own_roles | SEATED

    def roles_of(self, user: User) -> frozenset[Role]:
        """The host's secretary and manager keep it; who sits may read it; an authority once it is registered."""
        held = super().roles_of(user)
        if self.received_at is None:
            held -= AUTHORITY_ROLES
        here = {
            m.role for m in user.active_memberships if m.organization_id == self.organization_id
        }
        if Role.SECRETARY in here:
            held |= {Role.SECRETARY}
        if here & SEATED and self.sitting().filter(user=user).exists():
            held |= {Role(role) for role in here & SEATED}
        return (
            held
            - {Role.APPLICANT, Role.PROVIDER}
            - (AUTHORITY_ROLES - {Role.RECHECK_OFFICER, Role.AUDITOR})
        )

    # --- The registration ---------------------------------------------------------------------------------------------
    @property
    def handed_in_at(self) -> datetime | None:
        """The last time its registration was handed in."""
        frozen = self.revisions.order_by("-number").first()
        return frozen.frozen_at if frozen else None

    def content(self) -> dict[str, Any]:
        """What the registration states, with the roster."""
        own = {name: getattr(self, name) for name in CONTENT_FIELDS}
        return {**own, "seats": [seat.stated() for seat in self.sitting()]}

    def problems(self, now: datetime) -> list[Reason]:
        """What still stands against registering."""
        papers = {document.slot for document in documents_of(self)}
        wanted = ["established_on", "contact_name", "contact_phone", "working_rules"]
        wanted += ["interest_rules", "simplified_rules", "emergency_rules"]
        wanted += ["full_time_staff"] if self.is_centre else []
        found = [
            Reason(f"“{self._meta.get_field(name).verbose_name}”没有填写", field=name)  # type: ignore[union-attr]
            for name in wanted
            if not getattr(self, name)
        ]
        if self.established_on and self.established_on > china_date(now):
            found.append(Reason("“设立日期”不能晚于今天", field="established_on"))
        if "charter" not in papers:
            found.append(Reason("没有上传“章程”", field="charter"))
        return found

    def apply(self, data: dict[str, Any]) -> set[str]:
        """Set fields; lists call the case by the committee's name."""
        changed = super().apply(data)
        self.title = self.name or "（未命名委员会）"
        return changed

    def responsible_authority(self) -> Organization | None:
        """The provincial department, or the ministry above it (article 33)."""
        return authority_for(self.region, Role.RECHECK_OFFICER)

    def has_pending_reviews(self) -> bool:
        """Whether reviews, or approved activities to be tracked, are still its own."""
        settled = Q(state__in=_SETTLED) | Q(state=ReviewState.DRAFT, submitted_at=None)
        appeal = Deadline.objects.filter(code__in=OF_AN_APPEAL, closed_at=None).values("case")
        decided = Q(state__in=_DECIDED) & ~Q(pk__in=appeal)
        return self.reviews.exclude(settled | decided).exists()

    # --- What acts write ----------------------------------------------------------------------------------------------
    def freeze_revision(self, event: AuditEvent, ctx: Context) -> None:
        """Keep the registration as it was handed in."""
        CommitteeRevision.freeze(self, event, ctx.now)

    def recorded(self, step: Action, ctx: Context) -> dict[str, Any]:
        """The trail holds the hash of the registration."""
        if FREEZES not in step.effects:
            return {}
        return {
            "content_sha256": content_digest(self.content()),
            "papers_sha256": papers_digest(papers_in(self)),
        }

    def letter_context(self, code: str, ctx: Context) -> dict[str, Any]:
        """What the committee's letters say."""
        return letter_context(self, code, ctx)


class CommitteeRevision(FrozenVersion):
    """A registration as it was handed in."""

    OWNER = "committee"
    committee = models.ForeignKey(
        Committee, models.PROTECT, related_name="revisions", verbose_name="伦理委员会"
    )

    class Meta:
        verbose_name = "登记版本"
        verbose_name_plural = "登记版本"
        ordering: ClassVar = ["committee", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["committee", "number"], name="one_committee_revision_per_number"
            )
        ]
