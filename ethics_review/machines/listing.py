"""Whether the activity is on the recheck list: the applicant's self-test proposes, the committee finds (annex, L25).

What a version that was handed in put on the list stays there until the committee finds otherwise.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models

from ethics_review.machines.ballots import no_round_open
from ethics_review.machines.intake import INTAKE, listed_for_recheck
from ethics_review.machines.limits import EMERGENCY_PRE_RECHECK
from ethics_review.states import IN_REVIEW
from ethics_review.states import ReviewState as S
from portal.workflow.errors import Reason
from portal.workflow.machine import Context, Opens, Says, Voids, action, guard


@guard("认定的内容不完整", cites="recheck")
def items_fit_the_finding(review: Any, ctx: Context) -> Iterable[Reason]:
    """Whoever finds that the activity is listed says by which items; otherwise there are none."""
    listed, items = ctx.data.get("listed"), ctx.data.get("items")
    if listed is True and not items:
        yield Reason("认定纳入清单的，写明属于哪一项或者哪几项", field="items")
    if listed is False and items:
        yield Reason("认定不纳入清单的，不能选择清单事项", field="items")


@guard("适用简易程序的情形不再成立", cites="simplified_grounds")
def procedure_fits_the_finding(review: Any, ctx: Context) -> Iterable[Reason]:
    """What the annex lists does not stay in a procedure whose ground it takes away (article 19)."""
    if review.state == S.SIMPLIFIED_REVIEW and ctx.data.get("listed") is True:
        told = review.why_not_simplified(review.simplified_ground, listed=True)
        if told:
            article = ctx.article("simplified_grounds")
            yield Reason(f"{told}；请先转入一般程序，再作认定", article=article, field="listed")


def emergency_and_listed(review: Any, ctx: Context) -> bool:
    """The hours before the recheck run beside the others (article 27)."""
    return review.state == S.EMERGENCY_REVIEW and listed_for_recheck(review, ctx)


def listed_no_more(review: Any, ctx: Context) -> bool:
    """No recheck, no hours before it."""
    return not review.on_recheck_list


class Listing(models.Model):
    """``Review`` inherits it."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Review`` brings

        def note_finding(
            self, ctx: Context, listed: bool, items: list[str], reason: str
        ) -> None: ...

    @action(
        "认定是否纳入复核清单",
        roles=INTAKE,
        source=[S.SUBMITTED, *IN_REVIEW, S.APPEALED],
        cites="recheck",
        explains="申请人的自测只是建议，委员会可以作出不同的认定，写明所属事项和理由。认定纳入清单的，须经专家复核或者依规定免于复核。",
        guards=[no_round_open, items_fit_the_finding, procedure_fits_the_finding],
        voids=[Voids(EMERGENCY_PRE_RECHECK, when=listed_no_more)],
        opens=[Opens(EMERGENCY_PRE_RECHECK, since="accepted_at", when=emergency_and_listed)],
        says=[Says("listing_found")],
    )
    def determine_listing(self, ctx: Context, listed: bool, items: list[str], reason: str) -> None:
        self.note_finding(ctx, listed, items, reason)
