"""What stands against the steps of a special action."""

from collections.abc import Iterable
from typing import Any

from portal.workflow.errors import Reason
from portal.workflow.machine import Context, guard


@guard("内容不完整", cites="campaign_tracks")
def content_complete(campaign: Any, ctx: Context) -> Iterable[Reason]:
    """What has to be stated before anybody is told of the action."""
    return list(campaign.problems(ctx.now))


@guard("还没有选定企业", cites="campaign_tracks")
def somebody_chosen(campaign: Any, ctx: Context) -> bool:
    """An action without companies has nobody to tell."""
    return bool(campaign.targets.exists())


@guard("所选的企业不符合要求", cites="campaign_tracks")
def targets_fit(campaign: Any, ctx: Context) -> Iterable[Reason]:
    """Each once, none that is chosen already, all within the office's jurisdiction."""
    rows = ctx.data.get("targets")
    return [] if rows is None else list(campaign.why_not_targets(rows))


@guard("列入名录的人员不符合要求", cites="campaign_disciplines")
def pool_fits(campaign: Any, ctx: Context) -> Iterable[Reason]:
    """Enforcement officers who may work for the action, each once, of a department that takes part."""
    rows = ctx.data.get("officers")
    return [] if rows is None else list(campaign.why_not_pool(rows))


@guard("您不在检查人员名录中", cites="campaign_disciplines")
def in_the_pool(campaign: Any, ctx: Context) -> bool:
    """Only whoever may be drawn can step aside."""
    return bool(campaign.in_pool().filter(user=ctx.actor).exists())


@guard("现在不能固定抽取名单", cites="campaign_disciplines")
def pool_may_be_fixed(campaign: Any, ctx: Context) -> Iterable[Reason]:
    """One draw at a time, with a number that nobody can know yet, and a pool that yields what is to be drawn."""
    return list(campaign.why_not_fix(ctx))


@guard("还没有固定抽取名单，不能抽取", cites="campaign_disciplines", stage=True)
def pool_fixed(campaign: Any, ctx: Context) -> bool:
    """What is drawn from is fixed in an act of its own, before the number is known."""
    return campaign.pool_fixed_at is not None


@guard("号码公布的日子还没有到，不能抽取", cites="campaign_disciplines", stage=True)
def day_has_come(campaign: Any, ctx: Context) -> bool:
    """The number is not known before its day."""
    return campaign.pool_fixed_at is None or bool(campaign.number_is_out(ctx.now))


@guard("固定名单的人不能抽取，请由另一人抽取", cites="campaign_disciplines")
def by_another(campaign: Any, ctx: Context) -> bool:
    """Two people stand behind each draw."""
    return campaign.pool_fixed_by_id is None or campaign.pool_fixed_by_id != ctx.actor.pk


@guard(
    "抽取名单已经固定、还没有抽取，不能移出人员；有利害关系的，由本人声明回避",
    cites="campaign_disciplines",
    stage=True,
)
def no_draw_waits(campaign: Any, ctx: Context) -> bool:
    """Once the number is known so are the teams: until the draw the pool is not changed by hand."""
    return campaign.pool_fixed_at is None


@guard("不能这样抽取", cites="campaign_disciplines")
def draw_possible(campaign: Any, ctx: Context) -> Iterable[Reason]:
    """The number as it was published, and a pool that yields a team for each company that it draws."""
    waits = campaign.pool_fixed_at is not None and "seed" in ctx.data
    return list(campaign.why_not_draw(ctx.data["seed"])) if waits else []


@guard("不能放弃抽取名单", cites="campaign_disciplines")
def pool_may_be_given_up(campaign: Any, ctx: Context) -> bool | Iterable[Reason]:
    """Who knows the number knows the result: from then on only a draw that cannot be made is given up."""
    if not (ctx.data and campaign.number_is_out(ctx.now)):
        return True
    return list(campaign.why_not_given_up(ctx.data.get("seed", "")))


@guard("所选的企业不能督促", cites="campaign_tracks")
def may_be_urged(campaign: Any, ctx: Context) -> Iterable[Reason]:
    """Chosen companies that have no filing in force, each once."""
    chosen = ctx.data.get("organizations")
    return [] if chosen is None else list(campaign.why_not_urge(chosen))


@guard("结束日期不早于开始日期", cites="campaign.summary")
def end_after_start(campaign: Any, ctx: Context) -> Iterable[Reason]:
    """Another end, which is not before the start."""
    until = ctx.data.get("ends_on")
    if until is None:
        return []
    if until < campaign.starts_on:
        return [Reason("“结束日期”早于开始日期", field="ends_on")]
    if until == campaign.ends_on:
        return [Reason("“结束日期”没有改变", field="ends_on")]
    return []
