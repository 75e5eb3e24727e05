"""The trail of a case in readable Chinese: what happened, who did it as what, what it led to."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from django import forms
from django.utils.dateparse import parse_date, parse_datetime

from portal.accounts.roles import Role
from portal.audit.models import AuditEvent
from portal.clock import CHINA
from portal.deadlines.models import Deadline
from portal.law.milestones import MilestoneName
from portal.law.rows import citation_under
from portal.law.rulebook import Rulebook, UnknownLimit, rulebook
from portal.workflow.catalogue import CaseKind, kinds
from portal.workflow.machine import Action, actions_of
from portal.workflow.side_acts import (
    ASSIGNED,
    DESTROYED,
    EXPORTED,
    HOLD_LIFTED,
    HOLD_PLACED,
    LETTER_READ,
    LETTER_SERVED,
    LIMITS_OPENED,
    PAPER_READ,
    REMINDED,
    SERVICE_TRIED,
)

#: So many changed fields are named in a line of the timeline.
FIELDS_SHOWN = 12
MILESTONES = {name.value: name.label for name in MilestoneName}
_REMINDERS = frozenset(f"deadline_{name}" for name in MILESTONES.keys() - {MilestoneName.DUE.value})
_OWN = {
    "created": "新建",
    "edited": "修改内容",
    "document_attached": "上传材料",
    "document_removed": "撤下材料",
    "deadline_recomputed": "期限重新计算",
    "deadline_extended": "期限延长",
    ASSIGNED: "分派",
    REMINDED: "催办",
    EXPORTED: "列入导出",
    LIMITS_OPENED: "补开期限",
    PAPER_READ: "查阅材料",
    LETTER_READ: "查阅内部文书",
    HOLD_PLACED: "法律保全",
    HOLD_LIFTED: "解除法律保全",
    DESTROYED: "按留存规则销毁",
    LETTER_SERVED: "文书送达",
    SERVICE_TRIED: "送达情况",
}
#: What the trail keeps for machines, or what is told elsewhere on the line.
_UNTOLD = frozenset(
    {
        *("version", "input", "fields", "opened", "closed", "moved"),
        *("papers", "sha256", "content_sha256", "papers_sha256", "assignee_id"),
        *("decided_round", "round", "outcome", "counts", "ballot_sha256", "electors_sha256"),
        *("on_site", "key"),
    }
)


@cache
def _actions(model: type) -> dict[str, Action]:
    return actions_of(model)


def label_of(name: str, of: CaseKind) -> str:
    """The Chinese name of an event."""
    step = _actions(of.model).get(name)
    if step:
        return step.label
    if name.startswith("deadline_") and name.removeprefix("deadline_") in MILESTONES:
        return MILESTONES[name.removeprefix("deadline_")]
    return _OWN.get(name, name)


@cache
def names_of_events() -> dict[str, frozenset[str]]:
    """Every Chinese name of an event → the actions that are called so, over all kinds."""
    found: dict[str, set[str]] = {label: {name} for name, label in _OWN.items()}
    for name, label in MILESTONES.items():
        found.setdefault(label, set()).add(f"deadline_{name}")
    for kind in kinds():
        for name, step in kind.actions.items():
            found.setdefault(step.label, set()).add(name)
    return {label: frozenset(names) for label, names in found.items()}


class Reader:
    """Reads events of one case aloud; holds the labels of its kind's fields and limits."""

    def __init__(self, kind: CaseKind, case: Any) -> None:
        self.kind = kind
        self.law: Rulebook = rulebook(case.law_profile)
        self.title = kind.law_title(case.law_profile)
        self.labels = _field_labels(kind)

    def items(self, events: Iterable[AuditEvent]) -> list[dict[str, Any]]:
        """Events as ``components/timeline.html`` shows them."""
        return [self.item(event) for event in events]

    def item(self, event: AuditEvent) -> dict[str, Any]:
        """One event."""
        moved = event.before != event.after
        return {
            "label": label_of(event.action, self.kind),
            "occurred_at": event.occurred_at,
            "recorded_at": event.recorded_at,
            "actor": self._actor(event),
            "state_label": self._state(event.after) if moved and event.after else "",
            "note": "\n".join(self._notes(event)),
            "article": self._article(event),
            "hash": event.hash,
            "tone": _tone(event),
            "reminds": _reminds(event),
        }

    def _actor(self, event: AuditEvent) -> str:
        if event.role == Role.SYSTEM:
            return str(Role.SYSTEM.label)
        role = Role(event.role).label if event.role in Role.values else event.role
        return f"{event.actor}（{role}）"

    def _state(self, code: str) -> str:
        return str(self.kind.states(code).label) if code in self.kind.states.values else code

    def _article(self, event: AuditEvent) -> str:
        step = _actions(self.kind.model).get(event.action)
        code = step.cites if step else event.data.get("code", "")
        row = self.law.cited(code)
        return citation_under(self.title, row) if row else ""

    def _summary(self, code: str) -> str:
        try:
            return self.law.limit(code).summary
        except UnknownLimit:
            return code

    def _notes(self, event: AuditEvent) -> Iterator[str]:
        data = event.data
        if data.get("fields"):
            yield self._fields(data["fields"])
        if event.action == "created":
            yield from (self._paper(paper) for paper in data.get("papers", ()))
        yield from self._input(event)
        yield from filter(None, [data.get("told", "")])
        if event.action in ("document_attached", "document_removed", PAPER_READ):
            yield self._paper(data)
        elif event.action == LETTER_READ:
            yield data["letter"]
        elif event.action.startswith("deadline_"):
            yield from self._deadline(data)
        else:
            yield from self._recorded(data)
        yield from self._clocks(data)

    def _paper(self, told: dict[str, Any]) -> str:
        slot = self.kind.slot(told.get("slot", ""))
        return "：".join(filter(None, [slot.label if slot else "", told.get("name", "")]))

    def _fields(self, names: list[str]) -> str:
        told = (name for name in names if name not in _UNTOLD)
        labels = list(dict.fromkeys(self.labels.get(name, name) for name in told))
        more = f" 等 {len(labels)} 项" if len(labels) > FIELDS_SHOWN else ""
        return f"涉及：{'、'.join(labels[:FIELDS_SHOWN])}{more}"

    def _input(self, event: AuditEvent) -> Iterator[str]:
        form = self.kind.action_forms.get(event.action)
        for name, value in (event.data.get("input") or {}).items():
            field = form.base_fields.get(name) if form else None
            if value in (None, "", [], {}):
                continue
            choices = dict(_flat(getattr(field, "choices", None) or ()))
            if form is not None and name in form.rulebook_choices:
                listed = self.law.items(form.rulebook_choices[name])
                choices |= {item.code: item.summary for item in listed}
            choices |= _named(field, value)
            label = str(field.label) if field is not None and field.label else ""
            aloud = getattr(
                field, "aloud", None
            )  # a field that keeps rows of keys reads them itself
            told = aloud(value) if aloud else shown(value, choices)
            yield f"{label or self.labels.get(name, name)}：{told}"

    def _deadline(self, data: dict[str, Any]) -> Iterator[str]:
        summary = self._summary(data.get("code", ""))
        if "from" in data:
            yield _move(summary, data)
        elif data.get("last_day"):
            yield f"{summary}，最后一日 {data['last_day']}"
        else:
            yield f"{summary}，{shown(data.get('moment', ''))} 届满"

    def _recorded(self, data: dict[str, Any]) -> Iterator[str]:
        """What the case said of itself, where its model has a name for it."""
        names = {f.name: str(f.verbose_name) for f in self.kind.model._meta.concrete_fields}
        for name, value in data.items():
            if name not in _UNTOLD and name in names and value not in (None, "", [], {}):
                yield f"{names[name]}：{shown(value)}"

    def _clocks(self, data: dict[str, Any]) -> Iterator[str]:
        for d in data.get("opened", ()):
            end = f"最后一日 {d['last_day']}" if d.get("last_day") else f"至 {shown(d['moment'])}"
            yield f"开始计时：{self._summary(d['code'])}，{end}{'（暂算）' if d.get('provisional') else ''}"
        for d in data.get("closed", ()):
            outcome = d["outcome"]
            label = (
                Deadline.Outcome(outcome).label if outcome in Deadline.Outcome.values else outcome
            )
            yield f"停止计时：{self._summary(d['code'])}（{label}）"
        for d in data.get("moved", ()):
            yield _move(self._summary(d["code"]), d)


