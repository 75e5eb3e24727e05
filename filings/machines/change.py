"""Change of what was filed: declared on the day it happens, handed in, accepted or returned.

Draft 2021 article 20(2), provisions 2022 article 24(2). The number never changes; the version in force stays public
until the change is accepted.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models

from filings import rules
from filings.machines.filing import consistent, someone_answers
from filings.machines.limits import (
    CHANGE,
    CHANGE_CORRECTION,
    CHANGE_DECISION,
)
from filings.states import FilingState as S
from portal.accounts.roles import Role
from portal.workflow.errors import Reason
from portal.workflow.machine import Context, Opens, Says, action, guard


@guard("内容与已备案的完全相同，没有需要变更的事项", cites=CHANGE)
def something_changed(filing: Any, ctx: Context) -> bool:
    """A change says what changes."""
    return bool(filing.change_differences())


@guard("主体更名的，应上传更名后的主体证件", cites=CHANGE)
def renamed_with_licence(filing: Any, ctx: Context) -> bool | Iterable[Reason]:
    """A new name is proved by a new licence."""
    recorded = filing.recorded_revision()
    if recorded is None or rules.same_name(recorded.content["subject_name"], filing.subject_name):
        return True
    known = {paper["sha256"] for paper in recorded.papers if paper["slot"] == "licence"}
    if any(paper.file_id not in known for paper in filing.papers_in("licence")):
        return True
    return [
        Reason(
            "主体更名的，应上传更名后的主体证件",
            field="licence",
            article=ctx.article(CHANGE),
            code="renamed_without_licence",
        )
    ]


@guard("“变更发生日”不能晚于今天，变更发生后再申报", cites=CHANGE)
def has_happened(filing: Any, ctx: Context) -> bool | Iterable[Reason]:
    """A change is declared on the day it happens or later."""
    day = ctx.data.get("changed_on")
    if day is None or rules.has_come(day, ctx.now):
        return True
    return [
        Reason(
            "“变更发生日”不能晚于今天，变更发生后再申报",
            field="changed_on",
            article=ctx.article(CHANGE),
            code="not_happened_yet",
        )
    ]


class Change(models.Model):
    """From the declaration to the new public version. ``Filing`` inherits it."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Filing`` brings
        changed_on: Any
        change_reason: Any
        change_returns: Any
        change_submitted_at: Any
        changed_at: Any
        organization: Any
        submitted_at: Any
        opinion: Any

        def take_change_into_force(self, ctx: Context) -> None: ...
        def restore_recorded(self, ctx: Context) -> None: ...

    @action(
        "申报变更",
        roles=[Role.PROVIDER],
        source=[S.RECORDED],
        target=S.CHANGE_DUE,
        cites=CHANGE,
        explains="写明变更发生之日，期限自次日起算。申报后修改有变化的内容并提交；备案编号不变，变更备案之前公示的仍是原内容。",
        guards=[has_happened],
        opens=[Opens(CHANGE, since="change_counts_from")],
    )
    def declare_change(self, ctx: Context, changed_on: Any, reason: str) -> None:
        self.changed_on = changed_on
        self.change_reason = reason
        self.change_returns = []

    @action(
        "提交变更",
        roles=[Role.PROVIDER],
        source=[S.CHANGE_DUE],
        target=S.CHANGE_SUBMITTED,
        cites=CHANGE,
        explains="提交后备案机关审核变更前后的差异，审核期间不能再修改。逾期提交仍然受理，但会标记为逾期。",
        guards=[someone_answers, something_changed, consistent, renamed_with_licence],
        closes=[CHANGE, CHANGE_CORRECTION],
        opens=[Opens(CHANGE_DECISION)],
        says=[Says("filing_change_received")],
        effects=["freeze_revision"],
    )
    def submit_change(self, ctx: Context) -> None:
        self.submitted_at = self.change_submitted_at = ctx.now

    @action(
        "同意变更",
        roles=[Role.FILING_OFFICER, Role.FILING_SUPERVISOR],
        source=[S.CHANGE_SUBMITTED],
        target=S.RECORDED,
        cites=CHANGE,
        explains="同意后立即公示变更后的内容，并在公示条目上加注变更事项；备案编号不变，历次公示内容都保留可查。",
        guards=[consistent],
        closes=[CHANGE_DECISION],
        says=[Says("filing_change_accepted")],
        effects=["move_subject", "publish_change"],
        grave=True,
        internal=True,
    )
    def accept_change(self, ctx: Context, opinion: str = "", division_code: str = "") -> None:
        self.opinion = opinion
        if division_code:
            self.organization.division_code = division_code
        self.changed_at = ctx.now
        self.take_change_into_force(ctx)

    @action(
        "退回变更",
        roles=[Role.FILING_OFFICER, Role.FILING_SUPERVISOR],
        source=[S.CHANGE_SUBMITTED],
        target=S.CHANGE_DUE,
        cites=CHANGE,
        explains="逐项写明理由退回企业修改；已公示的原内容继续有效。",
        closes=[CHANGE_DECISION],
        opens=[Opens(CHANGE_CORRECTION)],
        says=[Says("filing_change_returned")],
    )
    def return_change(self, ctx: Context, items: list[dict[str, str]]) -> None:
        self.change_returns = items

    @action(
        "撤回变更",
        roles=[Role.PROVIDER],
        source=[S.CHANGE_DUE, S.CHANGE_SUBMITTED],
        target=S.RECORDED,
        cites=CHANGE,
        explains="变更没有发生或者申报有误的，可以撤回；内容恢复为已备案的版本。变更确已发生的，撤回不免除变更义务，此前已经逾期的记录保留。",
        voids=[CHANGE, CHANGE_CORRECTION, CHANGE_DECISION],
        says=[Says("filing_change_withdrawn"), Says("change_withdrawn", to="authority")],
        effects=["restore_papers", "freeze_revision"],
        grave=True,
    )
    def withdraw_change(self, ctx: Context, reason: str) -> None:
        self.restore_recorded(ctx)
        self.change_reason = ""
        self.change_returns = []
