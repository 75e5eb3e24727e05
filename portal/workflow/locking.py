"""Locks of the engine. Their order is law: cases by id, then counters, nothing after."""

from typing import Any

from portal.cases.models import Case
from portal.workflow import catalogue
from portal.workflow.catalogue import CaseKind
from portal.workflow.errors import Reason, Stale


def lock(pk: int, version: int) -> tuple[CaseKind, Any]:
    """The case as its own class, its row locked, at the version that the actor saw."""
    locked = Case.objects.select_for_update(no_key=True).get(pk=pk)
    kind = catalogue.kind(locked.kind)
    case = kind.load(locked)
    if case.version != version:
        raise Stale(
            Reason(
                f"该事项已被他人处理（当前版本 {case.version}，您看到的是 {version}），请刷新后重试",
                field="version",
            )
        )
    return kind, case


def lock_with_follow_ups(pk: int, name: str, version: int) -> Any:
    """Lock the case and those that the action's follow-ups may touch, in the order of their ids."""
    seen = catalogue.kind(Case.objects.only("kind").get(pk=pk).kind)
    step = seen.actions.get(name)
    ids = {pk}
    if step and step.then:
        preview = seen.model.objects.get(pk=pk)
        ids |= {getattr(preview, f"{t.relation}_id") for t in step.then} - {None}
    list(Case.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk"))
    return lock(pk, version)[1]