def _named(field: Any, value: Any) -> dict[str, str]:
    """What the rows are called whose keys the trail keeps."""
    if not isinstance(field, forms.ModelChoiceField) or field.queryset is None:
        return {}
    keys = value if isinstance(value, list) else [value]
    rows = field.queryset.model._default_manager.filter(pk__in=keys)
    return {str(row.pk): str(row) for row in rows}


def _move(summary: str, data: dict[str, Any]) -> str:
    if data["from"] == data["to"]:
        return f"{summary}：最后一日 {data['to']} 不变，{data.get('reason', '')}"
    return f"{summary}：最后一日由 {data['from']} 改为 {data['to']}（{data.get('reason', '')}）"


def _tone(event: AuditEvent) -> str:
    if event.action == "deadline_due":
        return "overdue"
    if any(d.get("outcome") == Deadline.Outcome.LATE for d in event.data.get("closed", ())):
        return "overdue"
    if event.action.removeprefix("deadline_") in MILESTONES:
        return "warn"
    return ""


def _reminds(event: AuditEvent) -> bool:
    """Whether the clock says that a limit comes nearer; that one was missed is more than a reminder."""
    return event.action in _REMINDERS


def _field_labels(kind: CaseKind) -> dict[str, str]:
    labels = {f.name: str(f.verbose_name) for f in kind.model._meta.concrete_fields}
    forms = [kind.create_form, *(s.form for s in kind.sections if s.form)]
    for form in forms:
        labels |= {name: str(f.label) for name, f in form.base_fields.items() if f.label}
    return labels | {slot.code: slot.label for slot in kind.slots}


def _flat(choices: Iterable[Any]) -> Iterator[tuple[str, str]]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield str(value), str(label)


def shown(value: Any, choices: dict[str, str] | None = None) -> str:
    """A value of the trail as people read it: yes and no, dates in Beijing time, lists line by line."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dict):
        return "：".join(shown(value[key]) for key in _told(value))
    if isinstance(value, list):
        if any(isinstance(item, dict) for item in value):
            return "".join(f"\n{number}. {shown(item)}" for number, item in enumerate(value, 1))
        return "、".join(shown(item, choices) for item in value)
    text = str(value)
    if choices and text in choices:
        return choices[text]
    return _moment(text) or text


def _told(entry: dict[str, Any]) -> list[str]:
    """The members of an entry that people read; the item before what is said of it, no codes."""
    given = [key for key, value in entry.items() if key != "code" and value not in (None, "")]
    return sorted(given, key=lambda key: (key != "item", key))


def _moment(text: str) -> str:
    """An ISO instant in Beijing time, an ISO date as it is; empty for any other text."""
    try:
        if parse_date(text):
            return text
        moment = parse_datetime(text)
    except ValueError:
        return ""
    return moment.astimezone(CHINA).strftime("%Y-%m-%d %H:%M") if moment and moment.tzinfo else ""
