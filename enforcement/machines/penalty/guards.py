"""Who may act in a penalty case, asked by several of its stages (penalty law, articles 36, 42, 43 and 58)."""

from collections.abc import Iterable
from typing import Any

from portal.workflow.errors import Reason
from portal.workflow.machine import Context, guard


@guard("您是本案的执法人员，或者已经回避，不得决定本案", cites="penalty.officers")
def decider_stands_apart(case: Any, ctx: Context) -> Iterable[Reason]:
    """Whoever decides never investigated the case, and complained of nothing in it."""
    return list(case.why_not_decide(ctx.actor))


@guard("您是本案的执法人员，不得审核本案", cites="legal_review")
def reviewer_stands_apart(case: Any, ctx: Context) -> Iterable[Reason]:
    """Nobody reviews what they investigated."""
    return list(case.why_not_review(ctx.actor))


@guard("违法行为已经超过追诉期限", cites="penalty.limitation")
def not_time_barred(case: Any, ctx: Context) -> Iterable[Reason]:
    """An act that was found too late is not penalised any more (article 36)."""
    found = case.limitation(ctx.law)
    if found is None or not found.barred:
        return []
    return [Reason(found.sentence, "act_ended_on", found.article, "time_barred")]


@guard("法制审核尚未通过，不得作出决定", cites="legal_review")
def review_passed(case: Any, ctx: Context) -> bool:
    """The legal review stands; after a hearing it is done again (article 58)."""
    return case.reviewed_at is not None


@guard("当事人的回避申请尚未答复", cites="recusal_grounds")
def no_recusal_waits(case: Any, ctx: Context) -> bool:
    """A request for recusal is answered before anything is decided (article 43)."""
    return case.open_recusal_request() is None


@guard("当事人陈述、申辩和听证的权利尚未行使完毕", cites="notice_contents")
def defence_has_run(case: Any, ctx: Context) -> Iterable[Reason]:
    """Never before the windows have run, or the party has spoken and was heard (articles 44, 45, 62 to 64)."""
    return list(case.why_decision_barred(ctx.law, ctx.now))


@guard("拟作出的处罚不符合规定", cites="penalty_outcomes")
def penalty_is_lawful(case: Any, ctx: Context) -> Iterable[Reason]:
    """Inside the sanction of the case's rulebook, and never heavier than announced; the page asks before it knows."""
    if "measures" not in ctx.data:
        return []
    given = {name: ctx.data[name] for name in ("measures", "fine", "suspend_until")}
    return list(case.why_not_decided(ctx.law, ctx.now, **given))
