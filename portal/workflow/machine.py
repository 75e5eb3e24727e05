"""The words that machines are written in.

A machine file is the statute in code: each ``@action`` states who, from where, to where, under which rule, with which
guards, which clocks it opens and closes and which notices it causes. The method body sets fields, nothing else. The
permission matrix, the law mapping and the buttons are generated from these declarations.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from inspect import signature
from typing import Any

from django_fsm import transition

from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.law.rows import citation_under
from portal.law.rulebook import Rulebook
from portal.workflow.errors import Reason


@dataclass(frozen=True, kw_only=True)
class Context:
    """What an act happens in: who, as what, when, under which rulebook, with which input."""

    actor: User
    role: Role
    now: datetime
    law: Rulebook
    data: dict[str, Any] = field(default_factory=dict)

    def article(self, code: str) -> str:
        """Where a row stands: its article, with its law where that is another than the case's own.

        Empty where the code is none of the rulebook's limits, sanctions or lists.
        """
        row = self.law.cited(code)
        if row is None:
            return ""
        return citation_under(self.law.title, row)

    def citation(self, code: str) -> str:
        """The same, always with its law, as letters cite it."""
        row = self.law.cited(code)
        return row.citation if row else ""


Predicate = Callable[[Any, Context], bool]


@dataclass(frozen=True)
class Guard:
    """A condition with a sentence. ``check`` gives the reasons why it does not hold; none means it holds."""

    check: Callable[[Any, Context], Iterable[Reason]]
    name: str
    cites: str = ""
    stage: bool = False


def guard(
    message: str, *, cites: str = "", stage: bool = False
) -> Callable[[Callable[[Any, Context], bool | Iterable[Reason]]], Guard]:
    """Make a guard of a function ``(case, ctx)`` that answers yes or no, or lists its reasons itself.

    A ``stage`` guard asks whether a procedure that runs beside the state has come so far: pages show what waits for it
    among the acts of other stages, not among those that this person could do but for a reason.
    """

    def wrap(function: Callable[[Any, Context], bool | Iterable[Reason]]) -> Guard:
        def check(case: Any, ctx: Context) -> Iterable[Reason]:
            answer = function(case, ctx)
            if answer is True:
                return []
            if answer is False:
                return [Reason(message, article=ctx.article(cites), code=function.__name__)]
            return list(answer)

        return Guard(check, function.__name__, cites, stage)

    return wrap


@dataclass(frozen=True)
class Opens:
    """A limit that starts to run. ``since`` names the field that holds its start; without it the act itself is it."""

    code: str
    since: str = ""
    when: Predicate | None = None
    amount: str = ""

    def start(self, case: Any, ctx: Context) -> date | datetime | None:
        """The start of the period, or None while the field is empty."""
        return getattr(case, self.since) if self.since else ctx.now


@dataclass(frozen=True)
class Says:
    """A notice that an act causes.

    ``to`` is ``organization`` (the case's own), ``authority`` (the receiving one), or a word that the case itself
    knows: its ``addressees(word)`` name the places, and the persons there that the notice is for.
    """

    code: str
    to: str = "organization"


@dataclass(frozen=True)
class Voids:
    """A limit that no longer applies after the act, where ``when`` holds."""

    code: str
    when: Predicate | None = None


@dataclass(frozen=True)
class Extends:
    """A running limit that gets a stated new last day: the field that holds it, the input that gives the reason."""

    code: str
    until: str
    reason: str = "reason"


@dataclass(frozen=True)
class Then:
    """A follow-up on another case in the same transaction, done by the system: the related field and the action.

    Nothing follows where the field is empty or ``when`` does not hold. ``data`` gives the action's input, from the
    case as the act left it and the act's own context; without it there is none.
    """

    relation: str
    action: str
    when: Predicate | None = None
    data: Callable[[Any, Context], dict[str, Any]] | None = None


@dataclass(frozen=True, kw_only=True)
class Action:
    """One declared action of a machine; see ``action`` for the meaning of each part."""

    name: str
    label: str
    roles: frozenset[Role]
    source: frozenset[str]
    target: str | None
    cites: str = ""
    explains: str = ""
    guards: tuple[Guard, ...] = ()
    opens: tuple[Opens, ...] = ()
    closes: tuple[str, ...] = ()
    voids: tuple[Voids, ...] = ()
    extends: tuple[Extends, ...] = ()
    says: tuple[Says, ...] = ()
    then: tuple[Then, ...] = ()
    effects: tuple[str, ...] = ()
    grave: bool = False
    internal: bool = False
    secret: bool = False
    confidential: bool = False
    sealed: frozenset[str] = frozenset()
    concurrent: bool = False
    reads: bool = False


def action(
    label: str,
    *,
    roles: Sequence[Role],
    source: Sequence[str],
    target: str | None = None,
    cites: str = "",
    explains: str = "",
    guards: Sequence[Guard] = (),
    opens: Sequence[Opens] = (),
    closes: Sequence[str] = (),
    voids: Sequence[str | Voids] = (),
    extends: Sequence[Extends] = (),
    says: Sequence[Says] = (),
    then: Sequence[Then] = (),
    effects: Sequence[str] = (),
    grave: bool = False,
    internal: bool = False,
    secret: bool = False,
    confidential: bool = False,
    sealed: Sequence[str] = (),
    concurrent: bool = False,
    reads: bool = False,
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Declare a method as an action of the case's machine.

    ``target`` None keeps the state. ``cites`` names the limit, sanction or list whose article the act rests on, read
    from the case's own profile. ``closes`` are limits that the act meets (or meets late), ``voids`` those that no
    longer apply. ``effects`` are methods of the case that the engine calls after saving, inside the transaction.
    ``grave`` asks for confirmation. What is said to an ``internal`` act is read by the authority alone. A ``secret``
    act is known to the authority alone: it moves no state, tells nobody, runs no clock, leaves the version as it is.
    A ``confidential`` act is told to the case's ``inside_roles`` alone; it may run clocks and raises the version.
    ``sealed`` names inputs that nothing keeps but what the method does with them: no event, no page, no reply.
    A ``concurrent`` act asks for no version and leaves it as it is: many people do it
    side by side, and state, guards and the database decide alone. An act that ``reads`` opens something confidential
    to the actor; the auditor finds it among the reads.
    """
    if secret and (target is not None or says or opens or closes or voids or extends or then):
        raise ValueError(f"“{label}”会留下外部可见的痕迹，不能声明为 secret")
    if confidential and any(one.to == "organization" for one in says):
        raise ValueError(f"“{label}”会告知所属单位，不能声明为 confidential")
    if any(one.reason in sealed for one in extends):
        raise ValueError(f"“{label}”以密封的内容为延期理由，理由会写入期限")

    def wrap(method: Callable[..., None]) -> Callable[..., None]:
        unknown = set(sealed) - set(signature(method).parameters)
        if unknown:
            raise ValueError(f"“{label}”没有要密封的内容：{'、'.join(sorted(unknown))}")
        declared = Action(
            name=method.__name__,
            label=label,
            roles=frozenset(roles),
            source=frozenset(source),
            target=target,
            cites=cites,
            explains=explains,
            guards=tuple(guards),
            opens=tuple(opens),
            closes=tuple(closes),
            voids=tuple(Voids(one) if isinstance(one, str) else one for one in voids),
            extends=tuple(extends),
            says=tuple(says),
            then=tuple(then),
            effects=tuple(effects),
            grave=grave,
            internal=internal,
            secret=secret,
            confidential=confidential,
            sealed=frozenset(sealed),
            concurrent=concurrent,
            reads=reads,
        )
        moved: Callable[..., None] = transition(
            field="state",
            source=[str(state) for state in source],
            target=str(target) if target is not None else None,
            conditions=[_called_by_the_engine],
            custom={"action": declared},
        )(method)
        return moved

    return wrap


def _called_by_the_engine(case: Any) -> bool:
    """True only inside ``engine.perform``: a transition called by hand is refused."""
    return getattr(case, "ctx", None) is not None


def actions_of(model: type) -> dict[str, Action]:
    """Every action that a case class declares, by name, in the order of its machine files."""
    found: dict[str, Action] = {}
    for cls in model.__mro__:
        for name, member in vars(cls).items():
            meta = getattr(member, "_django_fsm", None)
            if meta is not None and name not in found:
                found[name] = next(iter(meta.transitions.values())).custom["action"]
    return found
