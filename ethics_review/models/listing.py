"""The recheck list and one review: by which items it is listed, and what the committee found (annex, article 26)."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models

from ethics_review.rules.deciding import needs_recheck
from ethics_review.rules.procedure import listed_items
from ethics_review.rules.reading import BUILDING_ON_APPROVAL
from ethics_review.states import Opinion
from portal.cases.public_records import PublicRecord, find
from portal.law.rulebook import Rulebook
from portal.workflow.errors import Reason
from portal.workflow.machine import Context


class Listed(models.Model):
    """``Review`` inherits it. The self-test adds items; only the committee takes them away."""

    on_recheck_list = models.BooleanField("纳入复核清单", default=False, editable=False)
    #: Codes of the items by which it is listed.
    listed_under = models.JSONField("清单事项", default=list, blank=True, editable=False)
    #: Codes that the self-test met and the committee weighed and did not find; they do not list it again.
    listing_weighed = models.JSONField(default=list, blank=True, editable=False)
    #: ``{"found_at", "listed", "items", "reason"}`` of each finding of the committee, the last one last.
    listing_findings = models.JSONField("复核清单认定", default=list, blank=True, editable=False)
    #: By which items it was listed when it was last decided.
    decided_under = models.JSONField(default=list, blank=True, editable=False)

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Review`` brings
        amends_number: str
        exempt_at: datetime | None
        exempt_number: str
        organization: Any
        recheck_answers: list[dict[str, Any]]

        def as_handed_in(self) -> Any: ...

    def settle_listing(self, law: Rulebook) -> None:
        """What is being handed in may list the activity, and never takes it off the list."""
        met = [i for i in listed_items(self.recheck_answers, law) if i not in self.listing_weighed]
        self.listed_under = [*self.listed_under, *(i for i in met if i not in self.listed_under)]
        self.on_recheck_list = self.on_recheck_list or bool(met)

    def note_finding(self, ctx: Context, listed: bool, items: list[str], reason: str) -> None:
        """The committee's finding replaces what the self-test came to."""
        met = listed_items(self.as_handed_in().recheck_answers, ctx.law)
        self.on_recheck_list = listed
        self.listed_under = list(items)
        self.listing_weighed = [item for item in met if item not in items]
        self.listing_findings = [
            *self.listing_findings,
            {
                "found_at": ctx.now.isoformat(),
                "listed": listed,
                "items": list(items),
                "reason": reason,
            },
        ]

    @property
    def newly_listed(self) -> bool:
        """Whether an amendment brought items of the list that the decision did not know."""
        return not set(self.listed_under) <= set(self.decided_under)

    @property
    def needs_recheck(self) -> bool:
        """On the list and not exempt by an entry that still stands (articles 22, 26)."""
        exempt = self.exempt_at is not None and not self.why_not_exempt(self.exempt_number)
        return needs_recheck(self.on_recheck_list, exempt)

    def why_not_exempt(self, number: str | None) -> list[Reason]:
        """What the public register says against the number now (article 26)."""
        if number is None:
            return []
        record = find(number)
        if record is None:
            return [Reason("公示的备案中没有这一编号，请核对", field="number")]
        if not record.in_force:
            return [Reason("该备案已经失效，不能作为免于复核的依据", field="number")]
        if self.not_ours(record):
            told = f"该备案的主体是{record.subject}，不是申请单位{self.organization.name}"
            return [Reason(told, field="number")]
        return []

    def not_ours(self, record: PublicRecord) -> bool:
        """Whether another unit owns the entry: by the credit code where both are known, else by name."""
        own = self.organization
        if record.uscc and own.uscc:
            return record.uscc != own.uscc
        return bool(record.subject != own.name)

    def why_not_simplified(self, ground: str | None, *, listed: bool) -> str:
        """What stands against the simplified procedure on that ground; empty where nothing does (article 19)."""
        if ground == "ordinary_risk" and listed:
            return "纳入复核清单的活动不属于常规风险，不能以此适用简易程序"
        if ground not in BUILDING_ON_APPROVAL:
            return ""
        earlier = self.as_handed_in().earlier_approval()
        if earlier is None:
            return "没有本单位已经批准且继续有效的原审查，不能以此适用简易程序"
        if listed and earlier.recheck_opinion != Opinion.AGREE and earlier.exempt_at is None:
            return "活动纳入复核清单，而原审查未经专家复核，不能以此适用简易程序"
        return ""
