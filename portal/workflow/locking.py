"""Locks of the engine. Their order is law: cases by id, then an organisation, a counter, a register entry."""

from typing import Any

from portal.cases.models import Case
from portal.workflow import catalogue
from portal.workflow.catalogue import CaseKind
from portal.workflow.errors import Overtaken, Reason, Stale
from portal.workflow.forms import SEEN
from portal.workflow.machine import Action


def lock(pk: int, version: int | None) -> tuple[CaseKind, Any]:
    """The case as its own class, its row locked, at the version that the actor saw; None for whichever it is."""
    locked = Case.objects.select_for_update(no_key=True).get(pk=pk)
    kind = catalogue.kind(locked.kind)
    case = kind.load(locked)
    if version is not None and case.version != version:
        raise Stale(
            Reason(
                f"该事项已被他人处理（当前版本 {case.version}，您看到的是 {version}），请刷新后重试",
                field="version",
            )
        )
    return kind, case


def lock_with_follow_ups(pk: int, name: str, version: int) -> tuple[Any, frozenset[int]]:
    """Lock the case and all that the action's follow-ups may touch, by id; answers the case and what is held."""
    ids = _touched(pk, name)
    list(Case.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk"))
    return lock(pk, None if _is_concurrent(pk, name) else version)[1], ids


def _is_concurrent(pk: int, name: str) -> bool:
    step = catalogue.kind(Case.objects.only("kind").get(pk=pk).kind).actions.get(name)
    return step is not None and step.concurrent


def _touched(pk: int, name: str) -> frozenset[int]:
    """The case, the cases of its follow-ups, and theirs in turn, as they stand before the lock."""
    found: set[tuple[int, str]] = set()
    waiting = [(pk, name)]
    while waiting:
        key, action = waiting.pop()
        if (key, action) in found:
            continue
        found.add((key, action))
        seen = catalogue.kind(Case.objects.only("kind").get(pk=key).kind)
        step = seen.actions.get(action)
        if step and step.then:
            case = seen.model._default_manager.get(pk=key)
            related = ((getattr(case, f"{then.relation}_id"), then.action) for then in step.then)
            waiting += [(other, act) for other, act in related if other is not None]
    return frozenset(key for key, _ in found)


def without_claim(data: dict[str, Any]) -> dict[str, Any]:
    """An act's input without what its form says of the act before."""
    return {name: value for name, value in data.items() if name != SEEN}


def expect_latest(case: Any, step: Action, data: dict[str, Any]) -> None:
    """Refuse a secret act whose form says that its reader has not seen the last one. Raises Overtaken."""
    if SEEN not in data:
        return
    last = case.events.filter(action=step.name).select_related("actor").order_by("-seq").first()
    if data[SEEN] == (last.seq if last else None):
        return
    told = f"刚刚由他人（{last.actor}）办理" if last else "您所说的上一次不存在"
    raise Overtaken(
        Reason(f"“{step.label}”{told}，请看过最新情况后重新办理", field=SEEN, code="overtaken")
    )


def expect_held(pk: int, held: frozenset[int]) -> None:
    """A follow-up may only touch what was locked at the start. Raises Stale where the relation changed meanwhile."""
    if pk not in held:
        raise Stale(Reason("相关事项刚刚发生变动，请刷新后重试", code="related_changed"))
