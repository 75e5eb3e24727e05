"""The engine: the only way any case changes. HTML pages, the API and the clock are its doors.

Every act runs lock → version → role → state → guards → move → clocks → audit → notices → commit → nudge, in one
transaction. Lock order is law: cases by id, then counters, nothing after.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from portal.accounts.models import Organization, User, system_user
from portal.audit import chain
from portal.audit.models import AuditEvent
from portal.cases.models import Case, Document
from portal.cases.numbers import case_number
from portal.cases.uploads import CheckedUpload
from portal.clock import china_date
from portal.deadlines import sweep
from portal.deadlines.models import Deadline
from portal.law.rulebook import rulebook
from portal.notices import outbox
from portal.workflow import catalogue, correspondence, locking, settlement
from portal.workflow.availability import context_for, editing_context, expect_own_paper, refusals
from portal.workflow.catalogue import CaseKind
from portal.workflow.creating import opening
from portal.workflow.depositing import Brought, deposit, expect_places, read
from portal.workflow.errors import GuardFailed, Reason, WrongState
from portal.workflow.machine import Context, Then
from portal.workflow.record import input_of


@dataclass
class Outcome:
    """What an act did: the case after it, its event, the deadlines that it opened, closed and moved."""

    case: Any
    event: AuditEvent
    opened: list[Deadline] = field(default_factory=list)
    closed: list[Deadline] = field(default_factory=list)


#: Called inside the transaction with the outcome, for what must be stored together with it (an idempotent reply).
Receipt = Callable[[Outcome], None]


def create(
    kind_code: str,
    *,
    actor: User,
    organization: Organization,
    data: dict[str, Any],
    now: datetime,
    papers: Sequence[Brought] = (),
    receipt: Receipt | None = None,
) -> Outcome:
    """Open a case of a kind for an organisation, with papers where it has some; see ``creating.opening`` for who may.

    Raises NotPermitted; GuardFailed for papers that have no place and for a letter that lacks what it must state.
    """
    kind = catalogue.kind(kind_code)
    opened = opening(kind, actor, organization)
    expect_places(kind, papers)
    brought = read(papers)
    with correspondence.refusing(actor), transaction.atomic(durable=True):
        case = kind.model(
            number=case_number(kind.prefix, china_date(now)),
            kind=kind.code,
            organization=organization,
            region=organization.division_code,
            authority=opened.office,
            state=kind.begins,
            law_profile=kind.profile(),
            created_at=now,
            created_by=actor,
        )
        case.apply(data)
        case.full_clean(exclude=["state", "number", "kind", "law_profile"])
        case.save(force_insert=True)
        law = rulebook(case.law_profile)
        ctx = Context(actor=actor, role=opened.role, now=now, law=law, data=data)
        told: dict[str, Any] = {"fields": sorted(data)}
        if brought:
            told["papers"] = deposit(case, brought, actor=actor, now=now)
        outcome = _settle_standing(kind, case, ctx, "created", "", told)
        if kind.says_on_creation:
            outbox.queue(correspondence.of_creation(case, outcome.event, outcome.opened, ctx))
            outbox.nudge()
        if receipt:
            receipt(outcome)
    return outcome


def edit(
    pk: int,
    *,
    actor: User,
    data: dict[str, Any],
    version: int,
    now: datetime,
    receipt: Receipt | None = None,
) -> Outcome:
    """Change fields of a draft-like case. The trail names the fields; their content is frozen when it is handed in."""
    with transaction.atomic(durable=True):
        kind, case = locking.lock(pk, version)
        ctx = editing_context(kind, case, actor, now)
        sweep.catch_up(case, now)
        changed = case.apply(data)
        case.version += 1
        case.full_clean(exclude=["state"])
        case.save()
        outcome = _settle_standing(
            kind, case, ctx, "edited", case.state, {"fields": sorted(changed)}
        )
        if receipt:
            receipt(outcome)
    return outcome


def attach(
    pk: int,
    *,
    slot: str,
    upload: CheckedUpload,
    actor: User,
    version: int,
    now: datetime,
    receipt: Receipt | None = None,
) -> Outcome:
    """Put a checked paper into one of the case's places; a place for one paper sets the older one aside."""
    papers = [(slot, upload)]
    brought = read(papers)
    with transaction.atomic(durable=True):
        kind, case = locking.lock(pk, version)
        ctx = editing_context(kind, case, actor, now)
        expect_places(kind, papers)
        expect_own_paper(case, actor, slot)
        place = kind.slot(slot)
        if place is not None and not place.several:
            case.documents.filter(slot=slot, removed_at=None).update(removed_at=now)
        (told,) = deposit(case, brought, actor=actor, now=now)
        outcome = _touch(case, ctx, "document_attached", told)
        if receipt:
            receipt(outcome)
    return outcome


