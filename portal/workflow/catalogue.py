"""The kinds of case: what each is made of. Each app adds its kinds when it is ready."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import TextChoices

from portal.accounts.roles import Role
from portal.cases.children import register_child
from portal.cases.models import Case
from portal.deadlines.selectors import register_kept
from portal.law.rulebook import rulebook
from portal.workflow.errors import Reason
from portal.workflow.forms import CaseForm
from portal.workflow.machine import Action, Opens, Says, actions_of


@dataclass(frozen=True)
class Section:
    """One page of a kind's form: its address, its title, and the form class that reads it.

    Doors make it as ``form(data, files, case=case, user=user)``; see ``CaseForm``. A section without a form is for
    papers only: the slots that name it.
    """

    slug: str
    title: str
    form: type[CaseForm] | None = None
    intro: str = ""
    #: Whether the section applies to this case (a technical supporter has no products).
    applies: Callable[[Any], bool] = lambda case: True


@dataclass(frozen=True)
class Slot:
    """A place for papers: which types it takes, whether it must be filled, whether several fit."""

    code: str
    label: str
    types: tuple[str, ...]
    required: bool = True
    several: bool = False
    hint: str = ""
    #: The form section in which the paper is shown and uploaded.
    section: str = "papers"
    #: Whether each read by others than the party leaves an event in the trail; False for what is for everybody.
    confidential: bool = True


@dataclass(frozen=True, kw_only=True)
class CaseKind:
    """Everything the doors need to know of a kind of case."""

    code: str
    label: str
    prefix: str
    model: type[Case]
    states: type[TextChoices]
    profile: Callable[[], str]
    #: The limit whose text the kind is conducted under, where that is not the profile's own.
    governed_by: str = ""
    creators: frozenset[Role]
    #: Whether an authority's people open it about another organisation, of those that their office covers.
    concerns_others: bool = False
    create_form: type[CaseForm]
    editable: Mapping[str, Collection[Role]]
    #: The state in which a case begins that nobody hands in: it is there from its creation on.
    opens_in: str = ""
    #: How a state's chip is toned: info, ok, warn; neutral where nothing is said. Red stays with what is overdue.
    tones: Mapping[str, str] = field(default_factory=dict)
    sections: tuple[Section, ...] = ()
    slots: tuple[Slot, ...] = ()
    #: Limits that run as soon as their start is known, whatever the state (kept in step at each edit).
    standing: tuple[Opens, ...] = ()
    #: The deciding side's limits that it keeps to itself, whichever act opened them.
    inner_limits: frozenset[str] = frozenset()
    #: The notices of its creation, queued as those of an act.
    says_on_creation: tuple[Says, ...] = ()
    action_forms: Mapping[str, type[CaseForm]] = field(default_factory=dict)
    template: str = "workflow/_case_content.html"
    #: What is still wrong with the content, as reasons whose field names lead to their sections.
    problems: Callable[[Any, datetime], list[Reason]] = lambda case, now: []
    #: The section in which a problem's field is mended.
    section_of: Callable[[str], str] = lambda field: ""
    #: Whose turn it is, in one sentence, where the general one would not say enough; empty otherwise.
    hint: Callable[[Any, Any], str] = lambda case, user: ""
    #: Who sees to cases that nobody was assigned, in words by their keys: kinds with a team of their own name it.
    handlers: Callable[[Collection[int]], Mapping[int, str]] = lambda keys: {}
    #: What the case's page shows of its content, for the person who looks.
    detail: Callable[[Any, Any], dict[str, Any]] = lambda case, user: {}
    #: The content as JSON for the API, as the person may see it.
    to_json: Callable[[Any, Any], dict[str, Any]] = lambda case, user: {}

    @property
    def actions(self) -> dict[str, Action]:
        """The kind's actions by name."""
        return actions_of(self.model)

    def law_title(self, profile: str) -> str:
        """The text that such a case is conducted under."""
        law = rulebook(profile)
        return law.limit(self.governed_by).instrument if self.governed_by else law.title

    def draft_title(self, profile: str) -> str:
        """The same where it is a draft, for the banner of a page; empty where it is in force."""
        law = rulebook(profile)
        governing = law.limit(self.governed_by) if self.governed_by else law
        return self.law_title(profile) if governing.is_draft else ""

    @property
    def begins(self) -> str:
        """The state of a fresh case, in which nobody has handed it in."""
        return self.opens_in or str(self.model._meta.get_field("state").get_default())

    @property
    def keeping_acts(self) -> frozenset[str]:
        """The acts in confidence that open limits: whoever may not read the act does not know of the limit."""
        return frozenset(n for n, step in self.actions.items() if step.confidential and step.opens)

    @property
    def kept_codes(self) -> frozenset[str]:
        """The inner limits, and those that such acts open; an open act may open one of these another time."""
        acts = (self.actions[name] for name in self.keeping_acts)
        return self.inner_limits.union(opens.code for step in acts for opens in step.opens)

    def keeps(self, code: str, act: str) -> bool:
        """Whether the limit that ``act`` opened is known on the inside alone."""
        return code in self.inner_limits or (code in self.kept_codes and act in self.keeping_acts)

    @property
    def ends(self) -> list[str]:
        """The states that nobody can lead out of, and in which nobody can do anything; the portal itself may."""
        steps = [step for step in self.actions.values() if step.roles != {Role.SYSTEM}]
        left = {source for step in steps for source in step.source}
        return [state for state in self.states.values if state not in left]

    def tone(self, state: str) -> str:
        """The tone of a state's chip."""
        return self.tones.get(state, "neutral")

    def slot(self, code: str) -> Slot | None:
        """The place for papers named ``code``."""
        return next((slot for slot in self.slots if slot.code == code), None)

    def load(self, case: Case) -> Any:
        """The case as its own class."""
        return case if isinstance(case, self.model) else self.model.objects.get(pk=case.pk)


_KINDS: dict[str, CaseKind] = {}


def register(kind: CaseKind) -> None:
    """Add a kind. A second one under the same code is a programming error."""
    if kind.code in _KINDS:
        raise ValueError(f"事项类型重复登记：{kind.code}")
    _KINDS[kind.code] = kind
    register_child(kind.code, kind.model)
    register_kept(kind.code, kind.kept_codes, kind.keeping_acts, kind.inner_limits)


def kind(code: str) -> CaseKind:
    """The kind named ``code``. Raises KeyError for an unknown one."""
    return _KINDS[code]


def kinds() -> tuple[CaseKind, ...]:
    """All kinds, in the order of the apps."""
    return tuple(_KINDS.values())
