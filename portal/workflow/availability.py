"""May this person do this now, and if not, why: the same answer for the engine, the buttons and the API."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.cases.paper_sides import side_of
from portal.law.rulebook import rulebook
from portal.workflow import catalogue
from portal.workflow.catalogue import CaseKind
from portal.workflow.errors import GuardFailed, NotPermitted, Reason, Refused, WrongState
from portal.workflow.machine import Action, Context


@dataclass(frozen=True)
class Offer:
    """One action as a person sees it: allowed, or refused with every reason."""

    step: Action
    article: str
    refusal: Refused | None

    @property
    def allowed(self) -> bool:
        """Whether it can be done now."""
        return self.refusal is None

    @property
    def elsewhere(self) -> bool:
        """Whether it belongs to another stage of the case than the present one."""
        stages = {guard.name for guard in self.step.guards if guard.stage}
        return isinstance(self.refusal, WrongState) or any(r.code in stages for r in self.reasons)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why not."""
        return self.refusal.reasons if self.refusal else ()


def context_for(
    case: Any, step: Action, *, actor: User, now: datetime, data: dict[str, Any] | None = None
) -> Context:
    """The context of an act; the role is the actor's that permits it, or the first that the actor holds."""
    roles = case.roles_of(actor)
    role = min(roles & step.roles or roles or {Role.SYSTEM})
    return Context(
        actor=actor, role=Role(role), now=now, law=rulebook(case.law_profile), data=data or {}
    )


def refusals(case: Any, step: Action, ctx: Context) -> Refused | None:
    """The first kind of refusal that applies: role, then state, then every guard that does not hold."""
    if not case.roles_of(ctx.actor) & step.roles:
        return NotPermitted(Reason(f"您的角色不能“{step.label}”", article=ctx.article(step.cites)))
    if case.state not in step.source:
        label = catalogue.kind(case.kind).states(case.state).label
        return WrongState(
            Reason(f"当前状态“{label}”不能“{step.label}”", article=ctx.article(step.cites))
        )
    reasons = [reason for guard in step.guards for reason in guard.check(case, ctx)]
    return GuardFailed(*reasons) if reasons else None


def offers(case: Any, user: User, now: datetime) -> Iterator[Offer]:
    """Every action of the case's kind that one of the user's roles may ever do, with its answer for now."""
    roles = case.roles_of(user)
    for step in catalogue.kind(case.kind).actions.values():
        if roles & step.roles:
            ctx = context_for(case, step, actor=user, now=now)
            yield Offer(step, ctx.article(step.cites), refusals(case, step, ctx))


def known_to(step: Action | None, case: Any, user: User) -> bool:
    """Whether the act exists for the user: a secret or confidential one does only for those with a role for it."""
    if step is None:
        return False
    return not (step.secret or step.confidential) or bool(case.roles_of(user) & step.roles)


def may_edit(case: Any, user: User) -> bool:
    """Whether the user may change the case's content in its present state."""
    roles = set(catalogue.kind(case.kind).editable.get(case.state, ()))
    return bool(case.roles_of(user) & roles) and case.admits_editor(user)


def editing_context(kind: CaseKind, case: Any, actor: User, now: datetime) -> Context:
    """The context of an edit. Raises NotPermitted without a role that ever edits, WrongState where it may not now."""
    allowed = kind.editable.get(case.state, ())
    roles = case.roles_of(actor)
    editors = {role for state_roles in kind.editable.values() for role in state_roles}
    if not roles & editors:
        raise NotPermitted(Reason("您的角色不能修改该事项"))
    if not roles & set(allowed):
        raise WrongState(Reason(f"当前状态“{kind.states(case.state).label}”不能修改内容"))
    if not case.admits_editor(actor):
        raise NotPermitted(Reason("您不是本事项指定的办理人员，现在不能修改内容"))
    role = min(roles & set(allowed))
    return Context(actor=actor, role=Role(role), now=now, law=rulebook(case.law_profile))


def expect_own_paper(case: Any, actor: User, slot: str) -> None:
    """Where two sides write, each puts in and takes out its own papers alone. Raises NotPermitted."""
    side = side_of(slot, case.paper_sides())
    if side is None or not case.roles_of(actor) & side.own:
        raise NotPermitted(Reason("这一项材料由另一方提交，您不能上传或者移除", field="slot"))