def detach(pk: int, *, document: Document, actor: User, version: int, now: datetime) -> Outcome:
    """Set a paper of a draft-like case aside. Its bytes stay, as the trail speaks of them."""
    with transaction.atomic(durable=True):
        kind, case = locking.lock(pk, version)
        ctx = editing_context(kind, case, actor, now)
        expect_own_paper(case, actor, document.slot)
        if not case.documents.filter(pk=document.pk, removed_at=None).update(removed_at=now):
            raise GuardFailed(Reason("该材料已被撤下", field="document"))
        return _touch(
            case, ctx, "document_removed", {"slot": document.slot, "document": document.pk}
        )


def perform(
    pk: int,
    name: str,
    *,
    actor: User,
    data: dict[str, Any],
    version: int,
    now: datetime,
    receipt: Receipt | None = None,
) -> Outcome:
    """Do an action on a case. Raises NotPermitted, WrongState, Stale or GuardFailed; then nothing has changed."""
    with correspondence.refusing(actor), transaction.atomic(durable=True):
        case, held = locking.lock_with_follow_ups(pk, name, version)
        outcome = _perform(case, name, actor=actor, data=data, now=now, cause=None, held=held)
        if receipt:
            receipt(outcome)
    return outcome


def _perform(
    case: Any,
    name: str,
    *,
    actor: User,
    data: dict[str, Any],
    now: datetime,
    cause: AuditEvent | None,
    held: frozenset[int],
) -> Outcome:
    kind = catalogue.kind(case.kind)
    step = kind.actions.get(name)
    if step is None:
        raise WrongState(Reason("没有这一操作", code="unknown_action"))
    ctx = context_for(case, step, actor=actor, now=now, data=locking.without_claim(data))
    reasons = refusals(case, step, ctx)
    if reasons:
        raise reasons
    locking.expect_latest(case, step, data)
    sweep.catch_up(case, now)
    before, authority = case.state, case.authority
    case.ctx = ctx
    getattr(case, name)(ctx, **ctx.data)
    if not (step.secret or step.concurrent):
        case.version += 1
    case.full_clean(exclude=["state"])
    case.save()
    settled = settlement.plan(case, step, ctx)
    event = chain.append(
        _entry(
            case,
            step.name,
            ctx,
            before,
            {"input": input_of(step, ctx.data), **case.recorded(step, ctx), **settled.as_json()},
            cause,
        )
    )
    settled.save(event)
    for effect in step.effects:
        getattr(case, effect)(event, ctx)
    outbox.queue(correspondence.of(case, step, event, settled, ctx, authority=authority))
    for follow_up in step.then:
        _follow(case, follow_up, event, ctx, held)
    outbox.nudge()
    case.ctx = None
    if any(getattr(case, f"{follow_up.relation}_id") == case.pk for follow_up in step.then):
        case = kind.load(Case.objects.get(pk=case.pk))  # a follow-up on the case itself moved it on
    return Outcome(case, event, settled.opened, settled.closed)


def _follow(
    case: Any, follow_up: Then, event: AuditEvent, ctx: Context, held: frozenset[int]
) -> None:
    if getattr(case, f"{follow_up.relation}_id") is None:
        return
    if follow_up.when is not None and not follow_up.when(case, ctx):
        return
    related = getattr(case, follow_up.relation)
    locking.expect_held(related.pk, held)
    target = catalogue.kind(related.kind).load(Case.objects.get(pk=related.pk))
    _perform(
        target,
        follow_up.action,
        actor=system_user(),
        data=follow_up.data(case, ctx) if follow_up.data is not None else {},
        now=ctx.now,
        cause=event,
        held=held,
    )


def _entry(
    case: Any,
    name: str,
    ctx: Context,
    before: str,
    data: dict[str, Any],
    cause: AuditEvent | None = None,
) -> chain.Entry:
    return chain.Entry(
        case=case,
        action=name,
        actor=ctx.actor,
        role=ctx.role,
        occurred_at=ctx.now,
        recorded_at=ctx.now,
        before=before,
        after=case.state,
        data={"version": case.version, **data},
        cause=cause,
    )


def _settle_standing(
    kind: CaseKind, case: Any, ctx: Context, name: str, before: str, told: dict[str, Any]
) -> Outcome:
    settled = settlement.plan_standing(case, kind.standing, ctx)
    event = chain.append(_entry(case, name, ctx, before, {**told, **settled.as_json()}))
    settled.save(event)
    return Outcome(case, event, settled.opened, settled.closed)


def _touch(case: Any, ctx: Context, name: str, told: dict[str, Any]) -> Outcome:
    sweep.catch_up(case, ctx.now)
    case.version += 1
    case.save(update_fields=["version"])
    return Outcome(case, chain.append(_entry(case, name, ctx, case.state, told)))
