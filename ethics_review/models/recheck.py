"""An expert recheck: the unit's application, who organises it, the opinion (articles 22–24; 2023 measures, 26–31)."""

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from ethics_review.letters.recheck import letter_context
from ethics_review.machines.recheck import WITH_THE_AUTHORITY, RecheckProcedure
from ethics_review.models.panel import Panelled
from ethics_review.models.review import Review
from ethics_review.states import Affiliation, Opinion, RecheckState, ReviewState
from portal.accounts.models import Organization, User
from portal.accounts.roles import Role
from portal.accounts.selectors import authority_for
from portal.audit.models import AuditEvent
from portal.cases.models import Case
from portal.cases.selectors import documents_of
from portal.deadlines.models import Deadline
from portal.law.rulebook import rulebook
from portal.workflow.errors import Reason
from portal.workflow.machine import Action, Context
from portal.workflow.versions import (
    FREEZES,
    FrozenVersion,
    content_digest,
    papers_digest,
    papers_in,
)

#: To whom the competent ministry answers; all others go to the province (article 22).
CENTRAL = (Affiliation.CENTRAL_ENTERPRISE, Affiliation.CENTRAL_INSTITUTION)
OPEN_STATES = (RecheckState.DRAFT, *WITH_THE_AUTHORITY)


class RecheckContent(models.Model):
    """What the unit states (2023 measures, article 27)."""

    statement = models.TextField("复核申请说明", max_length=4000, blank=True)
    contact_name = models.CharField("联系人", max_length=60, blank=True)
    contact_phone = models.CharField("联系电话", max_length=30, blank=True)

    class Meta:
        abstract = True


CONTENT_FIELDS = tuple(f.name for f in RecheckContent._meta.local_fields)


