"""Enforcement in the demonstration: every state of every kind, relative to now, driven through the engine."""

from datetime import datetime

from enforcement.kinds import KINDS
from portal.accounts.models import User
from portal.cases.models import Case
from portal.web.demo import (
    enforcement_campaigns,
    enforcement_complaints,
    enforcement_monitoring,
    enforcement_orders,
    enforcement_penalties,
    enforcement_platforms,
)
from portal.web.demo.enforcement_script import Stage


def tell(people: dict[str, User], now: datetime) -> int:
    """Play everything. Returns how many cases of enforcement there are."""
    stage = Stage.set_for(people, now)
    forgotten, suspended = _filings(stage)
    enforcement_platforms.tell(stage)
    enforcement_monitoring.tell(stage)
    enforcement_orders.tell(stage)
    enforcement_orders.missed_change(stage, forgotten)
    enforcement_penalties.tell(stage, suspended)
    enforcement_campaigns.tell(stage)
    enforcement_complaints.tell(stage)
    kinds = [kind.code for kind, _ in KINDS]
    return Case.objects.filter(kind__in=kinds, organization__is_demo=True).count()


def told() -> bool:
    """Whether it was played before."""
    return Case.objects.filter(kind="penalty", organization__is_demo=True).exists()


def _filings(stage: Stage) -> tuple[Case, Case]:
    """One whose change was declared and forgotten, and one that is suspended by a decision."""
    forgotten = stage.filer("company").recorded("青云影音推荐算法", 70)
    ago = 49 + forgotten.amount("algorithm.change")
    forgotten.act(
        "declare_change",
        "company",
        ago,
        9,
        changed_on=forgotten.day(ago),
        reason="推荐模型更换为多任务模型。",
    )
    forgotten.edit(48, model_name="演示多任务模型")
    suspended = stage.filer("company").recorded("青云画报推荐算法", 66)
    return Case.objects.get(pk=forgotten.case.pk), Case.objects.get(pk=suspended.case.pk)
