"""A filing: what the company states, where it stands, and the frozen versions of what it handed in."""

from copy import copy
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from filings import publishing, rules
from filings.content import CONTENT_FIELDS, FilingContent
from filings.letters import letter_context
from filings.machines.filing import FilingProcedure
from filings.models.enforced import UnderDecision
from filings.models.lifecycle import Lifecycle
from filings.numbers import issue_record_number
from filings.states import AlgorithmClass, AlgorithmType
from filings.terms import ServiceForm
from portal.accounts.models import Organization
from portal.accounts.roles import Role
from portal.accounts.selectors import authority_for
from portal.audit.models import AuditEvent
from portal.cases.models import Case
from portal.cases.selectors import documents_of
from portal.clock import china_date
from portal.workflow.machine import Action, Context
from portal.workflow.versions import (
    FREEZES,
    FrozenVersion,
    content_digest,
    papers_digest,
    papers_in,
    stated,
)


class Filing(FilingProcedure, Lifecycle, UnderDecision, FilingContent, Case):
    """An algorithm filing (draft 2021 article 20, provisions 2022 article 24)."""

    case = models.OneToOneField(
        Case, models.PROTECT, parent_link=True, primary_key=True, related_name="+"
    )
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True, editable=False)
    correction_requested_at = models.DateTimeField(
        "要求补正时间", null=True, blank=True, editable=False
    )
    correction_count = models.PositiveSmallIntegerField("补正通知次数", default=0, editable=False)
    corrections = models.JSONField("补正事项", default=list, blank=True, editable=False)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )
    countersigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )
    opinion = models.TextField("审核意见", max_length=2000, blank=True, editable=False)
    recorded_at = models.DateTimeField("备案时间", null=True, blank=True, editable=False)
    declined_at = models.DateTimeField("不予备案时间", null=True, blank=True, editable=False)
    decline_reasons = models.JSONField("不予备案理由", default=list, blank=True, editable=False)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True, editable=False)
    record_number = models.CharField(
        "备案编号", max_length=40, unique=True, null=True, blank=True, editable=False
    )

    class Meta:
        verbose_name = "算法备案"
        verbose_name_plural = "算法备案"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(recorded_at=None, record_number=None)
                | models.Q(recorded_at__isnull=False, record_number__isnull=False),
                name="recorded_filings_have_a_number",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def handed_in_at(self) -> datetime | None:
        """The last submission or correction."""
        return self.submitted_at

    def as_handed_in(self) -> "Filing":
        """The filing with the content of its last frozen version: what an authority may see of it.

        A number that has ended stays with the version in force; a change that was never accepted ended with it.
        """
        latest = self.revisions.order_by("-number")
        revision = self.recorded_revision() if self.ended_at else latest.first()
        if revision is None:
            return self
        shown = copy(self)
        for name in CONTENT_FIELDS:
            setattr(shown, name, stated(FilingContent, revision.content, name))
        return shown

    def apply(self, data: dict[str, Any]) -> set[str]:
        """Set fields; before the first hand-in the case's title follows the algorithm's name.

        Raises ValidationError for another start of the service once the limit that ran from it has been judged.
        """
        started = data.get("service_started_on", self.service_started_on)
        if self.recorded_at and started != self.service_started_on:
            fixed = "上线时间是首次备案期限的起算日，备案后不能通过变更修改"
            raise ValidationError({"service_started_on": fixed})
        changed = super().apply(data)
        if self.handed_in_at is None:
            self.name_case()
        return changed

    def name_case(self) -> None:
        """Lists call the case by its algorithm; once it was handed in, by the name that was handed in."""
        self.title = self.algorithm_name or "（未命名算法）"

    def content(self) -> dict[str, Any]:
        """What the filing states, with the account's own name and code for comparison.

        Once it is recorded a new name is a change to be proved, not a mistake: the code alone must stay the account's.
        """
        given = {name: getattr(self, name) for name in CONTENT_FIELDS}
        own = self.organization
        name = self.subject_name if self.recorded_at else own.name
        return {**given, "organization_name": name, "organization_uscc": own.uscc}

    def papers(self) -> list[rules.Paper]:
        """The papers in the filing now."""
        return [rules.Paper(d.slot, d.name, d.text) for d in documents_of(self)]

    @property
    def algorithm_class(self) -> AlgorithmClass:
        """The class whose two digits stand in the record number."""
        if self.retrieval_class and self.algorithm_type == AlgorithmType.RETRIEVAL:
            return AlgorithmClass(self.retrieval_class)
        return AlgorithmType(self.algorithm_type).first_class

    def responsible_authority(self) -> Organization | None:
        """The nearest authority with filing officers for the company's place (article 3)."""
        return authority_for(self.region, Role.FILING_OFFICER)

    def assign_record_number(self, now: datetime) -> None:
        """Give the filing its number, once, for ever."""
        self.record_number = issue_record_number(
            self.organization,
            self.algorithm_type,
            china_date(now),
            algorithm_class=self.algorithm_class,
        )

    def freeze_revision(self, event: AuditEvent, ctx: Context) -> None:
        """Keep what was handed in, as it was handed in."""
        FilingRevision.freeze(self, event, ctx.now)

    def publish(self, event: AuditEvent, ctx: Context) -> None:
        """Put the entry into the public register, in the transaction that records the filing."""
        publishing.publish(
            self.as_handed_in().public_entry(),
            now=ctx.now,
            case_number=self.number,
            is_demo=self.organization.is_demo,
        )

    def public_entry(self) -> publishing.PublicEntry:
        """The whitelist: what of this filing the public may read, and nothing else.

        Raises ValueError before the filing has its number.
        """
        if self.record_number is None or self.recorded_at is None:
            raise ValueError("尚未备案，不能公示")
        return publishing.PublicEntry(
            record_number=self.record_number,
            algorithm_name=self.algorithm_name,
            algorithm_type=self.algorithm_type,
            published_class=self.algorithm_class.label,
            role=self.role,
            subject_name=self.subject_name,
            product="、".join(
                f"{p['name']}（{ServiceForm(p['service_form']).label}）" for p in self.products
            ),
            purpose=self.usage_scenario,
            principle=self.principle,
            mechanism=self.mechanism,
            scenario=self.scenario,
            intent=self.intent,
            public_info=self.public_info,
            note="；".join(self.change_remarks),
            published_on=china_date(self.changed_at or self.recorded_at),
            confirmed_on=self.confirmed_on,
        )

    def recorded(self, step: Action, ctx: Context) -> dict[str, Any]:
        """The trail names the number it gave, the hash of the content it speaks of, what an act gave up."""
        spoken_of = self if FREEZES in step.effects else self.as_handed_in()
        told: dict[str, Any] = {"content_sha256": content_digest(spoken_of.content())}
        if (
            FREEZES in step.effects
        ):  # an act that restores the papers does so only after it was recorded
            restored = "restore_papers" in step.effects
            papers = self.recorded_revision().papers if restored else papers_in(self)
            told["papers_sha256"] = papers_digest(papers)
        if "publish" in step.effects:
            told["record_number"] = self.record_number
        if "restore_papers" in step.effects:
            told["given_up_since"] = self.revisions.latest("number").event.seq
        return told

    def letter_context(self, code: str, ctx: Context) -> dict[str, Any]:
        """What the filing's letters say."""
        return letter_context(self, code, ctx)


class FilingRevision(FrozenVersion):
    """The content of a filing as it was handed in."""

    OWNER = "filing"
    filing = models.ForeignKey(
        Filing, models.PROTECT, related_name="revisions", verbose_name="备案"
    )

    class Meta:
        verbose_name = "备案版本"
        verbose_name_plural = "备案版本"
        ordering: ClassVar = ["filing", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["filing", "number"], name="one_revision_per_number")
        ]