class Recheck(RecheckProcedure, Panelled, RecheckContent, Case):
    """The recheck of one preliminary review."""

    case = models.OneToOneField(
        Case, models.PROTECT, parent_link=True, primary_key=True, related_name="+"
    )
    review = models.ForeignKey(
        Review, models.PROTECT, related_name="rechecks", verbose_name="初步审查"
    )
    handed_in_on = models.DateTimeField("提交时间", null=True, blank=True, editable=False)
    supplement_count = models.PositiveSmallIntegerField(default=0, editable=False)
    supplements = models.JSONField("需要补充的材料", default=list, blank=True, editable=False)
    accepted_at = models.DateTimeField("接收时间", null=True, blank=True, editable=False)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, editable=False
    )
    entrusted_to = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", null=True, editable=False
    )
    opinion = models.CharField(
        "复核意见", max_length=20, choices=Opinion.choices, blank=True, editable=False
    )
    summary = models.TextField("意见说明", blank=True, editable=False)
    issued_at = models.DateTimeField("出具时间", null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "专家复核"
        verbose_name_plural = "专家复核"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(issued_at=None) | ~models.Q(opinion=""),
                name="an_issued_recheck_has_an_opinion",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    # --- Who is who ---------------------------------------------------------------------------------------------------
    @property
    def inside_roles(self) -> frozenset[Role]:
        """The organising side and its experts."""
        return frozenset({Role.RECHECK_OFFICER, Role.EXPERT, Role.SECRETARY, Role.AUDITOR})

    def roles_of(self, user: User) -> frozenset[Role]:
        """The unit's people, the authority that it went to, the entrusted centre, the panel less the recused."""
        held = super().roles_of(user) & {Role.UNIT, Role.APPLICANT, Role.AUDITOR, Role.SYSTEM}
        if Role.APPLICANT in held and user.pk != self.review.created_by_id:
            held -= {Role.APPLICANT}
        if self.received_at is None:
            return held - {Role.AUDITOR}
        if held & {Role.UNIT, Role.APPLICANT, Role.SYSTEM}:
            return held
        return held | self._organising_roles(user) | self._expert_roles(user)

    def _organising_roles(self, user: User) -> frozenset[Role]:
        at = {(m.organization_id, m.role) for m in user.active_memberships}
        held = set()
        if (self.authority_id, Role.RECHECK_OFFICER) in at:
            held.add(Role.RECHECK_OFFICER)
        if self.entrusted_to_id is not None and (self.entrusted_to_id, Role.SECRETARY) in at:
            held.add(Role.SECRETARY)
        return frozenset(held)

    def _expert_roles(self, user: User) -> frozenset[Role]:
        if not user.has_role(Role.EXPERT) or self.is_recused(user):
            return frozenset()
        on = self.panel.filter(user=user, replaced_at=None).exists()
        return frozenset({Role.EXPERT}) if on else frozenset()

    def opens_papers_to(self, user: User) -> bool:
        """Experts declare first."""
        roles = self.roles_of(user)
        if roles == {Role.EXPERT}:
            return self.has_declared(user)
        return bool(roles)

    def addressees(self, word: str) -> list[tuple[Any, User | None]]:
        """``panel``, ``joined`` (the newest of it), ``electors``: the experts concerned."""
        on = self.panel.filter(replaced_at=None).select_related("user").order_by("pk")
        if word == "joined":
            users = [seat.user for seat in on][-1:]
        elif word == "electors":
            running = self.open_round()
            users = [e.user for e in running.electors.select_related("user")] if running else []
        else:
            users = [seat.user for seat in on]
        return [(self.authority, user) for user in users]

    # --- Content ------------------------------------------------------------------------------------------------------
    @property
    def handed_in_at(self) -> datetime | None:
        """The last time the application was handed in."""
        return self.handed_in_on

    @property
    def itself_id(self) -> int:
        """For follow-ups of an act on the same recheck."""
        return int(self.pk)

    @property
    def itself(self) -> "Recheck":
        """The same."""
        return self

    def apply(self, data: dict[str, Any]) -> set[str]:
        """Set fields; the recheck is called by the activity that it is about."""
        changed = super().apply(data)
        self.title = f"专家复核：{self.review.title}"[:200]
        return changed

    def clean(self) -> None:
        """The unit that carries out the activity applies, and nobody else (article 22)."""
        super().clean()
        if self.review_id and self.review.organization_id != self.organization_id:
            told = "专家复核由开展该活动的单位申请，请选择该单位"
            raise ValidationError({"review": told})

    def content(self) -> dict[str, Any]:
        """What the unit states, and which version of the application it speaks of."""
        own = {name: getattr(self, name) for name in CONTENT_FIELDS}
        return {
            **own,
            "review": self.review.number,
            "review_version": self.review.revisions.count(),
            "preliminary_opinion": self.review.preliminary_opinion,
        }

    def problems(self, now: datetime) -> list[Reason]:
        """What still stands against applying."""
        found = []
        if self.review.state != ReviewState.AWAITING_RECHECK:
            found.append(Reason("委员会的初步审查没有通过，或者已经不再等待复核", field="review"))
        if self.review.is_joint and not self.review.is_lead:
            found.append(Reason("多个单位合作开展的，由牵头单位申请专家复核", field="review"))
        others = self.review.rechecks.filter(state__in=WITH_THE_AUTHORITY).exclude(pk=self.pk)
        if others.exists():
            found.append(Reason("该活动的专家复核正在进行", field="review"))
        for name in CONTENT_FIELDS:
            if not getattr(self, name):
                label = self._meta.get_field(name).verbose_name  # type: ignore[union-attr]
                found.append(Reason(f"“{label}”没有填写", field=name))
        if not documents_of(self).filter(slot="application").exists():
            found.append(Reason("没有上传“复核申请表”", field="application"))
        if self.responsible_authority() is None:
            found.append(Reason("没有负责组织复核的部门，请联系门户运营人员", field="review"))
        return found

    def responsible_authority(self) -> Organization | None:
        """The competent ministry for central units, the provincial department for all others (article 22)."""
        if self.review.as_handed_in().affiliation in CENTRAL:
            return authority_for("", Role.RECHECK_OFFICER)
        return authority_for(self.region, Role.RECHECK_OFFICER)

    def watched_deadlines(self) -> list[Deadline]:
        """What is left of the review's emergency: the recheck counts inside it."""
        return self.review.watched_deadlines()

    def why_not_entrust(self, centre: Organization | None, ctx: Context) -> list[Reason]:
        """A centre does not recheck what it reviewed."""
        if centre is None:
            return []
        article = ctx.article("incompatible_roles")
        if centre.kind != Organization.Kind.SERVICE_CENTRE:
            return [Reason(f"{centre}不是科技伦理服务中心", article=article, field="centre")]
        if centre.pk == self.review.committee.organization_id:
            told = f"{centre}是该活动的审查机构，不得同时承担复核"
            return [Reason(told, article=article, field="centre")]
        return []

    # --- What acts write ----------------------------------------------------------------------------------------------
    def freeze_revision(self, event: AuditEvent, ctx: Context) -> None:
        """Keep what was handed in, as it was handed in."""
        RecheckRevision.freeze(self, event, ctx.now)

    def recorded(self, step: Action, ctx: Context) -> dict[str, Any]:
        """As for reviews: hashes of content, the seal of a ballot, the count of a round."""
        told: dict[str, Any] = self.sets_aside(step, ctx)
        if FREEZES in step.effects:
            told["content_sha256"] = content_digest(self.content())
            told["papers_sha256"] = papers_digest(papers_in(self))
        if "open_panel_round" in step.effects:
            told |= self.opened_for(self.voters())
        if "store_ballot" in step.effects:
            told |= self.sealed_ballot()
        if "count_round" in step.effects and (running := self.open_round()) is not None:
            count = running.recount(rulebook(self.law_profile))
            told |= {"round": running.number, "outcome": count.outcome, "counts": count.as_json()}
        if step.name == "issue_opinion":
            told |= {"held": self.opinion}
        return told

    def letter_context(self, code: str, ctx: Context) -> dict[str, Any]:
        """What the recheck's letters say."""
        return letter_context(self, code, ctx)


class RecheckRevision(FrozenVersion):
    """A recheck application as it was handed in."""

    OWNER = "recheck"
    recheck = models.ForeignKey(
        Recheck, models.PROTECT, related_name="revisions", verbose_name="专家复核"
    )

    class Meta:
        verbose_name = "复核申请版本"
        verbose_name_plural = "复核申请版本"
        ordering: ClassVar = ["recheck", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["recheck", "number"], name="one_recheck_revision_per_number"
            )
        ]
