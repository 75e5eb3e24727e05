"""How the letters of each kind of case are served. Each app registers what is its own; others have the plain way."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.service.methods import ServiceMethod
from portal.workflow import catalogue
from portal.workflow.side_acts import working_roles


@dataclass(frozen=True, kw_only=True)
class Told:
    """What is told of one try, as the form gives it; ``ended_at`` is when the letter arrived or came back."""

    method: ServiceMethod
    started_at: datetime | None = None
    ended_at: datetime | None = None
    address: str = ""
    place: str = ""
    receiver: str = ""
    capacity: str = ""
    servers: str = ""
    refusal: str = ""
    witnesses: str = ""
    tracking: str = ""
    announced_on: date | None = None
    reason: str = ""
    proof: str = ""

    def evidence(self) -> str:
        """All that proves it in one line, for acts that keep one."""
        post = f"邮件号码 {self.tracking}" if self.tracking else ""
        signed = f"{self.receiver}（{self.capacity}）签收" if self.receiver else ""
        return "；".join(filter(None, [post, signed, self.proof]))


def _nobody(case: Any, moment: datetime) -> datetime | None:
    return None


def _anybody(case: Any, user: User) -> bool:
    return True


@dataclass(frozen=True, kw_only=True)
class Serving:
    """How letters of one kind of case are served.

    ``moments`` names for each case action that records a service the field in which the case keeps its moment,
    ``inputs`` turns what is told into that action's input. ``announces`` names the action that begins a public
    announcement, where the case has one. ``agreed`` is when the party consented within the case itself.
    ``needs_consent``: without it neither opening on the portal nor e-mail is a service.
    ``forgets``: the case empties its moment when it is decided again or begins anew.
    """

    roles: frozenset[Role]
    methods: Sequence[ServiceMethod] = tuple(ServiceMethod)
    needs_consent: bool = False
    forgets: bool = False
    moments: Mapping[str, str] = field(default_factory=dict)
    inputs: Callable[[str, Told], dict[str, Any]] | None = None
    announces: Mapping[str, str] = field(default_factory=dict)
    begun: Callable[[str, Told], dict[str, Any]] | None = None
    agreed: Callable[[Any, datetime], datetime | None] = _nobody
    admits: Callable[[Any, User], bool] = _anybody


_KINDS: dict[str, Serving] = {}


def register(kind: str, serving: Serving) -> None:
    """Serve the letters of ``kind`` in this way. Raises ValueError where another way was registered."""
    if _KINDS.setdefault(kind, serving) is not serving:
        raise ValueError(f"事项类型 {kind} 的送达方式重复登记")


def of(kind: str) -> Serving:
    """How letters of cases of this kind are served: by those who work on them, where nothing else was registered."""
    return _KINDS.get(kind) or Serving(roles=working_roles(catalogue.kind(kind)))
