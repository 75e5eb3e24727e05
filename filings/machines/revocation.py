"""Revocation of a number that was obtained by concealment, false material or bribery.

Draft 2021 article 29(1), provisions 2022 article 33(1). Blameworthy, unlike a cancellation: the company is told the
facts first, may state its case, and a second officer decides.
"""

from typing import TYPE_CHECKING, Any

from django.db import models

from filings.machines.limits import OF_A_NUMBER, REVOCATION_DECISION, REVOCATION_STATEMENT
from filings.states import IN_FORCE_STATES
from filings.states import FilingState as S
from portal.accounts.roles import Role
from portal.workflow.machine import Context, Opens, Says, action, guard

REVOCATION = "algorithm.filing"


@guard("尚未发出撤销备案事先告知书", cites=REVOCATION, stage=True)
def notified(filing: Any, ctx: Context) -> bool:
    """No decision before the company knows what it is about."""
    return filing.revocation_notified_at is not None


@guard("已经发出撤销备案事先告知书，程序尚未办结", cites=REVOCATION, stage=True)
def not_notified(filing: Any, ctx: Context) -> bool:
    """One procedure at a time."""
    return filing.revocation_notified_at is None


@guard("陈述申辩期限尚未届满，且企业尚未陈述申辩，不能作出决定", cites=REVOCATION_STATEMENT)
def heard(filing: Any, ctx: Context) -> bool:
    """The company has said all that it has to say, or the time in which it could has run out."""
    if filing.revocation_notified_at is None:  # another guard says so
        return True
    return filing.revocation_stated_at is not None or not filing.still_runs(
        REVOCATION_STATEMENT, ctx.now
    )


@guard("已经陈述申辩", cites=REVOCATION_STATEMENT, stage=True)
def not_stated(filing: Any, ctx: Context) -> bool:
    """One statement; what is said stays."""
    return filing.revocation_stated_at is None


@guard("须由提出撤销意见以外的第二名工作人员作出决定", cites=REVOCATION)
def second_officer_revokes(filing: Any, ctx: Context) -> bool:
    """Four eyes: whoever notified cannot decide."""
    return bool(filing.revocation_proposed_by_id != ctx.actor.pk)


class Revocation(models.Model):
    """From the prior notice to the decision, beside whatever else runs on the filing. ``Filing`` inherits it."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Filing`` brings
        revocation_ground: Any
        revocation_facts: Any
        revocation_evidence: Any
        revocation_notified_at: Any
        revocation_proposed_by: Any
        revocation_statement: Any
        revocation_stated_at: Any
        revocation_reason: Any

        def end(self, ctx: Context) -> None: ...

    @action(
        "告知拟撤销备案",
        roles=[Role.FILING_OFFICER, Role.FILING_SUPERVISOR],
        source=IN_FORCE_STATES,
        cites=REVOCATION,
        explains="向企业发出事先告知书，写明事实、证据和依据；企业可以陈述申辩，由第二名工作人员作出决定。",
        guards=[not_notified],
        opens=[Opens(REVOCATION_STATEMENT), Opens(REVOCATION_DECISION)],
        says=[Says("filing_revocation_notice")],
        grave=True,
    )
    def notify_revocation(self, ctx: Context, ground: str, facts: str, evidence: str) -> None:
        self.revocation_ground = ground
        self.revocation_facts = facts
        self.revocation_evidence = evidence
        self.revocation_notified_at = ctx.now
        self.revocation_proposed_by = ctx.actor
        self.revocation_statement = self.revocation_reason = ""
        self.revocation_stated_at = None

    @action(
        "陈述申辩",
        roles=[Role.PROVIDER],
        source=IN_FORCE_STATES,
        cites=REVOCATION_STATEMENT,
        explains="针对告知的事实、证据和依据一次说明全部意见：提交即视为陈述完毕，备案机关随后可以作出决定。期限届满后、作出决定前提交的也会收下，办理过程记明先后。",
        guards=[notified, not_stated],
        closes=[REVOCATION_STATEMENT],
        says=[Says("revocation_stated", to="authority")],
        grave=True,
    )
    def state_against_revocation(self, ctx: Context, statement: str) -> None:
        self.revocation_statement = statement
        self.revocation_stated_at = ctx.now

    @action(
        "终止撤销程序",
        roles=[Role.FILING_OFFICER, Role.FILING_SUPERVISOR],
        source=IN_FORCE_STATES,
        cites=REVOCATION,
        explains="事实不成立的，终止撤销程序，备案继续有效。",
        guards=[notified],
        closes=[REVOCATION_DECISION],
        voids=[REVOCATION_STATEMENT],
        says=[Says("filing_revocation_dropped")],
    )
    def drop_revocation(self, ctx: Context, reason: str) -> None:
        self.revocation_reason = reason
        self.revocation_notified_at = None

    @action(
        "撤销备案",
        roles=[Role.FILING_OFFICER, Role.FILING_SUPERVISOR],
        source=IN_FORCE_STATES,
        target=S.REVOKED,
        cites=REVOCATION,
        explains="写明对陈述申辩意见的采纳情况和决定理由。备案编号自此失效，公示条目保留并标注“已撤销”；不能撤回。",
        guards=[notified, heard, second_officer_revokes],
        closes=[REVOCATION_DECISION],
        voids=OF_A_NUMBER,
        says=[Says("filing_revoked")],
        effects=["end_suspensions", "mark_revoked"],
        grave=True,
    )
    def revoke(self, ctx: Context, reason: str) -> None:
        self.revocation_reason = reason
        self.end(ctx)
