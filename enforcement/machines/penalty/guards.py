"""Who may act in a penalty case, asked by several of its stages (penalty law, articles 36, 42, 43 and 58)."""

from collections.abc import Iterable
from typing import Any

from portal.accounts.roles import Role
from portal.workflow.errors import Reason
from portal.workflow.machine import Context, guard


@guard("您是本案的执法人员、法制审核人员，或者已经回避，不得决定本案", cites="penalty.officers")
def decider_stands_apart(case: Any, ctx: Context) -> Iterable[Reason]:
    """Whoever decides never investigated or reviewed the case, and complained of nothing in it."""
    return list(case.why_not_decide(ctx.actor))


@guard("您办理过本案，不得审核本案", cites="legal_review")
def reviewer_stands_apart(case: Any, ctx: Context) -> Iterable[Reason]:
    """Nobody reviews what they investigated, opened or heard."""
    return list(case.why_not_review(ctx.actor))


@guard("违法行为已经超过追诉期限", cites="penalty.limitation")
def not_time_barred(case: Any, ctx: Context) -> Iterable[Reason]:
    """An act that was found too late is not penalised any more (article 36)."""
    found = case.limitation(ctx.law)
    if found is None or not found.barred:
        return []
    return [Reason(found.sentence, "act_ended_on", found.article, "time_barred")]


@guard("法制审核尚未通过，或者审核人员已经回避，须重新审核", cites="legal_review")
def review_passed(case: Any, ctx: Context) -> bool:
    """The legal review stands; after a hearing it is done again (article 58), as after its reviewer stepped aside."""
    return bool(case.review_stands())


@guard("拒不改正的认定不成立", cites="algorithm.conduct")
def refusal_holds(case: Any, ctx: Context) -> Iterable[Reason]:
    """The order on which the severe step rests still counts as refused, in what is charged."""
    return list(case.why_not_refused())


@guard("本案的规定不能作为处罚依据", cites="penalty_outcomes")
def governed_by_this_text(case: Any, ctx: Context) -> Iterable[Reason]:
    """The law in force when the act was done, unless a later one is lighter (article 37)."""
    return list(case.why_not_governed(ctx.law, case.day_of(ctx.now)))


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


@guard("您不是本案的执法人员，或者不能在本案中作出决定", cites="penalty.officers")
def acts_in_their_part(case: Any, ctx: Context) -> Iterable[Reason]:
    """An officer acts in the case that he was named for; whoever heads or reviews it stands apart from it."""
    if ctx.role == Role.LEGAL_REVIEWER:
        return list(case.why_not_review(ctx.actor))
    return list(_officer_or_head(case, ctx))


@guard("名单由本案执法人员或者负责人更改", cites="penalty.officers")
def may_name_officers(case: Any, ctx: Context) -> Iterable[Reason]:
    """The first team is named by whoever writes the case; from then on by the team itself or by the head."""
    if ctx.role == Role.ENFORCEMENT_OFFICER and not case.team().exists():
        return []
    return list(_officer_or_head(case, ctx))


@guard("您不是本事项指定的执法人员", cites="penalty.officers")
def party_or_team(case: Any, ctx: Context) -> bool:
    """The party for itself, or an officer of the case for it."""
    return bool(ctx.role == Role.PROVIDER or case.is_officer(ctx.actor))


def _officer_or_head(case: Any, ctx: Context) -> Iterable[Reason]:
    if ctx.role == Role.ENFORCEMENT_HEAD:
        return list(case.why_not_decide(ctx.actor))
    if case.is_officer(ctx.actor):
        return []
    return [Reason("您不是本事项指定的执法人员", code="on_the_team")]
