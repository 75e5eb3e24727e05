"""A destruction before it begins: what is due, the list that is frozen, the second signature.

Two kinds of administrators, two people (GB/T 22239, 8.1.5): one proposes, one of the other kind approves. Neither
sees the cases: the list is numbers.
"""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.cases.numbers import next_in
from portal.clock import china_date
from portal.notices import outbox
from portal.retention.holds import held_cases
from portal.retention.models import Destruction, DestructionItem
from portal.retention.schedule import Holding, begun_before, last_beginning
from portal.workflow.errors import GuardFailed, NotPermitted, Overtaken, Reason

ADMINISTRATORS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
TASK = "portal.retention.destroy"
#: So long a list can be read by whoever signs it; what is left is the next list. A house rule of size, not of law.
MOST = 5_000
State = Destruction.State


def cut_off(holding: Holding, now: datetime) -> date:
    """The last day on which the time of what is due can have begun."""
    return last_beginning(holding.rule, now)


def over(holding: Holding, day: date) -> QuerySet[Any]:
    """The rows whose time began on ``day`` or before, held or not."""
    return holding.due(begun_before(day))


def due_rows(holding: Holding, day: date) -> QuerySet[Any]:
    """The same without what is on hold: that is never due."""
    return over(holding, day).exclude(**{f"{holding.case}__in": held_cases().values("pk")})


def administrator_role(user: User) -> Role | None:
    """Which kind of administrator the person is; nobody is both."""
    return next((role for role in ADMINISTRATORS if user.has_role(role)), None)


def propose(holding: Holding, *, actor: User, now: datetime) -> Destruction:
    """Freeze what is due now as a list for the other administrator.

    Raises NotPermitted, GuardFailed where nothing is due, Overtaken where a list of the class is open already.
    """
    role, day = _administrator(actor), cut_off(holding, now)
    rule = holding.rule
    try:
        with transaction.atomic():
            made = Destruction.objects.create(
                holding=holding.code,
                title=holding.title,
                rule={"code": rule.code, "article": rule.article, "term": rule.term},
                cut_off=day,
                proposed_by=actor,
                proposed_role=role.value,
                proposed_at=now,
            )
            _freeze(made, holding, day)
    except IntegrityError as taken:
        told = "这一类别已有未完成的销毁，完成或者撤回以后才能再提出"
        raise Overtaken(Reason(told, code="overtaken")) from taken
    return made


def _freeze(made: Destruction, holding: Holding, day: date) -> None:
    told = ["pk", holding.case, *filter(None, (holding.size, holding.sha256))]
    rows = list(due_rows(holding, day).order_by("pk").values(*told)[:MOST])
    if not rows:
        raise GuardFailed(Reason("没有到期可以销毁的内容", code="nothing_due"))
    DestructionItem.objects.bulk_create(
        DestructionItem(
            destruction=made,
            position=position,
            row=row["pk"],
            case_id=row[holding.case],
            size=row[holding.size] if holding.size else 0,
            sha256=row[holding.sha256] if holding.sha256 else "",
        )
        for position, row in enumerate(rows, 1)
    )


def approve(pk: int, *, actor: User, now: datetime) -> Destruction:
    """Sign a list: it gets its number and is carried out. Raises NotPermitted, Overtaken."""
    role = _administrator(actor)
    with transaction.atomic():
        made = _open(pk)
        if made.proposed_role == role or made.proposed_by_id == actor.pk:
            told = "须由另一类管理员批准：系统管理员提出的由安全管理员批准，反之亦然"
            raise NotPermitted(Reason(told, code="not_permitted"))
        year = china_date(now).year
        made.number = f"XH{year}{next_in(f'destruction:{year}'):06d}"
        made.state, made.decided_by, made.decided_at = State.APPROVED, actor, now
        made.save(update_fields=["number", "state", "decided_by", "decided_at"])
        outbox.nudge(TASK)
    return made


def decline(pk: int, *, reason: str, actor: User, now: datetime) -> Destruction:
    """Refuse a list, or take back one's own; nothing is destroyed. Raises NotPermitted, Overtaken."""
    _administrator(actor)
    with transaction.atomic():
        made = _open(pk)
        made.state, made.decided_by, made.decided_at = State.DECLINED, actor, now
        made.decline_reason = reason
        made.save(update_fields=["state", "decided_by", "decided_at", "decline_reason"])
    return made


def _administrator(actor: User) -> Role:
    role = administrator_role(actor)
    if role is None:
        raise NotPermitted(Reason("只有系统管理员和安全管理员办理销毁", code="not_permitted"))
    return role


def _open(pk: int) -> Destruction:
    made = Destruction.objects.select_for_update().get(pk=pk)
    if made.state != State.PROPOSED:
        raise Overtaken(Reason("该清单已经批准或者撤回", code="overtaken"))
    return made
